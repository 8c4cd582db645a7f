//! How many documents may be on their way into the engine: of its own it lets 10,000 wait, each with its columns unpacked,
//! which are 100 MB of articles of 3 kB wherever they are made faster than they are indexed.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tantivy::{Document, TantivyDocument};

/// Documents on their way at most: 100 ms of work for two threads of the engine, so that none of them waits for the next.
const MOST: usize = 256;

/// Who has waited so long goes in all the same: the engine may have failed, and says so to who comes.
const PATIENCE: Duration = Duration::from_secs(1);

/// Lets documents into the engine.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<Inner>);

#[derive(Default)]
struct Inner {
    inside: Mutex<usize>,
    left: Condvar,
}

impl Gate {
    /// Waits until there is room.
    pub(crate) fn admit(&self, document: TantivyDocument) -> Admitted {
        let is_full = |inside: &mut usize| *inside >= MOST;
        let waited = self.0.left.wait_timeout_while(self.0.inside(), PATIENCE, is_full);
        *waited.unwrap_or_else(PoisonError::into_inner).0 += 1;
        Admitted { document, _place: Place(self.clone()) }
    }
}

impl Inner {
    fn inside(&self) -> MutexGuard<'_, usize> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A document on its way, until the engine takes it.
pub(crate) struct Admitted {
    document: TantivyDocument,
    _place: Place,
}

impl Document for Admitted {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}

/// A place of one document inside.
struct Place(Gate);

impl Drop for Place {
    fn drop(&mut self) {
        *self.0.0.inside() -= 1;
        self.0.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_to_a_full_gate_waits_until_one_leaves_but_not_for_ever() {
        let gate = Gate::default();
        let admit = || gate.admit(TantivyDocument::new());
        let mut inside: Vec<Admitted> = (0..MOST).map(|_| admit()).collect();
        std::thread::scope(|scope| {
            let waits = scope.spawn(admit);
            drop(inside.pop().map(Document::into_tantivy_document));
            inside.push(waits.join().unwrap());
        });
        assert_eq!(*gate.0.inside(), MOST);
        inside.push(admit());
        assert_eq!(*gate.0.inside(), MOST + 1);
        drop(inside);
        assert_eq!(*gate.0.inside(), 0);
    }
}
