//! COM: the objects of Scardssp.dll, with the interfaces, identifiers and rules of Windows on every system.
//!
//! - `interfaces.rs`: the table of the seven interfaces; all below and the headers in `include/com` come from it
//! - `providers.rs`: the table of the interfaces that card vendors implement, for their header only
//! - `abi`: types and vtables; `object`: reference counts, QueryInterface, aggregates
//! - `dispatch`: IDispatch by the table; `class_factory`: where objects come from
//! - `ole`: task memory, BSTR, SAFEARRAY and VARIANT, where the system has none
//! - `exports`: the entries of COM into the library; `header` and `idl`: the C and C++ headers and the type library,
//!   for `build.rs`
//! - `memory`, `stream`: the bytes of byte buffers, and streams over them
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
mod locate;
mod memory;
mod object;
mod ole;
mod out;
mod stream;
mod type_conv;
