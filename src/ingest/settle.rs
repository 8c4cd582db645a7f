//! What the articles taught: after a run the lists of learned lines and learned leaders are made anew, and the articles
//! that they concern are cleaned and labelled again from their stored records.
//!
//! First the lines, because names are read in what they leave and copies are told by it; then columns that another version
//! made, stories and leaders. Each step ends with a commit or leaves the last one standing.

use std::collections::BTreeSet;

use tantivy::DocAddress;

use crate::annotate::{LearnedLeader, Lists};
use crate::clean::{LEARNED_RULE, Learned, publisher};
use crate::error::Result;
use crate::index::{STORY_RULES, Verdicts, label_edition, label_part};
use crate::ingest::Relearned;
use crate::ingest::books::Books;
use crate::ingest::rework::{Change, all, in_order, label_again, labels, labels_by_learned, rework, take_back};
use crate::ingest::stages::Stage;
use crate::meaning;

/// Makes the index the function of its articles that it has to be: whatever came and went, and in whatever order, the
/// same articles have the same bodies and labels. Does nothing when nothing came or went since it was last done.
///
/// # Errors
/// When the index cannot be read or written; the last commit then still stands, and the next run settles it.
pub(crate) fn settle(books: &mut Books<'_>, kept: &[String], relabel: bool) -> Result<()> {
    if books.run.writer.is_none() {
        return Ok(());
    }
    if books.payload.kept != kept {
        books.payload.kept = kept.to_vec();
        books.payload.settled = false;
    }
    let index = books.run.index;
    let (lines, leaders) = (index.learned(&books.payload), index.learned_leaders(&books.payload));
    // nobody knows which labels the list gave that is lost
    let relabel = relabel || leaders.is_none() || books.payload.labelled != label_edition(&books.run.lists);
    let has_stories = books.payload.told == STORY_RULES && index.whole_stories(&books.payload).is_ok();
    let has_passages = books.payload.versions.meaning == meaning::VERSION;
    if books.payload.settled && lines.is_some() && has_stories && has_passages && !relabel {
        return Ok(());
    }
    books.payload.settled = false;
    books.commit(&crossbeam_channel::never())?;
    books.run.stages.begin(Stage::Residue);
    let lines = match books.run.early.learned() {
        Some(early) => Some(early),
        // by which list a run has cleaned that did not end, nobody knows
        None => lines.as_ref().filter(|_| !books.payload.provisional),
    };
    settle_lines(books, lines, kept)?;
    if !books.run.is_over() {
        settle_columns(books)?;
    }
    if !books.run.is_over() {
        books.run.stages.begin(Stage::Stories);
        settle_stories(books)?;
    }
    books.run.stages.begin(Stage::Leaders);
    if relabel && !books.run.is_over() {
        label_all(books)?;
    }
    if books.run.is_over() { Ok(()) } else { settle_leaders(books) }
}

/// Learns which lines are residue and cleans the articles again that have them.
fn settle_lines(books: &mut Books<'_>, old: Option<&Learned>, kept: &[String]) -> Result<()> {
    let run = books.run;
    let index = run.index;
    let searcher = index.searcher()?;
    let new = if run.cleaning.settings.allows(LEARNED_RULE) {
        index.learn_residue(&searcher, kept)?
    } else {
        Learned::default()
    };
    let articles = match old {
        Some(old) => index.holding(&searcher, old.beyond(&new).chain(new.beyond(old)))?,
        // nobody knows what was removed by a list that is lost
        None => {
            let mut articles = index.with_learned_residue(&searcher)?;
            articles.extend(index.holding(&searcher, new.beyond(&Learned::default()))?);
            articles
        }
    };
    // settled with those that came
    let newest = run.teaching.newest(run.annotator(), &run.lists);
    let annotator = newest.as_deref().unwrap_or_else(|| run.annotator());
    let cleaned = rework(run, &searcher, in_order(articles), &|entry| {
        let changed = new.apply(&publisher(&entry.origin, &entry.article.meta), &mut entry.article);
        if changed && let Some(labels) = labels(annotator, &entry.article) {
            entry.labels = labels;
        }
        if changed { Change::All } else { Change::None }
    })?;
    if run.is_over() {
        return take_back(run);
    }
    books.payload.learned = index.save_learned(&new)?;
    books.wrote_articles(cleaned);
    let articles = run.early.cleaned() + cleaned;
    books.summary.relearned = (articles > 0).then(|| Relearned { lines: new.lines().len() as u64, articles });
    books.commit_if_changed()
}

