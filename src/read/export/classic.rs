//! LexisNexis Academic and nexis.com: `2 of 250 DOCUMENTS`, source, date, headline, labels in capitals, text, labels.

use crate::article::{Metadata, Raw};
use crate::read::export::label::{What, in_capitals, section};
use crate::read::export::{Documents, Found, Line, date, is_copyright, unwrapped};
use crate::read::{fields, people};

/// Lines without a label that may stand between two labels at the end of a document: a caption goes on.
const CAPTION_BLOCKS: usize = 3;

/// The documents, and how many there should be.
pub(super) fn documents(lines: &[Line]) -> Documents {
    let starts: Vec<(usize, (usize, usize))> =
        lines.iter().enumerate().filter_map(|(at, line)| Some((at, separator(line.text)?))).collect();
    let Some((first, _)) = starts.first() else {
        return Documents { found: vec![document(lines)], stated: None, cut_off: false };
    };
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([lines.len()]);
    let pieces: Vec<&[Line]> = starts.iter().zip(ends).map(|((at, _), end)| &lines[at + 1..end]).collect();
    let found = pieces.iter().map(|piece| document(piece)).collect();
    let cut_off = pieces.split_last().is_some_and(|(last, others)| {
        !others.is_empty() && others.iter().all(|piece| is_loaded(piece)) && !is_loaded(last)
    });
    let runs = runs(starts.iter().map(|(_, numbers)| *numbers));
    let requested = lines[..*first].iter().find_map(|line| range(line.text));
    let stated = runs.iter().map(|(first, of)| of + 1 - first).sum();
    Documents { found, stated: requested.filter(|_| runs.len() == 1).or(Some(stated)), cut_off }
}

/// Whether a document has the label that stands last in it.
fn is_loaded(lines: &[Line]) -> bool {
    lines.iter().any(|line| matches!(in_capitals(line.text), Some((What::Load, _))))
}

/// The first number of each export in a file into which several were put, and how many it states.
fn runs(numbers: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut last = (0, 0);
    for (number, of) in numbers {
        if of != last.1 || number <= last.0 {
            runs.push((number, of));
        }
        last = (number, of);
    }
    runs
}

/// `2 of 250 DOCUMENTS`, `Dokument 2 von 250`, `Document 2 de 250`: the number and how many there are.
pub(super) fn separator(line: &str) -> Option<(usize, usize)> {
    let words: Vec<&str> = line.split_whitespace().take(5).collect();
    let (number, of) = match words[..] {
        [number, "of", of, "DOCUMENTS" | "DOCUMENT"] => (number, of),
        ["Dokument" | "DOKUMENT", number, "von", of] => (number, of),
        ["Document" | "DOCUMENT" | "Documento" | "DOCUMENTO", number, "de" | "di" | "van" | "of", of] => (number, of),
        _ => return None,
    };
    let (number, of) = (count(number)?, count(of)?);
    (1 <= number && number <= of).then_some((number, of))
}

/// `1,250`, `1.250`, `1250`; at most a million, which no export holds.
fn count(digits: &str) -> Option<usize> {
    let plain: String = digits.chars().filter(|c| !matches!(c, ',' | '.')).collect();
    (plain.len() <= 6 && plain.bytes().all(|byte| byte.is_ascii_digit())).then(|| plain.parse().ok()).flatten()
}

/// What stands before the numbers of the documents that were asked for.
const REQUESTS: &[&str] = &["Download Request:", "Print Request:", "Ausgabeauftrag:", "Printopdracht:"];

/// How many documents were asked for: `Download Request: Select Items: 1-200`.
fn range(line: &str) -> Option<usize> {
    REQUESTS.iter().any(|request| line.starts_with(request)).then_some(())?;
    let (first, last) = line.rsplit(' ').next()?.split_once('-')?;
    let (first, last) = (count(first)?, count(last)?);
    (1 <= first && first <= last).then(|| last - first + 1)
}

