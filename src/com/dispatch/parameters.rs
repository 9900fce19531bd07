//! What each parameter of the table is made of: something that is read from an argument, passed to the method, and
//! written back.

use super::super::ole::VARIANT;
use super::arguments::{Arguments, Given};
use super::inputs::Input;
use super::outputs::{Exchange, Output, check_target, deliver};
use crate::error::Error;

/// Why a call was not made, and which argument is to blame.
pub(super) struct Refused {
    pub(super) error: Error,
    pub(super) argument: Option<u32>,
}

impl Refused {
    pub(super) fn of(error: Error) -> Refused {
        Refused {
            error,
            argument: None,
        }
    }
}

/// A parameter of one call.
pub(super) trait Convert: Sized {
    /// Its type in the ABI.
    type Abi;

    /// # Safety
    /// The arguments are what the types of the VARIANTs say.
    unsafe fn read(arguments: &Arguments, position: usize) -> Result<Self, Refused>;

    /// What is passed; a pointer is valid while the parameter is not moved.
    fn abi(&mut self) -> Self::Abi;

    /// How many bytes there are, if it is a buffer.
    fn room(&self) -> Option<usize> {
        None
    }

    /// How many bytes of a buffer the method is told to use, if that is what the parameter says.
    fn count(&self, _name: &str) -> Option<i64> {
        None
    }

    /// # Safety
    /// As for `read`, and the call was made.
    unsafe fn write(self, _: &Arguments, _position: usize, _failed: bool) -> Result<(), Refused> {
        Ok(())
    }
}

/// The names of the parameters that say how much of a buffer is used.
const COUNTS: [&str; 3] = ["cb", "lSize", "dwArraySize"];

/// A method must not be told to use more of a buffer than there is.
pub(super) fn check_counts(parameters: &[(Option<usize>, Option<i64>)]) -> Result<(), Refused> {
    let room = parameters.iter().find_map(|(room, _)| *room);
    let count = parameters.iter().find_map(|(_, count)| *count);
    match (room, count) {
        (Some(room), Some(count)) if !usize::try_from(count).is_ok_and(|count| count <= room) => {
            Err(Refused::of(Error::INVALIDARG))
        }
        _ => Ok(()),
    }
}

/// What the method only reads.
pub(super) struct In<T: Input>(T::Held);

impl<T: Input> Convert for In<T> {
    type Abi = T;

    unsafe fn read(arguments: &Arguments, position: usize) -> Result<In<T>, Refused> {
        let given = arguments.given(position);
        if given.variant.is_null() {
            return Ok(In(T::left_out(arguments.default(position))));
        }
        // SAFETY: as the caller promises.
        unsafe { T::hold(given.variant) }
            .map(In)
            .map_err(|error| given.refused(error))
    }

    fn abi(&mut self) -> T {
        T::abi(&mut self.0)
    }

    fn room(&self) -> Option<usize> {
        T::room(&self.0)
    }

    fn count(&self, name: &str) -> Option<i64> {
        T::number(&self.0).filter(|_| COUNTS.contains(&name))
    }
}

/// What the method sets.
pub(super) struct Out<T: Output>(T);

impl<T: Output> Convert for Out<T> {
    type Abi = *mut T;

    unsafe fn read(arguments: &Arguments, position: usize) -> Result<Out<T>, Refused> {
        let given = arguments.given(position);
        // SAFETY: as the caller promises.
        unsafe { check_target(given.variant, T::KIND) }
            .map(|()| Out(T::EMPTY))
            .map_err(|error| given.refused(error))
    }

    fn abi(&mut self) -> *mut T {
        &mut self.0
    }

    unsafe fn write(self, to: &Arguments, position: usize, failed: bool) -> Result<(), Refused> {
        let given = to.given(position);
        // SAFETY: what the method gave is the caller's now.
        let value = unsafe { self.0.into_variant() };
        // SAFETY: checked in `read`.
        unsafe { write_back(value, given, to.result(position), failed) }
    }
}

/// What the method reads and sets.
pub(super) struct InOut<T: Exchange>(T::State);

impl<T: Exchange> Convert for InOut<T> {
    type Abi = *mut T;

    unsafe fn read(arguments: &Arguments, position: usize) -> Result<InOut<T>, Refused> {
        let given = arguments.given(position);
        // SAFETY: as the caller promises.
        unsafe { T::begin(given.variant) }
            .map(InOut)
            .map_err(|error| given.refused(error))
    }

    fn abi(&mut self) -> *mut T {
        T::abi(&mut self.0)
    }

    fn room(&self) -> Option<usize> {
        T::room(&self.0)
    }

    unsafe fn write(self, to: &Arguments, position: usize, failed: bool) -> Result<(), Refused> {
        let given = to.given(position);
        let result = to.result(position);
        // SAFETY: the call was made with what `read` began with.
        match unsafe { T::end(self.0, given.variant) } {
            Some(value) => {
                // SAFETY: checked in `read`.
                unsafe { write_back(value, given, result, failed) }
            }
            None => Ok(()),
        }
    }
}

/// # Safety
/// The argument was checked; `result` is NULL or an empty VARIANT.
unsafe fn write_back(
    value: Result<VARIANT, Error>,
    given: Given,
    result: *mut VARIANT,
    failed: bool,
) -> Result<(), Refused> {
    let result = if failed { std::ptr::null_mut() } else { result };
    // SAFETY: as the caller promises.
    value
        .and_then(|value| unsafe { deliver(value, given.variant, result) })
        .map_err(|error| given.refused(error))
}
