//! Text and bytes.

use super::object::nothing;
use crate::value::{SizedBytes, Text, WideLen};
use crate::{failure, layout};
use core::ffi::{c_char, c_int};
use libc::wchar_t;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// A `str` from UTF-8; `None` for null.
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

/// A `bytes` object; `None` for null.
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

/// The length of a text: `None` for null, an error where an exception is set.
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

/// The length of text that ends with NUL. Single characters are common, and not worth a call.
///
/// # Safety
/// The text ends with NUL.
#[inline(always)]
unsafe fn length_up_to_nul(text: *const c_char) -> Py_ssize_t {
    // SAFETY: the second byte is read if the first is not the NUL.
    unsafe { if *text != 0 && *text.add(1) == 0 { 1 } else { libc::strlen(text) as Py_ssize_t } }
}

/// A `str` from UTF-8 and its length; `None` for null.
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

/// A `bytes` object of the given length; `None` for null.
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

/// The length of bytes: `None` for null. A negative length means up to a NUL.
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

/// Up to this length, ASCII text is copied by hand; above it, CPython's vector code wins.
const SHORT_TEXT: Py_ssize_t = 256;

/// A `str` from UTF-8.
///
/// # Safety
/// *attached*; `data` has `length` bytes.
#[inline]
unsafe fn str_from_utf8(data: *const c_char, length: Py_ssize_t) -> *mut PyObject {
    // SAFETY: attached; the bytes are copied into an object with room for them.
    unsafe {
        if length == 1
            && let Some(object) = layout::ascii_character(*data.cast())
        {
            return object;
        }
        // CPython has objects for the empty text and for single characters, and finds them.
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

/// A `str` from wide characters; `None` for null.
///
/// # Safety
/// *attached*, *values*.
#[inline]
pub unsafe fn wide(data: *const wchar_t) -> *mut PyObject {
    // SAFETY: attached, values.
    unsafe { wide_and_length(WideLen { data, length: -1 }) }
}

/// A `str` from wide characters and their number; `None` for null.
///
/// # Safety
/// *attached*, *values*.
#[inline]
pub unsafe fn wide_and_length(value: WideLen) -> *mut PyObject {
    // SAFETY: attached, values. A negative length means up to a NUL here and there.
    unsafe {
        if value.data.is_null() {
            return nothing();
        }
        pyo3_ffi::PyUnicode_FromWideChar(value.data, value.length.max(-1))
    }
}

/// A `bytes` object of length 1; the value is narrowed to a `char`.
///
/// # Safety
/// *attached*.
#[inline]
pub unsafe fn char(value: c_int) -> *mut PyObject {
    let byte = value as c_char;
    // SAFETY: attached.
    unsafe { pyo3_ffi::PyBytes_FromStringAndSize(&byte, 1) }
}

/// A `str` of length 1.
///
/// # Safety
/// *attached*.
#[inline]
pub unsafe fn code_point(value: c_int) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { pyo3_ffi::PyUnicode_FromOrdinal(value) }
}
