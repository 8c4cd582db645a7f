//! The stored record of an article, and the columns that are computed from it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;

use crate::article::{Article, Key, Labels, Origin, Precision, Sighting};
use crate::clean::{LineKey, line_keys, publisher, publisher_key};
use crate::index::TextColumns;
use crate::index::schema::{Fields, UNDATED};
use crate::index::stored;
use crate::text::{field_value, words};

/// Longest term of a column in bytes: longer ids, paths and addresses are found by their beginning. The engine would
/// leave terms above 65,530 bytes out without a word.
const MAX_TERM_BYTES: usize = 2048;

/// Bytes of a record that are not its text, mostly: names, labels and their keys.
const RECORD_BYTES: usize = 2048;

/// Everything that is kept of an article. Each column is a function of it, so an index can be rebuilt without its sources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it came from.
    pub origin: Origin,
    /// Metadata, raw text and what was removed.
    pub article: Article,
    /// What it is about.
    pub labels: Labels,
    /// Hash of the record as it was read and of the edition that made it: equal means unchanged.
    pub content: u64,
    /// When it was indexed, new or changed: microseconds since 1970 UTC, see [`crate::index::Payload::indexed`]; 0 when it
    /// never was. To clean or to label it again changes nothing about that.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub indexed: u64,
}

impl Entry {
    /// The document key.
    pub fn key(&self) -> Key {
        Key::of(&self.origin)
    }

    /// The id that people see and use: the one given, or the key.
    pub fn id(&self) -> String {
        self.article.id.clone().unwrap_or_else(|| self.key().to_string())
    }

    /// The document that the index keeps.
    pub(crate) fn document(&self, fields: &Fields) -> TantivyDocument {
        self.document_with(fields, None, None)
    }

