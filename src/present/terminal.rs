//! A page of hits as people read it.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter, WrapAlgorithm};

use crate::article::{Labels, Metadata, Origin};
use crate::present::explain::explanation;
use crate::present::export::encoded;
use crate::present::safe::pieces;
use crate::present::{Asked, Links, Look, MARK, PLACE, QUIET, TITLE, count, day, one_line, sanitize};
use crate::search::{Copies, Hit, Passage, Published, Results};

/// Stands where hits with all words end.
const DIVIDER: &str = "── below: not all words ──";

/// What lies under a heading is moved in by the width of a rank.
pub(crate) const INDENT: &str = "    ";

/// A space at which no line is broken, so that no ellipsis stands alone. Those of documents are plain spaces by then, and
/// so is this one when it is written.
const UNBROKEN: char = '\u{a0}';

/// Stands between facts about an article.
const SEPARATOR: &str = " · ";

/// Stands between two paragraphs of a snippet, whose lines are drawn as one.
const PARAGRAPHS: &str = "/ ";

/// Countries that are only mentioned, topics: more than these are counted, not named, so that the line stays one line.
const MAX_NAMED: usize = 4;

/// Draws the hits of a page.
///
/// # Errors
/// Those of `out`.
pub fn hits(out: &mut dyn Write, results: &Results, links: &Links, look: &Look) -> io::Result<()> {
    let mut before: Option<&Hit> = None;
    for hit in &results.hits {
        match before {
            // only the order by relevance puts hits with all words first
            Some(above) if above.all_words && !hit.all_words && hit.score.is_some() => {
                writeln!(out, "{}", look.paint(QUIET, DIVIDER))?;
            }
            Some(_) => writeln!(out)?,
            None => {}
        }
        draw(out, hit, links, look)?;
        before = Some(hit);
    }
    Ok(())
}

/// Stands over the answer to one of several queries: what it is called, and what was asked.
///
/// # Errors
/// Those of `out`.
pub fn query_heading(out: &mut dyn Write, asked: &Asked, query: &str, look: &Look) -> io::Result<()> {
    let call = asked.id.clone().unwrap_or_else(|| asked.number.to_string());
    writeln!(out, "{}", look.paint(TITLE, &format!("── {}: {} ──", one_line(&call), one_line(query))))
}

/// One id a line after `call`, the one given where there is one: as given for programs, made safe for a terminal. An id
/// that a line cannot hold is percent-encoded where it breaks, and so is its percent sign then.
///
/// # Errors
/// Those of `out`.
pub fn ids(out: &mut dyn Write, results: &Results, call: &str, look: &Look) -> io::Result<()> {
    for hit in &results.hits {
        match look.terminal {
            true => writeln!(out, "{call}{}", one_line(&hit.id))?,
            false if hit.id.contains(is_break) => {
                writeln!(out, "{call}{}", encoded(&hit.id, |c| c == '%' || is_break(c)))?;
            }
            false => writeln!(out, "{call}{}", hit.id)?,
        }
    }
    Ok(())
}

