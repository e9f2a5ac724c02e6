//! Converters for `O&`, each written as a Rust type.

use fmtunit::Raised;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::c_int;
use std::mem::needs_drop;

/// What can be made of an argument.
pub(crate) trait Convert: Sized {
    /// Makes it.
    ///
    /// # Safety
    /// *attached*; the object is alive, and stays so until this returns.
    unsafe fn convert(object: *mut PyObject) -> Result<Self, Raised>;
}

/// The converter that makes a `T`: `parse!(object, "O&", converter::<T>)` yields one.
///
/// Where a later argument does not fit, what owns memory is dropped: CPython then calls the converter again, with null
/// for the object.
///
/// # Safety
/// *attached*; the object is alive and the target valid for a write, or the object is null and the target holds what
/// this has made.
pub(crate) unsafe extern "C" fn converter<T: Convert>(object: *mut PyObject, target: *mut T) -> c_int {
    if object.is_null() {
        // SAFETY: the target holds what this has made.
        unsafe { target.drop_in_place() };
        return 1;
    }
    // SAFETY: attached; the object is alive.
    let Ok(value) = (unsafe { T::convert(object) }) else { return 0 };
    // SAFETY: the target is valid for a write.
    unsafe { target.write(value) };
    if needs_drop::<T>() { ffi::Py_CLEANUP_SUPPORTED } else { 1 }
}
