//! What a run of indexing did, in sentences; what it skipped and why.

use std::io::{self, Write};

use crate::ingest::{Relearned, Skipped, Summary};
use crate::present::figures::{bytes, count, counted, duration, rate};
use crate::present::json::{SkipLine, write_line};
use crate::present::one_line;

/// Skipped inputs that are named; all of them stand in the report.
const MAX_NAMED: usize = 10;

/// Two sentences: what became of the articles, and what it took.
///
/// # Errors
/// Those of `out`.
pub fn indexed(out: &mut dyn Write, summary: &Summary, dry_run: bool) -> io::Result<()> {
    let roots: Vec<String> = summary.roots.iter().map(|name| one_line(name)).collect();
    let roots = if roots.is_empty() { String::new() } else { format!("{}: ", roots.join(", ")) };
    let dry = if dry_run { "dry run, nothing written · " } else { "" };
    writeln!(
        out,
        "{dry}{roots}{} new, {} changed, {} unchanged, {} removed, {} skipped",
        count(summary.new),
        count(summary.changed),
        count(summary.unchanged),
        count(summary.removed),
        count(summary.skipped.len() as u64),
    )?;
    if let Some((articles, place)) = &summary.garbled {
        let (articles, place) = (counted(*articles, "article"), one_line(place));
        writeln!(
            out,
            "{articles} with unreadable signs (\u{fffd}), such as {place}: saved in a wrong encoding before"
        )?;
    }
    taught(out, summary, dry_run)?;
    let held = counted(summary.total, "article");
    let took = duration(summary.elapsed);
    if summary.files_read == 0 {
        return writeln!(out, "no file had to be read, {took}; the index holds {held}");
    }
    let speed = rate(summary.bytes, summary.elapsed).map_or(String::new(), |rate| format!(", {rate}"));
    let (read, files) = (counted(summary.read, "article"), counted(summary.files_read, "file"));
    writeln!(out, "read {read} in {files} ({}) in {took}{speed}; the index holds {held}", bytes(summary.bytes))
}

/// Processor time by stage; nothing where the system does not tell.
///
/// # Errors
/// Those of `out`.
pub fn stages(out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
    if summary.stages.is_empty() {
        return Ok(());
    }
    let stages = summary.stages.iter().map(|(name, time)| format!("{name} {:.2} s", time.as_secs_f64()));
    writeln!(out, "processor time: {}", stages.collect::<Vec<_>>().join(", "))
}

/// What the articles taught in a run, and what that changed; nothing when it changed nothing.
///
/// # Errors
/// Those of `out`.
pub fn learned(out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
    taught(out, summary, false)
}

fn taught(out: &mut dyn Write, summary: &Summary, dry_run: bool) -> io::Result<()> {
    if let Some(Relearned { lines, articles }) = summary.relearned {
        let (lines, articles) = (counted(lines, "line"), counted(articles, "article"));
        writeln!(out, "learned {lines} of residue, cleaned {articles} again (newsdex stats --residue)")?;
    }
    if let Some(line) = labels(summary, dry_run) {
        writeln!(out, "{line}")?;
        commonest(out, summary)?;
    }
    Ok(())
}