/// What ends a line for one program or another.
fn is_break(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Draws one hit.
pub(crate) fn draw(out: &mut dyn Write, hit: &Hit, links: &Links, look: &Look) -> io::Result<()> {
    let rank = format!("{:>2}  ", hit.rank);
    let heading = match hit.heading.trim() {
        "" => look.paint(QUIET, "(no text)"),
        _ => marked(&hit.heading, &hit.heading_marks, TITLE, look),
    };
    write_wrapped(out, &heading, &rank, INDENT, look)?;
    let mut about = about(&hit.meta, &hit.labels, &day(hit.meta.date.as_ref()));
    about.iter_mut().for_each(|part| *part = look.paint(QUIET, part));
    if hit.meta.source.is_some()
        && let Some(source) = about.get_mut(1)
    {
        *source = links.web(hit.meta.url.as_deref(), source);
    }
    about.push(look.paint(PLACE, &hit.short_id));
    write_parts(out, &about, INDENT, look)?;
    // marks in the title stand in the heading already
    for passage in hit.snippets.iter().filter(|passage| passage.field != "title") {
        write_wrapped(out, &snippet(passage, look), INDENT, INDENT, look)?;
    }
    // these two are never broken over lines, as a link must not be
    let place = place(&hit.origin, &hit.meta);
    let mut line = format!("{INDENT}{}", links.file(&hit.origin, &look.paint(QUIET, &place)));
    if let Some(others) = hit.copies.as_ref().map(others) {
        let width = INDENT.len() + display_width(&place) + display_width(SEPARATOR) + display_width(&others);
        let part = if width <= look.width { look.paint(QUIET, SEPARATOR) } else { format!("\n{INDENT}") };
        line.push_str(&part);
        line.push_str(&look.paint(QUIET, &others));
    }
    writeln!(out, "{line}")?;
    let ends = hit.copies.as_ref().map(|copies| ends(hit, copies)).unwrap_or_default();
    if !ends.is_empty() {
        write_parts(out, &ends, INDENT, look)?;
    }
    hit.explanation.as_ref().map_or(Ok(()), |why| explanation(out, why, look))
}

/// `+3 copies, 2 outlets`
fn others(copies: &Copies) -> String {
    let number =
        |number: u64, one: &str, many: &str| format!("{} {}", count(number), if number == 1 { one } else { many });
    let others = format!("+{}", number(copies.others, "copy", "copies"));
    if copies.sources == 0 { others } else { format!("{others}, {}", number(copies.sources, "outlet", "outlets")) }
}

/// The first and the newest article of a story, where they are not the one that is shown.
fn ends(hit: &Hit, copies: &Copies) -> Vec<String> {
    let ends = [("first", &copies.first), ("newest", &copies.newest)];
    let named = ends.into_iter().filter_map(|(which, published)| {
        let Published { id, date, source } = published.as_ref()?;
        let source = source.as_deref().map(|source| format!(", {}", one_line(source))).unwrap_or_default();
        (!hit.key.as_str().starts_with(id)).then(|| format!("{which} {}{source} ({id})", day(Some(date))))
    });
    named.collect()
}

fn snippet(passage: &Passage, look: &Look) -> String {
    let (text, marks) = parted(&passage.text, &passage.marks);
    let text = marked(&text, &marks, Style::new(), look);
    let before = if passage.cut.0 { format!("…{UNBROKEN}") } else { String::new() };
    let after = if passage.cut.1 { format!("{UNBROKEN}…") } else { String::new() };
    format!("{before}{}{after}", text.trim())
}

/// `text` with a sign where a paragraph, a line of a list or a row of a table ends, and `marks` moved along with it.
fn parted(text: &str, marks: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    let (mut parted, mut marks, mut added) = (String::with_capacity(text.len() + 8), marks.to_vec(), 0);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut at = 0;
    for (number, line) in lines.iter().enumerate() {
        parted.push_str(line);
        at += line.len();
        let goes_on = lines[number + 1..].iter().any(|line| !line.trim().is_empty());
        if line.trim().is_empty() || !goes_on {
            continue;
        }
        parted.push_str(PARAGRAPHS);
        // what is behind the sign moves; a phrase that runs over it gets longer
        for mark in &mut marks {
            let behind = |end: usize, from: usize| if end >= from { PARAGRAPHS.len() } else { 0 };
            mark.start += behind(mark.start, at + added);
            mark.end += behind(mark.end, at + added + 1);
        }
        added += PARAGRAPHS.len();
    }
    (parted, marks)
}

/// Date, outlet, countries, topics: `28 Oct 2025`, `Harbour Post`, `JP US (+CN KR)`, `economy/trade`.
pub(crate) fn about(meta: &Metadata, labels: &Labels, date: &str) -> Vec<String> {
    let mut parts = vec![date.to_owned()];
    parts.extend(meta.source.as_deref().map(one_line));
    parts.push(countries(labels));
    parts.push(named(&labels.topics).join(" "));
    parts.retain(|part| !part.is_empty());
    parts
}

/// Writes `parts` with dots between them, broken between parts where a line would get too long.
pub(crate) fn write_parts(out: &mut dyn Write, parts: &[String], indent: &str, look: &Look) -> io::Result<()> {
    let mut line = String::new();
    for part in parts {
        let width = indent.len() + display_width(&line) + display_width(SEPARATOR) + display_width(part);
        if line.is_empty() {
            line.push_str(part);
        } else if width <= look.prose() {
            line.push_str(SEPARATOR);
            line.push_str(part);
        } else {
            writeln!(out, "{indent}{line}")?;
            line.clone_from(part);
        }
    }
    writeln!(out, "{indent}{line}")
}

/// Main countries, and others mentioned in brackets.
fn countries(labels: &Labels) -> String {
    let others: Vec<String> = labels.mentioned.iter().filter(|code| !labels.main.contains(code)).cloned().collect();
    let main = labels.main.join(" ");
    match (labels.main.is_empty(), others.is_empty()) {
        (_, true) => main,
        (true, false) => format!("(+{})", named(&others).join(" ")),
        (false, false) => format!("{main} (+{})", named(&others).join(" ")),
    }
}

/// The first values, and how many more there are.
fn named(values: &[String]) -> Vec<String> {
    let mut named: Vec<String> = values.iter().take(MAX_NAMED).map(|value| one_line(value)).collect();
    if values.len() > MAX_NAMED {
        named.push(format!("and {} more", values.len() - MAX_NAMED));
    }
    named
}

/// Where to find it: its path, or its address where it came through standard input.
pub(crate) fn place(origin: &Origin, meta: &Metadata) -> String {
    match &meta.url {
        Some(url) if origin.root == "-" => one_line(url),
        _ => sanitize(&origin.to_string()).replace('\n', " "),
    }
}

/// `text` in one line, what is marked in colour or `**so**`.
pub(crate) fn marked(text: &str, marks: &[Range<usize>], base: Style, look: &Look) -> String {
    let mut line = String::with_capacity(text.len() + 16);
    for (piece, is_mark) in pieces(text, &joined(text, marks)) {
        match (is_mark, look.color) {
            (false, _) => line.push_str(&look.paint(base, &piece)),
            (true, true) => line.push_str(&look.paint(MARK, &piece)),
            (true, false) => line.push_str(&format!("**{piece}**")),
        }
    }
    line
}

/// Marks with nothing but white space between them become one: `**rare earths**`, not `**rare** **earths**`.
fn joined(text: &str, marks: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(marks.len());
    for mark in marks {
        match joined.last_mut() {
            Some(last) if text.get(last.end..mark.start).is_some_and(|gap| gap.trim().is_empty()) => {
                last.end = mark.end
            }
            _ => joined.push(mark.clone()),
        }
    }
    joined
}

/// Writes `text` wrapped to the width of prose, the first line after `first`, the others after `rest`.
pub(crate) fn write_wrapped(out: &mut dyn Write, text: &str, first: &str, rest: &str, look: &Look) -> io::Result<()> {
    // splitting at hyphens only where they stand: no hyphenation; words longer than a line (addresses) stay whole
    let options = Options::new(look.prose())
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .break_words(false);
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{}", line.replace(UNBROKEN, " "))?;
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::article::{Date, Key};
    use crate::search::{InRemoved, Matching, Proof};

    pub(crate) fn hit(rank: usize, all_words: bool) -> Hit {
        let origin = Origin { root: "harbour".into(), path: format!("2025-10-28-pact-{rank}.html"), record: None };
        let key = Key::of(&origin);
        let text = "Officials signed a framework on rare earths in Tokyo,\nhours after Japan said it would add to its stockpile of metals";
        let mark = |word: &str| {
            let start = text.find(word).unwrap();
            start..start + word.len()
        };
        let heading = "Japan and partners sign rare-earths pact to widen the supply of magnets and motors";
        Hit {
            rank,
            score: Some(12.5),
            explanation: None,
            all_words,
            id: key.to_string(),
            key,
            short_id: "k7q2m4".into(),
            origin,
            proof: Proof::default(),
            meta: Metadata {
                title: Some(heading.into()),
                date: Date::day(2025, 10, 28),
                authors: vec!["Ana Writer".into()],
                source: Some("Harbour Post".into()),
                lang: Some("en".into()),
                ..Metadata::default()
            },
            heading: heading.into(),
            heading_marks: std::iter::once(0..5).collect(),
            labels: Labels {
                main: vec!["JP".into(), "US".into()],
                mentioned: ["CN", "JP", "KR", "US"].map(String::from).into(),
                leaders: vec!["Sanae Takaichi".into()],
                topics: vec!["economy/trade".into()],
                ..Labels::default()
            },
            snippets: vec![Passage {
                field: "body",
                text: text.into(),
                marks: vec![mark("rare"), mark("earths"), mark("Japan")],
                offset: 1042,
                cut: (true, true),
            }],
            copies: None,
        }
    }

    pub(crate) fn results(hits: Vec<Hit>) -> Results {
        Results {
            hits,
            found: true,
            total: Some(57),
            total_all: Some(4),
            stories: None,
            matching: Matching::Any,
            searched: 1204,
            undated: None,
            dated: false,
            only_mentioning: None,
            timeline: None,
            parts: Vec::new(),
            suggestion: None,
            facets: Vec::new(),
            read_as: "rare earths japan".into(),
            notes: Vec::new(),
            in_removed: InRemoved::default(),
            took_us: 912,
        }
    }

    fn drawn(results: &Results, look: &Look) -> String {
        let mut out = Vec::new();
        hits(&mut out, results, &Links::default(), look).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_id_is_one_line() {
        let mut out = Vec::new();
        let mut page = results(vec![hit(1, true), hit(2, true)]);
        (page.hits[0].id, page.hits[1].id) = ("a 50%".into(), "b\n5%".into());
        ids(&mut out, &page, "", &Look::default()).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a 50%\nb%0A5%25\n");
    }

    #[test]
    fn a_story_names_its_copies() {
        let published = |id: &str, day| Published {
            id: id.to_owned(),
            date: Date::day(2025, 10, day).unwrap(),
            source: Some("Evening Star".into()),
        };
        let mut shown = hit(1, true);
        let own = shown.key.as_str()[..12].to_owned();
        let copies = |others, sources, newest: &str| {
            let (first, newest) = (Some(published("k7q2m4aaw3od", 27)), Some(published(newest, 28)));
            Some(Copies { others, sources, first, newest, ids: Vec::new() })
        };
        shown.copies = copies(3, 2, &own);
        let text = drawn(&results(vec![shown.clone()]), &Look::default());
        let end = "pact-1.html · +3 copies, 2 outlets\n    first 27 Oct 2025, Evening Star (k7q2m4aaw3od)\n";
        assert!(text.ends_with(end), "{text}");
        let narrow = drawn(&results(vec![shown.clone()]), &Look { width: 40, ..Look::default() });
        assert!(narrow.contains("pact-1.html\n    +3 copies, 2 outlets\n"), "{narrow}");
        shown.copies = copies(1, 0, "aaaabbbbcccc");
        let text = drawn(&results(vec![shown]), &Look::default());
        let end = "Evening Star (k7q2m4aaw3od)\n    newest 28 Oct 2025, Evening Star (aaaabbbbcccc)\n";
        assert!(text.contains("pact-1.html · +1 copy\n") && text.ends_with(end), "{text}");
    }

    #[test]
    fn a_hit_without_colour() {
        let expected = " 1  **Japan** and partners sign rare-earths pact to widen the supply of magnets
    and motors
    28 Oct 2025 · Harbour Post · JP US (+CN KR) · economy/trade · k7q2m4
    … Officials signed a framework on **rare earths** in Tokyo, / hours after
    **Japan** said it would add to its stockpile of metals …
    harbour/2025-10-28-pact-1.html
";
        assert_eq!(drawn(&results(vec![hit(1, true)]), &Look::default()), expected);
    }

    #[test]
    fn rows_and_lines_stay_apart() {
        let check = |text: &str, marks: &[&str], expected: &str| {
            let marks: Vec<Range<usize>> = marks
                .iter()
                .map(|mark| {
                    let start = text.find(mark).unwrap();
                    start..start + mark.len()
                })
                .collect();
            let (parted, marks) = parted(text, &marks);
            assert_eq!(marked(&parted, &marks, Style::new(), &Look::default()), expected);
        };
        check("Copper 12\n\nZinc 7\nTin", &["Copper", "Zinc", "Tin"], "**Copper** 12 / **Zinc** 7 / **Tin**");
        check("a\nb c", &["a\nb"], "**a / b** c");
        check("\na b\n\n", &["a"], " **a** b ");
        check("one line", &[], "one line");
    }

    #[test]
    fn a_title_that_matched_is_not_drawn_twice() {
        let mut titled = hit(1, true);
        let title = titled.heading.clone();
        let marks = titled.heading_marks.clone();
        titled.snippets.insert(0, Passage { field: "title", text: title, marks, offset: 0, cut: (false, false) });
        let look = Look::default();
        assert_eq!(drawn(&results(vec![titled]), &look), drawn(&results(vec![hit(1, true)]), &look));
    }

    #[test]
    fn colour_wraps_as_if_it_had_no_width() {
        let look = Look { color: true, width: 80, terminal: true };
        let drawn = drawn(&results(vec![hit(1, true)]), &look);
        assert!(drawn.contains("\u{1b}[1m\u{1b}[33mrare\u{1b}[0m \u{1b}[1m\u{1b}[33mearths\u{1b}[0m"), "{drawn:?}");
        assert!(!drawn.contains("**"));
        let widths = drawn.lines().map(textwrap::core::display_width);
        assert!(widths.clone().all(|width| width <= 80), "{drawn}");
        assert!(widths.max().unwrap() > 70, "{drawn}");
    }

    #[test]
    fn an_ellipsis_keeps_a_word_beside_it() {
        for width in 30..80 {
            let drawn = drawn(&results(vec![hit(1, true)]), &Look { width, ..Look::default() });
            assert!(drawn.lines().all(|line| line.trim() != "…") && !drawn.contains(UNBROKEN), "{width}: {drawn}");
        }
    }

    #[test]
    fn prose_is_never_wider_than_a_hundred() {
        let look = Look { width: 200, ..Look::default() };
        assert!(
            drawn(&results(vec![hit(1, true)]), &look).lines().all(|line| textwrap::core::display_width(line) <= 100)
        );
        let look = Look { width: 3, ..Look::default() };
        assert!(drawn(&results(vec![hit(1, true)]), &look).lines().count() > 6);
    }

    #[test]
    fn the_divider_stands_where_all_words_end() {
        let page = results(vec![hit(1, true), hit(2, false), hit(3, false)]);
        let drawn_page = drawn(&page, &Look::default());
        let lines: Vec<&str> = drawn_page.lines().collect();
        let at = lines.iter().position(|line| *line == DIVIDER).unwrap();
        assert!(lines[at - 1].contains("pact-1") && lines[at + 1].starts_with(" 2  "));
        assert_eq!(drawn_page.matches(DIVIDER).count(), 1);
        assert!(drawn_page.contains("pact-2.html\n\n 3  "));
        let by_date = results(vec![Hit { score: None, ..hit(1, true) }, Hit { score: None, ..hit(2, false) }]);
        assert!(!drawn(&by_date, &Look::default()).contains(DIVIDER));
        assert!(!drawn(&results(vec![hit(11, false), hit(12, false)]), &Look::default()).contains(DIVIDER));
    }

    #[test]
    fn a_bare_article_is_drawn_too() {
        let bare = Hit {
            meta: Metadata::default(),
            labels: Labels::default(),
            heading: String::new(),
            heading_marks: Vec::new(),
            snippets: Vec::new(),
            ..hit(100, false)
        };
        let expected = "100  (no text)\n    undated · k7q2m4\n    harbour/2025-10-28-pact-100.html\n";
        assert_eq!(drawn(&results(vec![bare]), &Look::default()), expected);
    }

    #[test]
    fn hostile_metadata_stays_on_its_line() {
        let mut hostile = hit(1, true);
        hostile.heading = "Head\u{1b}]0;owned\u{7}\nline".into();
        hostile.heading_marks = Vec::new();
        hostile.meta.source = Some("Out\u{202e}let\u{1b}[2J".into());
        hostile.labels.topics = ["a", "b", "c", "d", "e", "f"].map(String::from).into();
        hostile.origin.path = "a\u{1b}b\nc.txt".into();
        let drawn = drawn(&results(vec![hostile]), &Look::default());
        assert!(
            drawn.starts_with(
                " 1  Head]0;owned line\n    28 Oct 2025 · Outlet[2J · JP US (+CN KR) · a b c d and 2 more"
            )
        );
        assert!(drawn.ends_with("\n    harbour/ab c.txt\n"));
        assert!(!drawn.contains(['\u{1b}', '\u{7}', '\u{202e}']));
    }

    #[test]
    fn ids_are_exact_for_programs() {
        let page = results(vec![Hit { id: "x\u{1b}y".into(), ..hit(1, true) }]);
        let ids_for = |terminal| {
            let mut out = Vec::new();
            ids(&mut out, &page, "", &Look { terminal, ..Look::default() }).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(ids_for(false), "x\u{1b}y\n");
        assert_eq!(ids_for(true), "xy\n");
    }
}
