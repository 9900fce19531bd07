//! PINs, keys and what they open (ISO 7816-4, clause 9 and 11.6).

use std::collections::BTreeSet;

use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use zeroize::Zeroizing;

use super::files::FileId;
use super::{Answer, Call, Outcome};
use crate::iso7816::status_word::{self, sw};

/// Bytes in a block of AES, in a challenge by default, and in its answer.
const BLOCK: usize = 16;

/// The longest challenge that GET CHALLENGE gives.
const LONGEST_CHALLENGE: usize = 255;

/// Who may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Always,
    Never,
    /// Whoever has proved to know this PIN or key.
    Secret(SecretId),
}

/// A secret's place among [`Secrets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SecretId(usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Pin,
    Key,
}

/// A PIN or a key, with its counter of tries.
#[derive(Clone)]
pub(super) struct Secret {
    pub(super) kind: Kind,
    /// P2 of the commands that mean it: 01 to 1F, or 81 to 9F when it belongs to a DF.
    pub(super) reference: u8,
    /// The DF it belongs to; the MF for one that is global.
    pub(super) home: FileId,
    pub(super) value: Zeroizing<Vec<u8>>,
    /// Lengths that a new value may have.
    pub(super) lengths: (usize, usize),
    pub(super) tries: u8,
    pub(super) left: u8,
}

/// All PINs and keys of a card.
#[derive(Clone, Default)]
pub(super) struct Secrets(Vec<Secret>);

impl Secrets {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn add(&mut self, secret: Secret) {
        self.0.push(secret);
    }

    pub(super) fn home(&self, id: SecretId) -> Option<FileId> {
        self.0.get(id.0).map(|secret| secret.home)
    }

    pub(super) fn find(&self, kind: Kind, reference: u8, home: FileId) -> Option<SecretId> {
        self.position(|s| s.kind == kind && s.reference == reference && s.home == home)
    }

    /// The one meant when a command does not say which: the first that is global.
    fn unnamed(&self, kind: Kind) -> Option<SecretId> {
        self.position(|s| s.kind == kind && s.home == FileId::MF)
    }

    fn position(&self, is: impl FnMut(&Secret) -> bool) -> Option<SecretId> {
        self.0.iter().position(is).map(SecretId)
    }

    fn get(&self, id: SecretId) -> Result<&Secret, u16> {
        self.0.get(id.0).ok_or(sw::DATA_NOT_FOUND)
    }

    fn get_mut(&mut self, id: SecretId) -> Result<&mut Secret, u16> {
        self.0.get_mut(id.0).ok_or(sw::DATA_NOT_FOUND)
    }
}

impl Secret {
    fn check_blocked(&self) -> Result<(), u16> {
        match self.left {
            0 => Err(sw::BLOCKED),
            _ => Ok(()),
        }
    }

    /// Counts an attempt: a right one gives all tries back, a wrong one costs a try.
    fn attempt(&mut self, right: bool) -> Result<(), u16> {
        if right {
            self.left = self.tries;
            return Ok(());
        }
        self.left = self.left.saturating_sub(1);
        Err(status_word::tries_left(self.left))
    }
}

/// VERIFY. Without data it asks: 9000 when verified, else 63Cx or 6983. P1 FF takes it back.
pub(super) fn verify(call: &mut Call) -> Outcome {
    let id = named(call, Kind::Pin)?;
    let guess = call.command.data;
    match call.command.p1 {
        0x00 if guess.is_empty() => state(call, id),
        0x00 => {
            let right = same(&call.contents.secrets.get(id)?.value, guess);
            prove(call, id, right)
        }
        0xFF if guess.is_empty() => {
            call.forget(id)?;
            Ok(Answer::done())
        }
        0xFF => Err(sw::WRONG_LENGTH),
        _ => Err(sw::INCORRECT_P1_P2),
    }
}