    /// The same, with the columns of its text and its lines (see [`line_keys`]) where they are known.
    pub(crate) fn document_with(
        &self,
        fields: &Fields,
        known: Option<TextColumns>,
        lines: Option<&[LineKey]>,
    ) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        self.add_identity(fields, &mut document);
        self.add_text(fields, known, &mut document);
        self.add_labels(fields, &mut document);
        self.add_date(fields, &mut document);
        self.add_cleaning(fields, lines, &mut document);
        document.add_bytes(fields.record, &self.to_record());
        document
    }

    /// What is stored: its bytes, and their checksum behind them. A text that the disk has changed must not be quoted as
    /// what an outlet wrote, and no search reads the checksums of whole files.
    pub(crate) fn to_record(&self) -> Vec<u8> {
        // the text and what else there is mostly; what is longer finds more room
        let mut record = Vec::with_capacity(self.article.text.raw().len() + RECORD_BYTES);
        stored::write(self, &mut record);
        let sum = checksum(&record);
        record.extend(sum);
        record
    }

    /// What was stored, by this version or as JSON by the one before it.
    ///
    /// # Errors
    /// When it is not what was stored.
    pub(crate) fn of_record(record: &[u8]) -> std::result::Result<Self, String> {
        let whole = record.split_last_chunk().filter(|(written, sum)| checksum(written) == **sum);
        let (written, _) = whole.ok_or("the record of an article is damaged: its checksum is wrong")?;
        match written.first() {
            Some(&stored::FORM) => stored::read(written).ok_or_else(|| "a record is not of this version".to_owned()),
            _ => serde_json::from_slice(written).map_err(|err| err.to_string()),
        }
    }

    fn add_identity(&self, fields: &Fields, document: &mut TantivyDocument) {
        let key = self.key();
        document.add_u64(fields.short_key, key.short());
        document.add_u64(fields.content, self.content);
        document.add_u64(fields.indexed, self.indexed);
        document.add_text(fields.file, file_key(&self.origin).as_str());
        document.add_text(fields.root, term_text(&self.origin.root));
        document.add_text(fields.path, term_text(&self.origin.path));
        if let Some(id) = &self.article.id {
            document.add_text(fields.id, term_text(id));
        }
        if let Some(url) = &self.article.meta.url {
            document.add_text(fields.url, term_text(url));
        }
    }

    fn add_text(&self, fields: &Fields, known: Option<TextColumns>, document: &mut TantivyDocument) {
        let meta = &self.article.meta;
        let body = self.article.text.body();
        let title = meta.title.as_deref().unwrap_or_default();
        let columns = known.unwrap_or_else(|| TextColumns::of(meta.lang.as_deref(), title, &body));
        document.add_u64(fields.words, columns.words);
        columns.signature.iter().for_each(|value| document.add_u64(fields.signature, *value));
        columns.passages.iter().for_each(|word| document.add_u64(fields.passages, *word));
        document.add_text(fields.text, field_value(meta.lang.as_deref(), title, &body));
        let residue: Vec<&str> = self.article.text.residue().map(|piece| piece.text).collect();
        if !residue.is_empty() {
            document.add_text(fields.residue, field_value(meta.lang.as_deref(), "", &residue.join("\n")));
        }
    }

    fn add_labels(&self, fields: &Fields, document: &mut TantivyDocument) {
        let (labels, meta) = (&self.labels, &self.article.meta);
        let topics = with_ancestors(&labels.topics);
        let columns = [
            (fields.countries, &labels.main),
            (fields.mentioned, &labels.mentioned),
            (fields.leaders, &labels.leaders),
            (fields.topics, &topics),
            (fields.authors, &meta.authors),
        ];
        for (field, values) in columns {
            for value in values {
                document.add_text(field, term_text(value));
            }
        }
        for sighting in &labels.sightings {
            if let Some(term) = sighting_term(sighting) {
                document.add_text(fields.sightings, term);
            }
        }
        for (field, value) in [(fields.source, &meta.source), (fields.lang, &meta.lang)] {
            if let Some(value) = value {
                document.add_text(field, term_text(value));
            }
        }
    }

    fn add_cleaning(&self, fields: &Fields, lines: Option<&[LineKey]>, document: &mut TantivyDocument) {
        let text = &self.article.text;
        let rules: BTreeSet<&str> = text.residue().map(|piece| piece.rule).collect();
        for rule in rules {
            document.add_text(fields.rules, rule);
        }
        document.add_u64(fields.lost, text.lost_thousandths());
        document.add_u64(fields.publisher, publisher_key(Some(&publisher(&self.origin, &self.article.meta))));
        match lines {
            Some(lines) => lines.iter().for_each(|key| document.add_u64(fields.lines, key.0)),
            None => line_keys(text).iter().for_each(|key| document.add_u64(fields.lines, key.0)),
        }
    }

    fn add_date(&self, fields: &Fields, document: &mut TantivyDocument) {
        let date = self.article.meta.date;
        document.add_i64(fields.order, date.map_or(UNDATED, |date| date.instant_seconds()));
        if let Some(date) = date {
            document.add_i64(fields.date, date.wall_seconds());
            document.add_u64(fields.date_precision, precision_number(date.precision));
        }
    }
}

/// A precision as its column has it.
pub(crate) fn precision_number(precision: Precision) -> u64 {
    match precision {
        Precision::Year => 0,
        Precision::Month => 1,
        Precision::Day => 2,
        Precision::Minute => 3,
    }
}

