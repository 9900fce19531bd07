//! Keys of the registry, and values that are texts.

use crate::error::{Error, Result};
use crate::hresult::HResult;
use std::ptr;
use windows_sys::Win32::Foundation::{ERROR_FILE_NOT_FOUND, ERROR_SUCCESS};
use windows_sys::Win32::Globalization::{CSTR_EQUAL, CompareStringOrdinal};
use windows_sys::Win32::System::Registry::{
    HKEY, HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, KEY_READ, KEY_WRITE, REG_SZ, RRF_RT_REG_SZ,
    RegCloseKey, RegCreateKeyExW, RegDeleteKeyW, RegDeleteValueW, RegGetValueW, RegOpenKeyExW,
    RegQueryInfoKeyW, RegSetValueExW,
};

/// Whose registry it is.
#[derive(Clone, Copy)]
pub(super) enum Hive {
    Machine,
    User,
}

/// Text as the registry wants it.
fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// What went wrong, as the HRESULT that Windows makes of such a code: E_ACCESSDENIED and others.
fn check(code: u32) -> Result<()> {
    const WIN32: u32 = 0x8007_0000;
    match code {
        ERROR_SUCCESS => Ok(()),
        failure => Err(Error::of_code((WIN32 | (failure & 0xFFFF)) as HResult)),
    }
}

/// The same where it is fine that there is no such thing.
fn check_removed(code: u32) -> Result<()> {
    match code {
        ERROR_FILE_NOT_FOUND => Ok(()),
        other => check(other),
    }
}

/// A key that is open.
pub(super) struct Key(HKEY);

impl Key {
    /// The classes of a hive, where COM looks for them.
    pub(super) fn classes(hive: Hive) -> Result<Key> {
        let hive = match hive {
            Hive::Machine => HKEY_LOCAL_MACHINE,
            Hive::User => HKEY_CURRENT_USER,
        };
        // Not to be written to itself: that not everybody may write here is told where somebody tries.
        Key::create_in(hive, "Software\\Classes", KEY_READ)
    }

    /// A key within, made if there is none.
    fn create(&self, path: &str) -> Result<Key> {
        Key::create_in(self.0, path, KEY_READ | KEY_WRITE)
    }

    fn create_in(parent: HKEY, path: &str, rights: u32) -> Result<Key> {
        let mut key = ptr::null_mut();
        // SAFETY: the path ends with a zero; NULL is allowed for what is not wanted.
        check(unsafe {
            RegCreateKeyExW(
                parent,
                wide(path).as_ptr(),
                0,
                ptr::null(),
                0,
                rights,
                ptr::null(),
                &mut key,
                ptr::null_mut(),
            )
        })?;
        Ok(Key(key))
    }

    /// A key within, if there is one.
    fn open(&self, path: &str, rights: u32) -> Result<Option<Key>> {
        let mut key = ptr::null_mut();
        // SAFETY: the path ends with a zero.
        let code = unsafe { RegOpenKeyExW(self.0, wide(path).as_ptr(), 0, rights, &mut key) };
        check_removed(code)?;
        Ok((code == ERROR_SUCCESS).then_some(Key(key)))
    }

    /// Whether there is such a key within.
    pub(super) fn has(&self, path: &str) -> Result<bool> {
        Ok(self.open(path, KEY_READ)?.is_some())
    }

    /// Writes a text, in UTF-16 without a zero at the end.
    pub(super) fn write(&self, path: &str, name: &str, text: &[u16]) -> Result<()> {
        let text: Vec<u16> = text.iter().copied().chain([0]).collect();
        let size = u32::try_from(size_of_val(&text[..])).map_err(|_| Error::INVALIDARG)?;
        let key = self.create(path)?;
        // SAFETY: the name ends with a zero, and the text has that many bytes.
        check(unsafe {
            RegSetValueExW(
                key.0,
                wide(name).as_ptr(),
                0,
                REG_SZ,
                text.as_ptr().cast(),
                size,
            )
        })
    }

    /// Whether the default value of a key within is this path of a file.
    pub(super) fn names_file(&self, path: &str, file: &[u16]) -> bool {
        let mut found = vec![0u16; file.len() + 1]; // what needs more room is another file
        let mut size = size_of_val(&found[..]) as u32;
        // SAFETY: the path ends with a zero, and there is that much room.
        let code = unsafe {
            RegGetValueW(
                self.0,
                wide(path).as_ptr(),
                ptr::null(),
                RRF_RT_REG_SZ,
                ptr::null_mut(),
                found.as_mut_ptr().cast(),
                &mut size,
            )
        };
        if code != ERROR_SUCCESS || size as usize != size_of_val(&found[..]) {
            return false;
        }
        let length = file.len() as i32;
        // SAFETY: both have that many units.
        unsafe {
            CompareStringOrdinal(found.as_ptr(), length, file.as_ptr(), length, 1) == CSTR_EQUAL
        }
    }

    /// Removes a value, and the keys on the way to it that have nothing in them any longer.
    pub(super) fn remove(&self, path: &str, name: &str) -> Result<()> {
        let Some(key) = self.open(path, KEY_READ | KEY_WRITE)? else {
            return Ok(());
        };
        // SAFETY: the name ends with a zero.
        check_removed(unsafe { RegDeleteValueW(key.0, wide(name).as_ptr()) })?;
        drop(key);
        let mut left = Some(path);
        while let Some(path) = left
            && self.is_empty(path)?
        {
            // SAFETY: the path ends with a zero.
            check_removed(unsafe { RegDeleteKeyW(self.0, wide(path).as_ptr()) })?;
            left = path.rsplit_once('\\').map(|(parent, _)| parent);
        }
        Ok(())
    }

    fn is_empty(&self, path: &str) -> Result<bool> {
        let Some(key) = self.open(path, KEY_READ)? else {
            return Ok(true);
        };
        let (mut keys, mut values) = (0, 0);
        let none = ptr::null_mut();
        // SAFETY: NULL is allowed for what is not wanted.
        check(unsafe {
            RegQueryInfoKeyW(
                key.0,
                ptr::null_mut(),
                none,
                ptr::null(),
                &mut keys,
                none,
                none,
                &mut values,
                none,
                none,
                none,
                ptr::null_mut(),
            )
        })?;
        Ok(keys == 0 && values == 0)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: opened by us, and nobody uses it any longer.
        unsafe { RegCloseKey(self.0) };
    }
}
