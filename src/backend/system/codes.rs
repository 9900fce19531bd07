//! Numbers of the PC/SC service and ours (spec/pcsc-mapping.md sections 2 to 6).

use super::PCSC_LITE;
use crate::error::{Error, Result};
use crate::values::{CardState, Protocol, Protocols};
use pcsc::ffi;

/// The result of a PC/SC call. 64-bit pcsc-lite returns codes as positive 64-bit numbers, so it is
/// narrowed before anything else.
#[allow(clippy::unnecessary_cast)] // LONG has 32 bits on some systems
pub(super) fn result(rv: ffi::LONG) -> Result<()> {
    match rv as u32 as i32 {
        0 => Ok(()),
        code => Err(translate(code)),
    }
}

fn translate(code: i32) -> Error {
    /// What pcsc-lite calls `SCARD_E_UNSUPPORTED_FEATURE` is `SCARD_E_UNEXPECTED` on Windows;
    /// pcsc-lite never means that.
    const PCSC_LITE_UNSUPPORTED_FEATURE: i32 = 0x8010_001F_u32 as i32;
    const FACILITY_WIN32: i32 = 0x8007_0000_u32 as i32;
    const ERROR_INVALID_HANDLE: i32 = 6;
    const ERROR_NOT_SUPPORTED: i32 = 50;
    match code {
        PCSC_LITE_UNSUPPORTED_FEATURE if PCSC_LITE => Error::UNSUPPORTED_FEATURE,
        ERROR_INVALID_HANDLE => Error::INVALID_HANDLE,
        ERROR_NOT_SUPPORTED => Error::UNSUPPORTED_FEATURE,
        // Windows returns plain Win32 codes too: as they are they would look like successes.
        1..=0xFFFF => Error::of_code(FACILITY_WIN32 | code),
        code => Error::of_code(code),
    }
}

/// Protocols as SCardConnect wants them.
pub(super) fn from_protocols(protocols: Protocols) -> ffi::DWORD {
    match protocols {
        Protocols::Any => ffi::SCARD_PROTOCOL_T0 | ffi::SCARD_PROTOCOL_T1,
        Protocols::Only(protocol) => from_protocol(protocol),
    }
}

pub(super) fn from_protocol(protocol: Protocol) -> ffi::DWORD {
    match protocol {
        Protocol::T0 => ffi::SCARD_PROTOCOL_T0,
        Protocol::T1 => ffi::SCARD_PROTOCOL_T1,
        Protocol::Raw => ffi::SCARD_PROTOCOL_RAW,
    }
}

/// The active protocol; `None` if none is chosen or it is one that callers have no name for.
pub(super) fn to_protocol(protocol: ffi::DWORD) -> Option<Protocol> {
    [Protocol::T0, Protocol::T1, Protocol::Raw]
        .into_iter()
        .find(|known| from_protocol(*known) == protocol)
}

/// The state of SCardStatus: an ordinal on Windows, elsewhere bits of which several can be set.
#[allow(clippy::unnecessary_cast, clippy::useless_conversion)] // DWORD has 32 bits on some systems
pub(super) fn to_state(state: ffi::DWORD, protocol: Option<Protocol>) -> CardState {
    const BY_RANK: [(ffi::DWORD, CardState); 6] = [
        (ffi::SCARD_SPECIFIC, CardState::Specific),
        (ffi::SCARD_NEGOTIABLE, CardState::Negotiable),
        (ffi::SCARD_POWERED, CardState::Powered),
        (ffi::SCARD_SWALLOWED, CardState::Swallowed),
        (ffi::SCARD_PRESENT, CardState::Present),
        (ffi::SCARD_ABSENT, CardState::Absent),
    ];
    // pcsc-lite keeps an event counter in the upper half.
    let state = state & 0xFFFF;
    let is = |bits: ffi::DWORD| {
        if cfg!(windows) {
            state == bits
        } else {
            state & bits != 0
        }
    };
    let state = BY_RANK
        .into_iter()
        .find(|(bits, _)| is(*bits))
        .map_or(CardState::Absent, |(_, state)| state);
    match (state, protocol) {
        // A daemon may keep calling a card negotiable whose protocol is in use; Windows says
        // specific then.
        (CardState::Negotiable, Some(_)) => CardState::Specific,
        (state, _) => state,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hresult;

    #[test]
    fn codes_are_narrowed_before_they_are_compared() {
        assert_eq!(result(0), Ok(()));
        assert_eq!(result(ffi::SCARD_E_NO_SMARTCARD), Err(Error::NO_SMARTCARD));
        assert_eq!(
            result(0x8010_0068_u32 as i32 as ffi::LONG),
            Err(Error::RESET_CARD)
        );
    }

    #[test]
    fn a_code_that_nobody_knows_is_passed_through() {
        assert_eq!(
            translate(0x8010_0777_u32 as i32).code(),
            0x8010_0777_u32 as i32
        );
        assert_eq!(
            translate(0x0001_0000),
            Error::UNEXPECTED,
            "no success is made of an error"
        );
    }

    #[test]
    fn win32_codes_become_failures() {
        assert_eq!(translate(6), Error::INVALID_HANDLE);
        assert_eq!(translate(109).code(), hresult::WIN32_BROKEN_PIPE);
        assert_eq!(translate(50), Error::UNSUPPORTED_FEATURE);
    }

    #[cfg(not(any(windows, target_os = "macos")))]
    #[test]
    fn unsupported_feature_has_the_windows_number() {
        assert_eq!(
            result(ffi::SCARD_E_UNSUPPORTED_FEATURE),
            Err(Error::UNSUPPORTED_FEATURE)
        );
    }

    #[cfg(not(windows))]
    #[test]
    fn states_are_read_from_the_highest_bit_that_counts() {
        assert_eq!(to_state(0x34, None), CardState::Negotiable);
        assert_eq!(
            to_state(0x0013_0034, Some(Protocol::T1)),
            CardState::Specific
        );
        assert_eq!(to_state(0x54, None), CardState::Specific);
        assert_eq!(to_state(0x14, None), CardState::Powered);
        assert_eq!(to_state(0x0C, None), CardState::Swallowed);
        assert_eq!(to_state(0x04, None), CardState::Present);
        assert_eq!(to_state(0x02, None), CardState::Absent);
        assert_eq!(to_state(0x0005_0000, None), CardState::Absent);
    }

    #[test]
    fn protocols_are_found_again() {
        for protocol in [Protocol::T0, Protocol::T1, Protocol::Raw] {
            assert_eq!(to_protocol(from_protocol(protocol)), Some(protocol));
        }
        assert_eq!(to_protocol(0), None);
        assert_eq!(to_protocol(ffi::SCARD_PROTOCOL_T15), None);
    }
}
