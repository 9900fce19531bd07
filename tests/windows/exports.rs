//! What the DLL exports: what the library exports elsewhere but the functions that Windows has itself, and what regsvr32
//! calls.

use super::rig::{Width, in_each_width};
use std::collections::BTreeSet;

#[test]
fn the_dll_exports_what_is_listed_and_nothing_else() {
    let everywhere = include_str!("../exports.txt").lines();
    let listed: BTreeSet<_> = everywhere
        .filter(|name| !name.starts_with("scard_com_"))
        .chain(include_str!("../exports_windows.txt").lines())
        .map(str::to_owned)
        .collect();
    in_each_width(|width| assert_eq!(exported(width), listed, "{width:?}"));
}

fn exported(width: Width) -> BTreeSet<String> {
    let headers = width.headers_of_the_dll();
    let names = headers
        .lines()
        .skip_while(|line| !line.starts_with("[Ordinal/Name Pointer] Table"));
    names
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().last())
        .map(str::to_owned)
        .collect()
}
