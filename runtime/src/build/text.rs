//! Building `str` and `bytes` objects.

use super::object::nothing;
use crate::value::{SizedBytes, Text, WideLen};
use crate::{failure, layout};
use core::ffi::{c_char, c_int};
use libc::wchar_t;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// Builds a `str` from UTF-8, or `None` for null.
///
/// # Safety
/// *attached*, *values*.
#[inline]
pub unsafe fn text(value: Text) -> *mut PyObject {
    // SAFETY: attached, values.
    unsafe {
        match text_length(value) {
            Some(Ok(length)) => str_from_utf8(value.data, length),
            Some(Err(())) => core::ptr::null_mut(),
            None => nothing(),
        }
    }
}

/// Builds a `bytes` object, or `None` for null.
///
/// # Safety
/// *attached*, *values*.
#[inline]
pub unsafe fn bytes(value: Text) -> *mut PyObject {
    // SAFETY: attached, values.
    unsafe {
        match text_length(value) {
            Some(Ok(length)) => pyo3_ffi::PyBytes_FromStringAndSize(value.data, length),
            Some(Err(())) => core::ptr::null_mut(),
            None => nothing(),
        }
    }
}

/// Returns the length of a text, or `None` for null. In case of an error, an exception is set.
///
/// # Safety
/// *attached*, *values*.
#[inline(always)]
unsafe fn text_length(value: Text) -> Option<Result<Py_ssize_t, ()>> {
    if value.data.is_null() {
        return None;
    }
    Some(match value.length {
        Text::HAS_NUL => {
            // SAFETY: attached.
            unsafe { failure::embedded_null_character() };
            Err(())
        }
        // SAFETY: values: the text ends with NUL.
        ..0 => Ok(unsafe { length_up_to_nul(value.data) }),
        length => Ok(length),
    })
}

/// Returns the length of text that ends with NUL. Single characters are common, and cheaper to find without a call.
///
/// # Safety
/// The text ends with NUL.
#[inline(always)]
unsafe fn length_up_to_nul(text: *const c_char) -> Py_ssize_t {
    // SAFETY: the second byte is read only if the first is not the NUL.
    unsafe { if *text != 0 && *text.add(1) == 0 { 1 } else { libc::strlen(text) as Py_ssize_t } }
}

/// Builds a `str` from UTF-8 and its length, or `None` for null.
///
/// # Safety
/// *attached*, *values*.
#[inline]
pub unsafe fn text_and_length(value: SizedBytes) -> *mut PyObject {
    // SAFETY: attached, values.
    unsafe {
        match byte_length(value) {
            Some(length) => str_from_utf8(value.data, length),
            None => nothing(),
        }
    }
}

/// Builds a `bytes` object of the given length, or `None` for null.
///
/// # Safety
/// *attached*, *values*.
#[inline]
pub unsafe fn bytes_and_length(value: SizedBytes) -> *mut PyObject {
    // SAFETY: attached, values.
    unsafe {
        match byte_length(value) {
            Some(length) => pyo3_ffi::PyBytes_FromStringAndSize(value.data, length),
            None => nothing(),
        }
    }
}

/// Returns the length of bytes, or `None` for null. If the given length is negative, a NUL ends the bytes.
///
/// # Safety
/// *values*.
#[inline(always)]
unsafe fn byte_length(value: SizedBytes) -> Option<Py_ssize_t> {
    if value.data.is_null() {
        return None;
    }
    // SAFETY: values: without a length, the bytes end with NUL.
    Some(if value.length < 0 { unsafe { libc::strlen(value.data) as Py_ssize_t } } else { value.length })
}

/// From this length on, CPython's vector code is faster than checking and copying ASCII text here.
const SHORT_TEXT: Py_ssize_t = 256;

/// Builds a `str` from UTF-8.
///
/// # Safety
/// *attached*; `data` has `length` bytes.
#[inline]
unsafe fn str_from_utf8(data: *const c_char, length: Py_ssize_t) -> *mut PyObject {
    // SAFETY: attached; the bytes are copied into an object of their length.
    unsafe {
        if length == 1
            && let Some(object) = layout::ascii_character(*data.cast())
        {
            return object;
        }
        // The empty text and single characters are singletons, which CPython finds.
        if length > 1 && length < SHORT_TEXT {
            let bytes = core::slice::from_raw_parts(data.cast::<u8>(), length as usize);
            if bytes.is_ascii()
                && let Some((object, room)) = layout::new_ascii(bytes.len())
            {
                if !object.is_null() {
                    core::ptr::copy_nonoverlapping(bytes.as_ptr(), room, bytes.len());
                }
                return object;
            }
        }
        pyo3_ffi::PyUnicode_FromStringAndSize(data, length)
    }
}

/// Builds a `str` from wide characters, or `None` for null.
///
/// # Safety
/// *attached*, *values*.
#[inline]
pub unsafe fn wide(data: *const wchar_t) -> *mut PyObject {
    // SAFETY: attached, values.
    unsafe { wide_and_length(WideLen { data, length: -1 }) }
}

/// Builds a `str` from wide characters and their number, or `None` for null.
///
/// # Safety
/// *attached*, *values*.
#[inline]
pub unsafe fn wide_and_length(value: WideLen) -> *mut PyObject {
    // SAFETY: attached, values. A length of -1 means up to a NUL to CPython, too.
    unsafe {
        if value.data.is_null() {
            return nothing();
        }
        pyo3_ffi::PyUnicode_FromWideChar(value.data, value.length.max(-1))
    }
}

/// Builds a `bytes` object of length 1. The value is narrowed to a `char`.
///
/// # Safety
/// *attached*.
#[inline]
pub unsafe fn char(value: c_int) -> *mut PyObject {
    let byte = value as c_char;
    // SAFETY: attached.
    unsafe { pyo3_ffi::PyBytes_FromStringAndSize(&byte, 1) }
}

/// Builds a `str` of length 1 from a code point.
///
/// # Safety
/// *attached*.
#[inline]
pub unsafe fn code_point(value: c_int) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { pyo3_ffi::PyUnicode_FromOrdinal(value) }
}
