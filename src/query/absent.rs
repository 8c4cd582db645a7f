//! Ranked phrases that no article has: as clauses they would count for nothing, so their words count one by one.
//!
//! Somebody who pastes a sentence with a quotation in it asks for what its words are about. A phrase by itself, one that is
//! required, excluded or joined by operators was asked for as a phrase, and stays one.

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocSet, Searcher, TERMINATED};

use crate::query::items::MAX_CLAUSES;
use crate::query::notes::short;
use crate::query::tree::{Clause, Leaf, Resolved, Tree};
use crate::query::value::has_url;
use crate::query::words::Forms;

/// Most phrases of a query that are looked up: each costs as much as to find its articles. Pasted texts have a few quotations
/// and compounds with a hyphen.
const MAX_LOOKED_UP: usize = 16;

/// Most phrases that a note names.
const SHOWN: usize = 3;

/// For each of `clauses` itself, or its words where it is a phrase for which `is_there` says no; and these phrases as typed.
///
/// # Errors
/// Those of `is_there`.
pub(crate) fn parted(
    clauses: Vec<Clause>,
    forms: &mut Forms,
    is_there: impl Fn(&Forms, &Resolved) -> tantivy::Result<bool>,
) -> tantivy::Result<(Vec<Vec<Clause>>, Vec<String>)> {
    let alone = clauses.iter().filter(|clause| !clause.required).count() < 2;
    if alone {
        return Ok((clauses.into_iter().map(|clause| vec![clause]).collect(), Vec::new()));
    }
    let (mut all, mut looked_up) = (clauses.len(), 0);
    let (mut found, mut absent) = (Vec::with_capacity(all), Vec::new());
    for clause in clauses {
        let Some(words) = words_of(&clause, forms).filter(|_| looked_up < MAX_LOOKED_UP) else {
            found.push(vec![clause]);
            continue;
        };
        looked_up += 1;
        if all + words.len() > MAX_CLAUSES + 1 || is_there(forms, &clause.tree)? {
            found.push(vec![clause]);
            continue;
        }
        all += words.len() - 1;
        let word = |leaf: Leaf| {
            forms.written.insert(leaf.typed.clone(), vec![Some(leaf.typed.clone())]);
            Clause { typed: leaf.typed.clone(), tree: Tree::Leaf(leaf), ..clause.clone() }
        };
        found.push(words.into_iter().map(word).collect());
        absent.push(clause.typed);
    }
    Ok((found, absent))
}

/// The words of a ranked phrase in their order; `None` for what is none, for exact words and patterns, which ask for just
/// these, and for addresses and contractions, whose parts are no words.
fn words_of(clause: &Clause, forms: &Forms) -> Option<Vec<Leaf>> {
    let Tree::Leaf(leaf) = &clause.tree else { return None };
    if clause.required || leaf.slots.len() < 2 || is_address(&leaf.typed) || is_contraction(&leaf.typed) {
        return None;
    }
    let written: Option<Vec<&String>> = forms.written.get(&leaf.typed)?.iter().map(Option::as_ref).collect();
    let word = |(word, slot): (&String, _)| Leaf { typed: word.clone(), slots: vec![Clone::clone(slot)], slop: 0 };
    Some(written?.into_iter().zip(&leaf.slots).map(word).collect())
}

/// `https://…`, `someone@…`, `example.org`: without a blank, and with a dot before a small letter or a digit.
fn is_address(typed: &str) -> bool {
    let inside = |c: char| c.is_lowercase() || c.is_ascii_digit();
    let dotted = || typed.split('.').skip(1).any(|part| part.starts_with(inside));
    !typed.contains(' ') && (has_url(typed) || typed.contains('@') || dotted())
}

/// `don't`, `l'eau`, `O'Brien`
fn is_contraction(typed: &str) -> bool {
    !typed.contains(' ') && typed.contains('\'')
}

/// Whether any article matches.
///
/// # Errors
/// The engine's, when posting lists cannot be read.
pub(crate) fn has_match(searcher: &Searcher, query: &dyn Query) -> tantivy::Result<bool> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    for reader in searcher.segment_readers() {
        let mut scorer = weight.scorer(reader, 1.0)?;
        while scorer.doc() != TERMINATED {
            if !reader.is_deleted(scorer.doc()) {
                return Ok(true);
            }
            scorer.advance();
        }
    }
    Ok(false)
}

/// What became of the phrases `absent`.
pub(crate) fn note(absent: &[String]) -> Option<String> {
    let quoted = |typed: &String| format!("\"{}\"", short(typed.trim_matches('"')));
    let mut shown: Vec<String> = absent.iter().take(SHOWN).map(quoted).collect();
    if absent.len() > SHOWN {
        shown.push(format!("{} more", absent.len() - SHOWN));
    }
    let words = if absent.len() == 1 { "its words" } else { "their words" };
    (!absent.is_empty()).then(|| format!("no article has {} as a phrase; {words} count one by one", shown.join(" or ")))
}
