//! What each parameter of the table is made of: something that is read from an argument, passed to the method, and
//! written back.

use super::super::ole::{Array, VARIANT};
use super::arguments::Arguments;
use super::inputs::Input;
use super::outputs::{Exchange, Output};
use super::targets::Target;
use crate::error::Error;
use std::ptr;

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
    /// Whether the caller gets something there.
    const IS_OUT: bool = false;
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
pub(super) struct Out<T: Output> {
    value: T,
    room: Option<Array>,
    target: Target,
}

impl<T: Output> Convert for Out<T> {
    const IS_OUT: bool = true;
    type Abi = *mut T;

    unsafe fn read(arguments: &Arguments, position: usize) -> Result<Out<T>, Refused> {
        let given = arguments.given(position);
        // SAFETY: as the caller promises.
        let out = unsafe { Target::of(given.variant, T::KIND) }.and_then(|target| {
            Ok(Out {
                value: T::EMPTY,
                room: T::room()?,
                target,
            })
        });
        out.map_err(|error| given.refused(error))
    }

    fn abi(&mut self) -> *mut T {
        &mut self.value
    }

    unsafe fn write(self, to: &Arguments, position: usize, failed: bool) -> Result<(), Refused> {
        // SAFETY: what the method gave is the caller's now.
        let value = unsafe { self.value.into_variant(self.room) };
        // SAFETY: the arguments are those of `read`.
        unsafe { write_back(value, self.target, to, position, failed) }
    }
}

/// What the method reads and sets.
pub(super) struct InOut<T: Exchange>(T::State, Target);

impl<T: Exchange> Convert for InOut<T> {
    const IS_OUT: bool = true;
    type Abi = *mut T;

    unsafe fn read(arguments: &Arguments, position: usize) -> Result<InOut<T>, Refused> {
        let given = arguments.given(position);
        // SAFETY: as the caller promises.
        unsafe { T::begin(given.variant) }
            .map(|(state, target)| InOut(state, target))
            .map_err(|error| given.refused(error))
    }

    fn abi(&mut self) -> *mut T {
        T::abi(&mut self.0)
    }

    fn room(&self) -> Option<usize> {
        T::room(&self.0)
    }

    unsafe fn write(self, to: &Arguments, position: usize, failed: bool) -> Result<(), Refused> {
        let InOut(state, target) = self;
        // SAFETY: the call was made with what `read` began with.
        match unsafe { T::end(state, target) } {
            // SAFETY: the arguments are those of `read`.
            Some(value) => unsafe { write_back(value, target, to, position, failed) },
            None => Ok(()),
        }
    }
}

/// # Safety
/// The target is that of this argument, and nobody else frees the value.
unsafe fn write_back(
    value: Result<VARIANT, Error>,
    target: Target,
    to: &Arguments,
    position: usize,
    failed: bool,
) -> Result<(), Refused> {
    let result = match failed {
        true => ptr::null_mut(),
        false => to.result(position),
    };
    // SAFETY: as the caller promises.
    value
        .and_then(|value| unsafe { target.deliver(value, result) })
        .map_err(|error| to.given(position).refused(error))
}
