//! Figures of ranking as tables.

use std::collections::BTreeMap;
use std::io::{self, Write};

use newsdex::measure::ranking::{Interval, Measure, cross_validate, paired};
use newsdex::present;

use crate::cli::eval::ranking::{Gold, Report, System};

/// Queries that gain and lose most, of each so many: what one looks into.
const NAMED: usize = 5;

/// Characters of a query in a list.
const QUERY_CHARS: usize = 50;

pub(super) fn draw(out: &mut dyn Write, report: &Report, gold: &Gold, per_query: bool) -> io::Result<()> {
    match report {
        Report::One(system) => one(out, system, gold, per_query),
        Report::Two(first, second) => two(out, first, second, gold, per_query),
        Report::Grid(systems, shipped, measure) => all(out, systems, shipped, *measure, gold),
    }
}

fn one(out: &mut dyn Write, system: &System, gold: &Gold, per_query: bool) -> io::Result<()> {
    let judged = &system.judged;
    // where every query is answered both means are the same
    let is_partial = judged.unanswered() > 0;
    let rows: Vec<Vec<String>> = Measure::ALL
        .into_iter()
        .map(|measure| {
            let mean = judged.mean(measure);
            let answered = is_partial.then(|| figure(mean.of_answered));
            let figures = std::iter::once(figure(mean.value)).chain(ends(mean.interval, figure)).chain(answered);
            std::iter::once(gold.title(measure)).chain(figures).collect()
        })
        .collect();
    let answered = format!("of {} answered", judged.queries().len() - judged.unanswered());
    let head = number_of_queries(judged.queries().len());
    present::scores(out, &[&head, "mean", "95 % from", "to", &answered][..4 + usize::from(is_partial)], &rows)?;
    notes(out, &[system], gold)?;
    if per_query {
        writeln!(out)?;
        let texts = texts(gold);
        let rows: Vec<Vec<String>> = judged
            .queries()
            .iter()
            .map(|(query, figures)| {
                let figures = Measure::ALL.map(|measure| figure(figures.get(measure)));
                named(query, figures.into_iter(), &texts)
            })
            .collect();
        let titles = Measure::ALL.map(|measure| gold.title(measure));
        let head: Vec<&str> = std::iter::once("query").chain(titles.iter().map(String::as_str)).collect();
        listed(out, &head, rows)?;
    }
    Ok(())
}

fn two(out: &mut dyn Write, first: &System, second: &System, gold: &Gold, per_query: bool) -> io::Result<()> {
    writeln!(out, "first   {}", present::one_line(&first.name))?;
    writeln!(out, "second  {}", present::one_line(&second.name))?;
    let rows: Vec<Vec<String>> = Measure::ALL
        .into_iter()
        .map(|measure| {
            let means = [first, second].map(|system| figure(system.judged.mean(measure).value));
            let compared = compared(&first.judged.values(measure), &second.judged.values(measure));
            std::iter::once(gold.title(measure)).chain(means).chain(compared).collect()
        })
        .collect();
    let head = number_of_queries(first.judged.queries().len());
    // these fit a terminal of 80 columns
    let head = [&head, "first", "second", "gain", "95 %", "to", "p", "won", "tied", "lost"];
    present::scores(out, &head, &rows)?;
    notes(out, &[first, second], gold)?;
    let changes = changes(first, second);
    let texts = texts(gold);
    let mut list = |title: &str, changes: &[Change<'_>]| -> io::Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        let row = |change: &Change<'_>| {
            let figures = [figure(change.first), figure(change.second), signed(change.second - change.first)];
            named(change.query, figures.into_iter(), &texts)
        };
        listed(out, &[title, "first", "second", "difference"], changes.iter().map(row).collect())
    };
    if per_query {
        return list("nDCG@10 of each", &changes);
    }
    let gains = changes.iter().take_while(|change| change.second > change.first).take(NAMED).copied();
    let losses = changes.iter().rev().take_while(|change| change.second < change.first).take(NAMED).copied();
    list("nDCG@10 gains most", &gains.collect::<Vec<_>>())?;
    list("nDCG@10 loses most", &losses.collect::<Vec<_>>())
}

/// nDCG@10 of a query in two systems.
#[derive(Clone, Copy)]
struct Change<'a> {
    query: &'a str,
    first: f64,
    second: f64,
}

/// Every query, the greatest gain first.
fn changes<'a>(first: &'a System, second: &'a System) -> Vec<Change<'a>> {
    let both = first.judged.queries().iter().zip(second.judged.queries());
    let mut changes: Vec<Change<'a>> = both
        .map(|((query, first), (_, second))| {
            let [first, second] = [first, second].map(|figures| figures.get(Measure::Ndcg10));
            Change { query, first, second }
        })
        .collect();
    changes.sort_by(|one, other| (other.second - other.first).total_cmp(&(one.second - one.first)));
    changes
}

