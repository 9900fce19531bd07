//! Reference-counted objects: QueryInterface, AddRef and Release, alone or within an aggregate, and
//! the way from a vtable to the code behind it.

use super::abi::{
    DispatchVtbl, GUID, Headed, IID_IDISPATCH, IID_IMARSHAL, IID_IUNKNOWN, UnknownVtbl, abi_type,
    vtables,
};
use super::dispatch;
use super::platform::Marshaler;
use crate::boundary::{Out, boundary};
use crate::error::{Error, Result};
use crate::hresult::HResult;
use std::ffi::c_void;
use std::mem::offset_of;
use std::ptr;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// What an object of ours is: the code behind one interface.
pub(super) trait Class: Send + Sync + Sized + 'static {
    /// The vtable type of its interface.
    type Vtbl: 'static;
    /// Its vtable.
    const VTBL: &'static Headed<Self::Vtbl>;
    /// Its interface.
    const IID: GUID;
    /// Its members by name, for late-bound callers.
    const MEMBERS: &'static [dispatch::Member];

    /// A new one, as a class factory makes it.
    fn create() -> Result<Self>;
}

/// An object as callers see it: a pointer to its first word is an interface pointer.
#[repr(C)]
pub(super) struct Object<C: Class> {
    /// The interface; its IUnknown is that of the aggregate, if the object is part of one.
    interface: *const C::Vtbl,
    /// The object's own IUnknown, which only an aggregate that it is part of needs.
    unknown: *const UnknownVtbl,
    /// Who has the identity; itself unless aggregated.
    outer: *mut c_void,
    references: AtomicU32,
    marshaler: Marshaler,
    value: C,
    // Behind the value: it counts until that is gone.
    _counted: Counted,
}

/// How many objects there are: the library cannot be unloaded before there is none.
static OBJECTS: AtomicUsize = AtomicUsize::new(0);

pub(super) fn objects() -> usize {
    OBJECTS.load(Ordering::Acquire)
}

/// One among the objects that there are, until dropped.
pub(super) struct Counted(());

impl Counted {
    pub(super) fn new() -> Counted {
        OBJECTS.fetch_add(1, Ordering::AcqRel);
        Counted(())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        OBJECTS.fetch_sub(1, Ordering::AcqRel);
    }
}

/// An owned reference to the interface of an object of ours.
///
/// # Safety
/// `I` is the interface struct of the class: a pointer to it is a pointer to the vtable pointer.
pub(super) fn new<C: Class, I>(value: C) -> *mut I {
    let object = allocate(value, ptr::null_mut());
    object.cast()
}

/// Makes an object and gives the interface asked for.
///
/// # Safety
/// `outer` is NULL or the IUnknown of a live object; `object` is writable.
pub(super) unsafe fn create<C: Class>(
    outer: *mut c_void,
    iid: &GUID,
    object: *mut *mut c_void,
) -> Result<()> {
    if !outer.is_null() && *iid != IID_IUNKNOWN {
        return Err(Error::NOINTERFACE); // an aggregate gets nothing but the inner IUnknown
    }
    let made = allocate(C::create()?, outer);
    // SAFETY: just made; the inner IUnknown counts the one reference that there is, and gives it back
    // when nobody takes another.
    unsafe {
        let unknown = (&raw mut (*made).unknown).cast::<c_void>();
        let result = query_own::<C>(unknown, iid, object);
        release_own::<C>(unknown);
        failed(result)
    }
}

/// A result of the ABI as one of ours.
pub(super) fn failed(hr: HResult) -> Result<()> {
    if hr >= 0 {
        Ok(())
    } else {
        Err(Error::of_code(hr))
    }
}

fn allocate<C: Class>(value: C, outer: *mut c_void) -> *mut Object<C> {
    let object = Box::into_raw(Box::new(Object {
        interface: &C::VTBL.table,
        unknown: const {
            &Headed::new(UnknownVtbl {
                QueryInterface: query_own::<C>,
                AddRef: add_own::<C>,
                Release: release_own::<C>,
            })
            .table
        },
        outer,
        references: AtomicU32::new(1),
        marshaler: Default::default(),
        value,
        _counted: Counted::new(),
    }));
    if outer.is_null() {
        // SAFETY: just made, and nobody else has seen it.
        unsafe { (*object).outer = (&raw mut (*object).unknown).cast() };
    }
    object
}

