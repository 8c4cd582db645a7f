//! Raw record to cleaned and labelled article: the middle of the road, the same for indexing and for looking.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::annotate::Annotator;
use crate::article::{Article, Labels, Raw};
use crate::clean::{Settings, clean};
use crate::text::language;

/// Cleans and labels.
///
/// # Errors
/// A reason in lower case when nothing is left of the article, or our own code fails on it: one record is named then, and
/// the rest goes on.
pub fn prepare(raw: Raw, settings: &Settings, annotator: &Annotator) -> Result<(Article, Labels), String> {
    let work = AssertUnwindSafe(|| {
        let mut article = clean(raw, settings);
        article.meta.lang = language::detect(article.text.raw(), article.meta.lang.as_deref());
        let labels = annotator.annotate(&article);
        (article, labels)
    });
    let (article, labels) =
        catch_unwind(work).map_err(|_| "an error in newsdex itself, please report this article".to_owned())?;
    if article.meta.title.is_none() && article.text.body().is_empty() {
        return Err("nothing is left of it after cleaning".to_owned());
    }
    Ok((article, labels))
}
