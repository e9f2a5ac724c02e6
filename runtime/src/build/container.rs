//! Tuples, lists and dicts, filled in place.

use crate::layout;
use fmtunit_parser::ast::Bracket;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// A new, empty container with room for `len` objects; null with MemoryError.
///
/// # Safety
/// *attached*.
#[inline(always)]
pub unsafe fn open(kind: Bracket, len: u16) -> *mut PyObject {
    // SAFETY: attached.
    unsafe {
        match kind {
            Bracket::Tuple => pyo3_ffi::PyTuple_New(len as Py_ssize_t),
            Bracket::List => pyo3_ffi::PyList_New(len as Py_ssize_t),
            Bracket::Dict => pyo3_ffi::PyDict_New(),
        }
    }
}

/// Puts an object into a tuple or list; the reference goes along.
///
/// # Safety
/// *fresh*; the container was opened as this kind, with more than `index` places, and this one is empty.
#[inline(always)]
pub unsafe fn fill(kind: Bracket, container: *mut PyObject, index: u16, object: *mut PyObject) {
    // SAFETY: fresh.
    unsafe {
        match kind {
            Bracket::Tuple => layout::set_tuple_item(container, index.into(), object),
            Bracket::List => layout::set_list_item(container, index.into(), object),
            Bracket::Dict => debug_assert!(false, "pairs are inserted"),
        }
    }
}

/// Puts a pair into a dict and lets go of key and value; on failure they stay with the caller, with an exception set.
///
/// # Safety
/// *attached*, *fresh*; key and value are references of the caller's.
#[inline(always)]
pub unsafe fn insert(dict: *mut PyObject, key: *mut PyObject, value: *mut PyObject) -> bool {
    // SAFETY: attached; the dict takes references of its own.
    unsafe {
        if pyo3_ffi::PyDict_SetItem(dict, key, value) < 0 {
            return false;
        }
        pyo3_ffi::Py_DECREF(key);
        pyo3_ffi::Py_DECREF(value);
        true
    }
}
