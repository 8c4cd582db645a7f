//! Word files: paragraphs with their styles out of a bounded zip archive.

use std::collections::HashMap;
use std::fmt::Display;
use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::article::Metadata;
use crate::read::paragraph::{self, Paragraph, Style};
use crate::read::xml::{Signs, Tree, attribute, lenient, reason};
use crate::read::{BadRecord, Record, fields};

/// Bytes of the largest part, unpacked: an export of a thousand articles has a tenth of it.
const LARGEST_PART: u64 = 64 << 20;

/// How many times a part may be larger than what is packed of it, when it has more than a MiB: the markup of Word packs
/// 10 to 50 times, a bomb 1,000 times (deflate's bound).
const RATIO: u64 = 200;
const SMALL: u64 = 1 << 20;

/// Parses a file.
pub(super) fn parse(bytes: &[u8], each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    match document(bytes) {
        Ok((paragraphs, declared)) => paragraph::articles(&paragraphs, declared, false, each),
        Err(reason) => each(Err(BadRecord { number: None, reason })),
    }
}

fn document(bytes: &[u8]) -> Result<(Vec<Paragraph>, Metadata), String> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("broken Word file: {error}"))?;
    let styles = part(&mut zip, "word/styles.xml")?.map(|xml| styles(&xml)).unwrap_or_default();
    let declared = part(&mut zip, "docProps/core.xml")?.map(|xml| core(&xml)).unwrap_or_default();
    let body = part(&mut zip, "word/document.xml")?.ok_or("no text in the Word file (no 'word/document.xml')")?;
    Ok((paragraphs(&body, &styles)?, declared))
}

/// The text of a part; `None` when there is none of that name.
fn part(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<String>, String> {
    let broken = |error: &dyn Display| format!("broken Word file: {name}: {error}");
    let file = match zip.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        // with a password, packed in a way that is not known, damaged
        Err(error) => return Err(broken(&error)),
    };
    let bound = LARGEST_PART.min(file.compressed_size().saturating_mul(RATIO).max(SMALL));
    let mut bytes = Vec::new();
    // the size that the archive states may be a lie
    file.take(bound + 1).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
    if bytes.len() as u64 > bound {
        return Err(format!("too large for a Word file ('{name}' unpacks to more than {} MiB)", bound >> 20));
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// What each style makes of a paragraph, by its id, which is in the language of the edition.
fn styles(xml: &str) -> HashMap<String, Style> {
    let mut found = HashMap::new();
    let mut reader = lenient(xml);
    let mut id = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) if tag.local_name().as_ref() == "style" => {
                id = attribute(&tag, "styleId").unwrap_or_default();
            }
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "name" && !id.is_empty() => {
                let style = attribute(&tag, "val").map(|name| Style::of(&name)).unwrap_or_default();
                found.insert(std::mem::take(&mut id), style);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// Title and language of a document that says them; author and day are those of the file, not of the article.
fn core(xml: &str) -> Metadata {
    let tree = Tree::parse(xml);
    let line = |name: &str| tree.root().and_then(|root| root.at(&[name])).and_then(|element| element.line());
    Metadata {
        title: line("title"),
        lang: line("language").and_then(|lang| fields::language(&lang)),
        ..Metadata::default()
    }
}

/// The paragraphs of the body; those of text boxes stand before the paragraph that holds the box.
fn paragraphs(xml: &str, styles: &HashMap<String, Style>) -> Result<Vec<Paragraph>, String> {
    let mut reader = lenient(xml);
    let mut body = Body {
        styles,
        done: Vec::new(),
        open: Vec::new(),
        silent: 0,
        words: false,
        run: false,
        bold: false,
        signs: Signs::default(),
    };
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => body.take(event),
            Err(error) => return Err(format!("broken Word file: {}", reason(&error))),
        }
    }
    body.done.extend(body.open.drain(..).rev());
    Ok(body.done)
}

/// Deepest nesting of paragraphs that is followed: a text box within a text box is rare.
const DEEPEST: usize = 32;

/// A body being read.
struct Body<'a> {
    styles: &'a HashMap<String, Style>,
    done: Vec<Paragraph>,
    open: Vec<Paragraph>,
    /// How many elements are open in which nothing is read.
    silent: usize,
    /// Whether the text that comes is words.
    words: bool,
    /// Whether a run is open, and whether it is bold.
    run: bool,
    bold: bool,
    signs: Signs,
}

