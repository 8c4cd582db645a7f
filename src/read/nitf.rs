//! NITF, the News Industry Text Format of IPTC: one document, its headlines, dates and paragraphs.

use crate::article::{Date, Metadata, Raw};
use crate::read::xml::{Element, Layout, Tree};
use crate::read::{BadRecord, Record, fields, people};

/// How NITF 3.6 and XHTML within it are read: pictures and their captions are no body.
pub(super) const LAYOUT: Layout = Layout {
    blocks: &[
        "p",
        "br",
        "hr",
        "hl1",
        "hl2",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "block",
        "bq",
        "blockquote",
        "ol",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "caption",
        "pre",
        "div",
        "section",
        "article",
        "address",
        "tagline",
        "bibliography",
        "element",
        "para",
    ],
    silent: &["media", "figure", "head", "script", "style", "nitf-table-metadata", "colgroup"],
};

/// What a document without paragraphs is told.
const NO_TEXT: &str = "no text in its body.content";

/// Parses a file that is one document, or several put together.
pub(super) fn parse(text: &str, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    let tree = Tree::parse(text);
    let name = tree.root().map(Element::name).unwrap_or_default();
    let documents = || tree.roots().filter(|root| root.name() == name);
    let several = documents().count() > 1;
    let mut given = 0;
    for root in documents() {
        given += 1;
        let whole = root.is_closed() || root.at(&["body", "body.content"]).is_some_and(Element::is_closed);
        let raw = match &tree.broken {
            Some(broken) if !whole => Err(broken.clone()),
            _ => article(root),
        };
        let number = several.then_some(given);
        each(raw.map(|raw| Record { number, raw }).map_err(|reason| BadRecord { number, reason }));
    }
    if given == 0 {
        let reason = tree.broken.clone().unwrap_or_else(|| NO_TEXT.to_owned());
        each(Err(BadRecord { number: None, reason }));
    }
}

/// The article of a `<nitf>` element.
///
/// # Errors
/// When it has neither text nor headline.
pub(super) fn article(nitf: Element) -> Result<Raw, String> {
    let (head, body) = (nitf.at(&["head"]), nitf.at(&["body"]));
    let meta = metadata(nitf, head, body);
    let mut text = body.map(body_text).unwrap_or_default();
    if text.is_empty() {
        text = body.and_then(|body| body.at(&["body.head", "abstract"])).map(lines).unwrap_or_default();
    }
    if text.is_empty() && meta.title.is_none() {
        return Err(NO_TEXT.to_owned());
    }
    if let Some(dateline) = body.and_then(|body| body.at(&["body.head", "dateline"])) {
        text = with_dateline(dateline, text);
    }
    Ok(Raw { id: None, meta, text })
}

fn lines(element: Element) -> String {
    element.lines(&LAYOUT)
}

/// The paragraphs of the content, then what signs it.
fn body_text(body: Element) -> String {
    let mut text = String::new();
    if let Some(content) = body.at(&["body.content"]) {
        // archives give the lead as a block of its own, which the full text repeats
        let full = content.all("block").find(|block| block.attribute("class") == Some("full_text"));
        text = lines(full.unwrap_or(content));
    }
    let ends = ["tagline", "bibliography"].iter().filter_map(|name| body.at(&["body.end", name]));
    ends.for_each(|end| text.push_str(&lines(end)));
    text
}

/// The dateline before the first line, unless the text says itself where it comes from.
pub(super) fn with_dateline(dateline: Element, text: String) -> String {
    dateline.line().map_or(text.clone(), |line| fields::dated(&line, &text))
}

