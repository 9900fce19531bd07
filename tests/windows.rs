//! `scardssp.dll`, used by programs for Windows in Wine. `make test-windows` builds both and runs these tests; without
//! it they only say so.

#![cfg(target_os = "linux")] // where Wine runs

mod c_support;

#[path = "windows/flat.rs"]
mod flat;
#[path = "windows/rig.rs"]
mod rig;