/// Lines between two blank ones.
type Block<'a> = &'a [Line<'a>];

fn document(lines: &[Line]) -> Found {
    let blocks: Vec<Block> = lines.split(|line| line.text.is_empty()).filter(|block| !block.is_empty()).collect();
    let mut meta = Metadata::default();
    let mut at = outlet(&blocks, &mut meta);
    let mut opening: Vec<String> = Vec::new();
    // without a label they are headline and subheadings
    while let Some(block) = blocks.get(at).filter(|block| in_capitals(block[0].text).is_none()) {
        if is_header_ahead(&blocks[at..]) {
            headline(&joined(block), &mut meta, &mut opening);
            at += 1;
        } else {
            break;
        }
    }
    let mut dateline = None;
    while let Some((what, value)) = blocks.get(at).and_then(|block| labelled(block)) {
        at += 1;
        match what {
            What::Title => headline(&value, &mut meta, &mut opening),
            What::Author => meta.authors = people::names([value.as_str()]),
            What::Section => meta.section = section(&value),
            What::Dateline => dateline = Some(value),
            What::Highlight => opening.push(value),
            What::Body => {
                opening.extend(Some(body_of_label(blocks[at - 1])).filter(|text| !text.is_empty()));
                break;
            }
            _ => {}
        }
    }
    let end = tail(&blocks, at);
    for block in &blocks[end..] {
        if let Some((What::Language, value)) = labelled(block) {
            meta.lang = value.split(';').next().and_then(fields::language);
        }
    }
    let text = paragraphs(&blocks[at..end]);
    let text = dateline.map_or(text.clone(), |dateline| fields::dated(&dateline, &text));
    opening.extend(Some(text).filter(|text| !text.is_empty()));
    Ok(Raw { id: None, meta, text: opening.join("\n") })
}

/// Source and date, which stand above all; how many blocks they are.
fn outlet(blocks: &[Block], meta: &mut Metadata) -> usize {
    /// Blocks within which the date stands: copyright, source, a supplement.
    const ABOVE: usize = 5;
    let dated = blocks.iter().take(ABOVE).position(|block| block.iter().any(|line| date(line.text).is_some()));
    let until = dated.unwrap_or(0);
    let above = blocks.iter().take(until + 1).flat_map(|block| block.iter()).map(|line| line.text);
    let named: Vec<&str> = above
        .take_while(|line| date(line).is_none())
        .filter(|line| !is_copyright(line) && in_capitals(line).is_none())
        .collect();
    meta.source = if dated.is_some() { named.last() } else { named.first() }.map(|name| (*name).to_owned());
    meta.date = dated.and_then(|at| blocks[at].iter().find_map(|line| date(line.text)));
    let mut at = if dated.is_some() { until + 1 } else { usize::from(meta.source.is_some()) };
    // the day may stand there twice, in two languages
    while blocks.get(at).is_some_and(|block| is_edition(&joined(block)) || date(&joined(block)).is_some()) {
        at += 1;
    }
    at
}

/// `Late Edition - Final`, `Abendausgabe`: at most six words of which one says edition.
fn is_edition(line: &str) -> bool {
    let lower = line.to_lowercase();
    line.split_whitespace().count() <= 6
        && ["edition", "ausgabe", "édition"].iter().any(|word| lower.ends_with(word) || lower.starts_with(word))
}

/// Whether labels of the head are still to come, so that what stands here is no body.
fn is_header_ahead(blocks: &[Block]) -> bool {
    /// Headline and subheadings.
    const HEADINGS: usize = 4;
    let ahead = blocks.iter().take(HEADINGS + 1).filter_map(|block| in_capitals(block[0].text));
    ahead.into_iter().any(|(what, _)| {
        matches!(
            what,
            What::Title | What::Author | What::Section | What::Length | What::Dateline | What::Body | What::Highlight
        )
    })
}

/// The first is the title, what follows belongs to the text.
fn headline(line: &str, meta: &mut Metadata, opening: &mut Vec<String>) {
    match meta.title {
        None => meta.title = Some(fields::one_line(line)).filter(|title| !title.is_empty()),
        Some(_) => opening.push(line.to_owned()),
    }
}

fn joined(block: Block) -> String {
    block.iter().map(|line| line.text).collect::<Vec<_>>().join(" ")
}

/// The label of a block and its value, which may go on over several lines.
fn labelled(block: &Block) -> Option<(What, String)> {
    let (what, value) = in_capitals(block[0].text)?;
    let value = [value].into_iter().chain(block[1..].iter().map(|line| line.text)).collect::<Vec<_>>().join(" ");
    Some((what, value.trim().to_owned()))
}

/// Text that begins in the very block of `BODY:`.
fn body_of_label(block: Block) -> String {
    let first = in_capitals(block[0].text).map_or("", |(_, value)| value);
    let mut lines = vec![Line { text: first, ..block[0] }];
    lines.extend_from_slice(&block[1..]);
    lines.retain(|line| !line.text.is_empty());
    unwrapped(&with_blank(&lines))
}

/// Where the labels begin that end a document, counted in blocks from `body` on. Each stands there once: further up the
/// same word begins a sentence.
fn tail(blocks: &[Block], body: usize) -> usize {
    let (mut end, mut without) = (blocks.len(), 0);
    let mut seen: Vec<&str> = Vec::new();
    for at in (body..blocks.len()).rev() {
        let line = blocks[at][0].text;
        let label = line.split(':').next().unwrap_or_default();
        let ends = match in_capitals(line) {
            Some((What::Language | What::Load | What::Graphic | What::Other, _)) => !seen.contains(&label),
            _ => is_copyright(line),
        };
        if ends {
            seen.push(label);
            (end, without) = (at, 0);
        } else {
            without += 1;
            // a caption may go on, but only behind its label
            if without > CAPTION_BLOCKS {
                break;
            }
        }
    }
    end
}

fn paragraphs(blocks: &[Block]) -> String {
    let lines: Vec<Line> = blocks.iter().flat_map(|block| with_blank(block)).collect();
    unwrapped(&lines)
}

/// A block and the blank line after it.
fn with_blank<'a>(block: &[Line<'a>]) -> Vec<Line<'a>> {
    let mut lines = block.to_vec();
    lines.extend(block.last().map(|line| Line { text: "", ..*line }));
    lines
}
