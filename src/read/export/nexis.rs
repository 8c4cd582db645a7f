//! Nexis Uni and Lexis Advance: a delivery cover, then title, source, date, labels, `Body`, text, `End of Document`.

use crate::article::{Metadata, Raw};
use crate::read::export::label::{self, What, section};
use crate::read::export::{Documents, Found, Line, date, is_copyright, unwrapped};
use crate::read::paragraph::Style;
use crate::read::{fields, people};

/// What stands alone in the line that ends a document.
const ENDS: &[&str] = &["end of document", "ende des dokuments", "fin du document", "fin del documento"];

/// What stands alone in the line before the text.
const BODIES: &[&str] = &["body", "text", "corps", "texte", "cuerpo"];

/// What stands alone in the line before the indexing.
const CLASSIFICATIONS: &[&str] = &["classification", "klassifizierung", "clasificación"];

/// What stands alone in the line before captions.
const GRAPHICS: &[&str] = &["graphic", "grafik", "graphique", "gráfico"];

/// Lines of the database within a text.
const LINKS: &[&str] = &["link to image", "link to original source", "link to pdf", "link zum pdf-dokument"];

/// The beginning of what is delivered where a document could not be.
const SORRY: &str = "We are sorry but there is an error in this document";

/// Lines of the captions of one document.
const CAPTIONS: usize = 30;

/// Lines of a title that goes over several, and of all that stands above a document's labels.
const TITLE_LINES: usize = 3;
const HEAD: usize = 12;

/// The documents, and how many the cover says.
pub(super) fn documents(lines: &[Line]) -> Documents {
    let mut found = Vec::new();
    let mut rest = lines;
    let mut number: Option<usize> = None;
    loop {
        let end = rest.iter().position(|line| is_end(line.text));
        let piece = &rest[..end.unwrap_or(rest.len())];
        // deliveries may have been put together, each with its cover
        let (cover, piece) = piece.split_at(after_cover(piece));
        if let Some(stated) = cover.iter().find_map(|line| stated(line.text)) {
            number = Some(number.unwrap_or(0) + stated);
        }
        // what follows the last end is a document only if it has begun
        let begun = piece.iter().any(|line| is_body(line.text) || label::of(line.text).is_some());
        let counts = piece.iter().any(|line| !line.text.is_empty()) && (end.is_some() || begun);
        if counts {
            found.push(document(piece));
        }
        match end {
            Some(end) => rest = &rest[end + 1..],
            None => {
                let cut_off = counts && rest.len() < lines.len();
                return Documents { found, stated: number, cut_off };
            }
        }
    }
}

/// Whether a line says that a document ends.
pub(super) fn is_end(line: &str) -> bool {
    is_one_of(line, ENDS)
}

/// Whether a line says that the text begins.
pub(super) fn is_body(line: &str) -> bool {
    is_one_of(line, BODIES)
}

fn is_one_of(line: &str, words: &[&str]) -> bool {
    line.len() < 32 && words.contains(&line.to_lowercase().as_str())
}

/// How many documents the cover states: `Documents (100)`.
pub(super) fn stated(line: &str) -> Option<usize> {
    let (name, number) = line.split_once('(')?;
    let known = ["Documents", "Document", "Dokumente", "Dokument", "Documentos", "Documento"];
    let number = number.strip_suffix(')')?.replace([',', '.'], "");
    (known.contains(&name.trim()) && number.len() <= 6).then(|| number.parse().ok()).flatten()
}

/// Where the first document begins behind the delivery cover, which lists the titles.
fn after_cover(lines: &[Line]) -> usize {
    let is_cover = lines.iter().any(|line| stated(line.text).is_some() || line.text.starts_with("Job Number:"));
    if !is_cover {
        return 0;
    }
    // source and date stand beneath the title, all of them below the number of documents
    let cover = lines.iter().position(|line| stated(line.text).is_some()).unwrap_or(0);
    let dated = lines.iter().skip(cover).position(|line| date(line.text).is_some()).map(|at| cover + at);
    let copyright = || lines.iter().position(|line| is_copyright(line.text));
    let labelled = || lines.iter().position(|line| is_body(line.text) || label::of(line.text).is_some());
    let below = dated.or_else(copyright).or_else(labelled).unwrap_or(lines.len());
    // which Word files style as a heading
    let near = below.saturating_sub(HEAD);
    if let Some(last) = lines[near..below].iter().rposition(|line| line.style != Style::Text && !line.text.is_empty()) {
        let styled = lines[..=near + last].iter().rev().take_while(|line| line.style != Style::Text).count();
        return near + last + 1 - styled;
    }
    let mut named = lines[..below].iter().enumerate().rev().filter(|(_, line)| !line.text.is_empty());
    let start = named.by_ref().take(2).last().map_or(below, |(at, _)| at);
    listed_title(&lines[..start], &lines[start].text.to_lowercase()).map_or(start, |before| start - before)
}

/// How many lines above its last one a title begins that goes over several, by the list of titles in the cover.
fn listed_title(cover: &[Line], last: &str) -> Option<usize> {
    let named: Vec<&str> = cover.iter().map(|line| line.text).filter(|text| !text.is_empty()).collect();
    // the number stands before the title or above it
    let title = named.iter().enumerate().find_map(|(at, text)| match text.strip_prefix("1.")? {
        "" => named.get(at + 1).copied(),
        title => title.strip_prefix(char::is_whitespace).map(str::trim),
    });
    let whole = title?.to_lowercase();
    if !whole.ends_with(last) || whole.len() == last.len() {
        return None;
    }
    (1..TITLE_LINES.min(cover.len() + 1)).find(|above| {
        let pieces = &cover[cover.len() - above..];
        let joined = pieces.iter().map(|line| line.text).collect::<Vec<_>>().join(" ").to_lowercase();
        format!("{joined} {last}") == whole
    })
}

