//! What a file is: its content decides, its name only where content cannot.

use crate::read::encoding::without_bom;
use crate::read::lists::is_list;
use crate::read::{Format, PIPE, Skip, export, json, table};

/// First line of a text that wants to be left alone.
const MARKER: &str = "<!-- newsdex: not an article -->";

/// First signs of files that carry no article.
const NEVER: &[&[u8]] = &[
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\0\0\x01\0",
    b"wOFF",
    b"wOF2",
    b"\0\x01\0\0",
    b"OTTO",
    b"ID3",
    b"\xff\xfb",
    b"OggS",
    b"fLaC",
    b"\x1aE\xdf\xa3",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"\0asm",
    b"SQLite format 3",
];

/// First signs of files that may carry articles but are not read, with their name and the way out.
const UNREAD: &[(&[u8], &str, &str)] = &[
    (b"%PDF-", "PDF", "convert it to text, e.g. with pdftotext"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "convert it to text, e.g. with libreoffice"),
    (b"PK\x03\x04", "a packed document", "convert it to text"),
    (b"\xfd7zXZ\0", "xz", "unpack it with unxz"),
    (b"BZh", "bzip2", "unpack it with bunzip2"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it"),
    (b"Rar!", "a rar archive", "unpack it"),
];

/// Zip archives by the ending of their names.
const ZIPPED: &[(&str, &str, &str)] = &[
    ("odt", "an OpenDocument text", "convert it to text, e.g. with pandoc"),
    ("epub", "EPUB", "convert it to text, e.g. with pandoc"),
    ("xlsx", "an Excel file", "export it as NDJSON"),
    ("pptx", "a PowerPoint file", "convert it to text"),
];

/// The outermost elements of XML that is read, without prefix, in lower case.
const ROOTS: &[(&str, Format)] = &[
    ("rss", Format::Feed),
    ("feed", Format::Feed),
    ("entry", Format::Feed),
    ("rdf", Format::Feed),
    ("nitf", Format::Nitf),
    ("newsitem", Format::NewsMl),
    ("newsmessage", Format::NewsMl),
];

/// The outermost elements of lists that name articles and hold none: sitemaps, lists of feeds.
const LISTS: &[&str] = &["urlset", "sitemapindex", "opml"];

/// Endings of text formats that carry articles but are not read.
const UNREAD_TEXT: &[(&str, &str, &str)] = &[("eml", "mail", "save its text"), ("mbox", "mail", "save its text")];

/// Endings of what lies beside articles: pictures, fonts, sound, styles, scripts, settings, temporary files.
const BESIDE: &[&str] = &[
    "png",
    "jpg",
    "jpeg",
    "jpe",
    "jfif",
    "gif",
    "webp",
    "avif",
    "bmp",
    "tif",
    "tiff",
    "heic",
    "ico",
    "cur",
    "svg",
    "svgz",
    "css",
    "scss",
    "less",
    "js",
    "mjs",
    "cjs",
    "ts",
    "tsx",
    "jsx",
    "map",
    "wasm",
    "woff",
    "woff2",
    "ttf",
    "otf",
    "eot",
    "mp3",
    "m4a",
    "ogg",
    "oga",
    "wav",
    "flac",
    "mp4",
    "m4v",
    "webm",
    "mov",
    "avi",
    "mkv",
    "vtt",
    "srt",
    "py",
    "pyc",
    "rs",
    "rb",
    "sh",
    "bat",
    "java",
    "class",
    "o",
    "so",
    "dll",
    "exe",
    "toml",
    "yaml",
    "yml",
    "ini",
    "cfg",
    "conf",
    "lock",
    "db",
    "sqlite",
    "sqlite3",
    "tmp",
    "swp",
    "bak",
    "part",
    "crdownload",
    "ds_store",
    "gitignore",
];

/// Names of what lies beside articles.
const BESIDE_NAMES: &[&str] = &["robots.txt", "thumbs.db", "desktop.ini", ".ds_store", ".gitignore", ".gitattributes"];

/// Endings of pages.
const PAGES: &[&str] = &["html", "htm", "xhtml", "shtml", "php", "asp", "aspx", "jsp"];

/// Tags that a page or a piece of one begins with.
const PAGE_TAGS: &[&str] = &[
    "!doctype", "html", "head", "body", "meta", "title", "link", "script", "style", "base", "div", "article",
    "section", "main", "header", "nav", "p", "h1", "h2", "h3", "span", "table", "center", "font", "noscript", "ul",
    "ol",
];

/// The beginnings of our own output lines, without white space: search hits, summaries, facets.
const OURS: &[&str] = &["{\"type\":\"hit\"", "{\"type\":\"summary\"", "{\"type\":\"facet\""];

/// The beginning of a line in our own output that stands for an input without an article.
pub(super) const SKIP: &[u8] = b"{\"type\":\"skip\",";

/// Whether a file begins as `newsdex clean --json` writes it: id, path, record and title directly after one another.
/// Unlike our other outputs it is an input too, where a person names it.
pub(super) fn is_cleaned(head: &[u8]) -> bool {
    // what stood before the first article has left blank lines
    let head = head.trim_ascii_start();
    title_of_cleaned(&head[..head.len().min(CLEANED_HEAD)]).is_some()
}

/// The first of our own lines from the value of its title on, as much of it as `head` holds.
fn title_of_cleaned(head: &[u8]) -> Option<&[u8]> {
    let path = after_string(head.strip_prefix(b"{\"id\":")?)?;
    let record = after_string(path.strip_prefix(b",\"path\":")?)?.strip_prefix(b",\"record\":")?;
    record.strip_prefix(b"null").or_else(|| after_string(record))?.strip_prefix(b",\"title\":")
}

/// What follows the JSON string that `text` begins with.
fn after_string(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_prefix(b"\"")?;
    let mut escaped = false;
    let end = text.iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    })?;
    Some(&text[end + 1..])
}

