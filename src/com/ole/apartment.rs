//! CoInitialize, where there are no apartments: any thread may call any object. Threads only count their calls, so that
//! programs see the results that Windows gives.

use crate::error::{Error, Result};
use std::cell::Cell;
use std::ffi::c_void;

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

/// Whether it is the first call of this thread that was not undone.
pub(super) fn enter(reserved: *mut c_void) -> Result<bool> {
    if !reserved.is_null() {
        return Err(Error::INVALIDARG);
    }
    // A thread that is ending has no count any more, and nothing to be told.
    let before = CALLS.try_with(|calls| calls.replace(calls.get().saturating_add(1)));
    Ok(before.unwrap_or(0) == 0)
}

pub(super) fn leave() {
    let _ = CALLS.try_with(|calls| calls.set(calls.get().saturating_sub(1)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr;
    use std::thread;

    #[test]
    fn each_thread_is_told_its_first_call() {
        let first = || {
            thread::spawn(|| {
                leave(); // too many are nothing
                let results = [enter(ptr::null_mut()), enter(ptr::null_mut())];
                leave();
                leave();
                (results, enter(ptr::null_mut()))
            })
            .join()
            .unwrap()
        };
        for _ in 0..2 {
            assert_eq!(first(), ([Ok(true), Ok(false)], Ok(true)));
        }
        let reserved = ptr::dangling_mut::<c_void>();
        assert_eq!(enter(reserved), Err(Error::INVALIDARG));
    }
}
