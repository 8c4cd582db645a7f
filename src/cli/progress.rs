//! Progress on standard error: a bar for people, lines for logs and programs.

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use newsdex::ingest::Progress;
use newsdex::present;

use crate::cli::args::{ProgressKind, Shared};

/// Lines come no faster than this: a log of a long run stays short.
const PLAIN_EVERY: Duration = Duration::from_secs(2);

/// Programs want to move a bar of their own.
const JSON_EVERY: Duration = Duration::from_millis(500);

/// Shows where a run stands.
pub(crate) struct Meter {
    kind: Kind,
    /// Whether each commit is named, too.
    verbose: bool,
}

enum Kind {
    Silent,
    Bar(ProgressBar, Instant),
    Plain(Pace),
    Json(Pace),
}

impl Kind {
    /// As the flags want it.
    fn new(shared: &Shared) -> Self {
        match shared.progress {
            ProgressKind::Auto if shared.quiet || !io::stderr().is_terminal() => Kind::Silent,
            ProgressKind::Auto => Kind::Bar(bar(), Instant::now()),
            ProgressKind::Plain => Kind::Plain(Pace::new(PLAIN_EVERY)),
            ProgressKind::Json => Kind::Json(Pace::new(JSON_EVERY)),
            ProgressKind::None => Kind::Silent,
        }
    }
}

/// Lets something through now and then.
pub(crate) struct Pace {
    every: Duration,
    last: Mutex<Instant>,
}

impl Pace {
    fn new(every: Duration) -> Self {
        Self { every, last: Mutex::new(Instant::now()) }
    }

    fn is_due(&self) -> bool {
        // whoever cannot have the lock at once would only repeat what its holder says
        let Ok(mut last) = self.last.try_lock() else { return false };
        let due = last.elapsed() >= self.every;
        if due {
            *last = Instant::now();
        }
        due
    }
}

impl Meter {
    /// As the flags want it.
    pub(crate) fn new(shared: &Shared) -> Self {
        let kind = Kind::new(shared);
        Self { kind, verbose: shared.verbose }
    }

    /// Shows `progress`, if it is time to.
    pub(crate) fn show(&self, progress: &Progress) {
        if let Some(articles) = progress.committed {
            return self.tell_commit(articles);
        }
        match &self.kind {
            Kind::Silent => {}
            Kind::Bar(bar, _) if progress.reworked > 0 => {
                bar.set_message(format!("{} stored articles labelled again", present::count(progress.reworked)));
            }
            Kind::Bar(bar, started) => {
                bar.set_length(progress.files_found);
                bar.set_position(progress.files_done);
                let rate = present::rate(progress.bytes, started.elapsed()).unwrap_or_default();
                bar.set_message(format!("{} {rate}", articles(progress)));
            }
            Kind::Plain(pace) if pace.is_due() => drop(writeln!(io::stderr(), "{}", plain(progress))),
            Kind::Json(pace) if pace.is_due() => drop(writeln!(io::stderr(), "{}", json(progress))),
            Kind::Plain(_) | Kind::Json(_) => {}
        }
    }

    /// Names a commit, at once: who reads it relies on it.
    fn tell_commit(&self, articles: u64) {
        let tell = |line: String| drop(io::stderr().write_all(line.as_bytes()));
        match &self.kind {
            Kind::Json(_) => tell(committed_json(articles)),
            Kind::Plain(_) => tell(committed(articles)),
            Kind::Bar(bar, _) if self.verbose => bar.suspend(|| tell(committed(articles))),
            Kind::Silent if self.verbose => tell(committed(articles)),
            Kind::Bar(..) | Kind::Silent => {}
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Kind::Bar(bar, _) = &self.kind {
            bar.finish_and_clear();
        }
    }
}

/// Shows how many of a known number of steps are done.
pub(crate) struct Steps {
    kind: Kind,
    noun: &'static str,
    all: usize,
    done: AtomicUsize,
}

impl Steps {
    /// `all` steps are to come, each of them a `noun`.
    pub(crate) fn new(shared: &Shared, noun: &'static str, all: usize) -> Self {
        let kind = Kind::new(shared);
        if let Kind::Bar(bar, _) = &kind {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
            bar.set_style(style.expect("the template is well formed, which a test checks"));
            bar.set_length(all as u64);
            bar.set_message(noun);
        }
        Self { kind, noun, all, done: AtomicUsize::new(0) }
    }

