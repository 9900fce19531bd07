//! Handles: typed opaque pointers that are keys and never followed.

use crate::boundary::{Out, boundary};
use crate::error::{Error, Result};
use crate::hresult::HResult;
use crate::process::PerProcess;
use crate::sync::lock;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// The live objects of one kind, known to C as pointers to `C`.
pub(crate) struct Table<C, T> {
    // A BTreeMap, not a HashMap: valgrind takes the latter's pointers into its middle for leaks.
    live: Mutex<BTreeMap<usize, Arc<T>>>,
    c_type: PhantomData<fn(*mut C)>,
}

impl<C, T> Table<C, T> {
    pub(crate) fn new() -> Self {
        Table {
            live: Mutex::new(BTreeMap::new()),
            c_type: PhantomData,
        }
    }

    /// Takes the object in and gives the handle that C will know it by.
    pub(crate) fn insert(&self, object: Arc<T>) -> *mut C {
        let key = next_key();
        lock(&self.live).insert(key, object);
        std::ptr::without_provenance_mut(key)
    }

    /// The object of a handle. A call in flight keeps it alive, whatever happens to the handle
    /// meanwhile.
    pub(crate) fn get(&self, handle: *mut C) -> Result<Arc<T>> {
        lock(&self.live)
            .get(&handle.addr())
            .cloned()
            .ok_or(Error::INVALID_HANDLE)
    }

    /// Ends a handle; its object lives on until the last call with it has returned.
    pub(crate) fn remove(&self, handle: *mut C) -> Result<Arc<T>> {
        lock(&self.live)
            .remove(&handle.addr())
            .ok_or(Error::INVALID_HANDLE)
    }
}

/// The body of a getter of one small value of the object of a handle.
///
/// # Safety
/// A `slot` that is not NULL is writable and aligned.
pub(super) unsafe fn get<C: 'static, T: Send + Sync + 'static, V>(
    table: &'static PerProcess<Table<C, T>>,
    handle: *mut C,
    slot: *mut V,
    empty: V,
    value: impl FnOnce(&T) -> Result<V>,
) -> HResult {
    boundary(|| {
        // SAFETY: as the caller of this function promises.
        let slot = unsafe { Out::new(slot, empty) }?;
        slot.set(value(&*table.get().get(handle)?)?);
        Ok(())
    })
}

/// A key that no handle had before, of any kind, in this process or the one it was forked from.
///
/// Keys are odd and start somewhere random, so that neither the address of an object nor a number
/// that somebody made up is one.
fn next_key() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    if NEXT.load(Ordering::Relaxed) == 0 {
        let mut seed = [0; size_of::<usize>()];
        // Without randomness keys are still unique, only easier to guess.
        let _ = getrandom::fill(&mut seed);
        let start = usize::from_ne_bytes(seed) | 1;
        let _ = NEXT.compare_exchange(0, start, Ordering::Relaxed, Ordering::Relaxed);
    }
    NEXT.fetch_add(2, Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Marker;

    #[test]
    fn a_removed_handle_is_refused_and_its_key_not_used_again() {
        let table = Table::<Marker, u32>::new();
        let first = table.insert(Arc::new(1));
        assert_eq!(*table.get(first).unwrap(), 1);
        assert_eq!(*table.remove(first).unwrap(), 1);
        assert_eq!(table.get(first), Err(Error::INVALID_HANDLE));
        assert_eq!(table.remove(first), Err(Error::INVALID_HANDLE));
        assert_ne!(table.insert(Arc::new(2)), first);
    }

    #[test]
    fn a_handle_of_another_kind_is_refused() {
        let (numbers, texts) = (Table::<Marker, u32>::new(), Table::<Marker, &str>::new());
        assert_eq!(
            texts.get(numbers.insert(Arc::new(1))),
            Err(Error::INVALID_HANDLE)
        );
    }

    #[test]
    fn no_address_is_a_handle() {
        assert_eq!(next_key() % 2, 1);
    }
}
