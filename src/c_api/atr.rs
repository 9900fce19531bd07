//! What an answer-to-reset says.

use super::scard_hresult;
use crate::boundary::{Growing, OutStruct, boundary, bytes};
use crate::error::{Error, Result};
use crate::iso7816::atr::interface::{Interface, Level};
use crate::iso7816::atr::{Atr, CheckByte, Convention, LONGEST};

/// How many levels of interface bytes scard_atr has room for.
pub const SCARD_ATR_LEVELS: usize = 8;

/// scard_atr.tck: the card offers T=0 only, so there is no check byte.
pub const SCARD_ATR_TCK_NOT_NEEDED: u32 = 0;
/// scard_atr.tck: the check byte is right.
pub const SCARD_ATR_TCK_CORRECT: u32 = 1;
/// scard_atr.tck: the check byte is wrong. Some cards on sale have it so.
pub const SCARD_ATR_TCK_WRONG: u32 = 2;
/// scard_atr.tck: there should be a check byte and is none.
pub const SCARD_ATR_TCK_MISSING: u32 = 3;

/// What an answer-to-reset says, by ISO/IEC 7816-3, clause 8. Where the card says nothing, the standard's default stands.
///
/// Later versions may add members at the end. Set size before each call that fills the struct.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct scard_atr {
    /// sizeof(scard_atr), set by the caller.
    pub size: u32,
    /// How many of the bytes are the answer-to-reset, check byte included: 2 to 33.
    pub length: u32,
    /// How many bytes stood behind its end.
    pub extra: u32,
    /// TS: 0x3B direct convention, 0x3F inverse convention.
    pub convention: u32,
    /// The protocols offered, a bit each: bit 0 (value 1) is T=0, bit 1 (value 2) is T=1, bit n is T=n. Never 0.
    pub protocols: u32,
    /// The number of the protocol offered first: 0 is T=0, 1 is T=1. The one after a reset unless specific_mode is 1.
    pub default_protocol: u32,
    /// 1: the card is in specific mode (TA2 is there) and nothing can be negotiated; 0: negotiable mode.
    pub specific_mode: u32,
    /// In specific mode, the number of the protocol in use; else 0.
    pub specific_protocol: u32,
    /// In specific mode, 1 if a warm reset can bring the card to negotiable mode; else 0.
    pub specific_can_change: u32,
    /// In specific mode, 1 if the rate is known in advance and not that of fi and di; else 0.
    pub specific_implicit: u32,
    /// Fi of TA1, clock rate conversion; 0 is a value that the standard reserves. A bit takes fi / di clock cycles.
    pub fi: u32,
    /// Di of TA1, baud rate adjustment; 0 is a value that the standard reserves.
    pub di: u32,
    /// The highest clock frequency by TA1, in kHz; 0 where fi is 0.
    pub fmax_khz: u32,
    /// N of TC1, extra guard time in bit times, 0 to 254; 255 is the shortest guard time that the protocol knows.
    pub extra_guard_time: u32,
    /// 1 if TB1 or TB2 is there, which spoke of a programming voltage; readers of today pass over it.
    pub programming_voltage: u32,
    /// T=0: the waiting integer WI of TC2; 0 is reserved. 10 by default.
    pub t0_wi: u32,
    /// T=1: the most bytes of a block that the card takes, IFSC; 0 and 255 are reserved. 32 by default.
    pub t1_ifsc: u32,
    /// T=1: the character waiting integer CWI. 13 by default.
    pub t1_cwi: u32,
    /// T=1: the block waiting integer BWI; 10 to 15 are reserved. 4 by default.
    pub t1_bwi: u32,
    /// T=1: 1 if blocks end with a CRC, 0 (by default) with an LRC.
    pub t1_crc: u32,
    /// The supply voltages that the card bears: 1 is class A (5 V), 2 is class B (3 V), 4 is class C (1.8 V), or sums of
    /// these; 0 is a value that the standard reserves. 1 by default.
    pub voltage_classes: u32,
    /// Whether the clock may be stopped: 0 (by default) no, 1 with the line low, 2 with the line high, 3 either way.
    pub clock_stop: u32,
    /// SPU, how the card uses contact C6: 0 (by default) not at all, to 127 as the standard says, from 128 in its own way.
    pub spu: u32,
    /// One of the SCARD_ATR_TCK_ constants.
    pub tck: u32,
    /// Where the historical bytes begin in the bytes given.
    pub historical_offset: u32,
    /// How many historical bytes there are: 0 to 15.
    pub historical_length: u32,
    /// How many levels of interface bytes the arrays hold; of more than SCARD_ATR_LEVELS, they hold the first ones.
    pub levels: u32,
    /// Which bytes a level has: 1 is TA, 2 is TB, 4 is TC, 8 is TD, or sums of these. The first is for TA1 to TD1.
    pub present: [u8; SCARD_ATR_LEVELS],
    /// TA1, TA2 and so on; 0 where there is none.
    pub ta: [u8; SCARD_ATR_LEVELS],
    /// TB1, TB2 and so on; 0 where there is none.
    pub tb: [u8; SCARD_ATR_LEVELS],
    /// TC1, TC2 and so on; 0 where there is none.
    pub tc: [u8; SCARD_ATR_LEVELS],
    /// TD1, TD2 and so on; 0 where there is none.
    pub td: [u8; SCARD_ATR_LEVELS],
}