/// CHANGE REFERENCE DATA. P1 00: the old PIN, then the new one; P1 01: the new one alone, once
/// the old one is verified. The card knows how long the old one is.
pub(super) fn change(call: &mut Call) -> Outcome {
    let id = named(call, Kind::Pin)?;
    let data = call.command.data;
    let new = match call.command.p1 {
        0x00 => {
            let secret = call.contents.secrets.get(id)?;
            let (old, new) = data
                .split_at_checked(secret.value.len())
                .unwrap_or((data, &[]));
            let right = same(&secret.value, old);
            prove(call, id, right)?;
            new
        }
        0x01 => {
            call.check(Rule::Secret(id))?;
            data
        }
        _ => return Err(sw::INCORRECT_P1_P2),
    };
    let secret = call.contents.secrets.get_mut(id)?;
    let (shortest, longest) = secret.lengths;
    if !(shortest..=longest).contains(&new.len()) {
        return Err(sw::WRONG_DATA);
    }
    secret.value = Zeroizing::new(new.to_vec());
    Ok(Answer::done())
}

/// GET CHALLENGE: as many random bytes as asked for; 16 when Le asks for all.
pub(super) fn challenge(call: &mut Call) -> Outcome {
    if (call.command.p1, call.command.p2) != (0, 0) {
        return Err(sw::INCORRECT_P1_P2);
    }
    let length = if call.command.wants_all() {
        BLOCK
    } else {
        call.ne()
    };
    if length > LONGEST_CHALLENGE {
        return Err(sw::WRONG_LENGTH);
    }
    let mut challenge = vec![0; length];
    getrandom::fill(&mut challenge).map_err(|_| sw::NO_DIAGNOSIS)?;
    call.state.challenge = Some(challenge.clone());
    Ok(Answer::data(challenge))
}

/// INTERNAL AUTHENTICATE: the challenge of the terminal, encrypted under a key of the card.
pub(super) fn authenticate_card(call: &mut Call) -> Outcome {
    let key = algorithm_and_key(call)?;
    let block = padded(call.command.data).ok_or(sw::WRONG_DATA)?;
    let key = call.contents.secrets.get(key)?;
    key.check_blocked()?;
    Ok(Answer::data(encrypted(&key.value, block)?.to_vec()))
}

/// EXTERNAL AUTHENTICATE: the last challenge of the card, encrypted by the terminal. A challenge
/// serves once. Without data it asks, as VERIFY does.
pub(super) fn authenticate_terminal(call: &mut Call) -> Outcome {
    let id = algorithm_and_key(call)?;
    let proof = call.command.data;
    if proof.is_empty() {
        return state(call, id);
    }
    let key = call.contents.secrets.get(id)?;
    key.check_blocked()?;
    let challenge = call.state.challenge.take();
    let block = challenge.as_deref().and_then(padded);
    let block = block.ok_or(sw::CONDITIONS_NOT_SATISFIED)?;
    let right = same(&encrypted(&key.value, block)?, proof);
    prove(call, id, right)
}

/// The only algorithm is AES, so P1 need not name one.
fn algorithm_and_key(call: &Call) -> Result<SecretId, u16> {
    match call.command.p1 {
        0 => named(call, Kind::Key),
        _ => Err(sw::INCORRECT_P1_P2),
    }
}

/// The secret that P2 means; one of a DF is looked for from the current DF upwards.
fn named(call: &Call, kind: Kind) -> Result<SecretId, u16> {
    let secrets = &call.contents.secrets;
    let found = match call.command.p2 {
        0 => secrets.unnamed(kind),
        reference @ 0x01..=0x1F => secrets.find(kind, reference, FileId::MF),
        reference @ 0x81..=0x9F => call
            .contents
            .files
            .lineage(call.channel()?.df)
            .find_map(|df| secrets.find(kind, reference, df)),
        _ => return Err(sw::INCORRECT_P1_P2),
    };
    found.ok_or(sw::DATA_NOT_FOUND)
}

/// Counts the attempt, and keeps or drops what is proved.
fn prove(call: &mut Call, id: SecretId, right: bool) -> Outcome {
    let secret = call.contents.secrets.get_mut(id)?;
    secret.check_blocked()?;
    match secret.attempt(right) {
        Ok(()) => {
            proved(call, id)?.insert(id);
            Ok(Answer::done())
        }
        Err(sw) => {
            call.forget(id)?;
            Err(sw)
        }
    }
}

