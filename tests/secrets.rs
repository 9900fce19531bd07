//! PINs and keys are gone from memory once the command that carried them is: the tests send a secret to the card, end
//! command and session, and look for it in all memory of the process that can be written to.
//!
//! The card must not keep it, so it is a wrong PIN, or data that the card refuses.

#![cfg(target_os = "linux")] // /proc/self/mem
#![allow(unsafe_code)] // the functions under test are C functions

mod api;
mod leftovers;

use api::command::Cmd;
use api::*;
use leftovers::{DISGUISE, Pieces, Secret, alone, wipe};
use scardssp::c_api::*;
use std::hint::black_box;

/// A card that only takes short commands, so that long ones are chained.
const SHORT_ONLY: &str = "protocols = [\"T=1\"]
historical = \"80 73 F7 41 80\"
[limits]
chaining = true
[[pin]]
reference = 0x01
text = \"1234\"
tries = 15
[[object]]
tag = 0x0102
text = \"for the holder only\"
size = 2000
update = \"pin 1\"
";

const PIN_LENGTH: usize = 64;

#[track_caller]
fn verify(cmd: &Cmd, pin: &Secret) {
    // SAFETY: the pointer and length go together.
    let built = pin.with(|pin| unsafe {
        scard_iso7816_verify(cmd.handle(), 0x01, pin.as_ptr(), PIN_LENGTH as u32)
    });
    check(built).unwrap();
}

#[track_caller]
fn put_data(cmd: &Cmd, tag: [u8; 2], value: &Secret) {
    let [p1, p2] = tag;
    let length = value.disguised.len() as u32;
    // SAFETY: the pointer and length go together.
    let built = value.with(|value| unsafe {
        scard_iso7816_put_data(cmd.handle(), p1, p2, value.as_ptr(), length)
    });
    check(built).unwrap();
}

/// Asks for everything that a caller can ask for, and wipes it.
fn read_all(cmd: &Cmd) {
    for getter in [
        scard_cmd_get_apdu as unsafe extern "C" fn(_, _, _) -> _,
        scard_cmd_get_data,
        scard_cmd_get_apdu_reply,
        scard_cmd_get_reply_data,
    ] {
        wipe(cmd.bytes(getter));
        let (too_small, _) = cmd.bytes_into(getter, 1);
        drop(too_small);
    }
}

#[test]
fn the_search_finds_what_is_there() {
    let _alone = alone();
    let secret = Secret::new(PIN_LENGTH);
    secret.expect_places(0, "before");
    secret.with(|plain| {
        secret.expect_places(1, "with one");
        let copy = plain[3..].to_vec();
        secret.expect_places(2, "with a part");
        wipe(copy);
    });
    secret.expect_places(0, "when wiped");
    let forgotten = secret.with(<[u8]>::to_vec);
    drop(black_box(forgotten));
    secret.expect_places(1, "when freed and not wiped");
}

#[test]
fn a_pin_is_gone_once_its_command_is_freed() {
    let _alone = alone();
    for (protocol, name) in [(T0, "PIN by T=0"), (T1, "PIN by T=1")] {
        let pin = Secret::new(PIN_LENGTH);
        let reader = Reader::new(name);
        let card = reader.attach(EXCLUSIVE, protocol).unwrap();
        let cmd = Cmd::new();
        verify(&cmd, &pin);
        pin.expect_places(1, "built");

        card.transaction(&cmd).unwrap();
        assert_eq!(cmd.reply(), (vec![], 0x63C2));
        pin.expect_places(1, "after the transaction");
        card.execute(&cmd).unwrap();
        assert_eq!(cmd.reply(), (vec![], 0x63C1));
        pin.expect_places(1, "executed");
        read_all(&cmd);
        pin.expect_places(1, "read");

        drop(cmd);
        pin.expect_places(0, "freed");
        card.detach(RESET).unwrap();
        pin.expect_places(0, "detached");
    }
}

