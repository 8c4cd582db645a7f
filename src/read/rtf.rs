//! RTF to paragraphs: groups, code pages and Unicode as in the RTF specification 1.9.1, linear, without recursion.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use crate::article::Metadata;
use crate::read::code_page::{charset, code_page};
use crate::read::paragraph::{self, Paragraph, Style};
use crate::read::{BadRecord, Record};

/// Groups without words: tables, pictures, notes of programs.
const SKIPPED: &[&str] = &[
    "colortbl",
    "pict",
    "object",
    "objdata",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "fldinst",
    "listtable",
    "listoverridetable",
    "revtbl",
    "rsidtbl",
    "generator",
    "xmlnstbl",
    "themedata",
    "colorschememapping",
    "latentstyles",
    "datastore",
    "filetbl",
    "author",
    "operator",
    "subject",
    "keywords",
    "comment",
    "doccomm",
    "creatim",
    "revtim",
    "printim",
    "buptim",
    "category",
    "manager",
    "company",
    "hlinkbase",
    "annotation",
    "atnid",
    "atnauthor",
    "bkmkstart",
    "bkmkend",
    "falt",
    "panose",
    "listtext",
    "pntext",
    "nonshppict",
    "sp",
    "private",
];

/// Deepest nesting that is followed: programs write some dozens, hostile files go down for ever.
const DEEPEST: usize = 4096;

/// Letters of the longest control word (RTF 1.9.1, "Control Word").
const WORD: usize = 32;

/// Parses a file.
pub(super) fn parse(bytes: &[u8], each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    let Document { paragraphs, title, torn } = Reader::read(bytes);
    paragraph::articles(&paragraphs, Metadata { title, ..Metadata::default() }, torn, each);
}

/// What a file holds.
struct Document {
    paragraphs: Vec<Paragraph>,
    /// The title that it states.
    title: Option<String>,
    /// Whether a group is not closed where the file ends.
    torn: bool,
}

/// Where the text of a group goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Body,
    Fonts,
    Styles,
    Title,
    /// A drawing, of which the words in it are read.
    Drawing,
    Nowhere,
}

/// What holds within a group.
#[derive(Clone, Copy)]
struct State {
    target: Target,
    encoding: &'static Encoding,
    /// Signs that stand for a `\u` in older programs and are passed over.
    after_unicode: usize,
    hidden: bool,
    bold: bool,
    /// Whether the group has had no control word yet, which would name it.
    fresh: bool,
    /// Whether an unknown group may be passed over: `\*`.
    optional: bool,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    state: State,
    outer: Vec<State>,
    /// Groups open below the deepest that is followed.
    below: usize,
    /// The encoding of the document, and those of its fonts.
    page: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    font: i32,
    styles: HashMap<i32, Style>,
    /// The number of the style that is being defined, and its name.
    style: i32,
    name: String,
    /// Bytes that wait for their encoding, a half of a pair, and signs still to be passed over.
    waiting: Vec<u8>,
    high: Option<u16>,
    passing: usize,
    done: Vec<Paragraph>,
    paragraph: Paragraph,
    /// The paragraphs around the box that is open.
    around: Vec<Paragraph>,
    title: String,
}

