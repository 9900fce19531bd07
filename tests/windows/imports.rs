//! What the DLL needs of Windows is in Windows 7, and in every later one.

use super::rig::in_each_width;

/// Of these, Windows 7 has every function that is imported, or Wine, which has none of the newer ones, would not load it.
const LIBRARIES: [&str; 8] = [
    "advapi32.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "ntdll.dll",
    "ole32.dll",
    "oleaut32.dll",
    "user32.dll",
    "winscard.dll",
];

#[test]
fn the_dll_needs_nothing_that_windows_7_lacks() {
    in_each_width(|width| {
        let headers = width.headers_of_the_dll();
        let needed: Vec<_> = headers
            .lines()
            .filter_map(|line| line.trim().strip_prefix("DLL Name: "))
            .map(str::to_lowercase)
            .collect();
        assert!(needed.contains(&"winscard.dll".to_owned()), "{needed:?}");
        for library in needed {
            assert!(LIBRARIES.contains(&&*library), "{library} is needed");
        }
    });
}
