//! State of this process: a forked child starts with none, because it must not touch the sockets,
//! cards and locks of its parent (design/faults.md, class 10).

#![allow(unsafe_code)] // fork handlers, and memory that is never freed because a forked child may still see it

use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};

/// How many forks lie between this process and the one that loaded the library.
static GENERATION: AtomicU32 = AtomicU32::new(0);

extern "C" fn in_forked_child() {
    // Only what is async-signal-safe: other threads may have held any lock at the time of the fork.
    GENERATION.fetch_add(1, Ordering::SeqCst);
}

/// Which process this is, among a process and those forked from it.
pub(crate) fn generation() -> u32 {
    // Not a `Once`: a child forked while another thread is inside it would wait for ever. Two
    // threads may both come here first; a fork is then counted twice, which is as good as once.
    static WATCHED: AtomicBool = AtomicBool::new(false);
    if !WATCHED.load(Ordering::SeqCst) {
        watch_for_forks();
        WATCHED.store(true, Ordering::SeqCst);
    }
    GENERATION.load(Ordering::SeqCst)
}

fn watch_for_forks() {
    #[cfg(all(unix, not(miri)))]
    // SAFETY: the handler only adds to an atomic. Without memory for it, forked children are
    // merely not noticed.
    unsafe {
        libc::pthread_atfork(None, None, Some(in_forked_child))
    };
    #[cfg(not(all(unix, not(miri))))]
    let _ = in_forked_child;
}

/// A value made when it is first used, and made anew in a forked child.
///
/// The parent's value is left alone in the child, locks and all: neither used nor dropped.
pub(crate) struct PerProcess<T: 'static> {
    current: AtomicPtr<(u32, T)>,
    make: fn() -> T,
}

impl<T: Send + Sync> PerProcess<T> {
    pub(crate) const fn new(make: fn() -> T) -> Self {
        PerProcess {
            current: AtomicPtr::new(std::ptr::null_mut()),
            make,
        }
    }

    pub(crate) fn get(&self) -> &'static T {
        let generation = generation();
        let mut current = self.current.load(Ordering::Acquire);
        loop {
            // SAFETY: NULL, or a box that was leaked below and is never freed.
            if let Some((made_in, value)) = unsafe { current.as_ref::<'static>() }
                && *made_in == generation
            {
                return value;
            }
            let fresh = Box::into_raw(Box::new((generation, (self.make)())));
            match self
                .current
                .compare_exchange(current, fresh, Ordering::AcqRel, Ordering::Acquire)
            {
                Ok(_) => current = fresh,
                Err(won) => {
                    // SAFETY: made above, and nobody else has seen it.
                    drop(unsafe { Box::from_raw(fresh) });
                    current = won;
                }
            }
        }
    }
}

/// An environment variable, unless this is a set-id program: its caller must not choose what it
/// talks to.
pub(crate) fn environment(name: &str) -> Option<std::ffi::OsString> {
    if is_set_id() {
        None
    } else {
        std::env::var_os(name)
    }
}

fn is_set_id() -> bool {
    #[cfg(miri)]
    return false;
    // SAFETY: these only read what the kernel said when the process started.
    #[cfg(all(not(miri), any(target_os = "linux", target_os = "android")))]
    return unsafe { libc::getauxval(libc::AT_SECURE) } != 0;
    #[cfg(all(not(miri), unix, not(any(target_os = "linux", target_os = "android"))))]
    // SAFETY: takes no arguments and only reads the state of the process.
    return unsafe { issetugid() } != 0;
    #[cfg(all(not(miri), not(unix)))]
    return false;
}

#[cfg(all(not(miri), unix, not(any(target_os = "linux", target_os = "android"))))]
unsafe extern "C" {
    // Every Unix but Linux has it; the libc crate does not declare it for each.
    fn issetugid() -> libc::c_int;
}