impl<'a> Reader<'a> {
    fn read(bytes: &'a [u8]) -> Document {
        let state = State {
            target: Target::Body,
            encoding: WINDOWS_1252,
            after_unicode: 1,
            hidden: false,
            bold: false,
            fresh: false,
            optional: false,
        };
        let mut reader = Self {
            bytes,
            at: 0,
            state,
            outer: Vec::new(),
            below: 0,
            page: WINDOWS_1252,
            fonts: HashMap::new(),
            font: 0,
            styles: HashMap::new(),
            style: 0,
            name: String::new(),
            waiting: Vec::new(),
            high: None,
            passing: 0,
            done: Vec::new(),
            paragraph: Paragraph::default(),
            around: Vec::new(),
            title: String::new(),
        };
        while let Some(byte) = reader.next() {
            reader.take(byte);
        }
        reader.settle();
        // those around a box that is never closed follow it
        let left = std::iter::once(reader.paragraph).chain(reader.around.into_iter().rev());
        reader.done.extend(left.filter(|paragraph| !paragraph.is_blank()));
        let title = Some(reader.title.trim().to_owned()).filter(|title| !title.is_empty());
        Document { paragraphs: reader.done, title, torn: !reader.outer.is_empty() }
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn take(&mut self, byte: u8) {
        match byte {
            b'{' => self.open(),
            b'}' => self.close(),
            b'\\' => self.control(),
            b'\r' | b'\n' | 0 => {}
            byte => self.byte(byte),
        }
    }

    fn open(&mut self) {
        self.settle();
        self.passing = 0;
        if self.outer.len() >= DEEPEST {
            self.below += 1;
            return;
        }
        self.outer.push(self.state);
        self.state.fresh = true;
        self.state.optional = false;
    }

    fn close(&mut self) {
        self.settle();
        self.passing = 0;
        if self.below > 0 {
            self.below -= 1;
            return;
        }
        if self.state.target == Target::Styles {
            self.end_style();
        }
        if let Some(outer) = self.outer.pop() {
            if outer.target == Target::Drawing && self.state.target == Target::Body {
                self.end_box();
            }
            self.state = outer;
            self.state.fresh = false;
        }
    }

    /// A sign of the text in the encoding that holds.
    fn byte(&mut self, byte: u8) {
        self.state.fresh = false;
        if self.passing > 0 {
            self.passing -= 1;
        } else if self.state.target != Target::Nowhere {
            self.waiting.push(byte);
        }
    }

    /// A character that stands for itself whatever the encoding.
    fn write(&mut self, text: &str) {
        self.settle();
        if self.state.hidden {
            return;
        }
        match self.state.target {
            Target::Body => {
                self.paragraph.text.push_str(text);
                self.paragraph.light |= !self.state.bold && !text.trim().is_empty();
            }
            Target::Styles => self.name.push_str(text),
            Target::Title => self.title.push_str(text),
            Target::Fonts | Target::Drawing | Target::Nowhere => {}
        }
    }

    /// Decodes the bytes that wait.
    fn settle(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.waiting);
        let (text, _) = self.state.encoding.decode_without_bom_handling(&bytes);
        self.high = None;
        self.write(&text);
    }