/// Bytes in which the first fields of our own lines stand: two paths of the length that Linux allows.
const CLEANED_HEAD: usize = 8192;

/// The format of a file that begins with `head`, which holds all of it if it is short.
///
/// # Errors
/// Why it is not read.
pub(super) fn format(name: &str, head: &[u8]) -> Result<Format, Skip> {
    if head.is_empty() {
        return Err(Skip::Bad("empty file".to_owned()));
    }
    let ending = ending(name);
    if let Some(format) = by_magic(head, &ending)? {
        return Ok(format);
    }
    // its records hold bytes of all kinds
    if head.strip_prefix(b"WARC/").is_some_and(|rest| rest.starts_with(b"1.") || rest.starts_with(b"0.")) {
        return Ok(Format::Warc);
    }
    if is_binary(head) {
        return Err(binary(name));
    }
    let text = String::from_utf8_lossy(without_bom(head));
    let text = text.trim_start();
    if text.starts_with(MARKER) || is_ours(text) || is_list(text) || is_svg(text) {
        return Err(Skip::NotAnArticle);
    }
    if name == PIPE && begins_with_article(text.as_bytes()) || is_mostly_objects(text) && !is_beside(name, &ending) {
        return Ok(Format::Ndjson);
    }
    if let Some(format) = by_braces(text, &ending) {
        return Ok(format);
    }
    if let Some(format) = by_root(text)? {
        return Ok(format);
    }
    if is_table(text, &ending) {
        return Ok(Format::Table);
    }
    if is_page(text, &ending) {
        return Ok(Format::Html);
    }
    if is_collection(text, &ending) {
        return Ok(Format::Sgml);
    }
    by_name(name, &ending)?;
    if is_foreign_markup(text) || matches!(ending.as_str(), "xml" | "rss" | "atom" | "nitf" | "newsml") {
        return Err(unread("XML", "convert it to NDJSON, one article a line"));
    }
    if export::is_export(text) {
        return Ok(Format::Export);
    }
    match ending.as_str() {
        "jsonl" | "ndjson" => Ok(Format::Ndjson),
        "json" => Ok(Format::Json),
        "md" | "markdown" | "mdown" | "mkd" => Ok(Format::Markdown),
        _ if text.starts_with("---\n") || text.starts_with("---\r\n") => Ok(Format::Markdown),
        _ => Ok(Format::Plain),
    }
}