#[test]
fn a_pin_with_le_is_gone_too() {
    // On T=0 the command goes without its Le, so there is a second one.
    let _alone = alone();
    for (protocol, name) in [(T0, "PIN with Le by T=0"), (T1, "PIN with Le by T=1")] {
        let pin = Secret::new(PIN_LENGTH);
        let reader = Reader::new(name);
        let card = reader.attach(EXCLUSIVE, protocol).unwrap();
        let cmd = Cmd::new();
        pin.with(|pin| cmd.build([0, 0x20, 0, 1], pin, Some(0)))
            .unwrap();
        card.transaction(&cmd).unwrap();
        assert_eq!(cmd.reply(), (vec![], 0x63C2));
        card.execute(&cmd).unwrap();
        assert_eq!(cmd.reply(), (vec![], 0x63C1));
        pin.expect_places(1, "executed");
        drop(cmd);
        card.detach(LEAVE).unwrap();
        pin.expect_places(0, "detached");
    }
}

#[test]
fn a_pin_is_gone_once_its_command_is_another() {
    let _alone = alone();
    type Replace = fn(&Cmd);
    let replace: [(&str, Replace); 7] = [
        ("cleared", |cmd| cmd.clear().unwrap()),
        ("built", |cmd| cmd.build([0; 4], &[], None).unwrap()),
        ("wrapped", |cmd| cmd.encapsulate(&[0; 4], 1).unwrap()),
        ("set", |cmd| {
            cmd.set_bytes(scard_cmd_set_apdu, &[0; 4]).unwrap();
        }),
        ("with other data", |cmd| {
            cmd.set_bytes(scard_cmd_set_data, &[0; 4]).unwrap();
        }),
        ("without data", |cmd| {
            cmd.set_bytes(scard_cmd_set_data, &[]).unwrap();
        }),
        ("another of ISO 7816-4", |cmd| {
            // SAFETY: takes no pointer but the handle.
            check(unsafe { scard_iso7816_get_challenge(cmd.handle(), 8) }).unwrap();
        }),
    ];
    for (what, replace) in replace {
        let pin = Secret::new(PIN_LENGTH);
        let cmd = Cmd::new();
        verify(&cmd, &pin);
        pin.expect_places(1, what);
        replace(&cmd);
        pin.expect_places(0, what);
    }
}

#[test]
fn each_way_to_put_a_pin_into_a_command_leaves_one_copy() {
    let _alone = alone();
    let pin = Secret::new(PIN_LENGTH);
    let cmd = Cmd::new();
    verify(&cmd, &pin);
    cmd.set(scard_cmd_set_class_id, 0x01).unwrap();
    cmd.set(scard_cmd_set_p2, 0x02).unwrap();
    pin.with(|pin| cmd.set_bytes(scard_cmd_set_data, pin))
        .unwrap();
    pin.expect_places(1, "as data");
    pin.with(|pin| cmd.build([0, 0x20, 0, 1], pin, Some(256)))
        .unwrap();
    pin.expect_places(1, "built");
    pin.with(|pin| cmd.set_bytes(scard_cmd_set_apdu, pin))
        .unwrap();
    pin.expect_places(1, "as a command");
    pin.with(|pin| cmd.encapsulate(pin, 3)).unwrap();
    pin.expect_places(1, "wrapped");
    drop(cmd);
    pin.expect_places(0, "freed");
}

#[test]
fn a_pin_that_is_transmitted_is_gone_at_once() {
    let _alone = alone();
    for (protocol, name) in [(T0, "PIN as bytes by T=0"), (T1, "PIN as bytes by T=1")] {
        let pin = Secret::new(PIN_LENGTH);
        let reader = Reader::new(name);
        let card = reader.attach(EXCLUSIVE, protocol).unwrap();
        let reply = pin.with(|pin| {
            let mut command = Vec::with_capacity(5 + PIN_LENGTH);
            command.extend([0, 0x20, 0, 1, PIN_LENGTH as u8]);
            command.extend_from_slice(pin);
            let reply = card.transmit(&command);
            wipe(command);
            reply
        });
        assert_eq!(reply, Ok(vec![0x63, 0xC2]));
        pin.expect_places(0, "transmitted");
        card.detach(LEAVE).unwrap();
        pin.expect_places(0, "detached");
    }
}

