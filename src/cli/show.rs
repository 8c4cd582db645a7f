//! `newsdex show`: articles, cleaned.

use std::io::{self, Write};
use std::path::Path;

use chrono::Local;
use newsdex::annotate::{Annotator, Own};
use newsdex::index::{Entry, Index, Manifest, SkippedRecord, label_edition};
use newsdex::ingest;
use newsdex::matches::Found;
use newsdex::present;
use newsdex::search::{self, Highlighted, Highlighter, Request};

use crate::cli::args::{Shared, output};
use crate::cli::clean::lists_of;
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};
use crate::cli::last;
use crate::cli::watch::Limit;

/// Show articles, cleaned
///
/// An ID is an id as given, the beginning of one of ours (6 letters are enough), a path, an address, or '@3', the third
/// of the last search.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which articles
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// Show what cleaning took out, by rule, and which words gave each label
    #[arg(long)]
    explain: bool,
    /// Mark the words of a query, as a search would
    #[arg(long, value_name = "QUERY", conflicts_with_all = ["explain", "json"])]
    highlight: Option<String>,
    /// NDJSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    cost: Limit,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        let index = shared.open()?;
        // only who asks for evidence pays for the annotator
        let annotator = match self.explain {
            true => Some(self.annotator(&index, shared)?),
            false => None,
        };
        let request = self.highlight.as_deref().map(|query| asked(query, self.cost)).transpose()?;
        let effort = request.as_ref().map_or_else(|| self.cost.effort(), |request| request.effort.clone());
        let watch = self.cost.watch(&effort);
        let mut marker = request.as_ref().map(|request| Highlighter::new(&index, request)).transpose()?;
        let mut marked: Vec<(Entry, Highlighted)> = Vec::new();
        drop(watch);
        let mut printer = Printer::new(self.json, annotator.as_ref(), shared);
        let mut done = Done::Well;
        for name in &self.ids {
            let wanted = last::key(index.dir(), name)?.unwrap_or_else(|| name.clone());
            let entries = found(&index, &wanted)?;
            if entries.is_empty() {
                done = Done::Nothing;
                let why = why_not(&index, name)?;
                let _ = writeln!(io::stderr(), "newsdex: {why}");
            }
            for entry in entries {
                match &mut marker {
                    Some(marker) => {
                        let watch = self.cost.watch(&effort);
                        let highlighted = marker.find(&entry)?;
                        drop(watch);
                        printer.print_marked(&entry, &highlighted.found)?;
                        marked.push((entry, highlighted));
                    }
                    None => printer.print(&entry)?,
                }
            }
        }
        printer.finish()?;
        if let Some(marker) = marker {
            shared.say(|out| summary(out, &marker.notes, &marked, &shared.look_aside()));
            // exit code 1, as of a search
            if marked.iter().all(|(_, highlighted)| !highlighted.fails.is_empty()) {
                done = Done::Nothing;
            }
        }
        Ok(done)
    }

    /// What gives evidence: by the lists of today, which may not be those that gave the labels.
    fn annotator(&self, index: &Index, shared: &Shared) -> Result<Annotator, Failure> {
        let lists = lists_of(index, &Config::here()?.own)?;
        if index.payload()?.labelled != label_edition(&lists) {
            shared.say(|aside| {
                writeln!(aside, "the labels were given by other lists than those of today, which explain them here; 'newsdex index --relabel' gives them anew")
            });
        }
        Ok(Annotator::new(&lists))
    }
}

/// The search that would find what is marked.
fn asked(query: &str, cost: Limit) -> Result<Request, Failure> {
    // a filter has a colon
    let own = if query.contains(':') { Config::here()?.own } else { Own::default() };
    Ok(Request {
        query: query.to_owned(),
        own,
        today: Local::now().date_naive(),
        effort: cost.effort(),
        ..Request::default()
    })
}

/// How much is marked, and which articles a search would not find.
fn summary(
    out: &mut dyn Write,
    notes: &[String],
    marked: &[(Entry, Highlighted)],
    look: &present::Look,
) -> io::Result<()> {
    notes.iter().try_for_each(|note| writeln!(out, "note: {}", present::one_line(note)))?;
    let found: Vec<&Found> = marked.iter().map(|(_, highlighted)| &highlighted.found).collect();
    present::marks_summary(out, &found, look)?;
    marked.iter().try_for_each(|(entry, highlighted)| present::not_found(out, entry, &highlighted.fails, look))
}

/// The one article that `name` calls, `@3` too; that there is none is said with its reason.
pub(crate) fn article(index: &Index, name: &str) -> Result<Option<Entry>, Failure> {
    let wanted = last::key(index.dir(), name)?.unwrap_or_else(|| name.to_owned());
    let entry = found(index, &wanted)?.into_iter().next();
    if entry.is_none() {
        let why = why_not(index, name)?;
        let _ = writeln!(io::stderr(), "newsdex: {why}");
    }
    Ok(entry)
}

