//! Articles that people labelled with topics: what a model is trained on, cleaned as every article is; and the training.

use std::io::BufRead;
use std::sync::atomic::{AtomicUsize, Ordering};

use crossbeam_channel::unbounded;
use serde::Deserialize;

use crate::annotate::topics::{Expected, Model, Trainer};
use crate::clean::{Settings, clean};
use crate::lexicon::topics;
use crate::read::{self, Chunk, Format};

/// An article with its topics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// Empty when it has none.
    pub title: String,
    /// The cleaned text.
    pub body: String,
    /// As the file has them; none is a statement too.
    pub topics: Vec<String>,
}

/// What a line says besides the article.
#[derive(Deserialize)]
struct Gold {
    topics: Option<Topics>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Topics {
    One(String),
    Many(Vec<String>),
}

/// Gives the examples of NDJSON, whose lines are read as those of any article and have `topics`: a list of names. Blank
/// lines and lines without `topics` are passed over; how many of the latter there are comes back.
///
/// # Errors
/// The first line that is no such article, in lower case.
pub fn examples(input: &mut dyn BufRead, settings: &Settings, each: &mut dyn FnMut(Example)) -> Result<u64, String> {
    let mut without = 0;
    for (number, line) in (1..).zip(input.lines()) {
        let line = line.map_err(|err| format!("cannot read line {number}: {err}"))?;
        let line = line.trim_start_matches('\u{feff}');
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |reason: String| format!("line {number}: {reason}");
        let gold: Gold =
            serde_json::from_str(line).map_err(|err| wrong(format!("{err} ('topics' is a list of names)")))?;
        match gold.topics {
            Some(topics) => each(example(line, topics, settings).map_err(wrong)?),
            None => without += 1,
        }
    }
    Ok(without)
}

fn example(line: &str, topics: Topics, settings: &Settings) -> Result<Example, String> {
    let topics = match topics {
        Topics::One(topic) => vec![topic],
        Topics::Many(topics) => topics,
    };
    let topics = topics.iter().map(|topic| name(topic)).collect::<Result<Vec<_>, _>>()?;
    let chunk = Chunk {
        format: Format::Ndjson,
        bytes: line.as_bytes().to_vec(),
        first: 1,
        bad: Vec::new(),
        member: None,
        torn: false,
    };
    let mut found = Ok(None);
    read::parse("", &chunk, &mut |record| {
        found = record.map(|record| Some(record.raw)).map_err(|bad| bad.reason);
    });
    let Some(raw) = found? else { return Ok(Example { topics, ..Example::default() }) };
    let article = clean(raw, settings);
    Ok(Example { title: article.meta.title.unwrap_or_default(), body: article.text.body(), topics })
}

/// Characters of the name of a topic: more is text.
const LONGEST_NAME: usize = 100;

/// The name of a topic as it becomes a label: in the spelling of the lexicon, if that has it.
fn name(topic: &str) -> Result<String, String> {
    let name = topic.trim();
    let parts = name.split('/').count();
    let is_text = name.chars().any(char::is_control) || name.chars().count() > LONGEST_NAME;
    if is_text || parts > 2 || name.split('/').any(|part| part.trim().is_empty()) {
        let shown: String = name.chars().take(LONGEST_NAME).flat_map(char::escape_debug).collect();
        return Err(format!("a topic is 'top' or 'top/child' of at most {LONGEST_NAME} characters, not '{shown}'"));
    }
    let of_lexicon = topics::all().iter().find(|known| known.eq_ignore_ascii_case(name));
    Ok(of_lexicon.map_or(name, |known| known).to_owned())
}

/// Trains on all cores. `progress` is told how many of how many labels are done.
///
/// # Errors
/// Why the examples teach nothing, in lower case.
pub fn train(trainer: Trainer, progress: &dyn Fn(usize, usize)) -> Result<(Model, Vec<Expected>), String> {
    let training = trainer.ready()?;
    let (all, next) = (training.labels(), AtomicUsize::new(0));
    let workers = std::thread::available_parallelism().map_or(1, |n| n.get()).min(all);
    let (made, heard) = unbounded();
    let learned = std::thread::scope(|threads| {
        for _ in 0..workers {
            let made = made.clone();
            let (training, next) = (&training, &next);
            threads.spawn(move || {
                while let Some(label) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|label| *label < all) {
                    // nobody hears it only when everything is over
                    let _ = made.send((label, training.learn(label)));
                }
            });
        }
        drop(made);
        let mut learned = Vec::with_capacity(all);
        for one in heard {
            learned.push(one);
            progress(learned.len(), all);
        }
        learned.sort_unstable_by_key(|(label, _)| *label);
        learned
    });
    Ok(training.model(learned.into_iter().map(|(_, learned)| learned).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<(Vec<Example>, u64), String> {
        let mut found = Vec::new();
        let without = examples(&mut text.as_bytes(), &Settings::default(), &mut |example| found.push(example))?;
        Ok((found, without))
    }

    #[test]
    fn articles_come_with_their_topics() {
        let lines = r#"{"title":"Cod quota cut","text":"Boats stay in the harbour.","topics":["fish","trade"]}

{"headline":"No topics","body":"Nobody looked at it."}
{"title":"Flash","body":"","topics":"fish"}
{"text":"About nothing.","topics":[]}"#;
        let (found, without) = of(lines).expect("all lines are articles");
        assert_eq!(without, 1);
        assert_eq!(found.len(), 3);
        assert_eq!((found[0].title.as_str(), found[0].body.as_str()), ("Cod quota cut", "Boats stay in the harbour."));
        assert_eq!(found[0].topics, ["fish", "trade"]);
        assert_eq!((found[1].title.as_str(), found[1].topics.as_slice()), ("Flash", &["fish".to_owned()][..]));
        assert!(found[2].topics.is_empty());
    }

    #[test]
    fn names_of_topics_are_labels() {
        assert_eq!(name(" Economy/Trade "), Ok("economy/trade".to_owned()));
        assert_eq!(name("Money-FX"), Ok("Money-FX".to_owned()));
        for wrong in ["", "/x", "y/", "a/b/c", "a\u{1b}[31m", &"x".repeat(101)] {
            assert!(name(wrong).unwrap_err().starts_with("a topic is 'top' or 'top/child'"), "{wrong}");
        }
    }

    #[test]
    fn a_line_that_is_no_example_is_named() {
        let error = |text| of(text).expect_err("no example");
        assert!(error("{\"text\":\"x\",\"topics\":[]}\n{\"text\":").starts_with("line 2: "));
        assert!(error(r#"{"text":"x","topics":7}"#).contains("'topics' is a list of names"));
        assert!(error(r#"{"topics":["a"]}"#).contains("no text"));
    }

    #[test]
    fn training_on_all_cores_gives_the_same_model_and_tells_its_progress() {
        let trainer = || {
            let mut trainer = Trainer::default();
            for number in 0..40 {
                let (body, label) =
                    if number % 2 == 0 { ("Cod was landed.", "fish") } else { ("A tug was built.", "ships") };
                trainer.add("", body, &[label.to_owned(), format!("rest {}", number % 3)]);
            }
            trainer
        };
        let steps = std::cell::RefCell::new(Vec::new());
        let trained = train(trainer(), &|done, all| steps.borrow_mut().push((done, all))).expect("there are labels");
        assert_eq!(trained.0.to_bytes(), trainer().train().expect("there are labels").0.to_bytes());
        assert_eq!(steps.into_inner(), [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]);
        assert!(train(Trainer::default(), &|_, _| {}).is_err());
    }
}
