//! References that release themselves, and the way back to CPython.

use fmtunit::{Raised, build_value};
use pyo3_ffi::{self as ffi, PyObject};
use std::ptr::{self, NonNull};

/// A reference to an object, released when dropped.
///
/// It is used by the thread that made it, while that is attached: the pointer keeps it from being sent to another.
pub(crate) struct Owned(NonNull<PyObject>);

impl Owned {
    /// Takes over what a function of the C API or a building macro has returned.
    ///
    /// # Safety
    /// It is a new reference, or null with an exception.
    pub(crate) unsafe fn new(object: *mut PyObject) -> Result<Self, Raised> {
        NonNull::new(object).map(Self).ok_or_else(Raised::new)
    }

    /// A new reference to an object.
    ///
    /// # Safety
    /// *attached*; the object is alive.
    pub(crate) unsafe fn to(object: NonNull<PyObject>) -> Self {
        // SAFETY: attached; the object is alive.
        unsafe { ffi::Py_INCREF(object.as_ptr()) };
        Self(object)
    }

    /// The object, for as long as this lives.
    pub(crate) const fn as_ptr(&self) -> *mut PyObject {
        self.0.as_ptr()
    }

    /// Gives the reference away.
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

/// What the body of a function comes to: an object, or the news that an exception is set.
pub(crate) type Reply = Result<Owned, Raised>;

/// Runs the body of an entry point, and tells CPython what came of it: a new reference, or null.
pub(crate) fn reply(body: impl FnOnce() -> Reply) -> *mut PyObject {
    body().map_or(ptr::null_mut(), Owned::into_raw)
}

/// The `None` of a function that has nothing to say.
///
/// # Safety
/// *attached*.
pub(crate) unsafe fn none() -> Reply {
    // SAFETY: attached.
    unsafe { Owned::new(build_value!("")) }
}