/// What to say of a file with binary content.
pub(super) fn binary(name: &str) -> Skip {
    let ending = ending(name);
    if is_beside(name, &ending) { Skip::NotAnArticle } else { Skip::Bad("binary file".to_owned()) }
}

/// NUL, or more control characters than text has: one in fifty.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b);
    bytes.contains(&0) || bytes.iter().filter(control).count() * 50 > bytes.len()
}

/// Lower-case letters after the last dot of the file's name; empty without a dot.
fn ending(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    file.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

fn is_beside(name: &str, ending: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    BESIDE.contains(&ending) || BESIDE_NAMES.contains(&file.as_str())
}

fn unread(what: &str, remedy: &str) -> Skip {
    Skip::Bad(format!("{what} is not read ({remedy})"))
}

/// The format of what is told by its first bytes; `None` when they tell nothing.
fn by_magic(head: &[u8], ending: &str) -> Result<Option<Format>, Skip> {
    let media = head.get(4..8) == Some(b"ftyp") || (head.starts_with(b"RIFF") && head.len() > 12);
    // two or three ASCII letters may also begin a text
    let text = |magic: &[u8]| magic.is_ascii() && magic.len() < 4 && !is_binary(head);
    if media || NEVER.iter().any(|magic| head.starts_with(magic) && !text(magic)) {
        return Err(Skip::NotAnArticle);
    }
    if head.starts_with(b"{\\rtf") {
        return Ok(Some(Format::Rtf));
    }
    if head.starts_with(b"PK\x03\x04") && is_word(head, ending) {
        return Ok(Some(Format::Docx));
    }
    match UNREAD.iter().find(|(magic, ..)| head.starts_with(magic) && !text(magic)) {
        Some((b"PK\x03\x04", what, remedy)) => {
            let zipped = ZIPPED.iter().find(|(zipped, ..)| *zipped == ending);
            Err(zipped.map_or_else(|| unread(what, remedy), |(_, what, remedy)| unread(what, remedy)))
        }
        Some((_, what, remedy)) => Err(unread(what, remedy)),
        None => Ok(None),
    }
}

/// Whether a zip archive is a Word file: by its name, or by the names of its first parts.
fn is_word(head: &[u8], ending: &str) -> bool {
    /// Signs of the name that a part begins with, and of Word's own.
    const PARTS: &[&[u8]] = &[b"[Content_Types].xml", b"_rels/.rels", b"docProps/"];
    let first = head.get(30..).is_some_and(|name| PARTS.iter().any(|part| name.starts_with(part)));
    let known = ZIPPED.iter().any(|(zipped, ..)| *zipped == ending);
    matches!(ending, "docx" | "docm" | "dotx")
        || first && !known && head.windows(WORD_PART.len()).any(|name| name == WORD_PART)
}

/// The part of a Word file that holds its text.
const WORD_PART: &[u8] = b"word/document.xml";

/// The format of XML by its outermost element.
fn by_root(text: &str) -> Result<Option<Format>, Skip> {
    let Some(root) = root(text) else { return Ok(None) };
    if LISTS.contains(&root.as_str()) {
        return Err(Skip::NotAnArticle);
    }
    Ok(ROOTS.iter().find(|(name, _)| *name == root).map(|(_, format)| *format))
}

/// The name of the outermost element without prefix, in lower case; a document type is passed over.
fn root(text: &str) -> Option<String> {
    let mut text = text;
    // comments before the document type and behind it
    while first_tag(text)? == "!doctype" {
        let start = text.find("<!")? + text[text.find("<!")?..].to_ascii_lowercase().find("doctype")?;
        let end = text[start..].find(['>', '['])? + start;
        let inside = text[end..].starts_with('[');
        text = if inside { &text[end + text[end..].find("]>")? + 2..] } else { &text[end + 1..] };
    }
    first_tag(text).map(|tag| tag.rsplit(':').next().unwrap_or_default().to_owned())
}

fn by_name(name: &str, ending: &str) -> Result<(), Skip> {
    if is_beside(name, ending) {
        return Err(Skip::NotAnArticle);
    }
    match UNREAD_TEXT.iter().find(|(known, ..)| *known == ending) {
        Some((_, what, remedy)) => Err(unread(what, remedy)),
        None => Ok(()),
    }
}

/// JSON begins with an object or with an array of objects; NDJSON has one object a line.
fn by_braces(text: &str, ending: &str) -> Option<Format> {
    let inside = text.strip_prefix('{').map(|rest| (rest, ['"', '}']));
    let (rest, next) = inside.or_else(|| text.strip_prefix('[').map(|rest| (rest, ['{', ']'])))?;
    if !rest.trim_start().starts_with(next) || matches!(ending, "js" | "map" | "css" | "md") {
        return None;
    }
    let lines = matches!(ending, "jsonl" | "ndjson");
    if text.starts_with('[') {
        return Some(Format::Json);
    }
    match text.split_once('\n') {
        _ if lines || text.as_bytes().starts_with(SKIP) => Some(Format::Ndjson),
        Some((line, rest)) if rest.trim_start().starts_with('{') && line.trim_end().ends_with('}') => {
            Some(Format::Ndjson)
        }
        // the first line is longer than the head: a dump, unless the name says that it is one text
        None if text.len() > crate::read::HEAD / 2 && ending != "json" => Some(Format::Ndjson),
        _ => Some(Format::Json),
    }
}

/// Lines that are looked at when the first may be none of the rest: a log of the program that wrote them, or a torn record.
const LOOKED_AT: usize = 20;

/// Whether two lines or more, and half of those looked at, are objects: one bad line, be it the first, costs itself.
fn is_mostly_objects(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(LOOKED_AT);
    let (mut objects, mut all) = (0, 0);
    for line in lines {
        all += 1;
        objects += usize::from(line.starts_with("{\"") && line.ends_with('}'));
    }
    objects >= 2 && objects * 2 >= all
}

/// Whether the first line is an article, whatever follows: a pipe of articles, which must not be waited for.
pub(super) fn begins_with_article(head: &[u8]) -> bool {
    let line = without_bom(head).split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.starts_with(SKIP) || line.starts_with(b"{") && std::str::from_utf8(line).is_ok_and(json::is_line)
}

fn is_ours(text: &str) -> bool {
    let start: String = text.chars().take(64).filter(|c| !c.is_whitespace()).collect();
    OURS.iter().any(|ours| start.starts_with(ours))
}

/// The name of the first tag, in lower case, when the text begins with one; comments and the XML line are passed over.
fn first_tag(text: &str) -> Option<String> {
    let mut text = text;
    loop {
        text = text.trim_start();
        let end = match text {
            _ if text.starts_with("<!--") => text.find("-->")? + 3,
            _ if text.starts_with("<?") => text.find("?>")? + 2,
            _ => break,
        };
        text = &text[end..];
    }
    let name = text.strip_prefix('<')?;
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '!' && c != ':').unwrap_or(name.len());
    (end > 0).then(|| name[..end].to_lowercase())
}

