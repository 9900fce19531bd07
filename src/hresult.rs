//! Status codes as constants and texts, made from the table in `result_codes.rs`.

use std::ffi::CStr;

/// A status code: the 32 bits of a Windows HRESULT. 0 is done, negative is failed.
pub(crate) type HResult = i32;

macro_rules! result_codes {
    ($($name:ident = $value:literal, $official:literal, $message:literal;)*) => {
        $(
            #[doc = concat!("`", $official, "`: ", $message)]
            #[allow(dead_code)] // the table is complete; not every code is made by us
            pub(crate) const $name: HResult = $value as u32 as HResult;
        )*

        /// Code, official name and message of each known status.
        const TABLE: &[(HResult, &CStr, &CStr)] = &[
            $(($name, c_text(concat!($official, "\0")), c_text(concat!($message, "\0"))),)*
        ];
    };
}
include!("result_codes.rs");

const fn c_text(text: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(text.as_bytes()) {
        Ok(text) => text,
        Err(_) => panic!("a text in result_codes.rs contains a NUL"),
    }
}

/// The official name of a code, such as `SCARD_E_NO_SMARTCARD`; `None` if the table does not have
/// it.
pub(crate) fn name(code: HResult) -> Option<&'static CStr> {
    TABLE
        .iter()
        .find(|entry| entry.0 == code)
        .map(|entry| entry.1)
}

/// One sentence that says what happened and what to do; `None` if the table does not have the code.
pub(crate) fn message(code: HResult) -> Option<&'static CStr> {
    TABLE
        .iter()
        .find(|entry| entry.0 == code)
        .map(|entry| entry.2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_and_names_are_unique() {
        let codes: BTreeSet<_> = TABLE.iter().map(|entry| entry.0).collect();
        let names: BTreeSet<_> = TABLE.iter().map(|entry| entry.1).collect();
        assert_eq!((codes.len(), names.len()), (TABLE.len(), TABLE.len()));
    }

    #[test]
    fn only_ok_is_a_success() {
        for (code, name, _) in TABLE {
            assert_eq!(*code >= 0, *code == OK, "{name:?}");
        }
    }

    #[test]
    fn each_message_is_a_sentence_that_says_what_to_do() {
        for (code, name, message) in TABLE {
            let message = message.to_str().unwrap();
            assert!(message.ends_with('.'), "{name:?}");
            assert!(
                *code == OK || message.contains(';') || message.contains(':'),
                "{name:?}: {message}"
            );
        }
    }
}
