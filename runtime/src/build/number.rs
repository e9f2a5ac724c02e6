//! Building numbers and truth values.

use crate::complex::Py_complex;
use crate::layout;
use core::ffi::{c_double, c_int, c_long, c_longlong, c_uint, c_ulong, c_ulonglong};
use pyo3_ffi::{Py_ssize_t, PyObject};

macro_rules! integer {
    ($($name:ident, $type:ty, $make:path, $make_type:ty;)*) => {$(
        /// Builds an `int`.
        ///
        /// # Safety
        /// *attached*.
        #[inline(always)]
        pub unsafe fn $name(value: $type) -> *mut PyObject {
            // SAFETY: attached.
            unsafe {
                // Not used if the value does not fit: a large unsigned one turns negative.
                let word = value as $make_type as i64;
                if fits(value as i128) {
                    if let Some(object) = layout::small_int(word) {
                        return object;
                    }
                    if let Some(object) = layout::new_int(word) {
                        return object;
                    }
                }
                $make(value as $make_type)
            }
        }
    )*};
}

/// Builds an `int` that is not a singleton. Compiled code calls it when it has ruled out small ints.
///
/// # Safety
/// *attached*; [`layout::small_int`] has no object for the value.
#[inline(always)]
pub unsafe fn large(value: c_longlong) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { layout::new_int(value).unwrap_or_else(|| pyo3_ffi::PyLong_FromLongLong(value)) }
}

/// Returns whether a signed 64-bit number can hold the value. No C type of a unit goes below its minimum.
#[inline(always)]
const fn fits(value: i128) -> bool {
    value <= i64::MAX as i128
}

integer! {
    int, c_int, pyo3_ffi::PyLong_FromLong, c_long;
    // CPython converts it to `long`, which has 32 bits on some platforms.
    unsigned_short, c_uint, pyo3_ffi::PyLong_FromLong, c_long;
    unsigned_int, c_uint, pyo3_ffi::PyLong_FromUnsignedLong, c_ulong;
    long, c_long, pyo3_ffi::PyLong_FromLong, c_long;
    unsigned_long, c_ulong, pyo3_ffi::PyLong_FromUnsignedLong, c_ulong;
    long_long, c_longlong, pyo3_ffi::PyLong_FromLongLong, c_longlong;
    unsigned_long_long, c_ulonglong, pyo3_ffi::PyLong_FromUnsignedLongLong, c_ulonglong;
    ssize, Py_ssize_t, pyo3_ffi::PyLong_FromSsize_t, Py_ssize_t;
}

/// Builds a `float`.
///
/// # Safety
/// *attached*.
#[inline(always)]
pub unsafe fn double(value: c_double) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { pyo3_ffi::PyFloat_FromDouble(value) }
}

/// Builds a `complex`.
///
/// # Safety
/// *attached*, *values*.
#[inline]
pub unsafe fn complex(value: *const Py_complex) -> *mut PyObject {
    // SAFETY: attached; values: the pointer is valid, and not null.
    unsafe { pyo3_ffi::PyComplex_FromDoubles((*value).real, (*value).imag) }
}

/// Builds a `bool`.
///
/// # Safety
/// *attached*.
#[inline]
pub unsafe fn predicate(value: c_int) -> *mut PyObject {
    #[cfg(Py_3_14)]
    // SAFETY: attached.
    unsafe {
        pyo3_ffi::PyBool_FromLong(value.into())
    }
    // The version check keeps the unit out of all plans.
    #[cfg(not(Py_3_14))]
    // SAFETY: attached.
    unsafe {
        let _ = value;
        crate::failure::unknown_build_unit();
        core::ptr::null_mut()
    }
}