#[test]
fn long_data_is_gone_by_whatever_way_it_went() {
    let _alone = alone();
    let short_only = || Reader::with_profile("long data in a chain by T=1", SHORT_ONLY);
    for (protocol, reader) in [
        (T0, Reader::new("long data in a chain by T=0")),
        (T1, Reader::new("long data in the extended form")),
        (T1, short_only()),
    ] {
        let name = reader.name().to_string_lossy();
        let value = Secret::new(1000);
        let card = reader.attach(EXCLUSIVE, protocol).unwrap();
        let cmd = Cmd::new();
        put_data(&cmd, [0x01, 0x02], &value);
        value.expect_places(1, &name);
        if protocol == T0 {
            assert_eq!(card.transaction(&cmd), Err(PROTO_MISMATCH));
            value.expect_places(1, &name);
        }
        card.execute(&cmd).unwrap();
        // Only whoever has verified the PIN may.
        assert_eq!(cmd.reply(), (vec![], 0x6982), "{name}");
        value.expect_places(1, &name);
        drop(cmd);
        value.expect_places(0, &name);
        card.detach(LEAVE).unwrap();
        value.expect_places(0, &name);
    }
}

#[test]
fn a_chain_that_is_broken_off_is_gone() {
    let _alone = alone();
    let pin = Secret::new(PIN_LENGTH);
    let reader = Reader::new("a broken chain");
    let card = reader.attach(EXCLUSIVE, T1).unwrap();
    let cmd = Cmd::new();
    pin.with(|pin| cmd.build([0x10, 0x20, 0, 1], pin, None))
        .unwrap();
    for _ in 0..3 {
        card.transaction(&cmd).unwrap();
        assert_eq!(cmd.reply(), (vec![], 0x9000));
    }
    drop(cmd);
    // The card has it, until the chain ends.
    assert_ne!(pin.pieces.places().len(), 0);
    let other = card.transmit(&[0, 0x84, 0, 0, 8]).unwrap();
    assert_eq!(other, [0x68, 0x83]);
    pin.expect_places(0, "the chain is broken");
}

/// The end of a value and the status word behind it: the card has the one, but only replies have both.
fn end_of_reply(value: &Secret) -> Pieces {
    let end = value.disguised.last_chunk::<6>().unwrap();
    Pieces::new(&[&end[..], &[0x90 ^ DISGUISE, DISGUISE]].concat())
}

#[test]
fn a_reply_is_gone_once_its_command_is() {
    let _alone = alone();
    for (protocol, name, length) in [
        (T0, "reply by T=0", 64),
        (T1, "reply by T=1", 64),
        (T0, "long reply by T=0", 512),
        (T1, "long reply by T=1", 512),
    ] {
        let value = Secret::new(length);
        let end = end_of_reply(&value);
        let reader = Reader::new(name);
        let card = reader.attach(EXCLUSIVE, protocol).unwrap();
        let cmd = Cmd::new();
        put_data(&cmd, [0x01, 0x01], &value);
        card.execute(&cmd).unwrap();
        assert_eq!(cmd.reply(), (vec![], 0x9000), "{name}");
        assert_eq!(end.places().len(), 0, "{name}");

        cmd.build([0, 0xCA, 0x01, 0x01], &[], Some(0)).unwrap();
        type Run = fn(Key, &Cmd) -> Result<()>;
        let run: [(&str, Run); 2] = [
            ("execute", Key::execute),
            // Gets 61xx of what is longer than its Le can say.
            ("transaction", Key::transaction),
        ];
        for (way, run) in run {
            run(card.key(), &cmd).unwrap();
            read_all(&cmd);
            let whole = way == "execute" || length <= 256;
            let places = end.places();
            assert_eq!(
                places.len(),
                usize::from(whole),
                "{name}, {way}: {places:#X?}"
            );
        }
        card.execute(&cmd).unwrap();
        cmd.set(scard_cmd_set_apdu_reply_length, 2).unwrap();
        assert_eq!(end.places().len(), 0, "{name}: cut");
        card.execute(&cmd).unwrap();
        cmd.set(scard_cmd_set_apdu_reply_length, 40_000).unwrap();
        assert_eq!(end.places().len(), 1, "{name}: longer");
        cmd.set_bytes(scard_cmd_set_apdu_reply, &[0x90, 0x00])
            .unwrap();
        assert_eq!(end.places().len(), 0, "{name}: another");
        card.execute(&cmd).unwrap();
        drop(cmd);
        let places = end.places();
        assert_eq!(places.len(), 0, "{name}: {places:#X?}");
        card.detach(LEAVE).unwrap();
        assert_eq!(end.places().len(), 0, "{name}: detached");
    }
}

