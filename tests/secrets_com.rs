//! PINs are gone from memory once the COM objects, strings and arrays that carried them are, whichever way they went: the
//! tests look for them in all memory of the process that can be written to.
//!
//! What a caller has is the caller's: the tests wipe what was read into their own memory.

#![cfg(target_os = "linux")] // /proc/self/mem
#![allow(unsafe_code)] // the functions under test are those of COM

mod api;
mod com_client;
mod leftovers;

use api::{EXCLUSIVE, Reader, T0, T1, check};
use com_client::*;
use leftovers::{Secret, alone, wipe};
use std::ptr;

const PIN_LENGTH: usize = 64;
const LENGTH: LONG = PIN_LENGTH as LONG;

/// STREAM_SEEK_SET.
const FROM_START: LONG = 0;

type Buffer = Object<IByteBuffer>;
type Command = Object<ISCardCmd>;

#[track_caller]
fn ok(hr: i32) {
    check(hr).unwrap();
}

/// A buffer that has the PIN, and is at its beginning.
#[track_caller]
fn buffer_with(pin: &Secret) -> Buffer {
    let buffer = Buffer::new();
    // SAFETY: the bytes are only read.
    pin.with(|pin| ok(unsafe { buffer.Initialize(LENGTH, pin.as_ptr().cast_mut()) }));
    buffer
}

/// Reads what a buffer has from the beginning on, and wipes it.
#[track_caller]
fn read(buffer: &Buffer) {
    let mut bytes = vec![0; PIN_LENGTH];
    let mut done = 0;
    // SAFETY: there is room for that many.
    unsafe {
        ok(buffer.Seek(0, FROM_START, ptr::null_mut()));
        ok(buffer.Read(bytes.as_mut_ptr(), LENGTH, &mut done));
    }
    assert_eq!(done, LENGTH);
    wipe(bytes);
}

/// An array that has the PIN, made by the library.
#[track_caller]
fn array_with(pin: &Secret) -> LPSAFEARRAY {
    let conv = Object::<ISCardTypeConv>::new();
    let mut array = ptr::null_mut();
    let mut data = ptr::null_mut();
    // SAFETY: the array has room for the PIN.
    unsafe {
        ok(conv.CreateSafeArray(PIN_LENGTH as UINT, &mut array));
        ok(scard_com_SafeArrayAccessData(array, &mut data));
        pin.with(|pin| data.copy_from_nonoverlapping(pin.as_ptr(), PIN_LENGTH));
        ok(scard_com_SafeArrayUnaccessData(array));
    }
    array
}

#[test]
fn a_pin_is_gone_with_its_buffer() {
    let _alone = alone();
    let pin = Secret::new(PIN_LENGTH);
    let buffer = buffer_with(&pin);
    pin.expect_places(1, "initialised");
    // SAFETY: pointers are valid, and have as many bytes as is said.
    unsafe {
        let clone = Buffer::given(|slot| buffer.Clone(slot));
        read(&clone);
        pin.expect_places(1, "with a clone, which shares it");
        let mut copy = ptr::null_mut();
        ok(buffer.CopyTo(&mut copy, LENGTH, ptr::null_mut(), ptr::null_mut()));
        let copy = Buffer::given(|slot| {
            slot.write(copy);
            0
        });
        pin.expect_places(2, "copied");
        drop(copy);
        pin.expect_places(1, "the copy is released");

        ok(buffer.SetSize(100_000));
        pin.expect_places(1, "moved to where there is room");
        ok(buffer.SetSize(1));
        pin.expect_places(0, "cut");
        for end in [0, 200, 100_000] {
            ok(buffer.Seek(end, FROM_START, ptr::null_mut()));
            pin.with(|pin| {
                let mut done = 0;
                ok(buffer.Write(pin.as_ptr().cast_mut(), LENGTH, &mut done));
                assert_eq!(done, LENGTH);
            });
        }
        pin.expect_places(3, "written");
        drop(buffer);
        pin.expect_places(3, "the clone has it");
        ok(clone.Initialize(1, ptr::null_mut()));
        pin.expect_places(0, "initialised anew");
        drop(clone);
    }
}

