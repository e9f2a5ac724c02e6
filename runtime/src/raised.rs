//! The error type of the Rust surface.

use core::fmt;
use pyo3_ffi::PyObject;

/// A Python exception is set on the calling thread.
///
/// It says that and no more: the exception itself is the interpreter's. A function that returns to Python returns NULL
/// (or -1) on it; one that goes on has to fetch or clear the exception first.
#[must_use = "an exception is set: return NULL to Python, or clear it"]
#[derive(PartialEq, Eq)]
pub struct Raised(());

impl Raised {
    /// States that an exception is set.
    #[inline(always)]
    pub const fn new() -> Self {
        Self(())
    }

    /// The error for a null pointer, which is what C functions return with an exception; any other is passed on.
    ///
    /// # Errors
    /// The pointer is null.
    #[inline(always)]
    pub const fn check(object: *mut PyObject) -> Result<*mut PyObject, Self> {
        if object.is_null() { Err(Self(())) } else { Ok(object) }
    }

    /// The null pointer that a function returns to CPython with the exception.
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
