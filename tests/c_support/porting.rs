//! What `tests/c/com_porting.cpp` needs beside it, and how its like say what they did.

use super::program::Ended;
use std::fs;
use std::path::Path;

const BUILTIN: &str = include_str!("../../src/backend/embedded/card/builtin.toml");
const PROTOCOLS: &str = "protocols = [\"T=0\", \"T=1\"]\n";
const HISTORICAL: &str = "historical = \"80 73F741DB 68 7363617264737370\"\n";

/// Writes the cards of the sections into a folder.
pub fn write_cards(folder: &Path) {
    assert!(BUILTIN.contains(PROTOCOLS) && BUILTIN.contains(HISTORICAL));
    let sample = "atr = \"3B 27 00 80 65 A2 0C 01 01 37\"\n";
    let cards = [
        ("t0", BUILTIN.replace(PROTOCOLS, "protocols = [\"T=0\"]\n")),
        ("t1", BUILTIN.replace(PROTOCOLS, "protocols = [\"T=1\"]\n")),
        (
            "sample",
            BUILTIN.replace(PROTOCOLS, sample).replace(HISTORICAL, ""),
        ),
        ("eject", BUILTIN.replace("eject = false", "eject = true")),
    ];
    for (name, card) in cards {
        let path = folder.join(name).with_extension("toml");
        fs::write(path, card).unwrap();
    }
}

/// All sections ran, in their order, and none failed.
#[track_caller]
pub fn all_ran(ended: Ended, sections: &[&str]) {
    let results: Vec<_> = ended
        .lines()
        .into_iter()
        .filter(|line| line.starts_with("ok ") || line.starts_with("FAIL "))
        .collect();
    let wanted: Vec<_> = sections
        .iter()
        .map(|section| format!("ok   {section}"))
        .collect();
    assert_eq!(results, wanted, "{}", ended.errors);
    assert_eq!(ended.errors, "");
    ended.successful();
}

/// Section 18, a provider, is for later, 19 is the C program, and 22 is what the profiles are for.
pub const SECTIONS: [&str; 19] = [
    "1 creating objects",
    "2 first transaction",
    "3 BuildCmd by hand",
    "4 NULL command pointer",
    "5 one command object reused",
    "6 raw and enveloped commands",
    "7 T=0 details",
    "8 reading a transparent file",
    "9 PIN",
    "10 locking and re-attaching",
    "11 adopted handles",
    "12 card properties",
    "13 byte buffers",
    "14 conversions",
    "15 database queries",
    "16 locating a card",
    "17 extending ISCardISO7816",
    "20 script clients",
    "21 porting checklist",
];

/// Of `tests/c/com_porting_foreign.cpp`.
pub const FOREIGN: [&str; 7] = [
    "buffers into commands",
    "ISCardISO7816",
    "ISCard::Transaction",
    "copies and conversions",
    "streams",
    "calls back",
    "through Invoke",
];
