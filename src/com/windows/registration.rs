//! The entries of regsvr32: which file has the classes and the type library, for all users or for one.
//!
//! The type library is written here and not by RegisterTypeLib, which would name a proxy for each interface: that one
//! knows IDispatch alone, and calls through it would end nowhere. RegisterTypeLibForUser would do it for all in Wine.

use super::module;
use super::registry::{Hive, Key};
use crate::boundary::boundary;
use crate::error::{Error, Result};
use crate::hresult::HResult;

macro_rules! interfaces {
    ($(
        $(#[doc = $doc:literal])*
        $interface:ident = $iid:literal, $class:ident = $clsid:literal { $($methods:tt)* }
    )*) => {
        /// Name and identifier of each class.
        const CLASSES: &[(&str, &str)] = &[$((stringify!($class), $clsid)),*];
    };
}
include!("../interfaces.rs");
include!("../library.rs");

/// The type library has a file for each width.
const WIDTH: &str = if cfg!(target_pointer_width = "64") {
    "win64"
} else {
    "win32"
};

/// A value of the registry: where it is, its name, and its text.
type Entry = (String, &'static str, Vec<u16>);

/// Registers the classes for all users.
#[unsafe(no_mangle)]
extern "system" fn DllRegisterServer() -> HResult {
    boundary(|| register(Hive::Machine))
}

/// Ends what DllRegisterServer has done.
#[unsafe(no_mangle)]
extern "system" fn DllUnregisterServer() -> HResult {
    boundary(|| unregister(Hive::Machine))
}

/// What `regsvr32 /i:user` calls: with "user" for this user alone, without a text for all.
#[unsafe(no_mangle)]
#[allow(clippy::missing_safety_doc)] // NULL or what the documentation of Windows says
unsafe extern "system" fn DllInstall(install: i32, whom: *const u16) -> HResult {
    boundary(|| {
        // SAFETY: NULL, or a text that ends with a zero.
        let hive = match unsafe { text(whom) }.to_ascii_lowercase().as_str() {
            "" => Hive::Machine,
            "user" => Hive::User,
            _ => return Err(Error::INVALIDARG),
        };
        if install != 0 {
            register(hive)
        } else {
            unregister(hive)
        }
    })
}

/// # Safety
/// NULL, or a text that ends with a zero.
unsafe fn text(text: *const u16) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: as the caller promises.
    let units = unsafe { super::super::ole::units(text, Error::INVALIDARG) };
    String::from_utf16_lossy(units.unwrap_or(&[]))
}

fn register(hive: Hive) -> Result<()> {
    let file = module::path()?;
    let classes = Key::classes(hive)?;
    let write = |entries: Vec<Entry>| {
        let mut entries = entries.iter();
        entries.try_for_each(|(path, name, text)| classes.write(path, name, text))
    };
    write(library_entries())?;
    classes.write(&library_file(), "", &file)?;
    for (name, clsid) in CLASSES {
        write(class_entries(name, clsid))?;
        classes.write(&class_file(clsid), "", &file)?;
    }
    Ok(())
}

/// Ends only what names this file, so that a library registered since then stays.
fn unregister(hive: Hive) -> Result<()> {
    let file = module::path()?;
    let classes = Key::classes(hive)?;
    let remove = |entries: Vec<Entry>| {
        let mut entries = entries.iter().rev();
        entries.try_for_each(|(path, name, _)| classes.remove(path, name))
    };
    for (name, clsid) in CLASSES {
        if classes.names_file(&class_file(clsid), &file) {
            remove(class_entries(name, clsid))?;
            classes.remove(&class_file(clsid), "")?;
        }
    }
    if classes.names_file(&library_file(), &file) {
        classes.remove(&library_file(), "")?;
        // The other width may still have its file there.
        if !classes.has(&library("\\0"))? {
            remove(library_entries())?;
        }
    }
    Ok(())
}

/// A key within that of a class.
fn class(clsid: &str, key: &str) -> String {
    format!("CLSID\\{{{clsid}}}{key}")
}

/// The key that names the file of a class.
fn class_file(clsid: &str) -> String {
    class(clsid, "\\InprocServer32")
}

/// What is said of a class besides its file.
fn class_entries(name: &str, clsid: &str) -> Vec<Entry> {
    vec![
        (class(clsid, ""), "", utf16(name)),
        (class_file(clsid), "ThreadingModel", utf16("Both")),
        (
            class(clsid, "\\TypeLib"),
            "",
            utf16(&format!("{{{LIBID}}}")),
        ),
        (class(clsid, "\\Version"), "", utf16(LIBRARY_VERSION)),
    ]
}

/// A key within that of the type library.
fn library(key: &str) -> String {
    format!("TypeLib\\{{{LIBID}}}\\{LIBRARY_VERSION}{key}")
}

/// The key that names the file of the type library. The 0 is for every language.
fn library_file() -> String {
    library(&format!("\\0\\{WIDTH}"))
}

fn library_entries() -> Vec<Entry> {
    vec![
        (library(""), "", utf16(LIBRARY_NAME)),
        (library("\\FLAGS"), "", utf16("0")),
    ]
}

fn utf16(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}