    /// So many more are done.
    pub(crate) fn add(&self, steps: usize) {
        let done = self.done.fetch_add(steps, Ordering::Relaxed) + steps;
        match &self.kind {
            Kind::Bar(bar, _) => bar.set_position(done as u64),
            Kind::Plain(pace) if pace.is_due() => {
                drop(writeln!(io::stderr(), "{}", steps_plain(done, self.all, self.noun)))
            }
            Kind::Json(pace) if pace.is_due() => drop(writeln!(io::stderr(), "{}", steps_json(done, self.all))),
            Kind::Silent | Kind::Plain(_) | Kind::Json(_) => {}
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Kind::Bar(bar, _) = &self.kind {
            bar.finish_and_clear();
        }
    }
}

fn steps_plain(done: usize, all: usize, noun: &str) -> String {
    format!("{} of {} {noun}", present::count(done as u64), present::count(all as u64))
}

fn steps_json(done: usize, all: usize) -> String {
    format!(r#"{{"type":"progress","done":{done},"of":{all}}}"#)
}

/// The number as programs read it: it is compared with what the index holds after a crash.
fn committed(articles: u64) -> String {
    format!("committed {articles} {}\n", if articles == 1 { "article" } else { "articles" })
}

fn committed_json(articles: u64) -> String {
    format!("{{\"type\":\"committed\",\"articles\":{articles}}}\n")
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files {msg}")
        .expect("the template is well formed, which a test checks");
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style)
}

/// Those that are read wait for what later ones teach.
fn articles(progress: &Progress) -> String {
    format!("{} articles read, {} indexed", present::count(progress.articles), present::count(progress.written))
}

fn plain(progress: &Progress) -> String {
    if progress.reworked > 0 {
        return format!("{} stored articles labelled again", present::count(progress.reworked));
    }
    let found = present::count(progress.files_found) + if progress.walked { "" } else { "+" };
    format!(
        "{} of {found} files, {}, {}, {} skipped",
        present::count(progress.files_done),
        articles(progress),
        present::bytes(progress.bytes),
        present::count(progress.skipped)
    )
}

fn json(progress: &Progress) -> String {
    format!(
        r#"{{"type":"progress","files_found":{},"walked":{},"files_done":{},"articles":{},"written":{},"bytes":{},"skipped":{},"reworked":{}}}"#,
        progress.files_found,
        progress.walked,
        progress.files_done,
        progress.articles,
        progress.written,
        progress.bytes,
        progress.skipped,
        progress.reworked
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_said_in_two_ways() {
        bar().finish_and_clear();
        let progress = Progress {
            files_found: 2000,
            walked: false,
            files_done: 1200,
            articles: 1199,
            written: 1100,
            bytes: 5_000_000,
            skipped: 1,
            reworked: 0,
            committed: None,
        };
        let again = Progress { reworked: 3000, ..Progress::default() };
        assert_eq!(plain(&again), "3,000 stored articles labelled again");
        assert_eq!(plain(&progress), "1,200 of 2,000+ files, 1,199 articles read, 1,100 indexed, 5.0 MB, 1 skipped");
        let value: serde_json::Value = serde_json::from_str(&json(&progress)).unwrap();
        assert_eq!(
            (&value["type"], &value["files_done"], &value["walked"]),
            (&"progress".into(), &1200.into(), &false.into())
        );
    }

    #[test]
    fn steps_are_said_in_two_ways() {
        assert_eq!(steps_plain(1200, 8400, "queries"), "1,200 of 8,400 queries");
        let value: serde_json::Value = serde_json::from_str(&steps_json(1200, 8400)).unwrap();
        assert_eq!((&value["type"], &value["done"], &value["of"]), (&"progress".into(), &1200.into(), &8400.into()));
        let steps =
            Steps { kind: Kind::Bar(bar(), Instant::now()), noun: "queries", all: 3, done: AtomicUsize::new(0) };
        steps.add(2);
        steps.add(1);
        assert_eq!(steps.done.load(Ordering::Relaxed), 3);
        steps.finish();
        assert!(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").is_ok());
    }

    #[test]
    fn a_commit_is_said_in_two_ways() {
        assert_eq!(
            (committed(1200), committed(1)),
            ("committed 1200 articles\n".into(), "committed 1 article\n".into())
        );
        let value: serde_json::Value = serde_json::from_str(&committed_json(1200)).unwrap();
        assert_eq!((&value["type"], &value["articles"]), (&"committed".into(), &1200.into()));
    }

    #[test]
    fn a_pace_lets_through_now_and_then() {
        assert!(!Pace::new(Duration::from_secs(60)).is_due());
        assert!(Pace::new(Duration::ZERO).is_due());
    }
}