fn all(out: &mut dyn Write, systems: &[System], shipped: &System, measure: Measure, gold: &Gold) -> io::Result<()> {
    let queries: Vec<&str> = shipped.judged.queries().iter().map(|(query, _)| query.as_str()).collect();
    let values: Vec<Vec<f64>> = systems.iter().map(|system| system.judged.values(measure)).collect();
    let validated = cross_validate(&queries, &values);
    let row = |system: &System, chosen: String| {
        let means = Measure::ALL.map(|measure| figure(system.judged.mean(measure).value));
        std::iter::once(system.name.clone()).chain(means).chain([chosen]).collect::<Vec<String>>()
    };
    let mut rows: Vec<Vec<String>> =
        systems.iter().zip(&validated.chosen).map(|(system, folds)| row(system, folds.to_string())).collect();
    rows.push(row(shipped, String::new()));
    let head = number_of_queries(queries.len());
    let titles = Measure::ALL.map(|measure| gold.title(measure));
    let titles = titles.iter().map(String::as_str);
    present::scores(out, &std::iter::once(head.as_str()).chain(titles).chain(["folds"]).collect::<Vec<_>>(), &rows)?;
    writeln!(out)?;
    let before = shipped.judged.values(measure);
    let means = [&before, &validated.values].map(|values| figure(newsdex::measure::ranking::mean(values)));
    let row: Vec<String> =
        std::iter::once(gold.title(measure)).chain(means).chain(compared(&before, &validated.values)).collect();
    let head =
        ["cross-validated", "shipped", "chosen", "difference", "95 % from", "to", "p", "better", "equal", "worse"];
    present::scores(out, &head, &[row])?;
    notes(out, &systems.iter().collect::<Vec<_>>(), gold)
}

/// Difference, interval, p, wins, ties and losses.
fn compared(first: &[f64], second: &[f64]) -> Vec<String> {
    let paired = paired(first, second);
    let difference = std::iter::once(signed(paired.difference)).chain(ends(paired.interval, signed));
    let counts = [paired.wins, paired.ties, paired.losses].map(|count| count.to_string());
    difference.chain([chance(paired.p)]).chain(counts).collect()
}

/// From where to where; a dash each where a single query says neither.
fn ends(interval: Option<Interval>, shown: fn(f64) -> String) -> [String; 2] {
    interval.map_or_else(|| ["-", "-"].map(str::to_owned), |Interval { low, high }| [shown(low), shown(high)])
}

/// What one should know besides the figures.
fn notes(out: &mut dyn Write, systems: &[&System], gold: &Gold) -> io::Result<()> {
    let asked: Vec<_> = systems.iter().filter_map(|system| system.asked).collect();
    let mut notes: Vec<(&str, String)> = Vec::new();
    if !asked.is_empty() {
        let nothing: Vec<String> = asked.iter().map(|asked| asked.nothing.to_string()).collect();
        let is_same = nothing.iter().all(|other| *other == nothing[0]);
        notes.push(("found nothing", if is_same { nothing[0].clone() } else { nothing.join(", ") }));
    }
    if let Some(missing) = gold.missing {
        notes.push(("relevant articles not in the index", format!("{missing} of {}", gold.relevant)));
    }
    let rare = [
        ("judged queries that were not asked: 0 each", gold.unasked),
        ("queries without judgements: not measured", gold.unjudged),
        ("queries without a relevant article: not measured", gold.unanswerable),
    ];
    notes.extend(rare.into_iter().filter(|(_, count)| *count > 0).map(|(what, count)| (what, count.to_string())));
    for (system, place) in systems.iter().filter(|system| system.asked.is_none()).zip(["first", "second"]) {
        let unanswered = system.judged.unanswered();
        if unanswered > 0 {
            let what = if place == "first" { "not in the first run: 0 each" } else { "not in the second run: 0 each" };
            notes.push((what, unanswered.to_string()));
        }
    }
    let queries: usize = asked.iter().map(|asked| asked.queries).sum();
    if queries > 0 {
        let time = asked.iter().map(|asked| asked.time).sum::<std::time::Duration>();
        notes.push(("time a query", format!("{:.2} ms", time.as_secs_f64() * 1e3 / queries as f64)));
    }
    let widest = notes.iter().map(|(what, _)| what.chars().count()).max().unwrap_or(0);
    notes.iter().try_for_each(|(what, value)| writeln!(out, "{what:<widest$}  {value}"))
}

fn number_of_queries(number: usize) -> String {
    let noun = if number == 1 { "query" } else { "queries" };
    format!("{} {noun}", present::count(number as u64))
}

/// What was asked for the id of a query.
fn texts(gold: &Gold) -> impl Fn(&str) -> String {
    let texts: BTreeMap<&str, &str> =
        gold.topics.iter().map(|topic| (topic.id.as_str(), topic.query.as_str())).collect();
    move |query| match texts.get(query) {
        Some(text) => beginning(&present::one_line(text)),
        None if gold.missing.is_some() => "(not asked)".to_owned(),
        // runs from files say only the ids
        None => String::new(),
    }
}

