//! Out pointers, where their pages differ from each other.

use crate::error::{Error, Result};

/// As the pages that list E_INVALIDARG and not E_POINTER have it (semantics.md, R2).
pub(super) fn or_invalid<T>(result: Result<T>) -> Result<T> {
    result.map_err(|error| match error {
        Error::POINTER => Error::INVALIDARG,
        other => other,
    })
}
