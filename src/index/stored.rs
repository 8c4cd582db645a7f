//! The bytes of a stored record: fields one after another without their names, texts as they are, numbers with seven bits a
//! byte. Records were JSON before: this form takes 6 % less of a store, and a search that shows ten articles 2 % fewer
//! instructions.
//!
//! What comes where is said twice, in [`write`] and in [`read`], in the same order.

use chrono::DateTime;

use crate::article::{Article, Date, Labels, Metadata, Origin, Precision, Removal, Sighting, Text};
use crate::index::Entry;

/// What a record of this form begins with. JSON begins with a brace.
pub(super) const FORM: u8 = 1;

/// Writes an entry.
pub(crate) fn write(entry: &Entry, into: &mut Vec<u8>) {
    let Entry { origin, article, labels, content, indexed } = entry;
    let mut out = Writer(into);
    out.0.push(FORM);
    out.0.extend(content.to_le_bytes());
    out.0.extend(indexed.to_le_bytes());
    out.text(&origin.root);
    out.text(&origin.path);
    out.optional(origin.record.as_deref());
    // most ids are what a record is called in its file
    let is_record = article.id.is_some() && article.id == origin.record;
    out.number(is_record.into());
    if !is_record {
        out.optional(article.id.as_deref());
    }
    out.metadata(&article.meta);
    out.labels(labels);
    out.removed(article.text.removed());
    out.text(article.text.raw());
}

/// Reads an entry; `None` where `record` was not written by [`write`].
pub(crate) fn read(record: &[u8]) -> Option<Entry> {
    let mut from = Reader(record);
    if from.bytes::<1>()? != [FORM] {
        return None;
    }
    let [content, indexed] = [from.bytes()?, from.bytes()?].map(u64::from_le_bytes);
    let origin = Origin { root: from.text()?, path: from.text()?, record: from.optional()? };
    let id = if from.number()? == 1 { origin.record.clone() } else { from.optional()? };
    let meta = from.metadata()?;
    let labels = from.labels()?;
    let removed = from.removed()?;
    let text = Text::marked(from.text()?, removed).ok()?;
    from.0.is_empty().then_some(Entry { origin, article: Article { id, meta, text }, labels, content, indexed })
}

struct Writer<'a>(&'a mut Vec<u8>);