/// A row of a query: its id, its figures, and what was asked where that is known.
fn named(query: &str, figures: impl Iterator<Item = String>, texts: &impl Fn(&str) -> String) -> Vec<String> {
    std::iter::once(present::one_line(query)).chain(figures).chain([texts(query)]).collect()
}

/// A table whose last column is text.
fn listed(out: &mut dyn Write, head: &[&str], rows: Vec<Vec<String>>) -> io::Result<()> {
    let (mut texts, mut bare) = (Vec::new(), Vec::new());
    for mut row in rows {
        texts.push(row.pop().unwrap_or_default());
        bare.push(row);
    }
    let mut table = Vec::new();
    present::scores(&mut table, head, &bare)?;
    let texts = std::iter::once(String::new()).chain(texts);
    for (line, text) in String::from_utf8_lossy(&table).lines().zip(texts) {
        writeln!(out, "{}", format!("{line}  {text}").trim_end())?;
    }
    Ok(())
}

fn beginning(text: &str) -> String {
    match text.char_indices().nth(QUERY_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn figure(value: f64) -> String {
    format!("{value:.4}")
}

/// A p-value: chance is rare and never nil.
fn chance(p: f64) -> String {
    if p < 0.00005 { "<0.0001".to_owned() } else { figure(p) }
}

fn signed(value: f64) -> String {
    let text = format!("{value:+.4}");
    // a minus before nothing says something that is not so
    if text == "-0.0000" { "+0.0000".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use newsdex::measure::ranking::{Qrels, Run, Topic, score};

    fn system(name: &str, run: &str) -> System {
        let qrels = Qrels::parse("1 0 a 1\n2 0 b 1").unwrap();
        System { name: name.to_owned(), judged: score(&qrels, &Run::parse(run).unwrap()), asked: None }
    }

    fn drawn(report: &Report, per_query: bool) -> String {
        let topics = vec![Topic { id: "2".into(), query: "rare\u{1b} earths".into() }];
        let mut out = Vec::new();
        draw(&mut out, report, &Gold { topics, unjudged: 3, ..Gold::default() }, per_query).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn one_system_is_a_table_with_intervals() {
        let text = drawn(&Report::One(system("x", "1 Q0 a 1 1 x")), true);
        let expected = "2 queries    mean  95 % from      to  of 1 answered\n\
                        nDCG@10    0.5000     0.0000  1.0000         1.0000\n\
                        MAP        0.5000     0.0000  1.0000         1.0000\n\
                        P@5        0.1000     0.0000  0.2000         0.2000\n\
                        R@100      0.5000     0.0000  1.0000         1.0000\n\
                        queries without judgements: not measured  3\n\
                        not in the first run: 0 each              1\n\
                        \n\
                        query  nDCG@10     MAP     P@5   R@100\n\
                        1       1.0000  1.0000  0.2000  1.0000\n\
                        2       0.0000  0.0000  0.0000  0.0000  rare earths\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn one_query_has_no_interval() {
        let qrels = Qrels::parse("1 0 a 1").unwrap();
        let system =
            |run: &str| System { name: "x".into(), judged: score(&qrels, &Run::parse(run).unwrap()), asked: None };
        let (bad, good) = (system("1 Q0 z 1 1 x"), system("1 Q0 a 1 1 x"));
        let text = drawn(&Report::Two(bad, good), false);
        assert!(text.contains("\nMAP      0.0000  1.0000  +1.0000     -   -  1.0000    1 "), "{text}");
        let text = drawn(&Report::One(system("1 Q0 a 1 1 x")), false);
        assert!(text.contains("\nMAP      1.0000          -   -\n"), "{text}");
    }

    #[test]
    fn two_systems_name_what_gains_and_loses() {
        let report = Report::Two(system("x", "1 Q0 a 1 1 x"), system("y", "2 Q0 b 1 1 x"));
        let text = drawn(&report, false);
        assert!(
            text.contains("\nnDCG@10    0.5000  0.5000  +0.0000  -1.0000  +1.0000  1.0000    1     0     1\n"),
            "{text}"
        );
        assert!(
            text.contains("gains most   first  second  difference\n2                   0.0000  1.0000     +1.0000"),
            "{text}"
        );
        assert!(
            text.contains("loses most   first  second  difference\n1                   1.0000  0.0000     -1.0000"),
            "{text}"
        );
        assert!(drawn(&report, true).contains("nDCG@10 of each"));
    }

    #[test]
    fn figures_say_no_more_than_is_so() {
        assert_eq!([signed(-1e-9), signed(0.25), signed(-0.25)], ["+0.0000", "+0.2500", "-0.2500"]);
        assert_eq!([chance(1e-5), chance(0.05)], ["<0.0001", "0.0500"]);
    }
}
