//! The first query of a process that has just begun: what a person waits for.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use newsdex::measure::{Timed, Timings, children_cpu_us};
use newsdex::search::Request;

use crate::cli::failure::Failure;

/// The class.
pub(super) const NAME: &str = "cold first query";

/// Its queries are drawn like those of this class.
pub(super) const DRAWN_AS: &str = "two words, any";

/// Queries asked: what it costs to start depends little on them.
pub(super) const QUERIES: usize = 20;

/// Searches, each in a process of its own; none by default.
#[derive(Default)]
pub(super) struct Cold {
    index: PathBuf,
    flags: Vec<&'static str>,
    timings: Timings,
    /// Processor time of all of them, microseconds.
    cpu_us: f64,
}

impl Cold {
    pub(super) fn new(index: &Path, requests: &[Request], lexical: bool, all_copies: bool) -> Self {
        let timed = |request: &Request| Timed { query: request.query.clone(), ..Timed::default() };
        let timings = Timings { name: NAME.into(), queries: requests.iter().map(timed).collect(), cpu_us: None };
        let flags = [(lexical, "--lexical"), (all_copies, "--all-copies")];
        let flags = flags.into_iter().filter_map(|(is_set, flag)| is_set.then_some(flag)).collect();
        Self { index: index.to_owned(), flags, timings, cpu_us: 0.0 }
    }

    pub(super) fn len(&self) -> usize {
        self.timings.queries.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.timings.queries.is_empty()
    }

    /// The times of all rounds; `None` where nobody wanted them.
    pub(super) fn timings(&self) -> Option<&Timings> {
        Some(&self.timings).filter(|timings| !timings.name.is_empty())
    }

    /// Asks each query once more. A round that is told to `stop` does not count.
    pub(super) fn round(&mut self, stop: &AtomicBool, tell: &dyn Fn(usize)) -> Result<(), Failure> {
        let before = children_cpu_us();
        let mut runs = Vec::with_capacity(self.len());
        for timed in &self.timings.queries {
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let started = Instant::now();
            let status = self.search(&timed.query).status()?;
            // Ctrl-C ends the child as well
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            if !matches!(status.code(), Some(0 | 1)) {
                let query = &timed.query;
                return Err(Failure::Usage(format!(
                    "'newsdex search' could not answer '{query}' in a process of its own: {status}"
                )));
            }
            runs.push(started.elapsed().as_secs_f64() * 1e6);
        }
        tell(runs.len());
        let asked = runs.len() as f64;
        self.timings.queries.iter_mut().zip(runs).for_each(|(timed, run)| timed.runs_us.push(run));
        self.timings.cpu_us = before.zip(children_cpu_us()).map(|(before, after)| {
            self.cpu_us += after - before;
            self.cpu_us / (asked * self.timings.rounds() as f64).max(1.0)
        });
        Ok(())
    }

    /// This very program. As JSON, because a search that is drawn changes what `@3` means.
    fn search(&self, query: &str) -> Command {
        let program = std::env::current_exe().unwrap_or_else(|_| "newsdex".into());
        let mut command = Command::new(program);
        command.arg("--index").arg(&self.index).args(["search", "--json", "--timeout", "0"]).args(&self.flags);
        // text that begins with a minus is no flag
        command.arg("--").arg(query);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_asked_in_another_process() {
        let request = Request { query: "rare earths".into(), ..Request::default() };
        let cold = Cold::new(Path::new("x"), &[request], true, false);
        let command = cold.search("--port");
        let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy().into_owned()).collect();
        assert_eq!(args.join(" "), "--index x search --json --timeout 0 --lexical -- --port");
        assert_eq!((cold.len(), cold.timings().is_some()), (1, true));
        assert!(Cold::default().is_empty() && Cold::default().timings().is_none());
    }
}
