//! Functions that raise exceptions.

use crate::object::Owned;
use fmtunit::{Raised, build_value, call_function};
use pyo3_ffi::{self as ffi, PyObject};
use std::io;
use std::path::Path;

/// Raises an exception of a class with a text.
///
/// # Safety
/// *attached*; the class is alive.
pub(crate) unsafe fn raise(class: *mut PyObject, text: &str) -> Raised {
    // SAFETY: attached.
    let text = unsafe { Owned::new(build_value!("s#", text)) };
    // Without memory for the text, a MemoryError is set already.
    if let Ok(text) = text {
        // SAFETY: attached; the class is alive.
        unsafe { ffi::PyErr_SetObject(class, text.as_ptr()) };
    }
    Raised::new()
}

/// Raises the `OSError` of a failed operation on a file.
///
/// # Safety
/// *attached*.
pub(crate) unsafe fn raise_io(error: &io::Error, path: &Path) -> Raised {
    let (number, text) = (error.raw_os_error().unwrap_or(0), error.to_string());
    // SAFETY: attached; the class is alive.
    let made = unsafe { call_function!(ffi::PyExc_OSError, "iss", number, text.as_str(), path.to_str()) };
    // SAFETY: the call has returned a new reference, or null with an exception.
    if let Ok(exception) = unsafe { Owned::new(made) } {
        // SAFETY: attached. `OSError` has chosen a subclass by the number.
        unsafe { ffi::PyErr_SetObject(ffi::Py_TYPE(exception.as_ptr()).cast(), exception.as_ptr()) };
    }
    Raised::new()
}
