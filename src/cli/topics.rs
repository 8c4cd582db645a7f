//! `newsdex topics`: which topics there are, what speaks for them, and training one's own.

mod train;

use std::io::{self, Write};
use std::sync::Arc;

use newsdex::Error;
use newsdex::annotate::OwnTopic;
use newsdex::annotate::topics::Model;
use newsdex::index::trained;
use newsdex::lexicon::topics;
use newsdex::present;
use newsdex::text::near::nearest;
use serde_json::json;

use crate::cli::args::{Shared, output};
use crate::cli::config::Config;
use crate::cli::failure::{Done, Failure};

/// Words that are shown of a trained topic: the strongest.
const WORDS: usize = 40;

/// Show the topics that articles are labelled with, or train your own
///
/// Without NAME all topics: the 17 tops of the IPTC Media Topics with their codes and children, those of newsdex.toml, and
/// those that were trained. With NAME the words that speak for it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: newsdex topics train labelled.jsonl && newsdex index corpus")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// A topic: the words that speak for it, with their weights
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// NDJSON on standard output: one line a topic
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Train(train::Args),
}

/// All that articles can be labelled with.
struct Known {
    own: Vec<OwnTopic>,
    model: Option<Arc<Model>>,
}

impl Args {
    /// Runs the command.
    pub(crate) fn run(self, shared: &Shared) -> Result<Done, Failure> {
        if let Some(Command::Train(args)) = self.command {
            return args.run(shared);
        }
        let known = Known { own: Config::here()?.own.topics, model: trained(&shared.place()?.dir)? };
        let mut out = output();
        match &self.name {
            Some(name) if self.json => present::write_line(&mut out, &known.one_json(&known.find(name)?))?,
            Some(name) => known.draw_one(&mut out, &known.find(name)?, shared.look().width)?,
            None if self.json => known.all_json(&mut out)?,
            None => known.draw(&mut out, shared.look().width)?,
        }
        out.flush()?;
        Ok(Done::Well)
    }
}

impl Known {
    /// Names of topics that a person made.
    fn own_names(&self) -> impl Iterator<Item = &str> {
        let known = |name: &&str| !topics::all().contains(name);
        self.own.iter().map(|topic| topic.name.trim()).filter(known)
    }

    /// Examples of a topic; `None` of one that was not trained.
    fn examples(&self, name: &str) -> Option<u32> {
        let labels = self.model.as_ref()?.labels();
        labels.iter().find(|label| label.name == name).map(|label| label.examples)
    }

    fn find(&self, typed: &str) -> Result<String, Failure> {
        let trained = self.model.iter().flat_map(|model| model.labels()).map(|label| label.name.as_str());
        let mine: Vec<&str> = self.own_names().chain(trained).collect();
        if let Some(name) = mine.iter().find(|name| name.eq_ignore_ascii_case(typed)) {
            return Ok((*name).to_owned());
        }
        match topics::resolve(typed) {
            Err(Error::Unknown { what, value, nearest: known }) => {
                let near = nearest(typed, mine.into_iter().chain(known.iter().map(String::as_str)));
                Err(Error::Unknown { what, value, nearest: if near.is_empty() { known } else { near } }.into())
            }
            found => Ok(found?.to_owned()),
        }
    }

    fn draw(&self, out: &mut dyn Write, width: usize) -> io::Result<()> {
        for top in topics::tops() {
            let code = topics::code(top).unwrap_or_default();
            writeln!(out, "{top:<16}{code}{}", self.mark(top))?;
            let below =
                topics::all().iter().filter_map(|topic| Some((topic, topic.strip_prefix(top)?.strip_prefix('/')?)));
            let children: Vec<String> = below.map(|(topic, child)| format!("{child}{}", self.mark(topic))).collect();
            list(out, &children, width)?;
        }
        let own: Vec<String> = self.own_names().map(|name| format!("{name}{}", self.mark(name))).collect();
        if !own.is_empty() {
            writeln!(out, "own             (newsdex.toml)")?;
            list(out, &own, width)?;
        }
        let Some(model) = &self.model else { return Ok(()) };
        let is_new = |name: &str| !topics::all().contains(&name) && !self.own_names().any(|own| own == name);
        let labels = model.labels().iter().filter(|label| is_new(&label.name));
        let trained: Vec<String> =
            labels.map(|label| format!("{} ({})", label.name, present::count(label.examples.into()))).collect();
        writeln!(out, "trained         ({} in all, with the number of their examples)", model.labels().len())?;
        list(out, &trained, width)
    }