#[test]
fn a_reply_in_parts_leaves_only_what_the_card_leaves() {
    let _alone = alone();
    const GET_DATA: [u8; 5] = [0, 0xCA, 0x01, 0x01, 0];
    const GET_RESPONSE: [u8; 5] = [0, 0xC0, 0, 0, 0];
    for (protocol, name, length, commands) in [
        (T1, "left by T=1", 64, &[GET_DATA][..]),
        (T0, "left by T=0 in parts", 512, &[GET_DATA, GET_RESPONSE]),
        (T1, "left by T=1 in parts", 512, &[GET_DATA, GET_RESPONSE]),
    ] {
        let value = Secret::new(length);
        let reader = Reader::new(name);
        let card = reader.attach(EXCLUSIVE, protocol).unwrap();
        let cmd = Cmd::new();
        put_data(&cmd, [0x01, 0x01], &value);
        card.execute(&cmd).unwrap();
        drop(cmd);
        let more_after = |call: &dyn Fn()| {
            let before = value.pieces.places().len();
            call();
            value.pieces.places().len() - before
        };
        let by_the_card = more_after(&|| {
            for command in commands {
                wipe(card.transmit(command).unwrap());
            }
        });
        let by_us = more_after(&|| {
            let cmd = Cmd::of(&GET_DATA);
            card.execute(&cmd).unwrap();
            read_all(&cmd);
        });
        assert_eq!(by_us, by_the_card, "{name}");
        card.detach(LEAVE).unwrap();
    }
}

#[test]
fn a_reply_that_was_kept_is_gone_once_it_is_fetched() {
    let _alone = alone();
    let value = Secret::new(64);
    let end = end_of_reply(&value);
    let reader = Reader::new("kept reply");
    let card = reader.attach(EXCLUSIVE, T1).unwrap();
    let cmd = Cmd::new();
    put_data(&cmd, [0x01, 0x01], &value);
    card.transaction(&cmd).unwrap();
    assert_eq!(cmd.reply(), (vec![], 0x9000));
    let get_data = [0, 0xCA, 0x01, 0x01, 0];
    let (reply, length) = card.transmit_into(&get_data, 10);
    assert_eq!((reply, length), (Err(INSUFFICIENT_BUFFER), 66));
    assert_eq!(end.places().len(), 1, "kept");
    wipe(card.kept_reply(66).0.unwrap());
    assert_eq!(end.places().len(), 0, "fetched");

    assert_eq!(card.transmit_into(&get_data, 10).1, 66);
    assert_eq!(end.places().len(), 1, "kept again");
    card.detach(LEAVE).unwrap();
    assert_eq!(end.places().len(), 0, "detached");
}

/// Its PIN can be as long as those of the other tests.
const LONG_PIN: &str = "[[pin]]
reference = 0x01
text = \"1234\"
max = 64
";

#[test]
fn a_new_pin_is_gone_with_its_card() {
    let _alone = alone();
    let pin = Secret::new(PIN_LENGTH);
    let newer = Secret::new(PIN_LENGTH);
    for (protocol, name) in [(T0, "new PIN by T=0"), (T1, "new PIN by T=1")] {
        let reader = Reader::with_profile(name, LONG_PIN);
        let card = reader.attach(EXCLUSIVE, protocol).unwrap();
        let cmd = Cmd::new();
        let data = [
            b"1234".map(|digit| digit ^ DISGUISE).to_vec(),
            pin.disguised.clone(),
        ];
        Secret::of(data.concat())
            .with(|both| cmd.build([0, 0x24, 0, 1], both, None))
            .unwrap();
        card.transaction(&cmd).unwrap();
        assert_eq!(cmd.reply(), (vec![], 0x9000));
        verify(&cmd, &pin);
        card.transaction(&cmd).unwrap();
        assert_eq!(cmd.reply(), (vec![], 0x9000));
        drop(cmd);
        pin.expect_places(1, "on the card");

        let cmd = Cmd::new();
        newer
            .with(|pin| cmd.build([0, 0x24, 1, 1], pin, None))
            .unwrap();
        card.transaction(&cmd).unwrap();
        assert_eq!(cmd.reply(), (vec![], 0x9000));
        drop(cmd);
        pin.expect_places(0, "replaced");
        newer.expect_places(1, "on the card");

        card.detach(LEAVE).unwrap();
        reader.remove().unwrap();
        newer.expect_places(0, "the card is gone");
    }
}