// SAFETY: numbers of 32 bits, and arrays with a multiple of 32 bits: there is no padding.
unsafe impl Growing for scard_atr {
    const FIRST_SIZE: usize = 148;
}

const _: () = assert!(
    size_of::<scard_atr>() == 27 * size_of::<u32>() + 5 * SCARD_ATR_LEVELS,
    "a member was added: count it, and see that there is no padding"
);

/// Says what an answer-to-reset means. Needs no card.
///
/// A wrong or missing check byte is told and not refused, as are bytes behind the end. (ISO/IEC 7816-3, clause 8.)
/// May be called from any thread.
///
/// @param atr     the answer-to-reset, as scard_get_atr gives it.
/// @param len     bytes in atr.
/// @param parsed  receives what it says; its member size is sizeof(scard_atr) on entry and stays as it is. The other members
///                are 0 after a failure, unless size is refused: then nothing is written.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER      atr or parsed is NULL
///         SCARD_HR_INVALIDARG   the member size was not set, or is smaller than any scard_atr
///         SCARD_HR_INVALID_ATR  atr begins with neither 3B nor 3F, announces more bytes than it has, or has more than 33
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_parse_atr(
    atr: *const u8,
    len: u32,
    parsed: *mut scard_atr,
) -> scard_hresult {
    /// Enough to see that it is too long.
    const MOST: u32 = LONGEST as u32 + 1;

    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let out = unsafe { OutStruct::new(parsed) }?;
        if atr.is_null() {
            return Err(Error::POINTER); // also when there would be nothing to read
        }
        // SAFETY: as above; no more is read than is there.
        let atr = unsafe { bytes(atr, len.min(MOST), LONGEST + 1) }?;
        let atr = Atr::parse(atr).map_err(|_| Error::INVALID_ATR)?;
        out.set(&scard_atr::of(&atr)?);
        Ok(())
    })
}

impl scard_atr {
    fn of(atr: &Atr<'_>) -> Result<scard_atr> {
        let interface = atr.interface();
        let offered = interface.offered();
        let specific = interface.specific_mode();
        let rate = interface.rate();
        let block = interface.block_protocol();
        let classes = interface.voltage_classes();
        Ok(scard_atr {
            size: 0, // the caller's stays
            length: number(atr.length())?,
            extra: number(atr.extra())?,
            convention: match atr.convention() {
                Convention::Direct => 0x3B,
                Convention::Inverse => 0x3F,
            },
            protocols: offered.iter().fold(0, |set, protocol| set | 1 << protocol),
            default_protocol: offered.first().copied().unwrap_or_default().into(),
            specific_mode: specific.is_some().into(),
            specific_protocol: specific.map_or(0, |mode| mode.protocol.into()),
            specific_can_change: specific.is_some_and(|mode| mode.can_change).into(),
            specific_implicit: specific.is_some_and(|mode| mode.implicit).into(),
            fi: rate.fi.unwrap_or(0).into(),
            di: rate.di.unwrap_or(0).into(),
            fmax_khz: rate.fmax_khz.unwrap_or(0),
            extra_guard_time: interface.extra_guard_time().into(),
            programming_voltage: interface.speaks_of_programming_voltage().into(),
            t0_wi: interface.waiting_integer().into(),
            t1_ifsc: block.ifsc.into(),
            t1_cwi: block.cwi.into(),
            t1_bwi: block.bwi.into(),
            t1_crc: block.crc.into(),
            voltage_classes: u32::from(classes.a)
                | u32::from(classes.b) << 1
                | u32::from(classes.c) << 2,
            clock_stop: interface.clock_stop() as u32,
            spu: interface.spu().into(),
            tck: match atr.check_byte() {
                CheckByte::NotNeeded => SCARD_ATR_TCK_NOT_NEEDED,
                CheckByte::Correct => SCARD_ATR_TCK_CORRECT,
                CheckByte::Wrong => SCARD_ATR_TCK_WRONG,
                CheckByte::Missing => SCARD_ATR_TCK_MISSING,
            },
            historical_offset: number(atr.historical_range().start)?,
            historical_length: number(atr.historical().len())?,
            levels: number(interface.levels().len().min(SCARD_ATR_LEVELS))?,
            present: of_each_level(interface, |level| {
                let bytes = [level.ta, level.tb, level.tc, level.td];
                (0..).zip(bytes).fold(0, |present, (bit, byte)| {
                    present | u8::from(byte.is_some()) << bit
                })
            }),
            ta: of_each_level(interface, |level| level.ta.unwrap_or(0)),
            tb: of_each_level(interface, |level| level.tb.unwrap_or(0)),
            tc: of_each_level(interface, |level| level.tc.unwrap_or(0)),
            td: of_each_level(interface, |level| level.td.unwrap_or(0)),
        })
    }
}

fn of_each_level(interface: &Interface, byte: impl Fn(&Level) -> u8) -> [u8; SCARD_ATR_LEVELS] {
    let mut bytes = [0; SCARD_ATR_LEVELS];
    for (slot, level) in bytes.iter_mut().zip(interface.levels()) {
        *slot = byte(level);
    }
    bytes
}

fn number(count: usize) -> Result<u32> {
    u32::try_from(count).map_err(|_| Error::UNEXPECTED)
}