/// CRC-32: it finds every change of up to 32 bits in a row, and costs a search less than blake3 would.
fn checksum(written: &[u8]) -> [u8; 4] {
    let mut crc = flate2::Crc::new();
    crc.update(written);
    crc.sum().to_le_bytes()
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Words as people count them: by the spaces between, by characters in scripts that have none.
pub(crate) fn count_words(body: &str) -> u64 {
    count_spaced(body).unwrap_or_else(|| words(body).count() as u64)
}

/// Words by the spaces between, where all is ASCII.
pub(crate) fn count_spaced(body: &str) -> Option<u64> {
    if !body.is_ascii() {
        return None;
    }
    // a word ends where a space follows what is none; of so few bytes the count fits into one, and many are looked at together
    let is_space = |byte: u8| (byte == b' ') | (byte == b'\n') | (byte == b'\r') | (byte == b'\t') | (byte == b'\x0c');
    let bytes = body.as_bytes();
    let Some((last, _)) = bytes.split_last() else { return Some(0) };
    let ends = bytes.chunks(255).zip(bytes[1..].chunks(255)).map(|(these, next)| {
        let ends = these.iter().zip(next).map(|(this, next)| u8::from(!is_space(*this) & is_space(*next)));
        u64::from(ends.sum::<u8>())
    });
    Some(ends.sum::<u64>() + u64::from(!is_space(*last)))
}

/// The key that all records of a file share.
pub(crate) fn file_key(origin: &Origin) -> Key {
    Key::of(&Origin { record: None, ..origin.clone() })
}

/// What of a value is indexed as a term.
pub fn term_text(value: &str) -> &str {
    &value[..value.floor_char_boundary(MAX_TERM_BYTES)]
}

/// What parts the pieces of a sighting's term: no name and no office contains it.
const PART: char = '\u{1f}';

/// The term of a sighting: all that learning has to know of it. `None` for one that is too long to be a name.
fn sighting_term(sighting: &Sighting) -> Option<String> {
    let Sighting { name, office, country, head } = sighting;
    let term = format!("{name}{PART}{office}{PART}{country}{PART}{}", u8::from(*head));
    (term.len() <= MAX_TERM_BYTES).then_some(term)
}

/// The sighting of a term.
pub(crate) fn sighting_of(term: &[u8]) -> Option<Sighting> {
    let mut parts = std::str::from_utf8(term).ok()?.split(PART);
    let (name, office, country, head) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let sighting = Sighting { name: name.into(), office: office.into(), country: country.into(), head: head == "1" };
    parts.next().is_none().then_some(sighting)
}

/// `a/b` and `a` for `a/b`: a parent finds its children. Each topic once.
fn with_ancestors(topics: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::with_capacity(2 * topics.len());
    for topic in topics {
        let ancestors = topic.match_indices('/').map(|(end, _)| &topic[..end]);
        for name in ancestors.chain([topic.as_str()]) {
            if !all.iter().any(|known| known == name) {
                all.push(name.to_owned());
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bit_of_a_record_changes_unseen() {
        let entry = Entry { content: 7, ..Entry::default() };
        let record = entry.to_record();
        assert_eq!(Entry::of_record(&record).as_ref(), Ok(&entry));
        for bit in 0..record.len() * 8 {
            let mut record = record.clone();
            record[bit / 8] ^= 1 << (bit % 8);
            assert!(Entry::of_record(&record).is_err(), "bit {bit}");
        }
        for end in 0..record.len() {
            assert!(Entry::of_record(&record[..end]).is_err(), "{end} bytes");
        }
    }

    #[test]
    fn words_are_counted_by_the_spaces_between() {
        let many = "a bc\n".repeat(1000);
        for body in ["", " ", "one", " one ", "one two", "one\n\ntwo\t three \x0c\r\n", "\x0bone\0two", &many] {
            assert_eq!(count_words(body), body.split_ascii_whitespace().count() as u64, "{body:?}");
        }
        assert_eq!(count_words("日本 one"), 3);
    }

    #[test]
    fn a_parent_finds_its_children() {
        let topics = ["economy/trade".to_owned(), "economy/mining".to_owned(), "sport".to_owned()];
        assert_eq!(with_ancestors(&topics), ["economy", "economy/trade", "economy/mining", "sport"]);
    }

    #[test]
    fn a_sighting_is_read_back_from_its_term() {
        let sighting = |name: &str| Sighting {
            name: name.into(),
            office: "finance minister".into(),
            country: String::new(),
            head: false,
        };
        let seen = sighting("Aldo Perrin");
        assert_eq!(sighting_of(sighting_term(&seen).unwrap().as_bytes()), Some(seen));
        assert_eq!(sighting_of(sighting_term(&sighting("Aldo\u{1f}Perrin")).unwrap().as_bytes()), None);
        assert_eq!(sighting_term(&sighting(&"Aldo ".repeat(500))), None);
        assert_eq!(sighting_of(b"\xff"), None);
    }

    #[test]
    fn long_values_are_found_by_their_beginning() {
        assert_eq!(term_text("short"), "short");
        assert_eq!(term_text(&"é".repeat(2000)).len(), MAX_TERM_BYTES);
    }

    #[test]
    fn records_of_a_file_share_its_key() {
        let origin = Origin { root: "r".into(), path: "a.jsonl".into(), record: Some("#1".into()) };
        let other = Origin { record: Some("#2".into()), ..origin.clone() };
        assert_eq!(file_key(&origin), file_key(&other));
        assert_ne!(Key::of(&origin), Key::of(&other));
    }
}