/// The article of that name, or of the file that a person standing elsewhere calls so.
pub(crate) fn found(index: &Index, name: &str) -> Result<Vec<Entry>, Failure> {
    let entries = search::find(index, name)?;
    let located = if entries.is_empty() { ingest::locate(Path::new(name), &index.payload()?) } else { None };
    Ok(match located {
        Some((root, below)) => search::find(index, &format!("{root}/{below}"))?,
        None => entries,
    })
}

/// Prints one article after another, as text or JSON.
pub(crate) struct Printer<'a> {
    out: io::BufWriter<io::StdoutLock<'static>>,
    look: present::Look,
    json: bool,
    /// Who explains labels, where somebody asks.
    annotator: Option<&'a Annotator>,
    printed: u64,
}

impl<'a> Printer<'a> {
    pub(crate) fn new(json: bool, annotator: Option<&'a Annotator>, shared: &Shared) -> Self {
        Self { out: output(), look: shared.look(), json, annotator, printed: 0 }
    }

    pub(crate) fn print(&mut self, entry: &Entry) -> io::Result<()> {
        let evidence = self.annotator.map(|annotator| annotator.explain(&entry.article).1);
        if self.json {
            present::article_json(&mut self.out, entry, evidence.as_deref())?;
        } else {
            if self.printed > 0 {
                present::articles_divider(&mut self.out, &self.look)?;
            }
            present::article(&mut self.out, entry, evidence.as_deref(), &self.look)?;
        }
        self.printed += 1;
        self.hand_on()
    }

    /// An article with what matched in it, as text.
    fn print_marked(&mut self, entry: &Entry, found: &Found) -> io::Result<()> {
        if self.printed > 0 {
            present::articles_divider(&mut self.out, &self.look)?;
        }
        present::article_marked(&mut self.out, entry, found, &self.look)?;
        self.printed += 1;
        self.hand_on()
    }

    /// Whoever follows a pipe shall not wait for a buffer to fill; an article costs far more than a write.
    fn hand_on(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// A line of JSON for an input that gave no article.
    pub(crate) fn print_skip(&mut self, skipped: &ingest::Skipped) -> io::Result<()> {
        present::report(&mut self.out, std::slice::from_ref(skipped))?;
        self.hand_on()
    }

    /// Articles printed.
    pub(crate) fn finish(mut self) -> io::Result<u64> {
        self.out.flush()?;
        Ok(self.printed)
    }
}

/// Most letters of a name that a message repeats: longer than any path that a person reads.
const SHOWN: usize = 300;

/// A name as a message repeats it.
fn short(name: &str) -> String {
    match name.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// Why there is no such article: what is known of the path, if it is one.
pub(crate) fn why_not(index: &Index, name: &str) -> Result<String, Failure> {
    let payload = index.payload()?;
    let path = Path::new(name);
    let by_root = || {
        let (root, below) = name.split_once('/').unwrap_or((name, ""));
        payload.roots.iter().any(|known| known.name == root).then(|| (root.to_owned(), below.to_owned()))
    };
    let Some((root, below)) = ingest::locate(path, &payload).filter(|_| path.exists()).or_else(by_root) else {
        return Ok(match path.exists() {
            true => format!("'{name}' lies in no indexed root (add it with 'newsdex index {name}')"),
            false => {
                format!("no article '{}' (give an id, the beginning of one, a path, an address or '@3')", short(name))
            }
        });
    };
    let manifest = Manifest::load(index)?;
    let folder = if below.is_empty() { String::new() } else { format!("{below}/") };
    let is_folder = manifest.roots.get(&root).is_some_and(|files| files.keys().any(|known| known.starts_with(&folder)));
    Ok(match manifest.get(&root, &below) {
        Some(file) if !file.skipped.is_empty() => format!("'{name}' gave no article: {}", reasons(&file.skipped)),
        Some(file) if file.articles == 0 => format!("'{name}' is no article by its nature, or was forgotten"),
        Some(_) => format!("'{name}' gave other articles (list them with 'newsdex search --path \"{root}/{below}\"')"),
        None if is_folder => {
            format!("'{name}' is a folder (list it with 'newsdex search --path \"{root}/{folder}**\"')")
        }
        None if path.exists() => {
            format!("'{name}' is not in the index: newer than it, or no article by its nature (run 'newsdex index')")
        }
        None => format!("no article '{name}' in root '{root}'"),
    })
}

fn reasons(skipped: &[SkippedRecord]) -> String {
    let reason = |skipped: &SkippedRecord| match (&skipped.member, skipped.number) {
        (Some(member), Some(number)) => format!("{member}, record {number}: {}", skipped.reason),
        (Some(member), None) => format!("{member}: {}", skipped.reason),
        (None, Some(number)) => format!("record {number}: {}", skipped.reason),
        (None, None) => skipped.reason.clone(),
    };
    let mut reasons: Vec<String> = skipped.iter().take(3).map(reason).collect();
    if skipped.len() > reasons.len() {
        reasons.push(format!("and {} more", skipped.len() - reasons.len()));
    }
    present::one_line(&reasons.join("; "))
}
