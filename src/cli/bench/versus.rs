//! `newsdex bench --compare A B`: one measurement against another.

use std::io::{self, Write};
use std::path::Path;

use newsdex::measure::{Change, Throughput, Verdict, compare};
use newsdex::present;
use serde_json::json;

use crate::cli::args::{Shared, output};
use crate::cli::bench::json;
use crate::cli::bench::report::{About, Report, ms};
use crate::cli::failure::{Done, Failure};

/// Compares the files.
pub(super) fn run(first: &Path, second: &Path, as_json: bool, shared: &Shared) -> Result<Done, Failure> {
    let (first, second) = (json::read(first)?, json::read(second)?);
    let changes = compare(&first.timings, &second.timings);
    let notes = notes(&first, &second, &changes);
    let mut out = output();
    match as_json {
        true => write(&mut out, &first, &second, &changes, &notes)?,
        false => draw(&mut out, &first, &second, &changes)?,
    }
    out.flush()?;
    shared.say(|out| notes.iter().try_for_each(|note| writeln!(out, "{}", present::one_line(note))));
    shared.say(|out| writeln!(out, "{}", sum(&changes)));
    Ok(if changes.is_empty() { Done::Nothing } else { Done::Well })
}

fn draw(out: &mut dyn Write, first: &Report, second: &Report, changes: &[Change]) -> io::Result<()> {
    if !changes.is_empty() {
        let rows: Vec<Vec<String>> = changes.iter().map(row).collect();
        present::scores(out, &["B against A", "A ms", "B ms", "B/A", "range of B/A", "cpu", ""], &rows)?;
    }
    let both = throughputs(first, second);
    if !both.is_empty() {
        let rows: Vec<Vec<String>> = both.iter().map(|(one, other)| threads(one, other)).collect();
        writeln!(out)?;
        present::scores(out, &["all classes at once", "A queries/s", "B queries/s", "B/A"], &rows)?;
    }
    if let (Some(one), Some(other)) = (first.about.private_bytes, second.about.private_bytes) {
        let times = other as f64 / one.max(1) as f64;
        writeln!(out, "\nmemory of its own: {} and {}, {times:.2} x", present::bytes(one), present::bytes(other))?;
    }
    Ok(())
}

fn row(change: &Change) -> Vec<String> {
    let Change { name, p50_us, ratio, range, cpu_ratio, verdict, .. } = change;
    let cpu = cpu_ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
    let range = format!("{:.2} to {:.2}", range.0, range.1);
    vec![name.clone(), ms(p50_us.0), ms(p50_us.1), format!("{ratio:.2}"), range, cpu, verdict.as_str().to_owned()]
}

fn threads(one: &Throughput, other: &Throughput) -> Vec<String> {
    let [first, second] = [one, other].map(|throughput| throughput.per_second());
    let speed = |per_second: f64| present::count(per_second.round() as u64);
    let times = format!("{:.2}", second / first.max(f64::MIN_POSITIVE));
    vec![present::counted(one.threads as u64, "thread"), speed(first), speed(second), times]
}

fn throughputs<'a>(first: &'a Report, second: &'a Report) -> Vec<(&'a Throughput, &'a Throughput)> {
    let same = |one: &Throughput| second.throughput.iter().find(|other| other.threads == one.threads);
    first.throughput.iter().filter_map(|one| Some((one, same(one)?))).collect()
}

fn write(out: &mut dyn Write, first: &Report, second: &Report, changes: &[Change], notes: &[String]) -> io::Result<()> {
    for Change { name, p50_us, ratio, range, cpu_ratio, paired, verdict } in changes {
        let line = json!({
            "type": "comparison", "version": 1, "name": name, "a_p50_us": p50_us.0, "b_p50_us": p50_us.1, "ratio": ratio,
            "low": range.0, "high": range.1, "cpu_ratio": cpu_ratio, "same_queries": paired, "verdict": verdict.as_str(),
        });
        present::write_line(out, &line)?;
    }
    for (one, other) in throughputs(first, second) {
        let [a, b] = [one, other].map(Throughput::per_second);
        let line =
            json!({"type": "throughput", "threads": one.threads, "a_per_second": a, "b_per_second": b, "ratio": b / a});
        present::write_line(out, &line)?;
    }
    let line = json!({"type": "summary", "version": 1, "a": first.about, "b": second.about, "notes": notes});
    present::write_line(out, &line)
}