    /// What follows a name that was trained.
    fn mark(&self, name: &str) -> String {
        self.examples(name).map(|number| format!(" (trained: {})", present::count(number.into()))).unwrap_or_default()
    }

    fn all_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let trained = self.model.iter().flat_map(|model| model.labels()).map(|label| label.name.as_str());
        let mut said: Vec<&str> = Vec::new();
        for name in topics::all().iter().copied().chain(self.own_names()).chain(trained) {
            if !said.contains(&name) {
                said.push(name);
                present::write_line(out, &self.json(name))?;
            }
        }
        Ok(())
    }

    fn json(&self, name: &str) -> serde_json::Value {
        let is_own = self.own.iter().any(|topic| topic.name.trim() == name);
        json!({
            "type": "topic", "version": 1, "topic": name, "iptc": topics::code(name),
            "lexicon": topics::all().contains(&name), "own": is_own, "trained": self.examples(name),
        })
    }

    fn one_json(&self, name: &str) -> serde_json::Value {
        let mut line = self.json(name);
        let terms = self.terms(name).into_iter();
        line["terms"] =
            terms.map(|(lang, weight, text)| json!({"lang": lang, "weight": weight, "term": text})).collect();
        line["words"] = self.words(name).into_iter().map(|(word, weight)| json!([word, weight])).collect();
        line
    }

    /// The terms of the lexicon and of newsdex.toml: language, weight, term.
    fn terms(&self, name: &str) -> Vec<(String, u8, String)> {
        let known = topics::terms().iter().filter(|term| term.topic == Some(name));
        let known = known.map(|term| (term.lang.to_owned(), term.weight, term.text.to_owned()));
        let own = self.own.iter().filter(|topic| topic.name.trim() == name).flat_map(|topic| {
            let lang = if topic.lang.is_empty() { "any" } else { &topic.lang };
            let terms = topic.terms.iter().map(move |term| (lang.to_owned(), topics::HEAVIEST, term.clone()));
            terms.chain(topic.hints.iter().map(move |term| (lang.to_owned(), 2, term.clone())))
        });
        known.chain(own).collect()
    }

    /// The words of the trained model.
    fn words(&self, name: &str) -> Vec<(String, f32)> {
        let mut words = self.model.as_ref().map(|model| model.speaks_for(name)).unwrap_or_default();
        words.truncate(WORDS);
        words
    }

    fn draw_one(&self, out: &mut dyn Write, name: &str, width: usize) -> io::Result<()> {
        let code = topics::code(name).map(|code| format!("  {code}")).unwrap_or_default();
        writeln!(out, "{name}{code}{}", self.mark(name))?;
        let words: Vec<String> = self.words(name).iter().map(|(word, weight)| format!("{word} {weight:.2}")).collect();
        if !words.is_empty() {
            writeln!(out, "what training found, the strongest words first:")?;
            return list(out, &words, width);
        }
        let terms = self.terms(name);
        for row in terms.chunk_by(|a, b| (&a.0, a.1) == (&b.0, b.1)) {
            writeln!(out, "{} {}:", row[0].0, row[0].1)?;
            list(out, &row.iter().map(|(_, _, text)| text.clone()).collect::<Vec<_>>(), width)?;
        }
        Ok(())
    }
}

/// Names with commas between them, wrapped and set in.
fn list(out: &mut dyn Write, names: &[String], width: usize) -> io::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let options = textwrap::Options::new(width.clamp(40, 100))
        .initial_indent("  ")
        .subsequent_indent("  ")
        // a name is typed again as it stands here
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    writeln!(out, "{}", textwrap::fill(&present::one_line(&names.join(", ")), options))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let own = OwnTopic { name: "fish/cod".into(), terms: vec!["cod war".into()], ..OwnTopic::default() };
        Known { own: vec![own], model: None }
    }

    #[test]
    fn own_topics_are_listed_and_found() {
        let mut out = Vec::new();
        known().draw(&mut out, 80).expect("a vector takes all");
        let text = String::from_utf8(out).expect("text");
        assert!(text.contains("economy         04000000") && text.contains("central-banks"), "{text}");
        assert!(text.ends_with("own             (newsdex.toml)\n  fish/cod\n"), "{text}");
        assert_eq!(known().find("Fish/Cod").expect("an own topic"), "fish/cod");
        assert_eq!(known().find("soccer").expect("an alias"), "sport/football");
        let error = known().find("fish/cot").expect_err("no topic").to_string();
        assert!(error.contains("'fish/cod'"), "{error}");
        assert_eq!(known().terms("fish/cod"), [("any".to_owned(), 4, "cod war".to_owned())]);
    }
}
