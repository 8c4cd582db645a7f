//! What is said about a page of results beside it: how many, how it was read, what to try next.

use std::io::{self, Write};
use std::time::Duration;

use crate::lexicon::countries;
use crate::present::figures::{count, counted, duration};
use crate::present::nothing::{parts, suggestion};
use crate::present::{Look, QUIET, one_line};
use crate::query::Filters;
use crate::search::{Concordance, InRemoved, Matching, OnlyMentioning, Request, Results, Sort, StoryCount, Suggested};

/// Writes the lines that go beside results: counts, `read as`, notes, what is undated, what to try next.
///
/// # Errors
/// Those of `out`.
pub fn summary(out: &mut dyn Write, request: &Request, results: &Results, look: &Look) -> io::Result<()> {
    writeln!(out, "{}", look.paint(QUIET, &counts(request, results)))?;
    let read_as = one_line(&results.read_as);
    if !read_as.is_empty() && read_as != one_line(&request.query) {
        writeln!(out, "read as: {read_as}")?;
    }
    for note in &results.notes {
        writeln!(out, "note: {}", one_line(note))?;
    }
    if let Some(more) = results.only_mentioning.as_ref().filter(|more| more.articles > 0) {
        writeln!(out, "{}", only_mentioning(more, results.found))?;
    }
    if let Some(undated) = undated(results) {
        writeln!(out, "{undated}")?;
    }
    if results.in_removed.articles > 0 {
        writeln!(out, "{}", in_removed(results))?;
    }
    if let Some(Suggested { query, words }) = &results.suggestion {
        suggestion(out, query, words, look)?;
    }
    if results.found {
        return Ok(());
    }
    parts(out, &results.parts, look)?;
    let is_told = results.suggestion.is_some() || results.parts.iter().any(|part| part.without > 0);
    if is_told && results.parts.len() > 1 { Ok(()) } else { writeln!(out, "{}", next(request, results)) }
}

/// As [`summary`], for a concordance: how many lines first.
///
/// # Errors
/// Those of `out`.
pub fn concordance_summary(
    out: &mut dyn Write,
    request: &Request,
    concordance: &Concordance,
    look: &Look,
) -> io::Result<()> {
    let Concordance { results, lines, articles, all } = concordance;
    if results.found {
        let some = if lines < all { format!("{} of ", count(*lines)) } else { String::new() };
        let lines = format!("{some}{} in {}", counted(*all, "line"), counted(*articles, "article"));
        writeln!(out, "{}", look.paint(QUIET, &lines))?;
    }
    summary(out, request, results, look)
}

/// `2 more articles match only in removed text: k7q2m4, 3fzq7a (newsdex show --explain ID)`
fn in_removed(results: &Results) -> String {
    let InRemoved { articles, ids } = &results.in_removed;
    let more = if results.found { " more" } else { "" };
    let (noun, verb) = if *articles == 1 { ("article", "matches") } else { ("articles", "match") };
    let names: Vec<String> = ids.iter().map(|id| one_line(id)).collect();
    let rest = if *articles > ids.len() as u64 { ", …" } else { "" };
    let names = format!("{}{rest}", names.join(", "));
    format!("{}{more} {noun} {verb} only in removed text: {names} (newsdex show --explain ID)", count(*articles))
}

/// `4 articles with all words, 57 with some · 1-10 · 0.9 ms`
fn counts(request: &Request, results: &Results) -> String {
    let took = duration(Duration::from_micros(results.took_us));
    if !results.found {
        return format!("nothing found in {} · {took}", counted(results.searched, "article"));
    }
    let mut parts = Vec::new();
    match (results.total, results.total_all) {
        (Some(total), Some(all)) if results.matching == Matching::Any && all < total => {
            parts.push(format!("{} with all words, {} with some", counted(all, "article"), count(total)));
        }
        (Some(total), _) => parts.push(counted(total, "article")),
        (None, _) => {}
    }
    parts.extend(stories(results));
    match (results.hits.first(), results.hits.last()) {
        (Some(first), Some(last)) => parts.push(format!("{}-{}", count(first.rank as u64), count(last.rank as u64))),
        _ if request.offset > 0 => parts.push(format!("none after the first {}", count(request.offset as u64))),
        _ => {}
    }
    let order = match request.sort {
        Sort::Relevance => None,
        Sort::Newest => Some("newest first"),
        Sort::Oldest => Some("oldest first"),
    };
    let how = if results.total.is_none() { " (--count for the number)" } else { "" };
    parts.extend(order.map(|order| format!("{order}{how}")));
    parts.push(took);
    parts.join(" · ")
}

