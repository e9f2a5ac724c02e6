//! Which keyword is the name of a parameter.

use crate::layout;
use crate::raised::Raised;
use crate::version;
use core::ffi::CStr;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// The value of an ASCII key in a dict of ASCII strings, or null: without a call that could run Python code, and without
/// making an object for the key. `None` where the dict has another key.
///
/// Calls have few keywords, so the keys are compared one by one.
pub(super) unsafe fn look_up_text(dict: *mut PyObject, name: &[u8]) -> Option<*mut PyObject> {
    if !name.is_ascii() {
        return None;
    }
    let mut found = core::ptr::null_mut();
    let (mut at, mut key, mut value): (Py_ssize_t, _, _) = (0, core::ptr::null_mut(), core::ptr::null_mut());
    // SAFETY: attached; the dict is alive, and nothing in here changes it.
    unsafe {
        while pyo3_ffi::PyDict_Next(dict, &mut at, &mut key, &mut value) != 0 {
            let (text, length) = layout::ascii(key)?;
            if length == name.len() && core::slice::from_raw_parts(text.cast::<u8>(), length) == name {
                found = value;
            }
        }
    }
    Some(found)
}

/// Where a tuple of keywords has the name. Of several, CPython takes the one that is interned, and else the first; since
/// 3.15 always the first.
pub(super) unsafe fn find_name(keywords: *mut PyObject, name: &CStr) -> Result<Option<Py_ssize_t>, Raised> {
    // SAFETY: attached; the keywords are alive; the new reference is released once.
    unsafe {
        let mut found = (0..pyo3_ffi::PyTuple_Size(keywords))
            .filter(|&at| is_named(pyo3_ffi::PyTuple_GetItem(keywords, at), name));
        let first = found.next();
        if version::HAS_PUBLIC_ARRAYS {
            return Ok(first);
        }
        let (Some(_), Some(second)) = (first, found.next()) else { return Ok(first) };
        let interned = pyo3_ffi::PyUnicode_InternFromString(name.as_ptr());
        if interned.is_null() {
            return Err(Raised::new());
        }
        let mut all = first.into_iter().chain([second]).chain(found);
        let same = all.find(|&at| pyo3_ffi::PyTuple_GetItem(keywords, at) == interned);
        pyo3_ffi::Py_DECREF(interned);
        Ok(same.or(first))
    }
}

/// Is the keyword this name, by value? If it is not plain ASCII, it is compared character by character, which needs no
/// memory and raises nothing.
pub(super) unsafe fn is_named(keyword: *mut PyObject, name: &CStr) -> bool {
    // SAFETY: attached; the keyword is alive.
    if let Some((text, length)) = unsafe { layout::ascii(keyword) } {
        // SAFETY: the keyword has so many bytes of text.
        let text = unsafe { core::slice::from_raw_parts(text.cast::<u8>(), length) };
        return text == name.to_bytes();
    }
    let Ok(name) = name.to_str() else { return false };
    // SAFETY: attached; the keyword is alive; each index is below the length.
    unsafe {
        pyo3_ffi::PyUnicode_Check(keyword) != 0
            && pyo3_ffi::PyUnicode_GetLength(keyword) == name.chars().count() as Py_ssize_t
            && (0..).zip(name.chars()).all(|(index, character)| {
                pyo3_ffi::PyUnicode_ReadChar(keyword, index) == u32::from(character)
            })
    }
}

/// Is the key of a dict this name, in the eyes of the search for unknown keywords? Until 3.12 that knows ASCII only.
pub(super) unsafe fn is_known_key(key: *mut PyObject, name: &CStr) -> bool {
    // SAFETY: attached; the key is alive.
    unsafe { is_named(key, name) && (cfg!(Py_3_13) || name.to_bytes().is_ascii()) }
}