impl Writer<'_> {
    /// Seven bits a byte, lowest first; the eighth says that more follow.
    fn number(&mut self, mut number: u64) {
        while number > 0x7f {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// Numbers near zero are short, whatever their sign.
    fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63) as u64);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.number(text.map_or(0, |text| text.len() as u64 + 1));
        self.0.extend_from_slice(text.unwrap_or_default().as_bytes());
    }

    fn list(&mut self, texts: &[String]) {
        self.number(texts.len() as u64);
        texts.iter().for_each(|text| self.text(text));
    }

    fn metadata(&mut self, meta: &Metadata) {
        self.optional(meta.title.as_deref());
        self.date(meta.date);
        self.list(&meta.authors);
        for text in [&meta.source, &meta.credit, &meta.url, &meta.lang, &meta.section] {
            self.optional(text.as_deref());
        }
        self.list(&meta.keywords);
    }

    fn date(&mut self, date: Option<Date>) {
        let Some(Date { at, precision, offset }) = date else { return self.number(0) };
        self.number(match precision {
            Precision::Year => 1,
            Precision::Month => 2,
            Precision::Day => 3,
            Precision::Minute => 4,
        });
        self.signed(at.and_utc().timestamp());
        self.number(at.and_utc().timestamp_subsec_nanos().into());
        self.number(offset.is_some().into());
        offset.into_iter().for_each(|minutes| self.signed(minutes.into()));
    }

    fn labels(&mut self, labels: &Labels) {
        for list in [&labels.main, &labels.mentioned, &labels.leaders, &labels.topics] {
            self.list(list);
        }
        self.number(labels.sightings.len() as u64);
        for Sighting { name, office, country, head } in &labels.sightings {
            [name, office, country].into_iter().for_each(|text| self.text(text));
            self.number((*head).into());
        }
    }

    /// The names of the rules once, then of each removal the distance from the one before it, its length and its rule.
    fn removed(&mut self, removed: &[Removal]) {
        let mut rules: Vec<&str> = Vec::new();
        for removal in removed {
            if !rules.contains(&removal.rule.as_str()) {
                rules.push(&removal.rule);
            }
        }
        self.number(rules.len() as u64);
        rules.iter().for_each(|rule| self.text(rule));
        self.number(removed.len() as u64);
        let mut end = 0;
        for removal in removed {
            let rule = rules.iter().position(|rule| *rule == removal.rule).unwrap_or_default();
            let numbers = [removal.start - end, removal.end - removal.start, rule];
            numbers.into_iter().for_each(|number| self.number(number as u64));
            end = removal.end;
        }
    }
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let [byte] = self.bytes()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn length(&mut self) -> Option<usize> {
        self.number()?.try_into().ok()
    }

    fn text_of(&mut self, length: usize) -> Option<String> {
        std::str::from_utf8(self.take(length)?).ok().map(str::to_owned)
    }

    fn text(&mut self) -> Option<String> {
        let length = self.length()?;
        self.text_of(length)
    }

    fn optional(&mut self) -> Option<Option<String>> {
        match self.length()? {
            0 => Some(None),
            more => self.text_of(more - 1).map(Some),
        }
    }

    fn list(&mut self) -> Option<Vec<String>> {
        (0..self.number()?).map(|_| self.text()).collect()
    }

    fn metadata(&mut self) -> Option<Metadata> {
        Some(Metadata {
            title: self.optional()?,
            date: self.date()?,
            authors: self.list()?,
            source: self.optional()?,
            credit: self.optional()?,
            url: self.optional()?,
            lang: self.optional()?,
            section: self.optional()?,
            keywords: self.list()?,
        })
    }

    fn date(&mut self) -> Option<Option<Date>> {
        let precision = match self.number()? {
            0 => return Some(None),
            1 => Precision::Year,
            2 => Precision::Month,
            3 => Precision::Day,
            4 => Precision::Minute,
            _ => return None,
        };
        let at = DateTime::from_timestamp(self.signed()?, self.number()?.try_into().ok()?)?.naive_utc();
        let offset = match self.number()? {
            0 => None,
            _ => Some(self.signed()?.try_into().ok()?),
        };
        Some(Some(Date { at, precision, offset }))
    }

    fn labels(&mut self) -> Option<Labels> {
        let [main, mentioned, leaders, topics] = [self.list()?, self.list()?, self.list()?, self.list()?];
        let number = self.number()?;
        let sighting = |_| {
            let (name, office, country) = (self.text()?, self.text()?, self.text()?);
            Some(Sighting { name, office, country, head: self.number()? == 1 })
        };
        let sightings = (0..number).map(sighting).collect::<Option<_>>()?;
        Some(Labels { main, mentioned, leaders, topics, sightings })
    }

    fn removed(&mut self) -> Option<Vec<Removal>> {
        let (rules, number, mut end) = (self.list()?, self.number()?, 0_usize);
        let removal = |_| {
            let start = end.checked_add(self.length()?)?;
            end = start.checked_add(self.length()?)?;
            Some(Removal { start, end, rule: rules.get(self.length()?)?.clone() })
        };
        (0..number).map(removal).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn text() -> impl Strategy<Value = String> {
        ".{0,12}"
    }

    fn maybe() -> impl Strategy<Value = Option<String>> {
        proptest::option::of(text())
    }

    fn list() -> impl Strategy<Value = Vec<String>> {
        vec(text(), 0..4)
    }

    prop_compose! {
        fn date()(
            seconds in -100_000_000_000_i64..100_000_000_000, nanos in prop_oneof![Just(0), 0..1_000_000_000_u32],
            precision in 0..4_usize, offset in proptest::option::of(-900..900_i32),
        ) -> Date {
            let all = [Precision::Year, Precision::Month, Precision::Day, Precision::Minute];
            let at = DateTime::from_timestamp(seconds, nanos).unwrap().naive_utc();
            Date { at, precision: all[precision], offset }
        }
    }

    prop_compose! {
        fn metadata()(
            title in maybe(), date in proptest::option::of(date()), authors in list(), source in maybe(),
            credit in maybe(), url in maybe(), lang in maybe(), section in maybe(), keywords in list(),
        ) -> Metadata {
            Metadata { title, date, authors, source, credit, url, lang, section, keywords }
        }
    }

    prop_compose! {
        fn labels()(
            main in list(), mentioned in list(), leaders in list(), topics in list(),
            sightings in vec((text(), text(), text(), any::<bool>()), 0..3),
        ) -> Labels {
            let sighting = |(name, office, country, head)| Sighting { name, office, country, head };
            Labels { main, mentioned, leaders, topics, sightings: sightings.into_iter().map(sighting).collect() }
        }
    }

    prop_compose! {
        fn entry()(
            root in text(), path in text(), record in maybe(), own in maybe(), is_record in any::<bool>(),
            meta in metadata(), labels in labels(), raw in ".{0,300}",
            removals in vec((0..300_usize, 0..300_usize, 0..3_usize), 0..6), content in any::<u64>(),
            indexed in any::<u64>(),
        ) -> Entry {
            let mut marked = Text::from(raw);
            for (start, length, rule) in removals {
                marked.remove(start..start + length, ["blank-run", "ad-marker", "learned-residue"][rule]);
            }
            let id = if is_record { record.clone() } else { own };
            let origin = Origin { root, path, record };
            Entry { origin, article: Article { id, meta, text: marked }, labels, content, indexed }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(entry in entry()) {
            let mut record = Vec::new();
            write(&entry, &mut record);
            prop_assert_eq!(read(&record), Some(entry));
            for end in 0..record.len() {
                prop_assert_eq!(read(&record[..end]), None);
            }
            record.push(0);
            prop_assert_eq!(read(&record), None);
        }

        #[test]
        fn other_bytes_are_no_reason_to_panic(entry in entry(), place in any::<usize>(), byte in any::<u8>()) {
            let mut record = Vec::new();
            write(&entry, &mut record);
            let place = place % record.len();
            record[place] = byte;
            // the checksum finds what became another entry; it holds no more than was written
            if let Some(other) = read(&record) {
                prop_assert!(other.article.text.raw().len() <= record.len());
            }
        }
    }

    #[test]
    fn numbers_that_no_one_wrote_are_not_read() {
        let number = |bytes: &[u8]| Reader(bytes).number();
        assert_eq!(number(&[0x80, 0x01]), Some(128));
        assert_eq!(number(&[0x80]), None);
        assert_eq!(number(&[0xff; 11]), None);
        for wanted in [0, 1, -1, 63, -64, i64::MAX, i64::MIN] {
            let mut bytes = Vec::new();
            Writer(&mut bytes).signed(wanted);
            assert_eq!(Reader(&bytes).signed(), Some(wanted));
        }
    }
}