    fn control(&mut self) {
        let Some(byte) = self.next() else { return };
        match byte {
            b'\'' => {
                let hex = self.bytes.get(self.at..self.at + 2).and_then(|hex| std::str::from_utf8(hex).ok());
                if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                    self.at += 2;
                    self.byte(byte);
                }
            }
            b'*' => self.state.optional = true,
            b'~' => self.sign("\u{a0}"),
            b'_' => self.sign("-"),
            // a soft hyphen, which is not read
            b'-' => {}
            b'\r' | b'\n' => self.end_paragraph(),
            b'\t' => self.sign("\t"),
            b'{' | b'}' | b'\\' => self.byte(byte),
            byte if byte.is_ascii_alphabetic() => self.word(),
            _ => {}
        }
    }

    /// A control symbol that is a character, which a `\u` before it may stand for.
    fn sign(&mut self, text: &str) {
        self.state.fresh = false;
        if self.passing > 0 {
            self.passing -= 1;
        } else {
            self.write(text);
        }
    }

    /// A control word: letters, a number, and a blank that belongs to it.
    fn word(&mut self) {
        let start = self.at - 1;
        let letters = self.bytes[start..].iter().take(WORD).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let bytes = self.bytes;
        let word = std::str::from_utf8(&bytes[start..start + letters]).unwrap_or_default();
        self.at = start + letters;
        let minus = self.bytes.get(self.at) == Some(&b'-');
        let digits = self.at + usize::from(minus);
        // ten digits are more than any number has
        let count = self.bytes.iter().skip(digits).take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let mut number = None;
        if count > 0 {
            let text = std::str::from_utf8(&self.bytes[digits..digits + count]).unwrap_or_default();
            number = text.parse::<i64>().ok().map(|number| if minus { -number } else { number });
            self.at = digits + count;
        }
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        let number = number.map(|number| i32::try_from(number).unwrap_or(0));
        self.obey(word, number);
    }

    fn obey(&mut self, word: &str, number: Option<i32>) {
        let fresh = std::mem::replace(&mut self.state.fresh, false);
        if word == "u" {
            return self.unicode(number.unwrap_or(0));
        }
        self.settle();
        if word == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.at = self.at.saturating_add(length).min(self.bytes.len());
            return;
        }
        if (fresh || self.state.optional) && self.named(word) {
            return;
        }
        match word {
            "uc" => self.state.after_unicode = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(WORD),
            "ansicpg" => self.set_page(number.and_then(code_page)),
            "mac" => self.set_page(Some(encoding_rs::MACINTOSH)),
            "f" | "deff" => self.set_font(word, number.unwrap_or(0)),
            "fcharset" if self.state.target == Target::Fonts => {
                if let Some(encoding) = number.and_then(charset) {
                    self.fonts.insert(self.font, encoding);
                }
            }
            "s" if self.state.target == Target::Styles => self.style = number.unwrap_or(0),
            "s" => self.paragraph.style = self.styles.get(&number.unwrap_or(0)).copied().unwrap_or_default(),
            "pard" => self.paragraph.style = Style::Text,
            "plain" => (self.state.hidden, self.state.bold) = (false, false),
            "b" => self.state.bold = number != Some(0),
            "v" => self.state.hidden = number != Some(0),
            _ => self.punctuation(word),
        }
    }

    /// Whether the word names the group that it begins.
    fn named(&mut self, word: &str) -> bool {
        let optional = std::mem::replace(&mut self.state.optional, false);
        self.state.target = match word {
            _ if self.state.target == Target::Nowhere => Target::Nowhere,
            "fonttbl" => Target::Fonts,
            "stylesheet" => Target::Styles,
            "title" => Target::Title,
            // the styles of characters and sections stand among those of paragraphs
            "cs" | "ds" | "ts" if self.state.target == Target::Styles => Target::Nowhere,
            "shpinst" => Target::Drawing,
            "shptxt" if self.state.target == Target::Drawing => {
                self.around.push(std::mem::take(&mut self.paragraph));
                Target::Body
            }
            "info" => return true,
            _ if SKIPPED.contains(&word) || optional => Target::Nowhere,
            _ => return false,
        };
        true
    }

    fn set_page(&mut self, encoding: Option<&'static Encoding>) {
        if let Some(encoding) = encoding {
            self.page = encoding;
            self.state.encoding = encoding;
        }
    }

    fn set_font(&mut self, word: &str, number: i32) {
        if self.state.target == Target::Fonts {
            self.font = number;
        } else if word == "f" {
            self.state.encoding = self.fonts.get(&number).copied().unwrap_or(self.page);
        }
    }

    /// Words that stand for a character or end something.
    fn punctuation(&mut self, word: &str) {
        let text = match word {
            "par" | "sect" | "page" | "row" | "nestrow" => return self.end_paragraph(),
            "line" => "\n",
            "tab" | "cell" | "nestcell" => "\t",
            "emdash" => "—",
            "endash" => "–",
            "lquote" => "‘",
            "rquote" => "’",
            "ldblquote" => "“",
            "rdblquote" => "”",
            "bullet" => "•",
            "emspace" | "enspace" | "qmspace" => " ",
            _ => return,
        };
        self.sign(text);
    }

    /// One unit of UTF-16, as a signed number.
    fn unicode(&mut self, number: i32) {
        if !self.waiting.is_empty() {
            self.settle();
        }
        self.passing = self.state.after_unicode;
        let unit = number.rem_euclid(1 << 16) as u16;
        let high = self.high.take();
        if (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        let units = high.into_iter().chain([unit]);
        let text: String = char::decode_utf16(units).flatten().filter(|c| *c != '\0').collect();
        self.write(&text);
    }

    fn end_paragraph(&mut self) {
        self.settle();
        if self.state.target != Target::Body {
            return;
        }
        // the style goes on until the next one is set
        let next = Paragraph { style: self.paragraph.style, ..Paragraph::default() };
        let mut done = std::mem::replace(&mut self.paragraph, next);
        let length = done.text.trim_end().len();
        done.text.truncate(length);
        self.done.push(done);
    }

    /// The words of a box stand before the paragraph that holds it, as in Word files.
    fn end_box(&mut self) {
        if !self.paragraph.is_blank() {
            self.end_paragraph();
        }
        self.paragraph = self.around.pop().unwrap_or_default();
    }

    fn end_style(&mut self) {
        let name = std::mem::take(&mut self.name);
        let style = Style::of(name.trim().trim_end_matches(';'));
        if style != Style::Text {
            self.styles.insert(self.style, style);
        }
        self.style = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(rtf: &str) -> Vec<String> {
        Reader::read(rtf.as_bytes()).paragraphs.into_iter().map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn words_come_out_of_their_marks() {
        let cases: &[(&str, &[&str])] = &[
            (r"{\rtf1\ansi One {\b two} three\par Four}", &["One two three", "Four"]),
            ("{\\rtf1 One\r\n two\\line three\\tab four}", &["One two\nthree\tfour"]),
            (r"{\rtf1\ansicpg1250 P\'f8\'edstav}", &["Přístav"]),
            (r"{\rtf1\ansicpg932 \'8d\'60}", &["港"]),
            (
                r"{\rtf1{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}\f0 caf\'e9 {\f1\'ef\'ee\'f0\'f2} \'e9}",
                &["café порт é"],
            ),
            (r"{\rtf1 caf\u233?s \u8211\'96 \uc0\u8220 q\u8221 \uc2\u233 ??x}", &["cafés – “q”éx"]),
            (r"{\rtf1 \u-10179?\u-8704?!}", &["😀!"]),
            (
                r"{\rtf1{\*\unknown gone}{\pict 0102}{\header up}{\info{\title T}{\author A}}{\stylesheet{\s1 heading 1;}}One\~two\_three}",
                &["One\u{a0}two-three"],
            ),
            (r#"{\rtf1{\field{\*\fldinst{HYPERLINK "x"}}{\fldrslt{link}}} on}"#, &["link on"]),
            ("{\\rtf1 a{\\pict\\bin5 }}{\\x}b}", &["ab"]),
            (r"{\rtf1 a{\v hidden}b\v c\v0 d}", &["abd"]),
            (r"{\rtf1 \{x\}\\ \emdash  y\par\par z}", &[r"{x}\ — y", "", "z"]),
            (r"{\rtf1\trowd HD\cell Ferry\cell\row\trowd}", &["HD\tFerry"]),
            (
                r"{\rtf1 One {\shp{\*\shpinst\shpleft9{\sp{\sn a}{\sv b}}{\shptxt \pard Box\par and {\b more}}}{\shprslt{\*\do\x again}}}two\par x}",
                &["Box", "and more", "One two", "x"],
            ),
            (r"{\rtf1 One{\shp{\*\shpinst not{\shptxt Box", &["Box", "One"]),
            (r"{\rtf1{\header{\shp{\*\shpinst{\shptxt Box}}}}One{\shptxt two}}", &["Onetwo"]),
            ("", &[]),
            (r"{\rtf1 }}}{{{ x \u", &["x \0".trim_end_matches('\0').trim_end()]),
        ];
        for (rtf, expected) in cases {
            let found = shown(rtf);
            let found: Vec<&str> = found.iter().map(|text| text.trim()).collect();
            assert_eq!(found, *expected, "{rtf}");
        }
    }

    #[test]
    fn title_and_style_are_known() {
        let rtf = br"{\rtf1{\stylesheet{\s0 Normal;}{\s3\b heading 1;}{\*\cs4 title;}}{\info{\title Draft}}\pard\s3 Ferry\par\pard Late\par}";
        let Document { paragraphs, title, .. } = Reader::read(rtf);
        assert_eq!(title.as_deref(), Some("Draft"));
        assert_eq!(paragraphs[0], Paragraph { style: Style::Heading, ..Paragraph::plain("Ferry") });
        assert_eq!(paragraphs[1], Paragraph::plain("Late"));
    }

    #[test]
    fn bold_paragraphs_are_known() {
        let rtf = br"{\rtf1\b Ferry {\i is} back\b0\par{\b Late}\par{\b Lead} one\par\b All\plain\par Last\par}";
        let light: Vec<bool> = Reader::read(rtf).paragraphs.iter().map(|paragraph| paragraph.light).collect();
        assert_eq!(light, [false, false, true, false, true]);
    }

    #[test]
    fn depth_and_length_cost_no_more_than_time() {
        let deep = "{".repeat(1_000_000) + "x" + &"}".repeat(1_000_000) + "{y}";
        assert_eq!(shown(&format!("{{\\rtf1 {deep}}}")), ["xy"]);
        let began = std::time::Instant::now();
        let long = format!("{{\\rtf1 {}}}", r"\u233?\'e9 \par ".repeat(200_000));
        assert_eq!(shown(&long).len(), 200_000);
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }

    proptest! {
        #[test]
        fn no_text_panics(rtf in r"([{}\\]|\\'|\\u|\\bin|\\uc|\\f|\\s|\\par|\\\*|\{\\title |-?[0-9a-f]{1,6}| |é|\\fonttbl|\\stylesheet){0,60}") {
            shown(&rtf);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            Reader::read(&bytes);
        }
    }
}
