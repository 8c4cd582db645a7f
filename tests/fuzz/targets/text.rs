//! Any text: cleaned, labelled, spelt, parted into words.

use std::sync::LazyLock;

use newsdex::annotate::{Annotator, name_sounds, same_person_key};
use newsdex::article::{Article, Metadata, Origin, Raw};
use newsdex::clean::{Settings, Strength, clean, line_keys, line_with, publisher, sketch};
use newsdex::meaning;
use newsdex::present::{one_line, sanitize};
use newsdex::text::{self, Analyzer, Shingles, Signature, Terms, fold, language, normal, segment, surface, words};
use tantivy::tokenizer::{TokenStream, Tokenizer};

/// As reading hands it on: the first line is the title where it is followed by an empty one.
fn raw(bytes: &[u8]) -> Raw {
    let text = normal(String::from_utf8_lossy(bytes).into_owned());
    let (title, text) = match text.split_once("\n\n") {
        Some((title, rest)) if !title.trim().is_empty() && !title.contains('\n') => {
            (Some(title.to_owned()), rest.to_owned())
        }
        _ => (None, text),
    };
    let lang = language::detect(&text, None);
    Raw { id: None, meta: Metadata { title, lang, ..Metadata::default() }, text }
}

/// Cleaning marks parts of the raw text, in order, and invents nothing.
pub(super) fn clean_text(bytes: &[u8]) {
    let strict = bytes.len() % 2 == 1;
    let settings =
        Settings { strength: if strict { Strength::Strict } else { Strength::Careful }, ..Settings::default() };
    let given = raw(bytes);
    let before = given.text.clone();
    let article = clean(given.clone(), &settings);
    let text = &article.text;
    assert_eq!(text.raw(), before);
    let mut end = 0;
    for removal in text.removed() {
        assert!(end <= removal.start && removal.start < removal.end && removal.end <= before.len(), "{removal:?}");
        assert!(before.is_char_boundary(removal.start) && before.is_char_boundary(removal.end), "{removal:?}");
        end = removal.end;
    }
    let body = text.body();
    let mut rest = before.chars();
    assert!(body.chars().all(|c| rest.any(|raw| raw == c)), "the body has what the raw text has not");
    for piece in text.residue() {
        assert!(before.contains(piece.text) && !piece.rule.is_empty() && piece.line >= 1);
    }
    let whole = text.in_raw(0..body.len());
    assert!(whole.end <= before.len() && (body.is_empty() || before[whole].starts_with(body.chars().next().unwrap())));
    assert!(text.lost_thousandths() <= 1000);
    assert_eq!(clean(given, &settings), article, "the same text is cleaned in the same way");
    let keys = line_keys(text);
    assert!(keys.iter().all(|key| line_with(text, *key).is_some()));
    let _ = (sketch(&keys), publisher(&Origin::default(), &article.meta), article.heading(80));
}

static ANNOTATOR: LazyLock<Annotator> = LazyLock::new(Annotator::default);

/// Labels of an article, and why it has them.
pub(super) fn annotate(bytes: &[u8]) {
    let Raw { id, meta, text } = raw(bytes);
    let article = Article { id, meta, text: text.into() };
    let (labels, evidence) = ANNOTATOR.explain(&article);
    assert_eq!(ANNOTATOR.annotate(&article), labels);
    assert!(labels.main.iter().all(|code| labels.mentioned.contains(code)), "{labels:?}");
    assert!(labels.mentioned.iter().all(|code| ANNOTATOR.knows_country(code)), "{labels:?}");
    let _ = (evidence, ANNOTATOR.explain_sightings(&article));
}

/// Spelling, words, terms, passages.
pub(super) fn words_of(bytes: &[u8]) {
    let given = String::from_utf8_lossy(bytes);
    let text = normal(given.clone().into_owned());
    assert_eq!(normal(text.clone()), text, "what is normal stays as it is");
    let (mut end, mut form) = (0, String::new());
    for word in words(&given) {
        assert!(word.start >= end && !word.text.is_empty() && given[word.start..].starts_with(word.text));
        end = word.end();
        surface(word.text, &mut form);
        fold(&mut form);
    }
    for piece in segment::segments(&given) {
        assert!(given.contains(piece));
    }
    let lang = language::detect(&text, None);
    let value = text::field_value(lang.as_deref(), text.lines().next().unwrap_or_default(), &text);
    let mut analyzer = Analyzer::default();
    let mut stream = analyzer.token_stream(&value);
    let mut position = 0;
    while stream.advance() {
        let token = stream.token();
        assert!(token.position >= position && token.text.len() < 65_530);
        position = token.position;
    }
    let (shingles, _) = (Shingles::of(&text), Signature::of(&text));
    assert!(shingles.is_empty() || shingles.is_copy(&shingles));
    let passages = meaning::passages(lang.as_deref(), "", &text);
    assert_eq!(passages.len() % meaning::PASSAGE_WORDS, 0);
    let safe = |text: &str| text.chars().all(|c| !c.is_control() || c == '\n' || c == '\t');
    assert!(safe(&sanitize(&given)) && safe(&one_line(&given)) && !one_line(&given).contains('\n'));
    let _ = (same_person_key(&given), name_sounds(&given));
}

/// The stems of every language, the first byte chooses one.
pub(super) fn languages(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let codes: Vec<&str> = language::codes().collect();
    let lang = codes[usize::from(*first) % codes.len()];
    let text = String::from_utf8_lossy(rest);
    let (mut terms, mut cached) = (Terms::new(lang), Terms::cached(lang));
    let (mut surface, mut term, mut other) = (String::new(), String::new(), String::new());
    for word in words(&text) {
        terms.of(word.text, &mut surface, &mut term);
        cached.of(word.text, &mut surface, &mut other);
        assert_eq!((&term, terms.unaccented()), (&other, cached.unaccented()), "{lang} {}", word.text);
    }
    let _ = language::resolve(&text);
}
