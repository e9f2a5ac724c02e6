//! Converting single bytes and single characters.

use super::shape;
use crate::outcome::{Expected, Outcome};
use core::ffi::{c_char, c_int};
use pyo3_ffi::PyObject;

/// Converts a `bytes` or `bytearray` of length 1.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline]
pub unsafe fn char(item: *mut PyObject, value: *mut c_char) -> Outcome {
    // SAFETY: attached, item, places; data of length 1 has a first byte.
    unsafe {
        let data = if pyo3_ffi::PyBytes_Check(item) != 0 && pyo3_ffi::PyBytes_Size(item) == 1 {
            pyo3_ffi::PyBytes_AsString(item)
        } else if pyo3_ffi::PyByteArray_Check(item) != 0 && pyo3_ffi::PyByteArray_Size(item) == 1 {
            pyo3_ffi::PyByteArray_AsString(item)
        } else {
            return Outcome::mismatch(Expected::ByteString);
        };
        value.write(*data);
    }
    Outcome::STORED
}

/// Converts a `str` of length 1 to its code point, which may be a surrogate.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline]
pub unsafe fn code_point(item: *mut PyObject, value: *mut c_int) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if shape::Character(item, value) {
            return Outcome::STORED;
        }
        if pyo3_ffi::PyUnicode_Check(item) == 0 || pyo3_ffi::PyUnicode_GetLength(item) != 1 {
            return Outcome::mismatch(Expected::Character);
        }
        value.write(pyo3_ffi::PyUnicode_ReadChar(item, 0) as c_int);
    }
    Outcome::STORED
}
