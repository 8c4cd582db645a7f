//! The labels of Nexis, `LENGTH: 520 words`, in the languages of its editions.

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Title,
    Author,
    Section,
    Length,
    Dateline,
    Highlight,
    Body,
    Language,
    /// When the database took it in: never when it was published.
    Load,
    Graphic,
    /// Indexing and notes of the database: no body.
    Other,
}

/// The labels, in lower case.
const LABELS: &[(What, &[&str])] = &[
    (What::Title, &["headline", "kop"]),
    (What::Author, &["byline", "author", "autor", "auteur"]),
    (What::Section, &["section", "rubrik", "rubrique", "sección", "sectie"]),
    (What::Length, &["length", "länge", "longueur", "longitud", "lengte"]),
    (What::Dateline, &["dateline"]),
    (What::Highlight, &["highlight"]),
    (What::Body, &["body", "tekst"]),
    (What::Language, &["language", "sprache", "langue", "idioma", "taal"]),
    (What::Load, &["load-date", "update", "date-chargement", "fecha-carga"]),
    (What::Graphic, &["graphic", "grafik", "graphique"]),
    (
        What::Other,
        &[
            "publication-type",
            "pub-type",
            "code-revue",
            "publikationstyp",
            "type-publication",
            "document-type",
            "journal-code",
            "journal code",
            "distribution",
            "subject",
            "organization",
            "company",
            "ticker",
            "industry",
            "person",
            "geographic",
            "country",
            "state",
            "city",
            "series",
            "issn",
            "isbn",
            "url",
            "acc-no",
            "dok-nr",
        ],
    ),
];

/// Bytes of the longest label.
const LONGEST: usize = 20;

/// The label that a line begins with, and what stands behind it.
pub(super) fn of(line: &str) -> Option<(What, &str)> {
    let (label, value) = line.split_once(':')?;
    if label.len() > LONGEST || !label.starts_with(char::is_uppercase) {
        return None;
    }
    let label = label.trim().to_lowercase();
    let known = LABELS.iter().find(|(_, labels)| labels.contains(&label.as_str()));
    known.map(|(what, _)| (*what, value.trim()))
}

/// A label in capitals: the layout in which other labels may begin a sentence.
pub(super) fn in_capitals(line: &str) -> Option<(What, &str)> {
    let (label, _) = line.split_once(':')?;
    of(line).filter(|_| !label.chars().any(char::is_lowercase))
}

/// The section without the page: `NEWS; Pg. 3` is `NEWS`, and a page alone is no section.
pub(super) fn section(value: &str) -> Option<String> {
    let section = value.split(';').next().unwrap_or_default().trim();
    let page = ["Pg. ", "S. ", "P. ", "p. "].iter().any(|page| section.starts_with(page));
    (!section.is_empty() && !page).then(|| section.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_their_languages() {
        let cases = [
            ("LENGTH: 520 words", Some((What::Length, "520 words"))),
            ("Länge:\u{a0}520 Wörter", Some((What::Length, "520 Wörter"))),
            ("Byline: By Ann Lee", Some((What::Author, "By Ann Lee"))),
            ("Load-Date:", Some((What::Load, ""))),
            ("length: short", None),
            ("The mayor: we wait", None),
            ("Length", None),
        ];
        for (line, expected) in cases {
            assert_eq!(of(line), expected, "{line}");
        }
        assert_eq!(in_capitals("Language: never ours"), None);
        assert_eq!(section("NEWS; Pg. 3").as_deref(), Some("NEWS"));
        assert_eq!(section("S. 7 Ausg. 167"), None);
    }
}