fn state(call: &Call, id: SecretId) -> Outcome {
    let secret = call.contents.secrets.get(id)?;
    if call.check(Rule::Secret(id)).is_ok() {
        return Ok(Answer::done());
    }
    secret.check_blocked()?;
    Err(status_word::tries_left(secret.left))
}

/// Where it is kept that this secret was proved.
fn proved<'c>(call: &'c mut Call, id: SecretId) -> Result<&'c mut BTreeSet<SecretId>, u16> {
    match call.contents.secrets.home(id) {
        Some(FileId::MF) => Ok(&mut call.state.proved),
        _ => Ok(&mut call.channel_mut()?.proved),
    }
}

impl Call<'_> {
    /// Whether the rule is satisfied.
    pub(super) fn check(&self, rule: Rule) -> Result<(), u16> {
        let satisfied = match rule {
            Rule::Always => true,
            Rule::Never => false,
            Rule::Secret(id) => {
                self.state.proved.contains(&id) || self.channel()?.proved.contains(&id)
            }
        };
        satisfied.then_some(()).ok_or(sw::SECURITY_NOT_SATISFIED)
    }

    fn forget(&mut self, id: SecretId) -> Result<(), u16> {
        proved(self, id)?.remove(&id);
        Ok(())
    }
}

/// Compares without telling by its time where the difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
}

/// 1 to 16 bytes as a block, zeros added on the right.
fn padded(bytes: &[u8]) -> Option<[u8; BLOCK]> {
    let mut block = [0; BLOCK];
    block.get_mut(..bytes.len())?.copy_from_slice(bytes);
    (!bytes.is_empty()).then_some(block)
}

