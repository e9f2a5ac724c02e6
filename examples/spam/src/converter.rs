//! Converters for `O&`, each written as a Rust type.

use fmtunit::Raised;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::c_int;
use std::mem::needs_drop;

/// A type that can be converted from an argument.
pub(crate) trait Convert: Sized {
    /// Converts an object.
    ///
    /// # Safety
    /// *attached*; the object is alive until this function returns.
    unsafe fn convert(object: *mut PyObject) -> Result<Self, Raised>;
}

/// The converter that makes a `T`: `parse!(object, "O&", converter::<T>)` yields one.
///
/// If a later argument is wrong, the value is dropped: the converter is then called again, with null for the object.
///
/// # Safety
/// *attached*; the object is alive and the target valid for a write, or the object is null and the target holds what
/// a value of this converter.
pub(crate) unsafe extern "C" fn converter<T: Convert>(object: *mut PyObject, target: *mut T) -> c_int {
    if object.is_null() {
        // SAFETY: the target holds a value of this converter.
        unsafe { target.drop_in_place() };
        return 1;
    }
    // SAFETY: attached; the object is alive.
    let Ok(value) = (unsafe { T::convert(object) }) else { return 0 };
    // SAFETY: the target is valid for a write.
    unsafe { target.write(value) };
    if needs_drop::<T>() { ffi::Py_CLEANUP_SUPPORTED } else { 1 }
}
