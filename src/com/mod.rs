//! COM: the objects of Scardssp.dll, with the interfaces, identifiers and rules of Windows on every system.
//!
//! - `interfaces.rs`: the table of the seven interfaces; all below and the headers in `include/com` come from it
//! - `providers.rs`: the table of the interfaces that card vendors implement, for their header only
//! - `abi`: types and vtables; `object`: reference counts, QueryInterface, aggregates
//! - `dispatch`: IDispatch by the table; `class_factory`: where objects come from
//! - `ole`: task memory, BSTR, SAFEARRAY and VARIANT, where the system has none
//! - `exports`: the entries of COM into the library; `header`, `idl` and `manifest`: the C and C++ headers, the type
//!   library and what names the classes without a registry, for `build.rs`
//! - `platform`: what only Windows has, from `windows`; `elsewhere` on other systems
//! - `memory`, `stream`, `loans`: the bytes of byte buffers, streams over them, and who has their addresses
//! - `card`, `command`, `iso7816`, `buffer`, `type_conv`, `database`, `locate`: the seven classes, which check arguments and
//!   call the domain

#![allow(unsafe_code)] // every method takes pointers from C
#![allow(non_snake_case)] // methods and members have the names of Windows

mod abi;
mod buffer;
mod card;
mod class_factory;
mod command;
mod database;
mod dispatch;
mod exports;
#[cfg(test)]
mod fakes;
mod iso7816;
mod loans;
mod locate;
mod memory;
mod object;
mod ole;
mod out;
#[cfg_attr(windows, path = "windows/mod.rs")]
#[cfg_attr(not(windows), path = "elsewhere.rs")]
mod platform;
mod stream;
mod type_conv;