#[test]
fn a_pin_is_gone_once_its_command_is_released() {
    let _alone = alone();
    type Put = unsafe fn(&Command, &Buffer) -> i32;
    let put: [(&str, Put); 5] = [
        ("put_Data", |command, pin| {
            // SAFETY: live objects.
            unsafe { command.put_Data(pin.as_ptr()) }
        }),
        ("BuildCmd", |command, pin| {
            // SAFETY: live objects; NULL is no Le.
            unsafe { command.BuildCmd(0, 0x20, 0, 1, pin.as_ptr(), ptr::null_mut()) }
        }),
        ("put_Apdu", |command, pin| {
            // SAFETY: live objects.
            unsafe { command.put_Apdu(pin.as_ptr()) }
        }),
        ("Encapsulate", |command, pin| {
            // SAFETY: live objects.
            unsafe { command.Encapsulate(pin.as_ptr(), 3) }
        }),
        ("put_ApduReply", |command, pin| {
            // SAFETY: live objects.
            unsafe { command.put_ApduReply(pin.as_ptr()) }
        }),
    ];
    for (way, put) in put {
        let pin = Secret::new(PIN_LENGTH);
        let (command, buffer) = (Command::new(), buffer_with(&pin));
        // SAFETY: live objects, and valid pointers.
        unsafe {
            ok(command.BuildCmd(0, 0xA4, 0, 0, ptr::null_mut(), ptr::null_mut()));
            ok(put(&command, &buffer));
            drop(buffer);
            pin.expect_places(1, way);
            // Again, in the place of itself.
            let same = if way == "put_ApduReply" {
                Buffer::given(|slot| command.get_ApduReply(slot))
            } else {
                Buffer::given(|slot| command.get_Apdu(slot))
            };
            pin.expect_places(2, way);
            read(&same);
            drop(same);
            if let "put_Data" | "BuildCmd" = way {
                read(&Buffer::given(|slot| command.get_Data(slot)));
            }
            pin.expect_places(1, way);
            ok(put(&command, &buffer_with(&pin)));
            ok(command.put_Nad(1));
            pin.expect_places(1, way);
        }
        drop(command);
        pin.expect_places(0, way);
    }
}

#[test]
fn a_pin_that_was_verified_is_gone() {
    let _alone = alone();
    for (protocol, name) in [(T0, "verified by T=0"), (T1, "verified by T=1")] {
        let pin = Secret::new(PIN_LENGTH);
        let _reader = Reader::new(name);
        let units: Vec<u16> = name.encode_utf16().chain([0]).collect();
        let (card, iso) = (Object::<ISCard>::new(), Object::<ISCardISO7816>::new());
        // SAFETY: live objects, and valid pointers; the name ends with a zero.
        unsafe {
            let text = scard_com_SysAllocString(units.as_ptr());
            ok(card.AttachByReader(text, EXCLUSIVE, protocol));
            scard_com_SysFreeString(text);
            let buffer = buffer_with(&pin);
            let command = Command::given(|slot| iso.Verify(1, buffer.as_ptr(), slot));
            pin.expect_places(2, "in the buffer and the command");
            drop(buffer);
            for tries_left in [0x63C2, 0x63C1] {
                let mut variable = command.as_ptr();
                ok(card.Transaction(&mut variable));
                let mut status = 0;
                ok(command.get_ReplyStatus(&mut status));
                assert_eq!(status, tries_left, "{name}");
                pin.expect_places(1, "sent");
            }
            let mut variable = command.as_ptr();
            let other = Buffer::new();
            ok(iso.Verify(1, other.as_ptr(), &mut variable));
            pin.expect_places(0, "another command");
            ok(iso.Verify(1, buffer_with(&pin).as_ptr(), &mut variable));
            ok(card.Transaction(&mut variable));
            drop(command);
            pin.expect_places(0, "released");
        }
        drop(card);
        pin.expect_places(0, "detached");
    }
}

#[test]
fn a_pin_is_gone_after_conversions() {
    let _alone = alone();
    let pin = Secret::new(PIN_LENGTH);
    let conv = Object::<ISCardTypeConv>::new();
    let buffer = pin.with(|pin| {
        // SAFETY: there are that many bytes, which are only read.
        unsafe {
            Buffer::given(|slot| {
                let bytes = pin.as_ptr().cast_mut();
                conv.ConvertByteArrayToByteBuffer(bytes, PIN_LENGTH as DWORD, slot)
            })
        }
    });
    pin.expect_places(1, "from bytes");
    // SAFETY: live objects, and what methods give is freed once.
    unsafe {
        let mut array = ptr::null_mut();
        ok(conv.ConvertByteBufferToByteArray(buffer.as_ptr(), &mut array));
        pin.expect_places(2, "as bytes");
        // Task memory does not know how large it is: whoever frees it has wiped it.
        let room = std::slice::from_raw_parts_mut((*array).pbyData, PIN_LENGTH);
        room.fill(0);
        scard_com_CoTaskMemFree(array.cast());
        pin.expect_places(1, "the bytes are freed");

        let mut array = ptr::null_mut();
        ok(conv.ConvertByteBufferToSafeArray(buffer.as_ptr(), &mut array));
        let second = Buffer::given(|slot| conv.ConvertSafeArrayToByteBuffer(array, slot));
        pin.expect_places(3, "as an array and back");
        drop(second);
        ok(scard_com_SafeArrayDestroy(array));
        pin.expect_places(1, "the array is destroyed");

        let mut stream = ptr::null_mut();
        let mut lent = ptr::null_mut();
        ok(buffer.get_Stream(&mut stream));
        ok(conv.GetAtIStreamMemory(stream, &mut lent));
        pin.expect_places(1, "lent");
        drop(buffer);
        ok(conv.FreeIStreamMemoryPtr(stream, (*lent).pbyData));
        scard_com_CoTaskMemFree(lent.cast());
        pin.expect_places(1, "the stream has it");
        let stream = Buffer::given(|slot| {
            slot.write(stream.cast()); // for its Release alone
            0
        });
        drop(stream);
        pin.expect_places(0, "released");
    }
}

