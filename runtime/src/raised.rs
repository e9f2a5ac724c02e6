//! The error type of the macros and handles.

use core::fmt;
use pyo3_ffi::PyObject;

/// The error of a call that has set a Python exception on the calling thread.
///
/// It carries no data: the interpreter holds the exception. It corresponds to the result 0 of `PyArg_ParseTuple`, and to the
/// result NULL of `Py_BuildValue`. A function that returns to Python passes the error on as NULL or -1. Code that continues
/// must fetch or clear the exception first (`PyErr_Fetch`, `PyErr_Clear`).
#[must_use = "an exception is set: return NULL to Python, or clear it"]
#[derive(PartialEq, Eq)]
pub struct Raised(());

impl Raised {
    /// Creates the error, after an exception has been set.
    #[inline(always)]
    pub const fn new() -> Self {
        Self(())
    }

    /// Converts the result of a C function that returns NULL after setting an exception.
    ///
    /// The reference stays what it was, new or borrowed.
    ///
    /// # Errors
    /// The pointer is null.
    #[inline(always)]
    pub const fn check(object: *mut PyObject) -> Result<*mut PyObject, Self> {
        if object.is_null() { Err(Self(())) } else { Ok(object) }
    }

    /// Returns the null pointer with which a function tells CPython of the exception.
    #[inline(always)]
    pub const fn null(self) -> *mut PyObject {
        core::ptr::null_mut()
    }
}

impl Default for Raised {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Raised")
    }
}

impl fmt::Display for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Python exception is set")
    }
}

impl std::error::Error for Raised {}
