//! The type library in the DLL says what the tables of the library say. `tests/com_objects.rs` compares those with the
//! specification.

use super::rig::{Linkage, Program, Width, in_each_width};
use std::collections::BTreeSet;

/// After those of IDispatch.
const FIRST_SLOT: usize = 7;

#[test]
fn the_type_library_is_that_of_the_tables() {
    in_each_width(|width| {
        let program = Program::compiled(width, "tests/windows/type_library.c", Linkage::Own, &[]);
        let ended = program.run(&["scardssp.dll"]);
        // A type library has one spelling for all names that differ in capitals alone.
        let found: BTreeSet<_> = ended
            .lines()
            .iter()
            .map(|line| line.to_lowercase())
            .collect();
        let wanted = interfaces(width).chain(enumerations());
        let wanted: BTreeSet<_> = wanted.map(|line| line.to_lowercase()).collect();
        let missing: Vec<_> = wanted.difference(&found).collect();
        let unknown: Vec<_> = found.difference(&wanted).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "{missing:#?}\n{unknown:#?}"
        );
        let count = |word: &str| found.iter().filter(|line| line.starts_with(word)).count();
        assert_eq!((count("interface "), count("class ")), (7, 7));
        assert_eq!(found.iter().filter(|line| line.ends_with(')')).count(), 95);
    });
}

/// Interfaces, classes and methods, each as a line of `type_library.c`.
fn interfaces(width: Width) -> impl Iterator<Item = String> {
    let mut interface = "";
    let mut slot = FIRST_SLOT;
    let lines = include_str!("../../src/com/interfaces.rs").lines();
    lines.flat_map(move |line| {
        let words: Vec<_> = line.split_whitespace().collect();
        match words[..] {
            [kind @ ("get" | "put" | "call"), id, ..] => {
                let (head, parameters) = line.split_once('(').expect("a method has parameters");
                let name = head.split_whitespace().last().expect("a method has a name");
                let name = name.trim_start_matches("get_").trim_start_matches("put_");
                let parameters = parameters.trim_end_matches(");").split(", ");
                let parameters: Vec<_> = parameters
                    .filter(|parameter| !parameter.is_empty())
                    .map(|text| parameter(interface, kind, text, width))
                    .collect();
                slot += 1;
                let parameters = parameters.join(", ");
                vec![format!(
                    "{interface} {} {kind} {id} {name}({parameters})",
                    slot - 1
                )]
            }
            [name, "=", iid, class, "=", clsid, "{"] => {
                (interface, slot) = (name, FIRST_SLOT);
                let guid = |quoted: &str| format!("{{{}}}", quoted.trim_matches(&['"', ','][..]));
                vec![
                    format!("interface {name} {}", guid(iid)),
                    format!("class {class} {} of {name}", guid(clsid)),
                ]
            }
            _ => vec![],
        }
    })
}

fn parameter(interface: &str, kind: &str, text: &str, width: Width) -> String {
    let (text, _) = text.split_once(" = ").unwrap_or((text, ""));
    let (head, of_table) = text.split_once(": ").expect("a parameter has a type");
    let (direction, name) = head.split_once(' ').expect("a parameter has a name");
    let base = match (of_table, width) {
        ("HSCARD" | "HSCARDCONTEXT", Width::X64) => "21", // VT_UI8
        ("HSCARD" | "HSCARDCONTEXT", Width::X86) | ("DWORD", _) => "19", // VT_UI4
        ("LONG", _) => "3",
        ("P<LONG>", _) => "3*",
        ("BYTE", _) => "17",
        ("LPBYTE", _) => "17*",
        ("WORD", _) => "18",
        ("UINT", _) => "23",
        ("BSTR", _) => "8",
        ("LPSAFEARRAY", _) if interface == "ISCardTypeConv" => "SAFEARRAY 17",
        ("LPSAFEARRAY", _) => "SAFEARRAY 8",
        ("LPBYTEARRAY", _) => "BYTEARRAY*",
        ("LPBYTEBUFFER", _) => "IByteBuffer*",
        ("LPGUID", _) => "GUID*",
        ("LPSCARDCMD", _) => "ISCardCmd*",
        ("LPSCARDINFO", _) => "SCARDINFO*",
        ("LPSTREAM", _) => "IStream*",
        ("ULARGE_INTEGER", _) => "_ULARGE_INTEGER",
        (other, _) => other,
    };
    let pointer = if direction == "in" { "" } else { "*" };
    let name = if kind == "put" { "value" } else { name };
    format!("{direction} {name}: {base}{pointer}")
}

/// The constants of all enumerations, each as a line of `type_library.c`.
fn enumerations() -> impl Iterator<Item = String> {
    let mut enumeration = "";
    include_str!("../../src/enums.rs")
        .lines()
        .filter_map(move |line| {
            let words: Vec<_> = line.split_whitespace().collect();
            match words[..] {
                [_, "=", name, "{"] => {
                    enumeration = name;
                    None
                }
                [_, "=", name, "=", value] => {
                    let value = value.trim_end_matches(';');
                    let value = match value.strip_prefix("0x") {
                        Some(digits) => i64::from_str_radix(digits, 16),
                        None => value.parse(),
                    };
                    let value = value.expect("a constant is a number");
                    Some(format!("{enumeration} {name} = {value}"))
                }
                _ => None,
            }
        })
}