/// What makes the two no fair pair.
fn notes(first: &Report, second: &Report, changes: &[Change]) -> Vec<String> {
    let (one, other) = (&first.about, &second.about);
    let mut notes = Vec::new();
    let mut differ = |what: &str, of: &dyn Fn(&About) -> String| {
        if of(one) != of(other) {
            notes.push(format!("{what}: {} in A, {} in B", of(one), of(other)));
        }
    };
    differ("other articles", &|about| {
        format!("{} in {}", present::counted(about.articles, "article"), present::bytes(about.bytes))
    });
    differ("other versions of newsdex", &|about| about.newsdex.clone());
    differ("built otherwise", &|about| (if about.debug { "not optimised" } else { "optimised" }).to_owned());
    differ("other machines", &|about| {
        let processor = about.processor.as_deref().unwrap_or("unknown");
        format!("{} x {processor} ({})", about.processors, about.system)
    });
    differ("asked otherwise", &|about| {
        let flags = [(about.lexical, "--lexical"), (about.all_copies, "--all-copies")];
        let set: Vec<&str> = flags.into_iter().filter_map(|(is_set, flag)| is_set.then_some(flag)).collect();
        if set.is_empty() { "no flags".to_owned() } else { set.join(" ") }
    });
    let names = |fits: &dyn Fn(&Change) -> bool| {
        changes.iter().filter(|change| fits(change)).map(|change| change.name.as_str()).collect::<Vec<_>>().join("; ")
    };
    let unpaired = names(&|change| !change.paired);
    if !unpaired.is_empty() {
        notes.push(format!("other queries, so that only great differences can be told from chance: {unpaired}"));
    }
    for (name, here, there) in [("A", first, second), ("B", second, first)] {
        let lacks = |class: &str| there.measured().all(|timings| timings.name != class);
        let alone: Vec<&str> =
            here.measured().map(|timings| timings.name.as_str()).filter(|class| lacks(class)).collect();
        if !alone.is_empty() {
            notes.push(format!("only in {name}: {}", alone.join("; ")));
        }
    }
    if first.rounds().min(second.rounds()) < 3 {
        notes.push("fewer than three rounds say nothing of noise, so that no difference is called one".to_owned());
    }
    notes
}

fn sum(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "the two have no class in common".to_owned();
    }
    let count = |verdict: Verdict| changes.iter().filter(|change| change.verdict == verdict).count();
    let verdicts = [Verdict::Faster, Verdict::Slower, Verdict::NotShown];
    let parts = verdicts.map(|verdict| format!("{} in {}", verdict.as_str(), count(verdict)));
    format!("B against A: {} of {} classes", parts.join(", "), changes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::bench::report::tests::report;

    #[test]
    fn what_is_no_fair_pair_is_said() {
        let (first, mut second) = (report(1.0), report(1.0));
        let changes = compare(&first.timings, &second.timings);
        assert_eq!(notes(&first, &second, &changes), [""; 0]);
        second.about.articles = 7;
        second.about.lexical = true;
        second.timings[0].name = "phrase".into();
        let notes = notes(&first, &second, &[]);
        assert!(notes[0].starts_with("other articles: 20,000 articles in 85 MB in A, 7 articles"), "{notes:?}");
        assert!(notes.contains(&"asked otherwise: no flags in A, --lexical in B".to_owned()), "{notes:?}");
        assert!(notes.ends_with(&["only in A: rare word".into(), "only in B: phrase".into()]), "{notes:?}");
    }

    #[test]
    fn changes_are_drawn_and_summed_up() {
        let (first, second) = (report(1.0), report(0.5));
        let changes = compare(&first.timings, &second.timings);
        let mut out = Vec::new();
        draw(&mut out, &first, &second, &changes).unwrap();
        let expected = "B against A  A ms  B ms   B/A  range of B/A   cpu\n\
                        rare word    0.10  0.05  0.50  0.50 to 0.50  1.00  faster\n\
                        \n\
                        all classes at once  A queries/s  B queries/s   B/A\n\
                        1 thread                   1,500        1,500  1.00\n\
                        2 threads                  3,000        3,000  1.00\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        assert_eq!(sum(&changes), "B against A: faster in 1, slower in 0, no difference shown in 0 of 1 classes");
        assert_eq!(sum(&[]), "the two have no class in common");
    }
}
