//! `newsdex leaders`: whom the articles of an index taught, and who else stands in them.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::Write;

use newsdex::annotate::{Annotator, LearnedLeader, Lists, Own, same_person_key};
use newsdex::index::{Entry, Index, NamedLeader};
use newsdex::lexicon;
use newsdex::present::{self, LeaderLine, LeaderSource};
use newsdex::search;

use crate::cli::args::{Shared, output};
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};

/// List the leaders whom the articles taught: nobody wrote their names down
///
/// Heads of state and government are learned from the first article that names them beside their office, others from two.
/// 'newsdex help labels' says how to add, rename and veto.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code 1: nobody of that name, or nobody learned.")]
pub(crate) struct Args {
    /// Only these: a name or a part of one, whatever its case and accents
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Everybody who stands in the index as a leader, with the number of articles: listed, own and learned ones
    #[arg(long)]
    all: bool,
    /// NDJSON on standard output
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        let index = shared.open()?;
        let own = Config::here()?.own;
        let learned = learned_by(&index)?;
        let leaders = match self.all {
            true => self.everybody(&index, &own, &learned)?,
            false => self.learned(&index, own, &learned)?,
        };
        let mut out = output();
        match self.json {
            true => present::leaders_json(&mut out, &leaders)?,
            false => present::leaders(&mut out, &leaders, self.all, &shared.look())?,
        }
        out.flush()?;
        if !self.json {
            let total = learned.len() as u64;
            shared.say(|aside| writeln!(aside, "{}", self.summary(leaders.len() as u64, total)));
        }
        Ok(if leaders.is_empty() { Done::Nothing } else { Done::Well })
    }

    /// What was listed; where nothing was, why.
    fn summary(&self, listed: u64, learned: u64) -> String {
        let learned = present::counted(learned, "leader");
        match (listed, self.names.is_empty(), self.all) {
            (0, false, false) => {
                format!("no leader called so was learned ({learned} learned; --all looks among listed ones too)")
            }
            (0, false, true) => "no article has a leader called so".to_owned(),
            (0, true, false) => {
                "no leader was learned: the articles name nobody beside an office who is not listed (--all shows who is)"
                    .to_owned()
            }
            (0, true, true) => "no article has a leader".to_owned(),
            (listed, _, false) => format!("{} of {learned} learned", present::count(listed)),
            (listed, _, true) => format!("{}, {learned} learned", present::counted(listed, "name")),
        }
    }

    /// Whether a person is asked for by any of their names.
    fn wants<'a>(&self, names: impl Iterator<Item = &'a String>) -> bool {
        let spellings: Vec<String> = names.map(|name| lexicon::fold(name)).collect();
        let typed = |name: &String| spellings.iter().any(|known| known.contains(&lexicon::fold(name)));
        self.names.is_empty() || self.names.iter().any(typed)
    }

    /// Whom the articles taught, in alphabetical order.
    fn learned(&self, index: &Index, own: Own, learned: &[LearnedLeader]) -> Result<Vec<LeaderLine>, Failure> {
        let annotator = Annotator::new(&Lists { own, ..Lists::default() });
        let wanted = learned.iter().filter(|one| self.wants(std::iter::once(&one.name).chain(&one.aliases)));
        wanted.map(|leader| line_of(index, &annotator, leader)).collect()
    }

    /// Everybody who is a label, those whom most articles name first.
    fn everybody(&self, index: &Index, own: &Own, learned: &[LearnedLeader]) -> Result<Vec<LeaderLine>, Failure> {
        let sources = Sources::new(own, learned);
        let mut named = index.named_leaders(&index.searcher()?)?;
        named.sort_by_key(|one| Reverse(one.articles));
        let wanted = named.into_iter().filter(|one| self.wants(std::iter::once(&one.name)));
        wanted.map(|leader| sources.line_of(index, leader)).collect()
    }
}

/// The learned leaders of an index.
pub(crate) fn learned_by(index: &Index) -> Result<Vec<LearnedLeader>, Failure> {
    let lost = || {
        let dir = index.dir().display();
        Failure::Usage(format!("the leaders that '{dir}' has learned are lost (make them anew with 'newsdex index')"))
    };
    index.learned_leaders(&index.payload()?).ok_or_else(lost)
}

fn line_of(index: &Index, annotator: &Annotator, leader: &LearnedLeader) -> Result<LeaderLine, Failure> {
    let first = first(index, &leader.article)?;
    // the person's own words there, whatever their spelling
    let key = same_person_key(&leader.name);
    let seen = first.iter().flat_map(|entry| annotator.explain_sightings(&entry.article));
    let why = seen.filter(|(sighting, _)| same_person_key(&sighting.name) == key).map(|(_, words)| words).next();
    Ok(LeaderLine {
        name: leader.name.clone(),
        aliases: leader.aliases.clone(),
        office: leader.office.clone(),
        country: leader.country.clone(),
        first: leader.first.clone(),
        last: leader.last.clone(),
        articles: leader.articles,
        id: first.as_ref().map(Entry::id).unwrap_or_default(),
        title: first.map(|entry| entry.article.heading(HEADING)).unwrap_or_default(),
        why: why.unwrap_or_default(),
        source: LeaderSource::Learned,
    })
}

/// Characters of a body that stand for a title where there is none.
const HEADING: usize = 100;

/// The article of a key.
fn first(index: &Index, key: &str) -> Result<Option<Entry>, Failure> {
    Ok(search::find(index, key)?.into_iter().next())
}

/// The first of the offices that the lexicon has of a person, which is the highest.
fn first_office(offices: &str) -> String {
    offices.split('|').next().unwrap_or_default().to_lowercase()
}

/// Who says that somebody is a leader, by label: a person, the articles, the lexicon.
struct Sources<'a> {
    known: HashMap<&'a str, (LeaderSource, String, &'a str)>,
}

impl<'a> Sources<'a> {
    fn new(own: &'a Own, learned: &'a [LearnedLeader]) -> Self {
        let mut known = HashMap::new();
        for leader in lexicon::leaders::all() {
            known.insert(&*leader.name, (LeaderSource::Listed, first_office(&leader.office), &*leader.country));
        }
        for leader in learned {
            known.insert(&leader.name, (LeaderSource::Learned, leader.office.clone(), &leader.country));
        }
        for leader in &own.leaders {
            let last = leader.office.iter().max_by_key(|office| (office.to.is_none(), office.to, office.from));
            // what a person leaves out stands in the lexicon
            let (_, listed, country) =
                known.remove(leader.name.as_str()).unwrap_or((LeaderSource::Own, String::new(), ""));
            let office = last.map_or(listed, |office| office.title.to_lowercase());
            let country = if leader.country.is_empty() { country } else { leader.country.as_str() };
            known.insert(&leader.name, (LeaderSource::Own, office, country));
        }
        Self { known }
    }

    fn line_of(&self, index: &Index, leader: NamedLeader) -> Result<LeaderLine, Failure> {
        let first = first(index, &leader.article)?;
        let unlisted = (LeaderSource::Unlisted, String::new(), "");
        let (source, office, country) = self.known.get(leader.name.as_str()).cloned().unwrap_or(unlisted);
        Ok(LeaderLine {
            name: leader.name,
            aliases: Vec::new(),
            office,
            country: country.to_owned(),
            first: leader.first,
            last: leader.last,
            articles: leader.articles,
            id: first.as_ref().map(Entry::id).unwrap_or_default(),
            title: first.map(|entry| entry.article.heading(HEADING)).unwrap_or_default(),
            why: String::new(),
            source,
        })
    }
}
