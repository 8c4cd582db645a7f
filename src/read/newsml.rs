//! NewsML-G2 of IPTC: one news item, or a message of many; pictures, videos and packages are passed over.

use crate::article::{Date, Metadata, Raw};
use crate::read::xml::{Element, Tree};
use crate::read::{BadRecord, Record, fields, html, nitf, people};

/// What a text item without content is told.
const NO_TEXT: &str = "no text in its contentSet";

/// Parses the text items of a file.
pub(super) fn parse(text: &str, each: &mut dyn FnMut(Result<Record, BadRecord>)) {
    let tree = Tree::parse(text);
    // several outermost elements where messages were put together
    let items: Vec<Element> = tree.roots().flat_map(items_of).collect();
    let several = items.len() > 1;
    for (at, item) in items.iter().enumerate() {
        let number = several.then_some(at + 1);
        let raw = match &tree.broken {
            Some(broken) if !item.is_closed() => Err(broken.clone()),
            _ if !is_text(*item) => continue,
            _ => article(*item, several),
        };
        each(raw.map(|raw| Record { number, raw }).map_err(|reason| BadRecord { number, reason }));
    }
    let torn = items.iter().any(|item| !item.is_closed());
    if let Some(reason) = tree.broken.as_ref().filter(|_| !torn) {
        let number = (!items.is_empty()).then_some(items.len() + 1);
        each(Err(BadRecord { number, reason: reason.clone() }));
    } else if items.is_empty() {
        each(Err(BadRecord { number: None, reason: "no news item in it".to_owned() }));
    }
}

fn items_of(root: Element) -> Vec<Element> {
    if root.name() == "newsItem" { vec![root] } else { root.within("newsItem") }
}

/// Whether its class says text, or nothing: `ninat:text` of the IPTC news item natures.
fn is_text(item: Element) -> bool {
    let class = item.at(&["itemMeta", "itemClass"]);
    let code = class.and_then(|class| class.attribute("qcode").or(class.attribute("uri")));
    code.is_none_or(|code| code.rsplit([':', '/']).next() == Some("text"))
}

fn article(item: Element, several: bool) -> Result<Raw, String> {
    let inline = content(item)?;
    let mut text = inline.text;
    if let Some(dateline) = item.at(&["contentMeta", "dateline"]) {
        text = nitf::with_dateline(dateline, text);
    }
    let meta = html::prefer(metadata(item), inline.meta);
    if text.trim().is_empty() && meta.title.is_none() {
        return Err(NO_TEXT.to_owned());
    }
    let id = item.attribute("guid").filter(|_| several).map(str::to_owned);
    Ok(Raw { id, meta, text })
}

/// The first content that is a text: NITF, XHTML, HTML or plain.
fn content(item: Element) -> Result<Raw, String> {
    let Some(set) = item.at(&["contentSet"]) else { return Err(NO_TEXT.to_owned()) };
    for inline in set.all("inlineXML") {
        let Some(root) = inline.elements().next() else { continue };
        let raw = match root.name() {
            // one without a text is none, and another form may have it
            "nitf" => nitf::article(root).unwrap_or_default(),
            _ => Raw { text: inline.lines(&nitf::LAYOUT), ..Raw::default() },
        };
        if !raw.text.trim().is_empty() {
            return Ok(raw);
        }
    }
    for data in set.all("inlineData").filter(|data| data.attribute("encoding").is_none()) {
        let kind = data.attribute("contenttype").unwrap_or("text/plain");
        let written = data.text();
        let text = if kind.contains("html") || html::is_fragment(&written) { html::text(&written)? } else { written };
        if !text.trim().is_empty() {
            return Ok(Raw { text: text.trim().to_owned(), ..Raw::default() });
        }
    }
    let elsewhere = set.all("remoteContent").next().is_some();
    Err(if elsewhere { "its text is kept in another file".to_owned() } else { NO_TEXT.to_owned() })
}

fn metadata(item: Element) -> Metadata {
    let line = |path: &[&str]| item.at(path).and_then(Element::line);
    let date = |path: &[&str]| item.at(path).and_then(Element::line).and_then(|date| Date::parse(&date));
    let language = item.at(&["contentMeta", "language"]).and_then(|it| it.attribute("tag"));
    Metadata {
        title: line(&["contentMeta", "headline"]).or_else(|| line(&["itemMeta", "title"])),
        // when a version was made is the last to ask
        date: date(&["itemMeta", "firstCreated"])
            .or_else(|| date(&["contentMeta", "contentCreated"]))
            .or_else(|| date(&["itemMeta", "versionCreated"])),
        authors: authors(item),
        source: party(item.at(&["rightsInfo", "copyrightHolder"]))
            .or_else(|| party(item.at(&["itemMeta", "provider"]))),
        credit: line(&["contentMeta", "creditline"]),
        url: item.at(&["itemMeta"]).and_then(page),
        lang: language.or_else(|| item.attribute("lang")).and_then(fields::language),
        section: None,
        keywords: keywords(item),
    }
}

/// The page on the web that an item names.
fn page(meta: Element) -> Option<String> {
    let link = meta.all("link").find(|link| link.attribute("rel").is_some_and(|rel| rel.ends_with("webPage")))?;
    link.attribute("href").filter(|href| href.starts_with("http")).map(str::to_owned)
}

/// The name of an organisation, else its literal or the end of its code.
fn party(element: Option<Element>) -> Option<String> {
    let element = element?;
    let code = || element.attribute("qcode").and_then(|code| code.split_once(':')).map(|(_, name)| name.to_owned());
    let literal = || element.attribute("literal").map(str::to_owned);
    element.at(&["name"]).and_then(Element::line).or_else(literal).or_else(|| element.line()).or_else(code)
}