fn is_svg(text: &str) -> bool {
    first_tag(text).is_some_and(|tag| tag == "svg") || text.get(..13).is_some_and(|start| start == "<!DOCTYPE svg")
}

fn is_page(text: &str, ending: &str) -> bool {
    let Some(tag) = first_tag(text) else {
        // a name that says page, or HTTP heads and other lines before the page
        let start: String = text.chars().take(4096).collect::<String>().to_lowercase();
        return start.contains("<html") && !is_prose_ending(ending)
            || PAGES.contains(&ending)
                && ["<p", "<div", "<br", "<h1", "<a ", "<body", "<td"].iter().any(|tag| start.contains(tag));
    };
    if tag == "!doctype" {
        let kind = text.to_ascii_lowercase();
        return kind.find("!doctype").is_some_and(|at| kind[at + 8..].trim_start().starts_with("html"));
    }
    tag == "html" || PAGE_TAGS.contains(&tag.as_str()) && !is_prose_ending(ending) || PAGES.contains(&ending)
}

/// A table by its name, or by its first line; the cells may hold pages.
fn is_table(text: &str, ending: &str) -> bool {
    let may_be = !text.starts_with('<') && !is_prose_ending(ending);
    may_be && (matches!(ending, "csv" | "tsv" | "tab") || table::begins(text))
}