/// `41 stories`, where some of the articles are copies.
fn stories(results: &Results) -> Option<String> {
    let StoryCount { stories, about } = results.stories?;
    let number = format!("{} {}", count(stories), if stories == 1 { "story" } else { "stories" });
    (results.total? > stories).then(|| if about { format!("about {number}") } else { number })
}

/// `31 more only mention Japan (--mentions)`
fn only_mentioning(more: &OnlyMentioning, found: bool) -> String {
    let names: Vec<&str> = more.countries.iter().map(|code| countries::name(code).unwrap_or(code)).collect();
    let number = if found { format!("{} more", count(more.articles)) } else { counted(more.articles, "article") };
    let verb = if more.articles == 1 { "mentions" } else { "mention" };
    format!("{number} only {verb} {} (--mentions)", one_line(&names.join(" or ")))
}

fn undated(results: &Results) -> Option<String> {
    let number = results.undated.filter(|number| *number > 0)?;
    Some(if results.dated {
        format!("{} left out (list them with --undated)", counted(number, "undated article"))
    } else {
        format!("{} last in the list", counted(number, "undated article"))
    })
}

/// One thing to try, the likeliest to help first.
fn next(request: &Request, results: &Results) -> String {
    if results.searched == 0 {
        return "try: 'newsdex index PATH' first, there is nothing to search in".to_owned();
    }
    // of one word or phrase, of filters and of operators all are needed in any case
    let several_words = results.parts.iter().filter(|part| part.ranked).count() > 1;
    if several_words && results.matching == Matching::All {
        return "try: --match any, which finds articles with some of the words".to_owned();
    }
    if let Some(flag) = a_filter(&request.filters) {
        return format!("try: without {flag}");
    }
    "try: fewer or other words; 'newsdex help query' says how queries are read".to_owned()
}