impl Body<'_> {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) if is_silent(&tag) => self.silent += 1,
            Event::End(tag) if self.silent > 0 => {
                self.silent -= usize::from(SILENT.contains(&tag.local_name().as_ref()));
            }
            _ if self.silent > 0 => {}
            Event::Start(tag) => match tag.local_name().as_ref() {
                "p" if self.open.len() < DEEPEST => self.open.push(Paragraph::default()),
                "t" => self.words = true,
                "r" => (self.run, self.bold) = (true, false),
                _ => self.sign(&tag),
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "p" => self.done.push(Paragraph::default()),
            Event::Empty(tag) => self.sign(&tag),
            Event::End(tag) => match tag.local_name().as_ref() {
                "p" => self.done.extend(self.open.pop()),
                "t" => self.words = false,
                "r" => self.run = false,
                _ => {}
            },
            Event::Text(words) => self.write(&words),
            Event::CData(words) => self.write(&words),
            Event::GeneralRef(sign) => {
                let mut text = String::new();
                self.signs.push(&sign, &mut text);
                self.write(&text);
            }
            _ => {}
        }
    }

    fn write(&mut self, words: &str) {
        if let Some(paragraph) = self.open.last_mut().filter(|_| self.words) {
            paragraph.text.push_str(words);
            paragraph.light |= !self.bold && !words.trim().is_empty();
        }
    }

    /// Elements that stand for a sign, or say something of the paragraph.
    fn sign(&mut self, tag: &BytesStart) {
        let Some(paragraph) = self.open.last_mut() else { return };
        match tag.local_name().as_ref() {
            "tab" => paragraph.text.push('\t'),
            "br" if attribute(tag, "type").is_none_or(|kind| kind == "textWrapping") => paragraph.text.push('\n'),
            "cr" => paragraph.text.push('\n'),
            // within the properties of a paragraph it is said of its mark alone
            "b" if self.run => {
                self.bold = attribute(tag, "val").is_none_or(|on| !matches!(on.as_str(), "0" | "false" | "off"));
            }
            "noBreakHyphen" => paragraph.text.push('-'),
            "pStyle" => {
                let id = attribute(tag, "val").unwrap_or_default();
                paragraph.style = self.styles.get(&id).copied().unwrap_or_else(|| Style::of(&id));
            }
            _ => {}
        }
    }
}

/// What is not read: moved and deleted words, the second form of what newer editions draw otherwise, tab stops.
const SILENT: &[&str] = &["del", "moveFrom", "Fallback", "tabs"];