/// Whether bytes of an unknown kind are a page.
pub(super) fn is_page_content(bytes: &[u8]) -> bool {
    !is_binary(bytes) && is_page(String::from_utf8_lossy(without_bom(bytes)).trim_start(), "")
}

/// Markdown may begin with a tag and stays Markdown; scripts hold pages in strings.
fn is_prose_ending(ending: &str) -> bool {
    matches!(ending, "md" | "markdown" | "mdown" | "mkd") || BESIDE.contains(&ending)
}

/// The SGML of test collections, which is no XML.
fn is_collection(text: &str, ending: &str) -> bool {
    !text.starts_with("<?xml")
        && !is_prose_ending(ending)
        && match first_tag(text).as_deref() {
            Some("doc" | "reuters") => true,
            // Reuters-21578 names its document type
            Some("!doctype") => text.split_whitespace().nth(1).is_some_and(|kind| kind.eq_ignore_ascii_case("lewis")),
            _ => matches!(ending, "sgm" | "sgml"),
        }
}

/// XML that is no page.
fn is_foreign_markup(text: &str) -> bool {
    text.starts_with("<?xml") || first_tag(text).is_some_and(|tag| tag == "!doctype" || tag == "newsml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(reason: &str) -> Result<Format, Skip> {
        Err(Skip::Bad(reason.to_owned()))
    }

    #[test]
    fn content_comes_before_the_name() {
        let cases: &[(&str, &str, Format)] = &[
            ("a.txt", "A quiet day.", Format::Plain),
            ("a", "[Update] A quiet day.", Format::Plain),
            ("a.txt", "{curly} prose", Format::Plain),
            ("a.txt", "<Harbour> prose", Format::Plain),
            ("a.txt", "BMW opens a plant", Format::Plain),
            ("a.txt", "ID3 is a format", Format::Plain),
            ("a.md", "# Head\n\ntext", Format::Markdown),
            ("a.md", "<p align=center>logo</p>\n\n# Head", Format::Markdown),
            ("a.txt", "---\ntitle: x\n---\ntext", Format::Markdown),
            ("a.txt", "<!DOCTYPE html><p>x", Format::Html),
            ("a.jsonl", "<!doctype HTML PUBLIC '-//W3C//DTD'><p>x", Format::Html),
            ("a", "\u{feff}\n <!-- saved --> <html lang=en>", Format::Html),
            ("a", "<?xml version='1.0'?><html>", Format::Html),
            ("a.html", "text <p>more", Format::Html),
            ("a.html", "only text", Format::Plain),
            ("a", "HTTP/1.1 200 OK\r\n\r\n<html>", Format::Html),
            ("a.txt", "{\"text\":\"x\"}", Format::Json),
            ("a.txt", "[\n {\"text\":\"x\"}]", Format::Json),
            ("a.txt", "{\n\"text\":\"x\"}", Format::Json),
            ("a.json", "{\"text\":\"x\"}\n{\"text\":\"y\"}\n", Format::Ndjson),
            ("a.jsonl", "{\"text\":\"x\"}", Format::Ndjson),
            ("a.jsonl", "garbage", Format::Ndjson),
            ("a.json", "garbage", Format::Json),
            ("a.json", "{\"type\":\"skip\",\"path\":\"x\"}\n", Format::Ndjson),
            ("a.json", "{\"type\":\"skipped\",\"text\":\"x\"}\n", Format::Json),
            ("a.txt", "Starting export\n{\"text\":\"x\"}\n{\"text\":\"y\"}\n", Format::Ndjson),
            ("-", "ext\":\"x\"}\n{\"text\":\"<html>\"}\n{\"text\":\"y\"}\n", Format::Ndjson),
            ("a.txt", "They wrote this:\n{\"text\":\"x\"}\nand no more.", Format::Plain),
            ("a.json", "[\n{\"text\":\"x\"},\n{\"text\":\"y\"}\n]", Format::Json),
            ("-", "{\"text\":\"x\"}\n", Format::Ndjson),
            ("-", "{\"text\":\"x\"}", Format::Ndjson),
            ("-", "{\"articles\":[{\"text\":\"x\"}]}\n", Format::Json),
            ("-", "{\n\"text\":\"x\"}", Format::Json),
            ("-", "[{\"text\":\"x\"}]\n", Format::Json),
            ("a.gz", "WARC/1.0\r\nWARC-Type: warcinfo\r\n", Format::Warc),
            ("a.warc", "WARC/1.1\n\0\0\0\0", Format::Warc),
            ("a", "<DOC>\n<DOCNO>1</DOCNO>", Format::Sgml),
            ("a.xml", "<doc id=\"1\" type=\"story\">", Format::Sgml),
            ("reut2-000.sgm", "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\">", Format::Sgml),
            ("a.txt", "<REUTERS NEWID=\"1\">", Format::Sgml),
            ("a.csv", "a,b\n1,2", Format::Table),
            ("a.tsv", "one column", Format::Table),
            ("a.csv", "{\"text\":\"x\"}", Format::Json),
            ("a.txt", "\u{feff}id;Title;Text\n1;x;y", Format::Table),
            ("a.txt", "Title, author and text were lost, he said.", Format::Plain),
            ("a.md", "title,text\n", Format::Markdown),
            ("a.csv", "id,html\n1,<html><p>x", Format::Table),
            ("a", "id,html\n1,<html><p>x", Format::Table),
            ("a.csv", "<html><p>x", Format::Html),
            ("a", "WARC/ARC files", Format::Plain),
            ("a.txt", "{\\rtf1 One}", Format::Rtf),
            ("a.docx", "PK\u{3}\u{4}", Format::Docx),
            ("feed.php", "<?xml version='1.0'?><rss version='2.0'>", Format::Feed),
            ("a.xml", "\u{feff}<!-- x --><feed xmlns='http://www.w3.org/2005/Atom'>", Format::Feed),
            ("a", "<rdf:RDF xmlns:rdf='x'>", Format::Feed),
            ("a.xml", "<!DOCTYPE nitf SYSTEM 'nitf.dtd'>\n<nitf>", Format::Nitf),
            ("a.xml", "<!DOCTYPE nitf [<!ENTITY x 'y'>]><nitf>", Format::Nitf),
            ("a.xml", "<nar:newsItem xmlns:nar='x'>", Format::NewsMl),
            ("a", "<newsMessage>", Format::NewsMl),
            ("a.txt", "Text\n\n1 of 2 DOCUMENTS\n\nPost\n\nLENGTH: 5 words\n", Format::Export),
            ("a.txt", "One of 2 documents, End of Document, 20 words", Format::Plain),
            ("a.txt", "2 of 3 DOCUMENTS were lost\n", Format::Plain),
        ];
        for (name, text, expected) in cases {
            assert_eq!(format(name, text.as_bytes()), Ok(*expected), "{name} {text}");
        }
    }

    #[test]
    fn what_clean_wrote_is_known_by_its_first_keys() {
        let long = format!(r#"{{"id":"1","path":"a.txt","record":null,"title":"{}""#, "x".repeat(2 * CLEANED_HEAD));
        for ours in [
            r#"{"id":"1","path":"corpus/a.txt","record":null,"title":"Harbour","body":"Shut."}"#,
            r##"{"id":"1","path":"a.jsonl","record":"#2","title":null,"body":""}"##,
            r#"{"id":"say \"shut\" \\","path":"a.jsonl","record":"x\\","title":null}"#,
            r#"{"id":"1","path":"a.txt","record":null,"title":"#,
            &long,
        ] {
            assert!(is_cleaned(ours.as_bytes()), "{ours}");
        }
        for foreign in [
            r#"{"id":"1","text":"x","path":"a.txt","record":null,"title":"Harbour"}"#,
            r#"{"id":"1","x":2,"path":"a.txt","record":"3","title":"Harbour"}"#,
            r#"{"id":"1","path":"a.txt","record":3,"title":"Harbour"}"#,
            r#"{"id":"1","path":"a.txt","record":null,"body":"x","title":"Harbour"}"#,
            r#"{"id":"1 \",\"path\":\"a\",\"record\":null,\"title\":","text":"x"}"#,
            r#"{"id":7,"path":"a.txt","record":null,"title":"Harbour"}"#,
            r#"{"id":"1","path":"a.txt"#,
            r#"{"id":"1\"#,
            "",
        ] {
            assert!(!is_cleaned(foreign.as_bytes()), "{foreign}");
        }
    }

    #[test]
    fn what_lies_beside_articles_is_passed_over_in_silence() {
        let cases: &[(&str, &[u8])] = &[
            ("a.png", b"\x89PNG\r\n\x1a\n"),
            ("picture", b"\xff\xd8\xff\xe0\0\0"),
            ("a.jpg", b"broken\0"),
            ("a.css", b"p { color: red }"),
            ("a.js", b"{\"a\": 1}"),
            ("a.js", b"document.write('<html>')"),
            ("a.js.map", b"{\"version\":3}"),
            ("a", b"<svg xmlns='http://www.w3.org/2000/svg'>"),
            ("a.woff2", b"wOF2\0"),
            ("a.txt", b"<!-- newsdex: not an article -->\nmy notes"),
            ("a.txt", b"{ \"type\": \"hit\", \"rank\": 1}"),
            ("a.jsonl", b"{\"type\":\"summary\",\"version\":1}"),
            ("x/robots.txt", b"User-agent: *"),
            ("sitemap.xml", b"<?xml version='1.0'?><urlset xmlns='x'>"),
            ("feeds.opml", b"<opml version='2.0'>"),
        ];
        for (name, bytes) in cases {
            assert_eq!(format(name, bytes), Err(Skip::NotAnArticle), "{name}");
        }
    }

    #[test]
    fn what_is_not_read_comes_with_a_way_out() {
        let cases: &[(&str, &[u8], &str)] = &[
            ("a.pdf", b"%PDF-1.7", "PDF is not read (convert it to text, e.g. with pdftotext)"),
            ("a", b"<?xml version='1.0'?><x>", "XML is not read (convert it to NDJSON, one article a line)"),
            ("a.rss", b"no markup", "XML is not read (convert it to NDJSON, one article a line)"),
            ("a", b"<NewsML><NewsItem>", "XML is not read (convert it to NDJSON, one article a line)"),
            ("a.bin", b"ab\0cd", "binary file"),
            ("a.txt", b"\x01\x02\x03\x04", "binary file"),
            ("a.txt", b"", "empty file"),
        ];
        for (name, bytes, reason) in cases {
            assert_eq!(format(name, bytes), bad(reason), "{name}");
        }
    }
}
