//! Bytes that may hold a PIN or a key.

use crate::error::{Error, Result};
use zeroize::Zeroizing;

/// So many zeros, to be written over.
pub(crate) fn zeros(length: usize) -> Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    bytes
        .try_reserve_exact(length)
        .map_err(|_| Error::OUTOFMEMORY)?;
    bytes.resize(length, 0);
    Ok(bytes)
}

/// Appends, and wipes what growing leaves behind, which `Vec` does not.
pub(crate) fn append(bytes: &mut Zeroizing<Vec<u8>>, more: &[u8]) {
    let needed = bytes.len().saturating_add(more.len());
    if needed > bytes.capacity() {
        let mut grown = Zeroizing::new(Vec::with_capacity(needed.max(2 * bytes.len())));
        grown.extend_from_slice(bytes);
        *bytes = grown; // the old ones are wiped as they are dropped
    }
    bytes.extend_from_slice(more);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_appended_is_there_in_order(parts: Vec<Vec<u8>>) {
            let mut bytes = Zeroizing::default();
            for part in &parts {
                append(&mut bytes, part);
            }
            prop_assert_eq!(&*bytes, &parts.concat());
        }
    }
}