/// Makes the documents of all articles anew from their records where another version made their signatures or passages.
fn settle_columns(books: &mut Books<'_>) -> Result<()> {
    if books.payload.told == STORY_RULES && books.payload.versions.meaning == meaning::VERSION {
        return Ok(());
    }
    let run = books.run;
    let searcher = run.index.searcher()?;
    let made = rework(run, &searcher, all(&searcher), &|_| Change::All)?;
    if run.is_over() {
        return take_back(run);
    }
    books.payload.versions.meaning = meaning::VERSION;
    books.wrote_articles(made);
    books.commit_if_changed()
}

/// Groups the articles into stories. No article is written, only the next commit has to name the list.
fn settle_stories(books: &mut Books<'_>) -> Result<()> {
    let run = books.run;
    let index = run.index;
    let mut known = Verdicts::new();
    if books.payload.told == STORY_RULES {
        // without the list that is lost, all texts are compared anew
        known =
            index.whole_stories(&books.payload).ok().flatten().map(|stories| stories.verdicts()).unwrap_or_default();
    }
    if let Some(list) = index.tell_stories(&index.searcher()?, &known, &|| run.is_over())? {
        books.payload.stories = index.save_stories(&list)?;
        books.payload.told = STORY_RULES;
    }
    Ok(())
}

/// Labels every article again by what people and programs have decided since.
fn label_all(books: &mut Books<'_>) -> Result<()> {
    let run = books.run;
    let searcher = run.index.searcher()?;
    label_again(books, &searcher, all(&searcher), &|entry| labels(run.annotator(), &entry.article))?;
    if run.is_over() {
        return Ok(());
    }
    books.payload.labelled = label_edition(&run.lists);
    if run.index.learned_leaders(&books.payload).is_none() {
        books.payload.leaders.clear();
    }
    books.commit_if_changed()
}

/// Learns who is a leader and labels the articles again that name whoever came, went or changed.
fn settle_leaders(books: &mut Books<'_>) -> Result<()> {
    let run = books.run;
    let index = run.index;
    let searcher = index.searcher()?;
    let annotator = run.annotator();
    let new = index.learn_leaders(&searcher, &|name| annotator.needs_no_learning(name))?;
    let (old, learned) = (&run.lists.learned, label_part(&new));
    let concerned = run.teaching.end(run.before.num_docs() > 0, old, &learned);
    let again = books.payload.provisional;
    if again || !concerned.is_empty() {
        // by which lists a run has labelled that did not end, nobody knows
        let articles: Box<dyn Iterator<Item = DocAddress> + Send> = match again {
            true => Box::new(all(&searcher)),
            false => Box::new(in_order(index.with_surname_of(&searcher, concerned.iter())?)),
        };
        let annotator = annotator.with_learned(&Lists { learned: learned.clone(), ..run.lists.clone() });
        label_again(books, &searcher, articles, &|entry| labels_by_learned(&annotator, entry))?;
        if run.is_over() {
            return Ok(());
        }
    }
    let (before, after) = (names(old), names(&learned));
    books.summary.leaders_learned = after.difference(&before).count() as u64;
    books.summary.leaders_forgotten = before.difference(&after).count() as u64;
    books.payload.leaders = index.save_leaders(&new)?;
    (books.payload.settled, books.payload.provisional) = (true, false);
    Ok(())
}

fn names(list: &[LearnedLeader]) -> BTreeSet<&str> {
    list.iter().map(|one| one.name.as_str()).collect()
}
