//! References that release themselves, and the results of entry points.

use fmtunit::{Raised, build_value};
use pyo3_ffi::{self as ffi, PyObject};
use std::ptr::{self, NonNull};

/// A reference to an object, released when dropped.
///
/// Only the thread that created it uses it, while attached: because of the pointer, it cannot be sent to another.
pub(crate) struct Owned(NonNull<PyObject>);

impl Owned {
    /// Takes over the result of a function of the C API or of a building macro.
    ///
    /// # Safety
    /// It is a new reference, or null with an exception.
    pub(crate) unsafe fn new(object: *mut PyObject) -> Result<Self, Raised> {
        NonNull::new(object).map(Self).ok_or_else(Raised::new)
    }

    /// Creates a new reference to an object.
    ///
    /// # Safety
    /// *attached*; the object is alive.
    pub(crate) unsafe fn to(object: NonNull<PyObject>) -> Self {
        // SAFETY: attached; the object is alive.
        unsafe { ffi::Py_INCREF(object.as_ptr()) };
        Self(object)
    }

    /// Returns the object, which lives at least as long as this reference.
    pub(crate) const fn as_ptr(&self) -> *mut PyObject {
        self.0.as_ptr()
    }

    /// Returns the reference, which the caller then owns.
    pub(crate) const fn into_raw(self) -> *mut PyObject {
        let object = self.as_ptr();
        std::mem::forget(self);
        object
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: attached, by the contract of the type; the reference is this value's own.
        unsafe { ffi::Py_DECREF(self.as_ptr()) };
    }
}

/// The result of the body of a function: an object, or a raised exception.
pub(crate) type Reply = Result<Owned, Raised>;

/// Runs the body of an entry point; returns a new reference, or null with an exception.
pub(crate) fn reply(body: impl FnOnce() -> Reply) -> *mut PyObject {
    body().map_or(ptr::null_mut(), Owned::into_raw)
}

/// Returns `None`, for a function without a result.
///
/// # Safety
/// *attached*.
pub(crate) unsafe fn none() -> Reply {
    // SAFETY: attached.
    unsafe { Owned::new(build_value!("")) }
}