/// The first flag that narrows the search.
fn a_filter(filters: &Filters) -> Option<&'static str> {
    let used = [
        (!filters.dates.is_empty(), "the dates"),
        (filters.undated, "--undated"),
        (!filters.paths.is_empty(), "--path"),
        (!filters.authors.is_empty(), "--author"),
        (!filters.sources.is_empty(), "--source"),
        (!filters.leaders.is_empty(), "--leader"),
        (!filters.topics.is_empty(), "--topic"),
        (!filters.countries.is_empty(), "--country, or with --mentions instead"),
        (!filters.mentioned.is_empty(), "--mentions"),
        (!filters.langs.is_empty(), "--lang"),
    ];
    used.into_iter().find_map(|(is_used, flag)| is_used.then_some(flag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::terminal::tests::{hit, results};
    use crate::query::Period;
    use crate::search::PartCount;

    fn check(request: &Request, results: &Results, expected: &str) {
        let mut out = Vec::new();
        summary(&mut out, request, results, &Look::default()).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    fn asked(query: &str) -> Request {
        Request { query: query.into(), ..Request::default() }
    }

    #[test]
    fn stories_are_counted_where_some_are_copies() {
        let mut page = results(vec![hit(1, true), hit(10, false)]);
        let told = |stories, about| Some(StoryCount { stories, about });
        for (stories, part) in [
            (told(41, false), "57 with some · 41 stories · 1-10"),
            (told(41, true), "57 with some · about 41 stories · 1-10"),
            (told(57, false), "57 with some · 1-10"),
        ] {
            page.stories = stories;
            check(&asked("rare earths japan"), &page, &format!("4 articles with all words, {part} · 0.9 ms\n"));
        }
    }

    #[test]
    fn counts_range_and_time() {
        let page = results((1..=10).map(|rank| hit(rank, rank < 5)).collect());
        let request = asked("rare  earths japan");
        check(&request, &page, "4 articles with all words, 57 with some · 1-10 · 0.9 ms\n");
        check(&request, &Results { total_all: Some(57), ..page.clone() }, "57 articles · 1-10 · 0.9 ms\n");
        check(&request, &Results { matching: Matching::All, ..page.clone() }, "57 articles · 1-10 · 0.9 ms\n");
        let newest = Request { sort: Sort::Newest, ..request.clone() };
        let by_date = Results { total: None, undated: Some(3), ..page };
        check(
            &newest,
            &by_date,
            "1-10 · newest first (--count for the number) · 0.9 ms\n3 undated articles last in the list\n",
        );
        let unknown = Results { total: None, total_all: None, ..results(vec![]) };
        check(
            &Request { offset: 60, ..newest },
            &unknown,
            "none after the first 60 · newest first (--count for the number) · 0.9 ms\n",
        );
        let past = Request { offset: 60, ..request };
        check(&past, &results(vec![]), "4 articles with all words, 57 with some · none after the first 60 · 0.9 ms\n");
    }

    #[test]
    fn how_it_was_read_and_what_was_not_honoured() {
        let page = Results { notes: vec!["'*' needs two letters\nbefore it".into()], ..results(vec![hit(1, true)]) };
        let expected = "4 articles with all words, 57 with some · 1-1 · 0.9 ms\nread as: rare earths japan\n\
                        note: '*' needs two letters before it\n";
        check(&asked("rare earths, japan"), &page, expected);
    }

    #[test]
    fn nothing_found_says_what_to_try() {
        let none = Results { found: false, total: Some(0), total_all: None, read_as: String::new(), ..results(vec![]) };
        let found = "nothing found in 1,204 articles · 0.9 ms\n";
        check(
            &asked("x"),
            &none,
            &format!("{found}try: fewer or other words; 'newsdex help query' says how queries are read\n"),
        );
        let fewer = "try: fewer or other words; 'newsdex help query' says how queries are read\n";
        let part = |label: &str, ranked| PartCount { label: label.into(), alone: 0, without: 0, ranked };
        for (parts, next) in [
            (vec![part("x", true)], fewer),
            (vec![part("x", true), part("country:JP", false)], fewer),
            (vec![part("x", true), part("y", true)], "try: --match any, which finds articles with some of the words\n"),
        ] {
            let all = Results { matching: Matching::All, parts: parts.clone(), ..none.clone() };
            let mut out = Vec::new();
            summary(&mut out, &asked("x"), &all, &Look::default()).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(text.starts_with(found) && text.ends_with(next), "{text}");
        }
        let mut dated = asked("x");
        dated.filters.dates.push(Period::default());
        let left_out = Results { undated: Some(1), dated: true, ..none.clone() };
        let expected =
            format!("{found}1 undated article left out (list them with --undated)\ntry: without the dates\n");
        check(&dated, &left_out, &expected);
        let countries = vec!["JP".to_owned(), "QX".to_owned()];
        let only = |articles| Some(OnlyMentioning { countries: countries.clone(), articles });
        let expected = format!(
            "{found}1 article only mentions Japan or QX (--mentions)\ntry: fewer or other words; 'newsdex help query' says how queries are read\n"
        );
        check(&asked("x"), &Results { only_mentioning: only(1), ..none.clone() }, &expected);
        let some = Results { found: true, only_mentioning: only(31), total: Some(2), ..none.clone() };
        check(&asked("x"), &some, "2 articles · 0.9 ms\n31 more only mention Japan or QX (--mentions)\n");
        let nothing = Results { only_mentioning: only(0), total: Some(2), ..some };
        check(&asked("x"), &nothing, "2 articles · 0.9 ms\n");
        let empty = Results { searched: 0, ..none };
        let mut out = Vec::new();
        summary(&mut out, &asked("x"), &empty, &Look::default()).unwrap();
        assert!(String::from_utf8(out).unwrap().contains("'newsdex index PATH' first"));
    }
}