fn document(lines: &[Line]) -> Found {
    if let Some(line) = lines.iter().find(|line| line.text.starts_with(SORRY)) {
        let sorry: String = line.text.chars().take(SORRY.len()).collect();
        return Err(format!("the export says '{sorry}' (load it down again)"));
    }
    let lines: &[Line] = &lines[lines.iter().position(|line| !line.text.is_empty()).unwrap_or(0)..];
    let mut meta = Metadata::default();
    let below = title(lines, &mut meta);
    let (body, extra) = labels(lines, below, &mut meta);
    let end = tail(lines, body);
    for line in &lines[end..] {
        if let Some((What::Language, value)) = label::of(line.text) {
            meta.lang = value.split(';').next().and_then(fields::language);
        }
    }
    let kept: Vec<Line> = lines[body..end].iter().filter(|line| !is_one_of(line.text, LINKS)).copied().collect();
    let mut text = unwrapped(&kept);
    if let Some(dateline) = &extra.dateline {
        text = fields::dated(dateline, &text);
    }
    if let Some(highlight) = extra.highlight {
        text = format!("{highlight}\n{text}");
    }
    Ok(Raw { id: None, meta, text })
}

/// Title, source and date, and the line below them.
fn title(lines: &[Line], meta: &mut Metadata) -> usize {
    let named: Vec<usize> = (0..lines.len()).filter(|at| !lines[*at].text.is_empty()).take(HEAD).collect();
    let head = named.iter().position(|at| {
        let line = lines[*at].text;
        is_copyright(line) || label::of(line).is_some() || is_body(line)
    });
    let head = &named[..head.unwrap_or(named.len())];
    let dated = head.iter().position(|at| date(lines[*at].text).is_some()).filter(|at| *at > 0);
    let text = |range: &[usize]| range.iter().map(|at| lines[*at].text).collect::<Vec<_>>().join(" ");
    let Some(dated) = dated else {
        // nothing but a title is sure; a source follows it where the head goes on
        let known = head.len().min(if head.len() < named.len() { 2 } else { 1 });
        meta.title = head.first().map(|at| lines[*at].text.to_owned());
        meta.source = head.get(1).filter(|_| known == 2).map(|at| lines[*at].text.to_owned());
        return head[..known].last().map_or(0, |at| at + 1);
    };
    meta.date = date(lines[head[dated]].text);
    let until = if dated > 1 { dated - 1 } else { dated };
    meta.title = Some(text(&head[..until]));
    meta.source = (dated > 1).then(|| lines[head[dated - 1]].text.to_owned());
    head[dated] + 1
}

/// What labels say and no field of the metadata holds.
#[derive(Default)]
struct Extra {
    dateline: Option<String>,
    highlight: Option<String>,
}

/// The labels below `from`; where the text begins.
fn labels(lines: &[Line], from: usize, meta: &mut Metadata) -> (usize, Extra) {
    // further down the word is prose
    let named = lines.iter().enumerate().skip(from).filter(|(_, line)| !line.text.is_empty()).take(2 * HEAD);
    let body = named.map(|(at, _)| at).find(|at| is_body(lines[*at].text));
    // without its mark the text begins below the last label of the head
    let last = || {
        let head = lines.iter().enumerate().skip(from).filter(|(_, line)| !line.text.is_empty()).take(HEAD);
        head.filter(|(_, line)| is_copyright(line.text) || is_head_label(line.text))
            .last()
            .map_or(from, |(at, _)| at + 1)
    };
    let until = body.unwrap_or_else(last);
    let mut extra = Extra::default();
    for line in &lines[from..until] {
        let Some((what, value)) = label::of(line.text).filter(|(_, value)| !value.is_empty()) else { continue };
        match what {
            What::Author => meta.authors = people::names([value]),
            What::Section => meta.section = section(value),
            What::Dateline => extra.dateline = Some(value.to_owned()),
            What::Highlight => extra.highlight = Some(value.to_owned()),
            What::Language => meta.lang = value.split(';').next().and_then(fields::language),
            _ => {}
        }
    }
    (body.map_or(until, |at| at + 1), extra)
}

fn is_head_label(line: &str) -> bool {
    let what = label::of(line).map(|(what, _)| what);
    matches!(what, Some(What::Author | What::Section | What::Length | What::Dateline | What::Highlight))
}

/// Where the text ends and captions, indexing and the load date begin; each of them stands once, last.
fn tail(lines: &[Line], body: usize) -> usize {
    let last = |is: &dyn Fn(&str) -> bool| lines[body..].iter().rposition(|line| is(line.text)).map(|at| body + at);
    let marks = [
        last(&|line| is_one_of(line, CLASSIFICATIONS)),
        last(&|line| matches!(label::of(line), Some((What::Load, _)))),
    ];
    let end = marks.into_iter().flatten().min().unwrap_or(lines.len());
    // far above the end the word is prose
    last(&|line| is_one_of(line, GRAPHICS)).filter(|at| (*at..=at + CAPTIONS).contains(&end)).unwrap_or(end)
}