impl<C: Class> Object<C> {
    /// The code behind an interface pointer.
    ///
    /// # Safety
    /// `this` is an interface pointer of a live object of this class, which stays alive while the
    /// result is in use.
    pub(super) unsafe fn value<'call>(this: *mut c_void) -> &'call C {
        // SAFETY: as the caller promises. Only the value is borrowed: the count changes meanwhile.
        unsafe { &(*this.cast::<Object<C>>()).value }
    }
}

/// The object that a pointer to its `unknown` field belongs to.
fn of_unknown<C: Class>(unknown: *mut c_void) -> *mut Object<C> {
    unknown
        .wrapping_byte_sub(offset_of!(Object<C>, unknown))
        .cast()
}

unsafe extern "system" fn query_own<C: Class>(
    unknown: *mut c_void,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> HResult {
    boundary(|| {
        // SAFETY: by the rules of COM the pointers are NULL or valid.
        let object = unsafe { Out::new(object, ptr::null_mut()) }?;
        if iid.is_null() {
            return Err(Error::POINTER);
        }
        let this = of_unknown::<C>(unknown);
        // SAFETY: not NULL; `this` is alive, as the caller has a reference to it.
        unsafe {
            let iid = *iid;
            if iid == IID_IUNKNOWN {
                add_own::<C>(unknown);
                object.set(unknown);
            } else if iid == IID_IDISPATCH || iid == C::IID {
                add::<C>(this.cast());
                object.set(this.cast());
            } else if iid == IID_IMARSHAL && ptr::eq((*this).outer, unknown) {
                // Not within an aggregate: who hands all questions on would promise this for itself too.
                object.set((*this).marshaler.marshal(unknown)?.into_ptr());
            } else {
                return Err(Error::NOINTERFACE);
            }
        }
        Ok(())
    })
}

unsafe extern "system" fn add_own<C: Class>(unknown: *mut c_void) -> u32 {
    // SAFETY: the caller has a reference.
    let references = unsafe { &(*of_unknown::<C>(unknown)).references };
    references.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
}

unsafe extern "system" fn release_own<C: Class>(unknown: *mut c_void) -> u32 {
    let this = of_unknown::<C>(unknown);
    // SAFETY: the caller has a reference, which it gives back.
    // The last one comes after all that others did with it. No fence says so: ThreadSanitizer knows none.
    let left = unsafe {
        (*this)
            .references
            .fetch_sub(1, Ordering::AcqRel)
            .wrapping_sub(1)
    };
    if left == 0 {
        let drop_it = || {
            // SAFETY: made by `allocate`, and that was the last reference.
            drop(unsafe { Box::from_raw(this) });
            Ok(())
        };
        let _ = boundary(drop_it); // nobody can be told
    }
    left
}

/// The IUnknown of the whole: of the object, or of the aggregate that it is part of.
///
/// # Safety
/// `this` is an interface pointer of a live object of this class.
unsafe fn outer<C: Class>(this: *mut c_void) -> (*mut c_void, &'static UnknownVtbl) {
    // SAFETY: as the caller promises; an outer object outlives its parts, and vtables live for ever.
    unsafe {
        let outer = (*this.cast::<Object<C>>()).outer;
        (outer, &**outer.cast::<*const UnknownVtbl>())
    }
}

unsafe extern "system" fn query<C: Class>(
    this: *mut c_void,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> HResult {
    // SAFETY: the caller has a reference; the outer object checks the pointers.
    unsafe {
        let (outer, vtbl) = outer::<C>(this);
        (vtbl.QueryInterface)(outer, iid, object)
    }
}

unsafe extern "system" fn add<C: Class>(this: *mut c_void) -> u32 {
    // SAFETY: the caller has a reference.
    unsafe {
        let (outer, vtbl) = outer::<C>(this);
        (vtbl.AddRef)(outer)
    }
}

unsafe extern "system" fn release<C: Class>(this: *mut c_void) -> u32 {
    // SAFETY: the caller has a reference.
    unsafe {
        let (outer, vtbl) = outer::<C>(this);
        (vtbl.Release)(outer)
    }
}

/// Slots 0 to 6.
pub(super) const fn dispatch_vtbl<C: Class>() -> DispatchVtbl {
    DispatchVtbl {
        unknown: UnknownVtbl {
            QueryInterface: query::<C>,
            AddRef: add::<C>,
            Release: release::<C>,
        },
        GetTypeInfoCount: dispatch::type_info_count::<C>,
        GetTypeInfo: dispatch::type_info::<C>,
        GetIDsOfNames: dispatch::ids_of_names::<C>,
        Invoke: dispatch::invoke::<C>,
    }
}

macro_rules! interfaces {
    ($(
        $(#[doc = $doc:literal])*
        $interface:ident = $iid:literal, $class:ident = $clsid:literal {
            $($kind:ident $id:literal $method:ident(
                $($direction:ident $parameter:ident: $type:ty $(= $default:tt)?),*
            );)*
        }
    )*) => {
        /// The methods of each interface, as a class of ours writes them.
        pub(super) mod methods {
            use super::super::abi::*;
            use super::{Class, Result, abi_type};
            $(
                $(#[doc = $doc])*
                pub(in super::super) trait $interface: Class {
                    $(
                        /// # Safety
                        /// Pointers are NULL or what the method's page says.
                        unsafe fn $method(
                            &self
                            $(, $parameter: abi_type!($direction $type))*
                        ) -> Result<()>;
                    )*
                }
            )*
        }

        /// The vtable of each interface, for the class that has its methods.
        pub(super) mod tables {
            use super::super::abi::*;
            use super::{Headed, Object, abi_type, boundary, dispatch_vtbl, methods, vtables};
            use crate::hresult::HResult;
            use std::ffi::c_void;
            $(
                pub(in super::super) const fn $interface<C: methods::$interface>() -> Headed<vtables::$interface> {
                    $(
                        unsafe extern "system" fn $method<C: methods::$interface>(
                            this: *mut c_void
                            $(, $parameter: abi_type!($direction $type))*
                        ) -> HResult {
                            // SAFETY: the caller has a reference, and the vtable is of this class; the
                            // other pointers are the method's to check.
                            boundary(|| unsafe { Object::<C>::value(this).$method($($parameter),*) })
                        }
                    )*
                    Headed::new(vtables::$interface {
                        dispatch: dispatch_vtbl::<C>(),
                        $($method: $method::<C>,)*
                    })
                }
            )*
        }
    };
}
include!("interfaces.rs");

/// A counted reference to an interface of any object.
pub(super) struct Ref<I>(*mut I);

// SAFETY: by the rules of these interfaces any thread may call any object.
unsafe impl<I> Send for Ref<I> {}
// SAFETY: as above.
unsafe impl<I> Sync for Ref<I> {}

impl<I> Ref<I> {
    /// Takes over a reference that the caller has; `None` for NULL.
    ///
    /// # Safety
    /// NULL or a counted reference to a live object, with a vtable that begins with IUnknown's.
    pub(super) unsafe fn take(interface: *mut I) -> Option<Ref<I>> {
        (!interface.is_null()).then(|| Ref(interface))
    }

    /// One more reference to an object that is lent.
    ///
    /// # Safety
    /// NULL or a pointer to a live object.
    pub(super) unsafe fn share(interface: *mut I) -> Option<Ref<I>> {
        if !interface.is_null() {
            // SAFETY: as the caller promises.
            unsafe { (unknown(interface).AddRef)(interface.cast()) };
        }
        // SAFETY: counted just now.
        unsafe { Ref::take(interface) }
    }

    /// To call its methods with.
    pub(super) fn as_ptr(&self) -> *mut I {
        self.0
    }

    /// Gives the reference away.
    pub(super) fn into_ptr(self) -> *mut I {
        let this = std::mem::ManuallyDrop::new(self);
        this.0
    }

    /// Another interface of the object.
    pub(super) fn query<J>(&self, iid: &GUID) -> Result<Ref<J>> {
        let mut object = ptr::null_mut();
        // SAFETY: a live object, and valid pointers.
        unsafe {
            failed((unknown(self.0).QueryInterface)(
                self.0.cast(),
                iid,
                &mut object,
            ))?;
            Ref::take(object.cast()).ok_or(Error::NOINTERFACE)
        }
    }
}

impl<I> Clone for Ref<I> {
    fn clone(&self) -> Self {
        // SAFETY: a live object, counted once more.
        unsafe { (unknown(self.0).AddRef)(self.0.cast()) };
        Ref(self.0)
    }
}

impl<I> Drop for Ref<I> {
    fn drop(&mut self) {
        // SAFETY: a counted reference, which ends here.
        unsafe { (unknown(self.0).Release)(self.0.cast()) };
    }
}

/// The first slots of an object's vtable.
///
/// # Safety
/// A pointer to a live object.
unsafe fn unknown<'call, I>(interface: *mut I) -> &'call UnknownVtbl {
    // SAFETY: as the caller promises.
    unsafe { &**interface.cast::<*const UnknownVtbl>() }
}

#[cfg(test)]
mod tests;
