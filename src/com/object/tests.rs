//! Reference counts, QueryInterface and aggregates.

use super::*;
use crate::com::abi::{IByteBuffer, IID_NULL, ISCardCmd};
use crate::com::fakes::CSCardCmd;
use crate::hresult::{self, OK};
use std::sync::Arc;

fn refs(interface: *mut c_void) -> u32 {
    // SAFETY: a live object; the count is as before.
    unsafe {
        let vtbl = unknown(interface);
        (vtbl.AddRef)(interface);
        (vtbl.Release)(interface)
    }
}

fn query_for(interface: *mut c_void, iid: &GUID) -> std::result::Result<*mut c_void, HResult> {
    let mut object = ptr::dangling_mut();
    // SAFETY: a live object and valid pointers.
    match unsafe { (unknown(interface).QueryInterface)(interface, iid, &mut object) } {
        OK => Ok(object),
        failure => {
            assert!(object.is_null(), "an out pointer is NULL after a failure");
            Err(failure)
        }
    }
}

fn release_it(interface: *mut c_void) -> u32 {
    // SAFETY: a live object.
    unsafe { (unknown(interface).Release)(interface) }
}

/// An object, and whether it is still there.
fn watched() -> (*mut c_void, Arc<()>) {
    let watch = Arc::new(());
    let inside = watch.clone();
    let object = CSCardCmd::fake(move |_, _| {
        let _ = &inside;
        Ok(())
    });
    (object.cast(), watch)
}

#[test]
fn an_object_lives_as_long_as_somebody_has_a_reference() {
    let (object, watch) = watched();
    assert_eq!(refs(object), 1);
    // SAFETY: a live object.
    let shared = unsafe { Ref::share(object) }.unwrap();
    assert_eq!(refs(object), 2);
    drop(shared);
    assert_eq!((refs(object), Arc::strong_count(&watch)), (1, 2));
    assert_eq!(release_it(object), 0);
    assert_eq!(Arc::strong_count(&watch), 1);
}

#[test]
fn query_interface_follows_the_rules() {
    let (object, _watch) = watched();
    let unknown = query_for(object, &IID_IUNKNOWN).unwrap();
    for from in [object, unknown] {
        // The same identity from everywhere, and each interface from each.
        assert_eq!(query_for(from, &IID_IUNKNOWN), Ok(unknown));
        release_it(unknown);
        for iid in [IID_IDISPATCH, ISCardCmd::IID] {
            assert_eq!(query_for(from, &iid), Ok(object));
            release_it(object);
        }
        for iid in [IByteBuffer::IID, IID_NULL] {
            assert_eq!(query_for(from, &iid), Err(hresult::NOINTERFACE));
        }
        // SAFETY: NULL is refused.
        unsafe {
            let query = super::unknown(from).QueryInterface;
            assert_eq!(
                query(from, &IID_IUNKNOWN, ptr::null_mut()),
                hresult::POINTER
            );
            let mut object = ptr::dangling_mut();
            assert_eq!(query(from, ptr::null(), &mut object), hresult::POINTER);
            assert!(object.is_null());
        }
    }
    assert_eq!(release_it(unknown), 1);
    assert_eq!(release_it(object), 0);
}

#[test]
fn references_are_counted_across_threads() {
    let (object, watch) = watched();
    // SAFETY: a live object.
    let shared = unsafe { Ref::<c_void>::take(object) }.unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..1000 {
                    drop(shared.query::<c_void>(&IID_IDISPATCH).unwrap());
                }
            });
        }
    });
    assert_eq!(refs(object), 1);
    drop(shared);
    assert_eq!(Arc::strong_count(&watch), 1);
}

/// A program's object with an inner one of ours.
#[repr(C)]
struct Outer {
    vtbl: *const UnknownVtbl,
    references: AtomicU32,
    inner: *mut c_void,
}