/// Who is named by a byline, else the creators that are people.
fn authors(item: Element) -> Vec<String> {
    let Some(meta) = item.at(&["contentMeta"]) else { return Vec::new() };
    let mut lines: Vec<String> = meta.all("by").filter_map(Element::line).collect();
    if lines.is_empty() {
        let person = |it: &Element| it.attribute("type").is_some_and(|kind| kind.ends_with("person"));
        lines = meta.all("creator").filter(person).filter_map(|it| party(Some(it))).collect();
    }
    people::names(lines.iter().map(String::as_str))
}

/// The keywords, and the first name of each subject.
fn keywords(item: Element) -> Vec<String> {
    let Some(meta) = item.at(&["contentMeta"]) else { return Vec::new() };
    let subjects = meta.all("subject").filter_map(|subject| subject.at(&["name"]));
    let mut words: Vec<String> = meta.all("keyword").chain(subjects).filter_map(Element::line).collect();
    // a list of one is no list with commas
    words.push(String::new());
    fields::keywords(&words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Number, id, title, date, text; or number and reason.
    fn shown(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        parse(text, &mut |record| {
            let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            let number = |number: Option<usize>| or(number.map(|number| number.to_string()));
            found.push(match record {
                Ok(Record { number: n, raw }) => format!(
                    "{} {} {} {} {}",
                    number(n),
                    or(raw.id),
                    or(raw.meta.title),
                    or(raw.meta.date.map(|date| date.iso())),
                    raw.text
                ),
                Err(bad) => format!("{} bad: {}", number(bad.number), bad.reason),
            });
        });
        found
    }

    const FERRY: &str = r#"<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:hp:1" version="2" xml:lang="en">
        <rightsInfo><copyrightHolder literal="hp"><name>Harbour Post</name></copyrightHolder></rightsInfo>
        <itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:MW"/><versionCreated>2025-10-29T10:00:00Z</versionCreated>
          <firstCreated>2025-10-28T09:14:00+01:00</firstCreated></itemMeta>
        <contentMeta><headline>Ferry is back</headline><by>By Ann Lee</by><creditline>Meridian Wire</creditline>
          <dateline>HOLM, Oct 28</dateline><language tag="en-GB"/><subject qcode="medtop:1"><name>ports, small</name></subject>
          <keyword>ferry</keyword></contentMeta>
        <contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head>
          <body><p>The ferry returned.</p><figure>Caption</figure><p>It was late.</p></body></html></inlineXML></contentSet></newsItem>"#;

    #[test]
    fn an_item_becomes_an_article() {
        assert_eq!(
            shown(FERRY),
            ["- - Ferry is back 2025-10-28T09:14+01:00 HOLM, Oct 28 - The ferry returned.\nIt was late.\n"]
        );
        let mut meta = Metadata::default();
        parse(FERRY, &mut |record| meta = record.unwrap().raw.meta);
        assert_eq!(meta.authors, ["Ann Lee"]);
        assert_eq!(meta.source.as_deref(), Some("Harbour Post"));
        assert_eq!(meta.credit.as_deref(), Some("Meridian Wire"));
        assert_eq!(meta.lang.as_deref(), Some("en"));
        assert_eq!(meta.keywords, ["ferry", "ports, small"]);
    }

    #[test]
    fn a_message_gives_its_text_items() {
        let item = |guid: &str, class: &str, content: &str| {
            format!(
                "<newsItem guid='{guid}'><itemMeta><itemClass qcode='ninat:{class}'/></itemMeta><contentSet>{content}</contentSet></newsItem>"
            )
        };
        let nitf = "<inlineXML><nitf><body><body.head><hedline><hl1>Crane</hl1></hedline></body.head><body.content>\
            <p>It turns.</p></body.content></body></nitf></inlineXML>";
        let message = format!(
            "<newsMessage><header/><itemSet>{}{}{}{}<packageItem guid='p'/></itemSet></newsMessage>",
            item("a", "text", nitf),
            item("b", "picture", "<remoteContent href='x.jpg'/>"),
            item("c", "text", "<inlineData contenttype='text/plain'>One\ntwo</inlineData>"),
            item("d", "text", "<remoteContent href='x.xml'/>"),
        );
        assert_eq!(
            shown(&message),
            ["1 a Crane - It turns.\n", "3 c - - One\ntwo", "4 bad: its text is kept in another file"]
        );
        let torn = &message[..message.find("One").unwrap()];
        let found = shown(torn);
        assert_eq!((found.len(), &*found[0]), (2, "1 a Crane - It turns.\n"));
        assert!(found[1].starts_with("3 bad: XML ends too early"), "{found:?}");
        assert_eq!(shown("<packageItem/>"), ["- bad: no news item in it"]);
        let forms = "<inlineXML><nitf><body/></nitf></inlineXML><inlineData>One</inlineData>";
        let two = item("a", "text", forms) + &item("b", "text", "<inlineData>Two</inlineData>");
        assert_eq!(shown(&two), ["1 a - - One", "2 b - - Two"]);
        assert_eq!(shown(&format!("{message}{message}"))[3], "5 a Crane - It turns.\n");
    }

    proptest! {
        #[test]
        fn no_damage_panics(at in 0usize..FERRY.len(), sign in "[<>&'\"a/é;]") {
            let at = FERRY.floor_char_boundary(at);
            shown(&format!("{}{sign}{}", &FERRY[..at], &FERRY[at..]));
            shown(&FERRY[..at]);
        }
    }
}
