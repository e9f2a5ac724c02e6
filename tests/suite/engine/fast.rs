//! CPython's own parser for an array with keywords, which is private: what Argument Clinic's code calls.
//!
//! Since 3.15 there is a public one, which keeps nothing.

use crate::format::Format;
use pyo3_ffi::PyObject;
use std::ffi::{CString, c_char, c_int};
use std::ptr::{null, null_mut};

/// `_PyArg_Parser`, as the version has it.
#[repr(C)]
pub(crate) struct FastParser {
    #[cfg(all(Py_3_12, not(Py_3_13)))]
    initialized: c_int,
    format: *const c_char,
    keywords: *const *const c_char,
    name: *const c_char,
    message: *const c_char,
    #[cfg(Py_3_13)]
    once: u8,
    #[cfg(Py_3_13)]
    owns_names: c_int,
    positional_only: c_int,
    min: c_int,
    max: c_int,
    names: *mut PyObject,
    next: *mut FastParser,
}

impl FastParser {
    /// A parser for a format. It is never freed: CPython keeps a list of all that have been used.
    pub(super) fn of(format: &Format) -> *mut Self {
        let leak = |text: &CString| text.clone().into_raw().cast_const();
        let mut keywords: Vec<_> = format.c_names.iter().map(leak).collect();
        keywords.push(null());
        Box::into_raw(Box::new(Self {
            #[cfg(all(Py_3_12, not(Py_3_13)))]
            initialized: 0,
            format: leak(&format.c_source),
            keywords: Box::leak(keywords.into_boxed_slice()).as_ptr(),
            name: null(),
            message: null(),
            #[cfg(Py_3_13)]
            once: 0,
            #[cfg(Py_3_13)]
            owns_names: 0,
            positional_only: 0,
            min: 0,
            max: 0,
            names: null_mut(),
            next: null_mut(),
        }))
    }
}