/// One block under AES; the key's length tells which.
fn encrypted(key: &[u8], block: [u8; BLOCK]) -> Result<[u8; BLOCK], u16> {
    let mut block = Array::from(block);
    match key.len() {
        16 => Aes128::new_from_slice(key).map(|aes| aes.encrypt_block(&mut block)),
        24 => Aes192::new_from_slice(key).map(|aes| aes.encrypt_block(&mut block)),
        _ => Aes256::new_from_slice(key).map(|aes| aes.encrypt_block(&mut block)),
    }
    .map_err(|_| sw::REFERENCE_DATA_NOT_USABLE)?;
    Ok(block.into())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Terminal, hex};
    use super::*;

    const KEY: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    #[test]
    fn a_wrong_pin_costs_a_try() {
        let mut t = Terminal::t1();
        t.expect("00 20 00 01", "63C3");
        t.expect("00 20 00 01 04 30303030", "63C2");
        t.expect("00 20 00 01 05 3132333435", "63C1");
        t.expect("00 20 00 01", "63C1");
        t.expect("00 20 00 01 04 31323334", "9000");
        t.expect("00 20 00 01", "9000");
        t.expect("00 20 FF 01", "9000");
        t.expect("00 20 00 01", "63C3");
    }

    #[test]
    fn no_tries_left_means_blocked_even_for_the_right_pin() {
        let mut t = Terminal::t1();
        for sw in ["63C2", "63C1", "63C0", "6983"] {
            t.expect("00 20 00 01 04 30303030", sw);
        }
        t.expect("00 20 00 01 04 31323334", "6983");
        t.expect("00 20 00 01", "6983");
        t.expect("00 24 00 01 08 3132333435363738", "6983");
    }

    #[test]
    fn a_wrong_pin_takes_back_what_was_proved() {
        let mut t = Terminal::t1();
        t.expect("00 20 00 01 04 31323334", "9000");
        t.expect("00 20 00 01 04 30303030", "63C2");
        t.expect("00 B0 88 00 01", "6982");
    }

    #[test]
    fn p2_names_the_pin() {
        let mut t = Terminal::t1();
        t.expect("00 20 00 00 04 31323334", "9000"); // the first one
        t.expect("00 20 00 02", "6A88");
        t.expect("00 20 00 81", "6A88"); // of another DF
        t.expect("00 20 00 21", "6A86");
        t.expect("00 20 01 01", "6A86");
        t.expect("00 A4 08 0C 04 7F10 5F00", "9000");
        t.expect("00 20 00 81", "63C3");
    }

    #[test]
    fn a_pin_of_a_df_is_forgotten_when_it_is_left() {
        let mut t = Terminal::t1();
        t.expect("00 A4 00 0C 02 7F10", "9000");
        t.expect("00 20 00 81 04 35363738", "9000");
        t.expect("00 A4 00 0C 02 5F00", "9000"); // still within
        t.expect("00 A4 03 0C", "9000");
        t.expect("00 20 00 81", "9000");
        t.expect("00 A4 00 0C 02 7F20", "9000");
        t.expect("00 A4 00 0C 02 7F10", "9000");
        t.expect("00 20 00 81", "63C3");
    }

    #[test]
    fn a_pin_is_changed_by_who_knows_it() {
        let mut t = Terminal::t1();
        t.expect("00 24 00 01 08 30303030 35353535", "63C2");
        t.expect("00 24 00 01 07 31323334 353535", "6A80");
        t.expect("00 24 00 01 09 31323334 3535353535", "9000");
        t.expect("00 20 00 01 05 3535353535", "9000");
        t.expect("00 24 01 01 04 36363636", "9000");
        t.expect("00 20 FF 01", "9000");
        t.expect("00 24 01 01 04 37373737", "6982");
        t.expect("00 20 00 01 04 36363636", "9000");
    }

    #[test]
    fn the_card_proves_its_key() {
        let mut t = Terminal::t1();
        t.expect(
            "00 88 00 01 10 00112233445566778899AABBCCDDEEFF 00",
            "69C4E0D86A7B0430D8CDB78070B4C55A 9000", // FIPS 197, appendix C.1
        );
        let reply = encrypted(&KEY, padded(&[1, 2]).unwrap()).unwrap();
        t.expect("00 88 00 00 02 0102 00", &format!("{} 9000", hex(&reply)));
        t.expect("00 88 00 02 02 0102 00", "6A88");
        t.expect("00 88 01 01 02 0102 00", "6A86");
        t.expect("00 88 00 01", "6700");
        t.expect(&format!("00 88 00 01 11 {} 00", hex(&[0; 17])), "6A80");
    }

    #[test]
    fn the_terminal_proves_its_key() {
        let mut t = Terminal::t1();
        t.expect("00 D6 89 00 01 AA", "6982");
        t.expect("00 82 00 01", "63C5");
        let challenge = t.data("00 84 00 00 08", "9000");
        let proof = encrypted(&KEY, padded(&challenge).unwrap()).unwrap();
        let authenticate = format!("00 82 00 01 10 {}", hex(&proof));
        t.expect(&authenticate, "9000");
        t.expect("00 D6 89 00 01 AA", "9000");
        t.expect(&authenticate, "6985"); // a challenge serves once
        assert_eq!(t.data("00 84 00 00 00", "9000").len(), 16);
        t.expect(&authenticate, "63C4");
        t.expect("00 D6 89 00 01 AA", "6982");
    }

    #[test]
    fn challenges_differ_and_have_the_length_asked_for() {
        let mut t = Terminal::t1();
        let first = t.data("00 84 00 00 10", "9000");
        assert_ne!(first, t.data("00 84 00 00 10", "9000"));
        assert_eq!(t.data("00 84 00 00 FF", "9000").len(), 255);
        t.expect("00 84 00 00 00 0101", "6700");
        t.expect("00 84 00 01 08", "6A86");
        Terminal::t0().expect("00 84 00 00 00", "6C10");
    }

    #[test]
    fn keys_of_each_length_are_aes_of_that_length() {
        // FIPS 197, appendices C.2 and C.3.
        let key: Vec<u8> = (0..32).collect();
        let block: [u8; 16] = std::array::from_fn(|i| u8::try_from(i * 0x11).unwrap());
        let by = |length| hex(&encrypted(&key[..length], block).unwrap());
        assert_eq!(by(24), "DDA97CA4864CDFE06EAF70A0EC0D7191");
        assert_eq!(by(32), "8EA2B7CA516745BFEAFC49904B496089");
        assert!(encrypted(&key[..5], block).is_err());
    }
}
