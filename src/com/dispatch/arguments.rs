//! Which VARIANT is for which parameter of a late-bound call.

use super::super::ole::{DISPID, DISPPARAMS, PARAMETER_NOT_FOUND, VARIANT, vt};
use super::Parameter;
use super::parameters::Refused;
use crate::error::Error;
use std::ptr;

/// The value that is put in a property has this number as a named argument.
const PROPERTY_PUT: DISPID = -3;

/// More than any method has.
const MOST_PARAMETERS: usize = 8;

/// The arguments of a call, by parameter.
pub(super) struct Arguments {
    parameters: &'static [Parameter],
    given: [Given; MOST_PARAMETERS],
    result: *mut VARIANT,
}

/// What the caller gave for a parameter.
#[derive(Clone, Copy)]
pub(super) struct Given {
    /// NULL if it was left out.
    pub(super) variant: *mut VARIANT,
    /// Where it stands in `rgvarg`.
    pub(super) index: u32,
}

impl Given {
    pub(super) fn refused(self, error: Error) -> Refused {
        Refused {
            error,
            argument: (!self.variant.is_null()).then_some(self.index),
        }
    }
}

impl Arguments {
    /// Refuses too many, those that no parameter is for, and those left out that cannot be.
    ///
    /// # Safety
    /// The pointers of `call` have as many elements as it says; `result` is NULL or a VARIANT.
    pub(super) unsafe fn new(
        parameters: &'static [Parameter],
        call: &DISPPARAMS,
        result: *mut VARIANT,
    ) -> Result<Arguments, Refused> {
        let count = call.cArgs as usize;
        let named = call.cNamedArgs as usize;
        let is_missing =
            (count > 0 && call.rgvarg.is_null()) || (named > 0 && call.rgdispidNamedArgs.is_null());
        if is_missing {
            return Err(Refused::of(Error::INVALIDARG));
        }
        if count > parameters.len().min(MOST_PARAMETERS) || named > count {
            return Err(Refused::of(Error::DISP_BADPARAMCOUNT));
        }
        let nothing = Given {
            variant: ptr::null_mut(),
            index: 0,
        };
        let mut arguments = Arguments {
            parameters,
            given: [nothing; MOST_PARAMETERS],
            result,
        };
        for (index, number) in (0..count).zip(0..) {
            // SAFETY: as the caller promises.
            let given = unsafe {
                Given {
                    variant: call.rgvarg.add(index),
                    index: number,
                }
            };
            // Named ones come first; the others are in reversed order.
            let position = if index < named {
                // SAFETY: as the caller promises.
                let id = unsafe { call.rgdispidNamedArgs.add(index).read() };
                let not_found = || given.refused(Error::DISP_PARAMNOTFOUND);
                position(parameters, id).ok_or_else(not_found)?
            } else {
                count - 1 - index
            };
            if !arguments.given[position].variant.is_null() {
                return Err(given.refused(Error::DISP_BADPARAMCOUNT)); // two for one parameter
            }
            arguments.given[position] = given;
        }
        arguments.leave_out()?;
        Ok(arguments)
    }

    /// Takes out the arguments that stand for none.
    fn leave_out(&mut self) -> Result<(), Refused> {
        for (parameter, given) in self.parameters.iter().zip(&mut self.given) {
            let can_be_left_out = parameter.default.is_some() || parameter.is_out;
            // SAFETY: not NULL, so it is one of the caller's VARIANTs; the type says which member is valid.
            let stands_for_none = !given.variant.is_null()
                && unsafe {
                    (*given.variant).vt == vt::ERROR
                        && (*given.variant).value.scode == PARAMETER_NOT_FOUND
                };
            if stands_for_none {
                if !can_be_left_out {
                    return Err(given.refused(Error::DISP_PARAMNOTOPTIONAL));
                }
                given.variant = ptr::null_mut();
            } else if given.variant.is_null() && !can_be_left_out {
                return Err(Refused::of(Error::DISP_BADPARAMCOUNT));
            }
        }
        Ok(())
    }

    pub(super) fn given(&self, position: usize) -> Given {
        self.given[position]
    }

    /// What a parameter is that was left out.
    pub(super) fn default(&self, position: usize) -> i64 {
        self.parameters[position].default.unwrap_or(0)
    }

    /// Where the result of the call goes if it is that of this parameter: the last one that the caller gets something
    /// from.
    pub(super) fn result(&self, position: usize) -> *mut VARIANT {
        let last = self
            .parameters
            .iter()
            .rposition(|parameter| parameter.is_out);
        if last == Some(position) {
            self.result
        } else {
            ptr::null_mut()
        }
    }
}

/// Whether a VARIANT is an argument, or what one refers to.
///
/// # Safety
/// The pointers of `call` have as many elements as it says.
pub(super) unsafe fn has(call: &DISPPARAMS, variant: *const VARIANT) -> bool {
    let count = match call.rgvarg.is_null() {
        true => 0,
        false => (call.cArgs as usize).min(MOST_PARAMETERS),
    };
    (0..count).any(|index| {
        // SAFETY: as the caller promises; the type says which member is valid.
        unsafe {
            let argument = call.rgvarg.add(index);
            let refers = (*argument).vt == vt::BYREF | vt::VARIANT;
            ptr::eq(argument, variant) || refers && ptr::addr_eq((*argument).value.by_ref, variant)
        }
    })
}

fn position(parameters: &[Parameter], id: DISPID) -> Option<usize> {
    if id == PROPERTY_PUT {
        return parameters.len().checked_sub(1);
    }
    usize::try_from(id)
        .ok()
        .filter(|position| *position < parameters.len())
}
