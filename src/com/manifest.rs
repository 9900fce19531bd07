// The manifest that names the classes to programs which use the DLL without registering it, of the table in
// `interfaces.rs`; for `build.rs`.

use std::fmt::Write;

include!("library.rs");

macro_rules! interfaces {
    ($(
        $(#[doc = $doc:literal])*
        $interface:ident = $iid:literal, $class:ident = $clsid:literal { $($methods:tt)* }
    )*) => {
        [$((stringify!($class), $clsid)),*]
    };
}

/// The text of `scardssp.manifest`.
///
/// Its version is that of the interfaces, and not of the library: programs name it exactly. No processor is named, so
/// that one text serves both widths.
pub fn manifest() -> String {
    let mut classes = String::new();
    for (class, clsid) in include!("interfaces.rs") {
        let _ = writeln!(
            classes,
            "    <comClass clsid=\"{{{clsid}}}\" threadingModel=\"Both\" tlbid=\"{{{LIBID}}}\" description=\"{class}\"/>"
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <!-- SPDX-License-Identifier: MIT OR Apache-2.0. Generated from the library's source; do not edit. -->\n\
         <assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">\n  \
         <assemblyIdentity type=\"win32\" name=\"scardssp\" version=\"{LIBRARY_VERSION}.0.0\"/>\n  \
         <file name=\"scardssp.dll\">\n{classes}    \
         <typelib tlbid=\"{{{LIBID}}}\" version=\"{LIBRARY_VERSION}\" helpdir=\"\"/>\n  \
         </file>\n\
         </assembly>\n"
    )
}