fn metadata(nitf: Element, head: Option<Element>, body: Option<Element>) -> Metadata {
    let in_head = |path: &[&str]| head.and_then(|head| head.at(path));
    let in_body = |path: &[&str]| body.and_then(|body| body.at(&["body.head"])?.at(path));
    let line = |element: Option<Element>| element.and_then(Element::line);
    let published = in_head(&["pubdata"]);
    let distributor = line(in_body(&["distributor"]));
    let holder = in_head(&["docdata", "doc.copyright"]).and_then(|it| it.attribute("holder").map(str::to_owned));
    let outlet = published.and_then(|it| it.attribute("name")).map(str::to_owned);
    Metadata {
        title: line(in_body(&["hedline", "hl1"]))
            .or_else(|| line(in_body(&["hedline"])))
            .or_else(|| line(in_head(&["title"]))),
        date: date(head, body),
        authors: authors(body),
        source: outlet.clone().or_else(|| distributor.clone()).or(holder),
        credit: outlet.and(distributor),
        url: published.and_then(|it| it.attribute("ex-ref")).filter(|url| url.starts_with("http")).map(str::to_owned),
        lang: [body, Some(nitf)].into_iter().flatten().find_map(|it| it.attribute("lang").and_then(fields::language)),
        section: published.and_then(|it| it.attribute("position.section")).map(str::to_owned),
        keywords: fields::keywords(&keywords(head)),
    }
}

/// When it was issued or printed; when the story was written is the last to ask.
fn date(head: Option<Element>, body: Option<Element>) -> Option<Date> {
    let of = |from: Option<Element>, path: &[&str], name: &str| {
        from.and_then(|from| from.at(path)).and_then(|it| Date::parse(it.attribute(name)?))
    };
    of(head, &["docdata", "date.issue"], "norm")
        .or_else(|| of(head, &["pubdata"], "date.publication"))
        .or_else(|| of(head, &["docdata", "date.release"], "norm"))
        .or_else(|| of(body, &["body.head", "dateline", "story.date"], "norm"))
}

/// The persons of the bylines, else their words without titles.
fn authors(body: Option<Element>) -> Vec<String> {
    const BYLINE: Layout = Layout { blocks: &["person", "br"], silent: &["byttl", "virtloc", "location", "org"] };
    let Some(head) = body.and_then(|body| body.at(&["body.head"])) else { return Vec::new() };
    let named = head.all("byline").flat_map(|byline| byline.within("person")).filter_map(Element::line);
    let named: Vec<String> = named.collect();
    if !named.is_empty() {
        return people::names(named.iter().map(String::as_str));
    }
    let bylines: Vec<String> = head.all("byline").map(|byline| byline.lines(&BYLINE)).collect();
    people::names(bylines.iter().map(|byline| byline.trim()))
}

