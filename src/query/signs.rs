//! The words and names that mean something in a query: operators, fields, commands, with the habits of other databases.

use crate::query::tree::{Asks, Part, Unit};
use crate::text::near::nearest;

/// Farthest that `w/n` looks, in words: as far as most databases go (Factiva 500, Nexis 255), and half a page of print.
pub(crate) const MAX_DISTANCE: u32 = 100;

/// What stands between words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    And,
    Or,
    Not,
    /// `w/5`, `pre/3`
    Near {
        distance: u32,
        ordered: bool,
    },
    /// `/s`, `/p`, `same`
    Same(Unit),
}

/// How an operator is spelled, and what it means.
struct Operator {
    spelled: &'static str,
    /// Whether it means the same in lower case.
    lower: bool,
    sign: Sign,
}

const fn plain(spelled: &'static str, sign: Sign) -> Operator {
    Operator { spelled, lower: false, sign }
}

const fn any_case(spelled: &'static str, sign: Sign) -> Operator {
    Operator { spelled, lower: true, sign }
}

const OPERATORS: &[Operator] = &[
    plain("AND", Sign::And),
    plain("OR", Sign::Or),
    plain("NOT", Sign::Not),
    any_case("&&", Sign::And),
    any_case("||", Sign::Or),
    any_case("/S", Sign::Same(Unit::Sentence)),
    any_case("W/S", Sign::Same(Unit::Sentence)),
    any_case("W/SENT", Sign::Same(Unit::Sentence)),
    any_case("/P", Sign::Same(Unit::Paragraph)),
    any_case("PRE/S", Sign::Same(Unit::Sentence)),
    any_case("PRE/P", Sign::Same(Unit::Paragraph)),
    any_case("W/P", Sign::Same(Unit::Paragraph)),
    any_case("W/PARA", Sign::Same(Unit::Paragraph)),
    any_case("SAME", Sign::Same(Unit::Paragraph)),
];

/// What stands before the distance of an operator of proximity, and whether it keeps the order.
const PROXIMITY: &[(&str, bool)] = &[
    ("w/", false),
    ("onear/", true),
    ("onear", true),
    ("near/", false),
    ("near", false),
    ("n/", false),
    ("/", false),
    ("pre/", true),
    ("adj/", true),
    ("adj", true),
    ("p/", true),
];

/// The operator that `text` spells. A distance is given as typed: at least 1, and maybe beyond [`MAX_DISTANCE`].
pub(crate) fn sign(text: &str) -> Option<Sign> {
    // the longest is w/para or near/100; most words are told by their length
    if text.len() > 10 {
        return None;
    }
    let meant = |row: &&Operator| text == row.spelled || (row.lower && text == row.spelled.to_ascii_lowercase());
    if let Some(row) = OPERATORS.iter().find(meant) {
        return Some(row.sign);
    }
    let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let (_, ordered) = PROXIMITY.iter().find(|(spelled, _)| name.eq_ignore_ascii_case(spelled))?;
    let distance = text[name.len()..].parse().ok().filter(|words| *words > 0)?;
    Some(Sign::Near { distance, ordered: *ordered })
}

/// What a name before a colon stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// Where words must stand.
    Part(Part),
    /// What else is asked.
    Asks(Asks),
}

/// A field and its names.
struct Name {
    field: Field,
    /// Ours, as it is printed.
    name: &'static str,
    /// Other names, before a colon.
    also: &'static [&'static str],
    /// Names that also stand before an equals sign: the codes of Factiva.
    codes: &'static [&'static str],
    /// Names that also stand before a parenthesis: the segments of Nexis.
    segments: &'static [&'static str],
}

const fn name(
    field: Field,
    name: &'static str,
    also: &'static [&'static str],
    codes: &'static [&'static str],
    segments: &'static [&'static str],
) -> Name {
    Name { field, name, also, codes, segments }
}

const FIELDS: &[Name] = &[
    name(Field::Part(Part::Title), "title", &["intitle"], &["hd", "hl", "ti"], &["headline", "title"]),
    name(Field::Part(Part::Lead), "lead", &[], &["lp"], &["lead"]),
    name(Field::Part(Part::Body), "body", &[], &["td"], &["body"]),
    name(Field::Part(Part::TitleOrLead), "hlead", &[], &["hlp"], &["hlead"]),
    name(Field::Asks(Asks::Country), "country", &[], &[], &[]),
    name(Field::Asks(Asks::Mentions), "mentions", &[], &[], &[]),
    name(Field::Asks(Asks::Leader), "leader", &[], &[], &[]),
    name(Field::Asks(Asks::Topic), "topic", &["subject"], &["ns"], &["subject"]),
    name(Field::Asks(Asks::Source), "source", &["outlet"], &["sn"], &["publication"]),
    name(Field::Asks(Asks::Author), "author", &[], &["by", "au"], &["byline"]),
    name(Field::Asks(Asks::Lang), "lang", &[], &["la"], &["language"]),
    name(Field::Asks(Asks::Date), "date", &[], &[], &[]),
    name(Field::Asks(Asks::Since), "since", &[], &[], &[]),
    name(Field::Asks(Asks::Until), "until", &[], &[], &[]),
    name(Field::Asks(Asks::Words), "words", &[], &["wc"], &["length"]),
];