fn is_silent(tag: &BytesStart) -> bool {
    SILENT.contains(&tag.local_name().as_ref())
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A Word file of these parts.
    pub(crate) fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// A Word file of these paragraphs; one that begins with `#` is a heading of the first level.
    pub(crate) fn word(paragraphs: &[&str]) -> Vec<u8> {
        let body: String = paragraphs
            .iter()
            .map(|text| {
                let (style, text) = text
                    .strip_prefix('#')
                    .map_or(("", *text), |text| ("<w:pPr><w:pStyle w:val=\"berschrift1\"/></w:pPr>", text));
                format!("<w:p>{style}<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
            })
            .collect();
        zipped(&[
            ("[Content_Types].xml", "<Types/>"),
            ("word/document.xml", &format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>")),
            (
                "word/styles.xml",
                "<w:styles><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>",
            ),
        ])
    }

    fn read(bytes: &[u8]) -> Result<crate::article::Raw, String> {
        let mut found = None;
        parse(bytes, &mut |record| found = Some(record.map(|record| record.raw).map_err(|bad| bad.reason)));
        found.expect("every file gives a record or a reason")
    }

    #[test]
    fn a_word_file_becomes_an_article() {
        let raw = read(&word(&["", "#Ferry is back", "It was late &amp; full.", "Fare: 9"])).unwrap();
        assert_eq!((raw.meta.title.as_deref(), &*raw.text), (Some("Ferry is back"), "It was late & full.\nFare: 9"));
        let body = "<w:document><w:body><w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t><w:br w:type=\"page\"/></w:r>\
            <w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:hyperlink><w:r><w:t> link</w:t></w:r></w:hyperlink>\
            <w:r><w:instrText>HYPERLINK</w:instrText></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>\
            <w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
            <w:p><mc:AlternateContent><mc:Choice><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:p>\
            </w:body></w:document>";
        let core = "<cp:coreProperties><dc:title>Draft</dc:title><dc:creator>Ann Lee</dc:creator></cp:coreProperties>";
        let raw = read(&zipped(&[("word/document.xml", body), ("docProps/core.xml", core)])).unwrap();
        assert_eq!((raw.meta.title.as_deref(), &*raw.text), (Some("Draft"), "One\ttwo\nthree link\ncell\nbox"));
        assert!(raw.meta.authors.is_empty());
    }

    #[test]
    fn a_bold_first_line_comes_before_the_property_of_the_file() {
        let of = |bold: &str| {
            let body = format!(
                "<w:document><w:p><w:r><w:rPr>{bold}</w:rPr><w:t>Ferry is back</w:t></w:r></w:p>\
                 <w:p><w:pPr><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:t>One.</w:t></w:r></w:p></w:document>"
            );
            let core = "<cp:coreProperties><dc:title>Draft</dc:title></cp:coreProperties>";
            let raw = read(&zipped(&[("word/document.xml", &body), ("docProps/core.xml", core)])).unwrap();
            (raw.meta.title.unwrap_or_default(), raw.text)
        };
        assert_eq!(of("<w:b/>"), ("Ferry is back".to_owned(), "One.".to_owned()));
        assert_eq!(of("<w:b w:val=\"0\"/>"), ("Draft".to_owned(), "Ferry is back\nOne.".to_owned()));
    }

    #[test]
    fn bombs_and_broken_files_are_named() {
        let bomb = zipped(&[("word/document.xml", &" ".repeat(80 << 20))]);
        assert!(read(&bomb).unwrap_err().starts_with("too large for a Word file"));
        assert!(read(b"PK\x03\x04").unwrap_err().starts_with("broken Word file"));
        assert_eq!(read(&zipped(&[("x", "y")])), Err("no text in the Word file (no 'word/document.xml')".to_owned()));
        let file = word(&["One"]);
        assert!(read(&file[..file.len() / 2]).is_err());
    }

    #[test]
    fn a_part_that_cannot_be_unpacked_is_not_called_absent() {
        // bits and method of the member in the archive's directory (APPNOTE 4.3.12): encrypted, a method of the future
        for (field, value) in [(8, 1), (10, 99)] {
            let mut file = zipped(&[("word/document.xml", "<w:p/>")]);
            let entry = file.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
            file[entry + field] |= value;
            let reason = read(&file).unwrap_err();
            assert!(reason.starts_with("broken Word file: word/document.xml: "), "{reason}");
        }
    }

    proptest! {
        #[test]
        fn no_damage_panics(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = word(&["#A", "b"]);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = read(&bytes);
        }

        #[test]
        fn no_markup_panics(body in "(<w:p>|</w:p>|<w:t>|</w:t>|<w:del>|</w:del>|<w:br/>|&|<|[a-é ]){0,40}") {
            let _ = read(&zipped(&[("word/document.xml", &body)]));
        }
    }
}