/// What was learned of leaders, and which labels of stored articles changed; `None` when nothing did.
fn labels(summary: &Summary, dry_run: bool) -> Option<String> {
    let changed = &summary.relabelled;
    let mut parts = Vec::new();
    if summary.leaders_learned > 0 {
        parts.push(format!("learned {}", counted(summary.leaders_learned, "leader")));
    }
    if summary.leaders_forgotten > 0 {
        parts.push(format!("forgot {}", counted(summary.leaders_forgotten, "leader")));
    }
    if !parts.is_empty() {
        parts = vec![format!("{} (newsdex leaders)", parts.join(", "))];
    }
    if changed.articles > 0 {
        let would = if dry_run { "would be " } else { "" };
        let kinds: Vec<String> = changed.by_kind().into_iter().flat_map(kind).collect();
        let kinds = if kinds.is_empty() { String::new() } else { format!(": {}", kinds.join(", ")) };
        parts.push(format!("{} {would}labelled again{kinds}", counted(changed.articles, "article")));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// `+14 leaders`, `-1 country`
fn kind((kind, gained, lost): (&'static str, u64, u64)) -> Vec<String> {
    let plural = |number: u64| match (kind, number) {
        (_, 1) => kind.to_owned(),
        ("country", _) => "countries".to_owned(),
        _ => format!("{kind}s"),
    };
    let part = |sign, number| (number > 0).then(|| format!("{sign}{} {}", count(number), plural(number)));
    [part('+', gained), part('-', lost)].into_iter().flatten().collect()
}

/// What a run that only labels again has done: which labels most articles got or lost, then how many in all.
///
/// # Errors
/// Those of `out`.
pub fn relabelled(out: &mut dyn Write, summary: &Summary, dry_run: bool) -> io::Result<()> {
    if summary.interrupted {
        return writeln!(out, "interrupted; nothing was written, the next run does all of it");
    }
    let dry = if dry_run { "dry run, nothing written · " } else { "" };
    let changed = labels(summary, dry_run).unwrap_or_else(|| "no label changed".to_owned());
    writeln!(out, "{dry}{changed}")?;
    commonest(out, summary)?;
    let held = counted(summary.total, "article");
    let labelled = if dry_run { "looked at" } else { "labelled" };
    writeln!(out, "{labelled} {held} in {}", duration(summary.elapsed))
}

/// Labels that are named where many changed.
const MAX_LABELS: usize = 10;

/// The labels that most articles got or lost, one a line.
fn commonest(out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
    for (kind, label, number) in summary.relabelled.commonest(MAX_LABELS) {
        let sign = if number > 0 { '+' } else { '-' };
        writeln!(out, "  {sign}{} {kind} {}", count(number.unsigned_abs()), one_line(label))?;
    }
    Ok(())
}

/// The inputs that no earlier run has named, grouped by reason, the first ten by name (or all of them); then the known
/// ones as one number.
///
/// # Errors
/// Those of `out`.
pub fn skips(out: &mut dyn Write, summary: &Summary, all: bool) -> io::Result<()> {
    let new: Vec<&Skipped> = summary.newly_skipped().collect();
    let known = summary.skipped.len() - new.len();
    let limit = if all { usize::MAX } else { MAX_NAMED };
    let mut named = 0;
    for (reason, group) in by_reason(&new) {
        writeln!(out, "skipped {}: {}", counted(group.len() as u64, "input"), one_line(reason))?;
        for skipped in group.iter().take(limit - named) {
            writeln!(out, "  {}", skip_place(skipped))?;
            named += 1;
        }
    }
    if known > 0 {
        writeln!(out, "{} known from before, unchanged", counted(known as u64, "skip"))?;
    }
    if named < new.len() {
        let more = count((new.len() - named) as u64);
        writeln!(out, "{more} more not named here: --report FILE or 'newsdex stats --skipped' names all")?;
    } else if new.iter().any(|skipped| is_kept(skipped, summary)) {
        writeln!(out, "list them again with 'newsdex stats --skipped', or write them with --report FILE")?;
    }
    Ok(())
}

/// Whether the index remembers the skip: it knows the inputs of the roots that it went through, and no path that is not
/// there.
fn is_kept(skipped: &Skipped, summary: &Summary) -> bool {
    let below = |root: &String| skipped.path.strip_prefix(root.as_str());
    summary.roots.iter().filter_map(below).any(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Every skipped input as a line of JSON.
///
/// # Errors
/// Those of `out`.
pub fn report(out: &mut dyn Write, skipped: &[Skipped]) -> io::Result<()> {
    skipped.iter().try_for_each(|skipped| write_line(out, &SkipLine::from(skipped)))
}

/// `path`, or `path:record`.
pub fn skip_place(skipped: &Skipped) -> String {
    let path = one_line(&skipped.path);
    match skipped.record {
        Some(record) => format!("{path}:{record}"),
        None => path,
    }
}

/// Largest group first, groups of one size in the order of their first input.
fn by_reason<'a>(skipped: &[&'a Skipped]) -> Vec<(&'a str, Vec<&'a Skipped>)> {
    let mut groups: Vec<(&str, Vec<&Skipped>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for &input in skipped {
        let place = *places.entry(input.reason.as_str()).or_insert_with(|| {
            groups.push((&input.reason, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(input);
    }
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.len()));
    groups
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::ingest::Relabelled;
    use std::time::Duration;

    fn skipped(path: &str, record: Option<usize>, reason: &str, known: bool) -> Skipped {
        Skipped { path: path.into(), record, reason: reason.into(), known }
    }

    fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_was_learned_and_labelled_again_is_a_sentence() {
        let label = |kind: &'static str, label: &str| (kind, label.to_owned());
        let gained = BTreeMap::from([(label("leader", "Aldo Perrin"), 14), (label("topic", "sport"), 1)]);
        let lost = BTreeMap::from([(label("country", "FR"), 2)]);
        let mut summary = Summary {
            leaders_learned: 3,
            leaders_forgotten: 1,
            relabelled: Relabelled { articles: 12, gained, lost },
            ..Summary::default()
        };
        let line = "learned 3 leaders, forgot 1 leader (newsdex leaders); \
                    12 articles labelled again: -2 countries, +14 leaders, +1 topic";
        assert_eq!(labels(&summary, false).as_deref(), Some(line));
        summary.total = 40;
        let mut out = Vec::new();
        (summary.leaders_learned, summary.leaders_forgotten) = (0, 0);
        relabelled(&mut out, &summary, true).unwrap();
        let expected = "\
dry run, nothing written · 12 articles would be labelled again: -2 countries, +14 leaders, +1 topic
  +14 leader Aldo Perrin
  -2 country FR
  +1 topic sport
looked at 40 articles in 0.0 ms
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        assert_eq!(labels(&Summary::default(), false), None);
    }

    #[test]
    fn a_run_in_two_sentences() {
        let summary = Summary {
            roots: vec!["corpus".into()],
            files_read: 1,
            read: 1200,
            new: 1200,
            bytes: 8_000_000,
            elapsed: Duration::from_millis(1000),
            total: 1213,
            ..Summary::default()
        };
        let expected = "corpus: 1,200 new, 0 changed, 0 unchanged, 0 removed, 0 skipped\n\
                        read 1,200 articles in 1 file (8.0 MB) in 1.0 s, 8.0 MB/s; the index holds 1,213 articles\n";
        assert_eq!(text(|out| indexed(out, &summary, false)), expected);
        assert!(text(|out| indexed(out, &summary, true)).starts_with("dry run, nothing written · corpus: "));
        assert_eq!(text(|out| skips(out, &summary, false)), "");
        let idle = Summary { files_read: 0, ..summary };
        let shown = text(|out| indexed(out, &idle, false));
        assert!(shown.ends_with("\nno file had to be read, 1.0 s; the index holds 1,213 articles\n"), "{shown}");
    }

    #[test]
    fn skips_are_grouped_and_the_first_ten_named() {
        let mut inputs = vec![skipped("c/x.jsonl", Some(17), "no text", false), skipped("c/old", None, "empty", true)];
        inputs.extend((0..11).map(|i| skipped(&format!("c/{i}\u{1b}.txt"), None, "empty", false)));
        let summary = Summary { skipped: inputs, ..Summary::default() };
        let shown = text(|out| skips(out, &summary, false));
        assert!(shown.starts_with("skipped 11 inputs: empty\n  c/0.txt\n"), "{shown}");
        assert!(
            shown.contains("  c/9.txt\nskipped 1 input: no text\n1 skip known from before, unchanged\n"),
            "{shown}"
        );
        assert!(shown.ends_with("2 more not named here: --report FILE or 'newsdex stats --skipped' names all\n"));
        let all = text(|out| skips(out, &summary, true));
        assert!(all.contains("  c/10.txt\n") && all.contains("  c/x.jsonl:17\n"), "{all}");
    }

    #[test]
    fn what_the_index_does_not_remember_is_not_promised_again() {
        let check = |path: &str, is_promised: bool| {
            let inputs = vec![skipped(path, None, "no such file or folder", false)];
            let summary = Summary { roots: vec!["c".into()], skipped: inputs, ..Summary::default() };
            let shown = text(|out| skips(out, &summary, false));
            assert_eq!(shown.contains("list them again with 'newsdex stats --skipped'"), is_promised, "{shown}");
        };
        check("c/x.txt", true);
        check("c", true);
        check("corpsu", false);
        check("elsewhere/c/x.txt", false);
    }

    #[test]
    fn a_report_is_a_line_an_input() {
        let inputs = [skipped("c/x.jsonl", Some(17), "no \"text\"", false), skipped("c/y", None, "empty", true)];
        let expected = "{\"type\":\"skip\",\"path\":\"c/x.jsonl\",\"record\":17,\"reason\":\"no \\\"text\\\"\"}\n\
                        {\"type\":\"skip\",\"path\":\"c/y\",\"record\":null,\"reason\":\"empty\"}\n";
        assert_eq!(text(|out| report(out, &inputs)), expected);
    }
}
