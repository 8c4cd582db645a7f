//! Raw record to cleaned and labelled article: the middle of the road, the same for indexing and for looking.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::annotate::Annotator;
use crate::article::{Article, Labels, Origin, Raw};
use crate::clean::{LEARNED_RULE, Learned, Settings, clean, publisher};
use crate::ingest::stages::{Laps, Part};
use crate::text::language;

/// What articles are cleaned by.
#[derive(Clone, Debug, Default)]
pub struct Cleaning {
    /// How far to go, and without which rules.
    pub settings: Settings,
    /// Lines that other articles taught.
    pub learned: Learned,
}

/// Why a record gives no article where our own code fails on it.
pub(crate) const FAILED: &str = "an error in newsdex itself, please report this article";

/// Cleans and labels the record that stands at `origin`.
///
/// # Errors
/// A reason in lower case when the rules leave nothing of the article, or our own code fails on it: one record is named
/// then, and the rest goes on.
pub fn prepare(
    origin: &Origin,
    raw: Raw,
    cleaning: &Cleaning,
    annotator: &Annotator,
) -> Result<(Article, Labels), String> {
    prepare_timed(origin, raw, cleaning, &|article| annotator.annotate(article), &Laps::new())
}

/// The same with what `label` gives, and with the time of both stages.
pub(crate) fn prepare_timed(
    origin: &Origin,
    raw: Raw,
    cleaning: &Cleaning,
    label: &dyn Fn(&Article) -> Labels,
    laps: &Laps,
) -> Result<(Article, Labels), String> {
    let work = AssertUnwindSafe(|| {
        let mut article = clean(raw, &cleaning.settings);
        // judged by the rules alone: whether an article is one must not depend on what others taught
        if article.meta.title.is_none() && article.text.body().is_empty() {
            return Err("nothing is left of it after cleaning".to_owned());
        }
        if cleaning.settings.allows(LEARNED_RULE) {
            cleaning.learned.apply(&publisher(origin, &article.meta), &mut article);
        }
        article.meta.lang = language::detect(article.text.raw(), article.meta.lang.as_deref());
        laps.end_of(Part::Clean);
        let labels = label(&article);
        laps.end_of(Part::Label);
        Ok((article, labels))
    });
    catch_unwind(work).unwrap_or_else(|_| Err(FAILED.to_owned()))
}