/// What stands behind the name of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behind {
    Colon,
    Equals,
    Parenthesis,
}

/// The field that is called `typed`, in any case, by a name that may have `behind` behind it.
pub(crate) fn field(typed: &str, behind: Behind) -> Option<Field> {
    let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(typed));
    let row = FIELDS.iter().find(|row| match behind {
        Behind::Colon => is(&[row.name]) || is(row.also) || is(row.codes) || is(row.segments),
        Behind::Equals => is(row.codes),
        Behind::Parenthesis => is(&[row.name]) || is(row.segments),
    })?;
    Some(row.field)
}

/// Whether `typed` is one of our own names, in lower case.
pub(crate) fn is_own_name(typed: &str) -> bool {
    FIELDS.iter().any(|row| row.name == typed)
}

/// The name of a field, as it is printed.
pub(crate) fn name_of(field: Field) -> &'static str {
    FIELDS.iter().find(|row| row.field == field).map_or("", |row| row.name)
}

/// The own name nearest to `typed`.
pub(crate) fn nearest_name(typed: &str) -> Option<String> {
    // what is much longer than any name is near to none
    (typed.len() <= 16).then(|| nearest(typed, FIELDS.iter().map(|row| row.name)).into_iter().next()).flatten()
}

/// Codes of Factiva before an equals sign that have no field here: source codes, companies, industries, dates.
const FOREIGN_CODES: &[&str] = &["rst", "re", "co", "in", "fds", "pd", "sc", "an", "cr", "ct"];

/// Whether `typed`, before an equals sign, is a code of another database that does nothing here.
pub(crate) fn is_foreign_code(typed: &str) -> bool {
    FOREIGN_CODES.iter().any(|code| code.eq_ignore_ascii_case(typed))
}

/// Whether `text` looks like an operator of proximity with a distance that is none: `w/0`, `/-5`.
pub(crate) fn is_no_distance(text: &str) -> bool {
    let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &text[name.len()..];
    let (name, negative) = name.strip_suffix(['-', '+']).map_or((name, false), |name| (name, true));
    let known = name.ends_with('/') && PROXIMITY.iter().any(|(spelled, _)| name.eq_ignore_ascii_case(spelled));
    known && !number.is_empty() && (negative || number.bytes().all(|b| b == b'0') || number.len() > 9)
}

/// Commands of Nexis that change how a word is written; here the words inside are read as they are.
const UNSUPPORTED: &[&str] = &["allcaps", "caps", "nocaps", "plural", "singular"];

/// Whether `typed`, before a parenthesis, is a command of another database that does nothing here.
pub(crate) fn is_unsupported(typed: &str) -> bool {
    UNSUPPORTED.iter().any(|name| name.eq_ignore_ascii_case(typed))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_name_means_two_things() {
        let mut seen = HashSet::new();
        for row in FIELDS {
            let names: HashSet<&str> = [&[row.name], row.also, row.codes, row.segments].concat().into_iter().collect();
            for name in names {
                assert!(seen.insert(name), "{name} twice");
                assert!(name.bytes().all(|b| b.is_ascii_lowercase()), "{name}");
                assert_eq!(field(&name.to_uppercase(), Behind::Colon), Some(row.field));
            }
            assert_eq!(name_of(row.field), row.name);
        }
        for row in OPERATORS {
            assert_eq!(sign(row.spelled), Some(row.sign));
            assert_eq!(sign(&row.spelled.to_lowercase()), row.lower.then_some(row.sign), "{}", row.spelled);
        }
    }

    #[test]
    fn operators_are_not_words_that_look_like_them() {
        let near = |distance, ordered| Some(Sign::Near { distance, ordered });
        for (text, expected) in [
            ("w/5", near(5, false)),
            ("W/15", near(15, false)),
            ("/5", near(5, false)),
            ("near5", near(5, false)),
            ("NEAR/5", near(5, false)),
            ("pre/3", near(3, true)),
            ("adj3", near(3, true)),
            ("onear/3", near(3, true)),
            ("w/0", None),
            ("w/o", None),
            ("9/11", None),
            ("24/7", None),
            ("near", None),
            ("and", None),
            ("And", None),
            ("Same", None),
            ("and/or", None),
            ("w/99999999999", None),
        ] {
            assert_eq!(sign(text), expected, "{text}");
        }
    }

    #[test]
    fn a_name_is_known_only_with_the_sign_that_belongs_to_it() {
        assert_eq!(field("hd", Behind::Equals), Some(Field::Part(Part::Title)));
        assert_eq!(field("title", Behind::Equals), None);
        assert_eq!(field("country", Behind::Parenthesis), Some(Field::Asks(Asks::Country)));
        assert_eq!(field("by", Behind::Parenthesis), None);
        assert!(is_foreign_code("RST") && !is_foreign_code("e"));
        for (text, expected) in
            [("w/0", true), ("/-5", true), ("w/5", false), ("w/o", false), ("1/0", false), ("0", false)]
        {
            assert_eq!(is_no_distance(text), expected, "{text}");
        }
        assert_eq!(field("trump", Behind::Colon), None);
        assert_eq!(nearest_name("tilte").as_deref(), Some("title"));
        assert_eq!(nearest_name("xyzzy"), None);
    }
}
