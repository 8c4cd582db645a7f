//! What one question may cost: steps that are counted where the work is our own, and a word from outside to stop.
//!
//! Steps make a bound that is the same on every machine and in every run. What the engine does between them is nobody's to
//! count; who answers questions looks at the clock besides, and says [`Effort::stop`].

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result};

/// Steps of a second: places of words read, pairs of places looked at, words of a dictionary. They take 3 to 8 ns each, so
/// that the clock is mostly the first to say that it is enough; on a faster machine than ours the steps are.
const STEPS_PER_SECOND: f64 = 300_000_000.0;

/// What one question may cost, and what it has cost so far. Clones share it; it is begun anew with each question, so
/// questions that are answered at the same time need one each.
#[derive(Clone, Debug)]
pub struct Effort(Arc<State>);

#[derive(Debug)]
struct State {
    /// Steps allowed.
    most: u64,
    spent: AtomicU64,
    stopped: AtomicBool,
    /// What was used up when somebody stopped it.
    used: Mutex<String>,
    /// Articles that are listed because somebody asked for so many.
    wanted: AtomicU64,
}

impl Effort {
    /// As much as is done in about so many seconds; without bound where none are given.
    pub fn of_seconds(seconds: Option<f64>) -> Self {
        // of a number beyond the range the greatest, which no question reaches
        let most = seconds.map_or(u64::MAX, |seconds| (seconds * STEPS_PER_SECOND) as u64);
        Self::of_steps(most)
    }

    /// At most so many steps.
    pub fn of_steps(most: u64) -> Self {
        let (spent, wanted) = (AtomicU64::new(0), AtomicU64::new(0));
        let (stopped, used) = (AtomicBool::new(false), Mutex::new(String::new()));
        Self(Arc::new(State { most, spent, stopped, used, wanted }))
    }

    /// A new question.
    pub(crate) fn begin(&self) {
        self.0.spent.store(0, Ordering::Relaxed);
        self.0.wanted.store(0, Ordering::Relaxed);
        self.0.stopped.store(false, Ordering::Relaxed);
    }

    /// Ends the question: it is answered by [`crate::Error::TooCostly`], as soon as our own work comes to it.
    /// `used` is what was used up: `1 s of processor time`.
    pub fn stop(&self, used: &str) {
        used.clone_into(&mut self.0.used.lock().unwrap_or_else(PoisonError::into_inner));
        self.0.stopped.store(true, Ordering::Relaxed);
    }

    /// So many articles are read because so many are wanted.
    pub fn want(&self, articles: usize) {
        self.0.wanted.fetch_add(articles as u64, Ordering::Relaxed);
    }

    /// Articles that are read because so many are wanted.
    pub fn wanted(&self) -> u64 {
        self.0.wanted.load(Ordering::Relaxed)
    }

    /// Counts steps; whether to go on.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        // one thread answers a question: no other one counts between
        let spent = self.0.spent.load(Ordering::Relaxed).saturating_add(steps as u64);
        self.0.spent.store(spent, Ordering::Relaxed);
        !self.is_over()
    }

    /// Whether it is enough: what was found until then is no answer.
    pub fn is_over(&self) -> bool {
        self.0.stopped.load(Ordering::Relaxed) || self.0.spent.load(Ordering::Relaxed) > self.0.most
    }

    /// Whether to go on, as an error where not.
    ///
    /// # Errors
    /// [`Error::TooCostly`] when it is enough.
    pub fn check(&self) -> Result<()> {
        if !self.is_over() {
            return Ok(());
        }
        let used = match self.0.stopped.load(Ordering::Relaxed) {
            true => self.0.used.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            false => format!("{} million steps", self.0.most.div_ceil(1_000_000)),
        };
        Err(Error::TooCostly { used })
    }

    /// Steps so far.
    pub fn spent(&self) -> u64 {
        self.0.spent.load(Ordering::Relaxed)
    }
}

/// One second's.
impl Default for Effort {
    fn default() -> Self {
        Self::of_seconds(Some(1.0))
    }
}

/// What a question may cost does not change what it asks.
impl PartialEq for Effort {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Effort {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_counted_up_to_the_bound() {
        let effort = Effort::of_steps(10);
        assert!(effort.spend(10) && !effort.is_over());
        assert!(!effort.spend(1) && effort.is_over() && effort.spent() == 11);
        effort.begin();
        assert!(!effort.is_over() && effort.spent() == 0);
        assert_eq!(effort.check().map_err(|err| err.to_string()), Ok(()));
        effort.clone().stop("1 s of time");
        assert!(effort.is_over() && !effort.spend(0));
        assert!(effort.check().is_err_and(|err| err.to_string().contains("used up 1 s of time;")));
    }

    #[test]
    fn whatever_the_seconds_there_is_a_bound_or_none() {
        let most = |seconds| Effort::of_seconds(seconds).0.most;
        assert_eq!([most(None), most(Some(f64::INFINITY)), most(Some(1e300))], [u64::MAX; 3]);
        assert_eq!([most(Some(0.0)), most(Some(-1.0)), most(Some(f64::NAN))], [0; 3]);
        assert_eq!(most(Some(0.5)), 150_000_000);
    }
}
