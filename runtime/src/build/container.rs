//! Creating tuples, lists and dicts, and filling them.

use crate::layout;
use fmtunit_parser::ast::Bracket;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// Creates a container for `len` objects: a new reference, or null with MemoryError. The elements of a tuple or list are
/// null.
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

/// Stores an object in a tuple or list. The reference moves to the container.
///
/// # Safety
/// *fresh*; the container was opened as this kind, with more than `index` elements, and this one is null.
#[inline(always)]
pub unsafe fn fill(kind: Bracket, container: *mut PyObject, index: u16, object: *mut PyObject) {
    // SAFETY: fresh.
    unsafe {
        match kind {
            Bracket::Tuple => layout::set_tuple_item(container, index.into(), object),
            Bracket::List => layout::set_list_item(container, index.into(), object),
            Bracket::Dict => debug_assert!(false, "dicts are filled by `insert`"),
        }
    }
}

/// Inserts a pair into a dict, and consumes the references to key and value.
///
/// Returns `false` with an exception set if that fails. Then the caller keeps the references.
///
/// # Safety
/// *attached*, *fresh*; the caller owns the references to key and value.
#[inline(always)]
pub unsafe fn insert(dict: *mut PyObject, key: *mut PyObject, value: *mut PyObject) -> bool {
    // SAFETY: attached; the dict takes references of its own.
    unsafe {
        if crate::unwind::PyDict_SetItem(dict, key, value) < 0 {
            return false;
        }
        pyo3_ffi::Py_DECREF(key);
        pyo3_ffi::Py_DECREF(value);
        true
    }
}