unsafe extern "system" fn outer_query(
    this: *mut c_void,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> HResult {
    // SAFETY: only called with an `Outer` and valid pointers.
    unsafe {
        if *iid == IID_IUNKNOWN {
            outer_add(this);
            object.write(this);
            return OK;
        }
        let inner = (*this.cast::<Outer>()).inner;
        (unknown(inner).QueryInterface)(inner, iid, object)
    }
}

unsafe extern "system" fn outer_add(this: *mut c_void) -> u32 {
    // SAFETY: only called with an `Outer`.
    let references = unsafe { &(*this.cast::<Outer>()).references };
    references.fetch_add(1, Ordering::Relaxed) + 1
}

unsafe extern "system" fn outer_release(this: *mut c_void) -> u32 {
    // SAFETY: only called with an `Outer`, which the test owns.
    let references = unsafe { &(*this.cast::<Outer>()).references };
    references.fetch_sub(1, Ordering::Relaxed) - 1
}

static OUTER: UnknownVtbl = UnknownVtbl {
    QueryInterface: outer_query,
    AddRef: outer_add,
    Release: outer_release,
};

#[test]
fn a_part_of_an_aggregate_has_the_identity_of_the_whole() {
    let mut whole = Outer {
        vtbl: &OUTER,
        references: AtomicU32::new(1),
        inner: ptr::null_mut(),
    };
    let outer = (&raw mut whole).cast::<c_void>();
    let mut inner = ptr::null_mut();
    // SAFETY: the outer object outlives the inner one; pointers are valid.
    unsafe {
        let refused = create::<CSCardCmd>(outer, &ISCardCmd::IID, &mut inner);
        assert_eq!(refused, Err(Error::NOINTERFACE));
        create::<CSCardCmd>(outer, &IID_IUNKNOWN, &mut inner).unwrap();
        (*outer.cast::<Outer>()).inner = inner;
    }
    assert_eq!((refs(inner), refs(outer)), (1, 1));

    let command = query_for(outer, &ISCardCmd::IID).unwrap();
    assert_eq!((refs(inner), refs(outer), refs(command)), (1, 2, 2));
    assert_eq!(query_for(command, &IID_IUNKNOWN), Ok(outer));
    release_it(outer);
    assert_eq!(query_for(inner, &IID_IUNKNOWN), Ok(inner)); // its own, for the outer one only
    release_it(inner);
    assert_eq!(query_for(command, &IID_IDISPATCH), Ok(command));
    release_it(command);

    assert_eq!(release_it(command), 1);
    assert_eq!(release_it(inner), 0);
    assert_eq!(refs(outer), 1);
}

#[test]
fn an_object_that_is_not_taken_is_gone() {
    let mut object = ptr::dangling_mut();
    // SAFETY: valid pointers; NULL for the outer object.
    unsafe {
        let refused = create::<CSCardCmd>(ptr::null_mut(), &IByteBuffer::IID, &mut object);
        assert_eq!(refused, Err(Error::NOINTERFACE));
        assert!(object.is_null());
        create::<CSCardCmd>(ptr::null_mut(), &ISCardCmd::IID, &mut object).unwrap();
    }
    assert!(objects() >= 1);
    assert_eq!(release_it(object), 0);
}

unsafe extern "system" fn query_for_nothing(
    _: *mut c_void,
    _: *const GUID,
    object: *mut *mut c_void,
) -> HResult {
    // SAFETY: only called with valid pointers.
    unsafe { object.write(ptr::null_mut()) };
    OK
}

static NOTHING: UnknownVtbl = UnknownVtbl {
    QueryInterface: query_for_nothing,
    AddRef: outer_add,
    Release: outer_release,
};

#[test]
fn an_object_that_gives_null_with_success_has_no_such_interface() {
    let mut liar = Outer {
        vtbl: &NOTHING,
        references: AtomicU32::new(1),
        inner: ptr::null_mut(),
    };
    // SAFETY: a live object, which outlives the reference.
    let object = unsafe { Ref::share(&raw mut liar) }.unwrap();
    let found = object.query::<c_void>(&IID_IDISPATCH);
    assert_eq!(found.err(), Some(Error::NOINTERFACE));
    drop(object);
    assert_eq!(liar.references.into_inner(), 1);
}
