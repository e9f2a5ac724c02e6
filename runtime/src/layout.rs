//! Where CPython keeps what the fast shapes read: the only file that looks into an object.
//!
//! A *fast shape* is an object whose value can be had without a call: an exact `int` of one digit, an exact ASCII
//! `str`, an exact `float`, `bytes` or `tuple`. Each function answers `None` for any other object, and the caller
//! then takes the general way through the C API, which must come to the same result.
//!
//! On builds whose objects are opaque or laid out otherwise (limited API, free-threaded, 32-bit, big-endian, other
//! implementations) every answer is `None`.

use pyo3_ffi::PyObject;

#[cfg(known_layout)]
mod known;
#[cfg(known_layout)]
pub use known::*;

#[cfg(not(known_layout))]
mod opaque;
#[cfg(not(known_layout))]
pub use opaque::*;

/// Is the object's type exactly `class`?
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn is_exactly(object: *mut PyObject, class: *const pyo3_ffi::PyTypeObject) -> bool {
    // SAFETY: item.
    unsafe { core::ptr::eq(pyo3_ffi::Py_TYPE(object), class) }
}