#[test]
fn a_pin_is_gone_after_late_bound_calls() {
    const INITIALIZE: i32 = 4;
    const READ: i32 = 6;
    const WRITE: i32 = 12;
    const BY_REFERENCE: u64 = 0x4000;
    let _alone = alone();
    let pin = Secret::new(PIN_LENGTH);
    let buffer = Buffer::new();
    let array = array_with(&pin);
    pin.expect_places(1, "in an array");
    let bytes = VARIANT::of(VARIANT::BYTES, array as u64);
    let length = VARIANT::of(VARIANT::LONG, PIN_LENGTH as u64);
    // SAFETY: the arguments are what their types say.
    unsafe {
        buffer.invoke(INITIALIZE, &mut [bytes, length]).unwrap();
        pin.expect_places(2, "initialised");
        buffer.invoke(WRITE, &mut [length, bytes]).unwrap();
        pin.expect_places(2, "written");
        ok(buffer.Seek(0, FROM_START, ptr::null_mut()));
        let mut to = array;
        let into = VARIANT::of(BY_REFERENCE | VARIANT::BYTES, (&raw mut to) as u64);
        buffer.invoke(READ, &mut [length, into]).unwrap();
        pin.expect_places(2, "read");
        drop(buffer);
        pin.expect_places(1, "released");
        ok(scard_com_SafeArrayDestroy(array));
        pin.expect_places(0, "destroyed");
    }
}

#[test]
fn a_pin_is_gone_with_its_array() {
    let _alone = alone();
    let pin = Secret::new(PIN_LENGTH);
    // SAFETY: what is made is freed once, and used while it is there.
    unsafe {
        let array = array_with(&pin);
        let mut copy = ptr::null_mut();
        ok(scard_com_SafeArrayCopy(array, &mut copy));
        let mut value = VARIANT::EMPTY;
        ok(scard_com_VariantCopy(
            &mut value,
            &VARIANT::of(VARIANT::BYTES, array as u64),
        ));
        pin.expect_places(3, "copied");
        ok(scard_com_VariantClear(&mut value));
        ok(scard_com_SafeArrayDestroy(copy));
        pin.expect_places(1, "the copies are gone");
        for elements in [1000, 1] {
            ok(scard_com_SafeArrayRedim(array, &[elements, 0]));
            let left = usize::from(elements > 1);
            pin.expect_places(left, "with other bounds");
        }
        ok(scard_com_SafeArrayDestroy(array));
        pin.expect_places(0, "destroyed");
    }
}

#[test]
fn a_pin_is_gone_with_its_string() {
    const TEXT: u64 = 8;
    let _alone = alone();
    let pin = Secret::new(PIN_LENGTH);
    // SAFETY: what is made is freed once, and used while it is there.
    unsafe {
        let text_of_pin =
            || pin.with(|pin| scard_com_SysAllocStringByteLen(pin.as_ptr(), PIN_LENGTH as u32));
        let text = text_of_pin();
        let mut value = VARIANT::EMPTY;
        ok(scard_com_VariantCopy(
            &mut value,
            &VARIANT::of(TEXT, text as u64),
        ));
        pin.expect_places(2, "copied");
        ok(scard_com_VariantClear(&mut value));
        pin.expect_places(1, "the copy is cleared");
        scard_com_SysFreeString(text);
        pin.expect_places(0, "freed");
        let mut text = text_of_pin();
        assert_eq!(scard_com_SysReAllocStringLen(&mut text, ptr::null(), 1), 1);
        pin.expect_places(0, "replaced");
        scard_com_SysFreeString(text);
    }
}