fn keywords(head: Option<Element>) -> Vec<String> {
    let list = head.and_then(|head| head.at(&["docdata", "key-list"]));
    let keys = list.into_iter().flat_map(|list| list.within("keyword"));
    // a list of one is no list with commas
    let mut keys: Vec<String> = keys.filter_map(|it| it.attribute("key").map(str::to_owned)).collect();
    keys.push(String::new());
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) const DOCUMENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.6/specification/dtd/nitf-3-6.dtd">
        <nitf xml:lang="en-GB"><head><title>slug-ferry</title>
        <docdata><doc-id regsrc="HP" id-string="hp-77"/><date.issue norm="20251028T091400+0100"/>
          <key-list><keyword key="ferries"/><keyword key="ports, small"/></key-list></docdata>
        <pubdata name="Harbour Post" date.publication="20251029" position.section="Sea"/></head>
        <body><body.head><hedline><hl1>Ferry <b>is</b> back</hl1><hl2>Crowds wait</hl2></hedline>
          <byline>By <person>Ann Lee</person> and <person>Bo Ek</person><byttl>Staff writers</byttl></byline>
          <distributor>Meridian Wire</distributor>
          <dateline><location>HOLM, Norway</location>, <story.date norm="20251028">Oct 28</story.date></dateline></body.head>
        <body.content><p>The ferry returned on&nbsp;Monday.</p><media media-type="image"><media-caption>A ferry.</media-caption></media>
          <hl2>Late</hl2><p>It was late.</p><table><tr><td>Fare</td><td>9</td></tr></table></body.content>
        <body.end><tagline>Cy Dorn reported from Bergen.</tagline></body.end></body></nitf>"#;

    fn read(text: &str) -> Result<Raw, String> {
        let mut found = None;
        parse(text, &mut |record| found = Some(record.map(|record| record.raw).map_err(|bad| bad.reason)));
        found.expect("every file gives a record or a reason")
    }

    #[test]
    fn a_document_becomes_an_article() {
        let raw = read(DOCUMENT).unwrap();
        assert_eq!(raw.id, None);
        let meta = raw.meta;
        assert_eq!(meta.title.as_deref(), Some("Ferry is back"));
        assert_eq!(meta.date.unwrap().iso(), "2025-10-28T09:14+01:00");
        assert_eq!(meta.authors, ["Ann Lee", "Bo Ek"]);
        assert_eq!(meta.source.as_deref(), Some("Harbour Post"));
        assert_eq!(meta.credit.as_deref(), Some("Meridian Wire"));
        assert_eq!(meta.lang.as_deref(), Some("en"));
        assert_eq!(meta.section.as_deref(), Some("Sea"));
        assert_eq!(meta.keywords, ["ferries", "ports, small"]);
        assert_eq!(
            raw.text,
            "HOLM, Norway, Oct 28 - The ferry returned on Monday.\nLate\nIt was late.\nFare 9\n\
             Cy Dorn reported from Bergen.\n"
        );
    }

    #[test]
    fn what_is_missing_is_taken_from_elsewhere() {
        let body = |head: &str, body: &str| format!("<nitf>{head}<body>{body}</body></nitf>");
        let raw = read(&body(
            "<head><title>Only a title</title><pubdata date.publication='20251029'/></head>",
            "<body.head><byline>By Ann Lee<byttl>Editor</byttl></byline><distributor>Meridian Wire</distributor>\
             <dateline><location>HOLM</location></dateline></body.head>\
             <body.content><block class='lead_paragraph'><p>HOLM (MW) - One.</p></block>\
             <block class='full_text'><p>HOLM (MW) - One.</p><p>Two.</p></block></body.content>",
        ))
        .unwrap();
        assert_eq!(raw.meta.title.as_deref(), Some("Only a title"));
        assert_eq!(raw.meta.date.unwrap().iso(), "2025-10-29");
        assert_eq!(raw.meta.authors, ["Ann Lee"]);
        assert_eq!(raw.meta.source.as_deref(), Some("Meridian Wire"));
        assert_eq!(raw.text, "HOLM (MW) - One.\nTwo.\n");
        assert_eq!(read("<nitf><body></body></nitf>"), Err(NO_TEXT.to_owned()));
    }

    #[test]
    fn a_torn_document_is_named_unless_its_content_is_whole() {
        let end = DOCUMENT.find("</body.content>").unwrap();
        assert!(read(&DOCUMENT[..end]).unwrap_err().starts_with("XML ends too early"));
        assert!(read(&DOCUMENT[..end + "</body.content>".len()]).is_ok());
    }

    #[test]
    fn documents_put_together_are_all_read() {
        let numbers = |text: &str| {
            let mut found = Vec::new();
            parse(text, &mut |record| found.push(record.map(|found| found.number).map_err(|bad| bad.number)));
            found
        };
        let two = format!("{DOCUMENT}\n{DOCUMENT}");
        assert_eq!(numbers(&two), [Ok(Some(1)), Ok(Some(2))]);
        assert_eq!(numbers(&two[..two.len() - DOCUMENT.len() / 3]), [Ok(Some(1)), Err(Some(2))]);
        // what else stands behind it is no document
        assert_eq!(numbers(&format!("{DOCUMENT}<p/>")), [Ok(None)]);
        assert_eq!((numbers(""), numbers("<nitf/>")), (vec![Err(None)], vec![Err(None)]));
    }

    proptest! {
        #[test]
        fn no_damage_panics(at in 0usize..DOCUMENT.len(), sign in "[<>&'\"a/é;]") {
            let at = DOCUMENT.floor_char_boundary(at);
            let _ = read(&format!("{}{sign}{}", &DOCUMENT[..at], &DOCUMENT[at..]));
            let _ = read(&DOCUMENT[..at]);
        }
    }
}
