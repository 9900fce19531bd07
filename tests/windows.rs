//! `scardssp.dll`, used by programs for Windows in Wine. `make test-windows` builds both and runs these tests; without
//! it they only say so.

#![cfg(target_os = "linux")] // where Wine runs

mod c_support;

#[path = "windows/com.rs"]
mod com;
#[path = "windows/exports.rs"]
mod exports;
#[path = "windows/flat.rs"]
mod flat;
#[path = "windows/imports.rs"]
mod imports;
#[path = "windows/registration.rs"]
mod registration;
#[path = "windows/rig.rs"]
mod rig;
#[path = "windows/script.rs"]
mod script;
#[path = "windows/stack.rs"]
mod stack;
#[path = "windows/type_library.rs"]
mod type_library;
#[path = "windows/winscard.rs"]
mod winscard;
