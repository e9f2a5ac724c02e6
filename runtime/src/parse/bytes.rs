//! Converting read-only bytes-like objects to a pointer, with a length or without NUL bytes.
//!
//! CPython calls a type *read-only* here if it has no `bf_releasebuffer`. The view is released at once, and the pointer is
//! expected to stay valid as long as the object lives. The memory may be writable all the same.

use super::shape;
use super::text::utf8;
use crate::failure;
use crate::outcome::{Expected, Outcome};
use core::ffi::c_char;
use core::mem::MaybeUninit;
use pyo3_ffi::{Py_buffer, Py_ssize_t, PyObject};

/// Converts a read-only bytes-like object without NUL bytes.
///
/// The pointer is stored even if the bytes are refused for a NUL, and set to null after other failures.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline]
pub unsafe fn bytes(item: *mut PyObject, text: *mut *const c_char) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        let mut length = 0;
        let outcome = bytes_and_length(item, text, &mut length);
        // CPython calls `strlen`, too, and so relies on the byte after the exporter's last.
        if outcome == Outcome::STORED && libc::strlen(*text) != length as usize {
            failure::embedded_null_byte();
            return Outcome::RAISED;
        }
        outcome
    }
}

/// Converts a read-only bytes-like object to a pointer and a length. The pointer is set to null on failure.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn bytes_and_length(
    item: *mut PyObject,
    text: *mut *const c_char,
    length: *mut Py_ssize_t,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if shape::BytesAndLength(item, text, length) {
            return Outcome::STORED;
        }
        bytes_and_length_slow(item, text, length)
    }
}

#[cold]
#[inline(never)]
unsafe fn bytes_and_length_slow(
    item: *mut PyObject,
    text: *mut *const c_char,
    length: *mut Py_ssize_t,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        text.write(core::ptr::null());
        match released_buffer(item) {
            Ok((data, size)) => {
                text.write(data);
                length.write(size as Py_ssize_t);
                Outcome::STORED
            }
            Err(outcome) => outcome,
        }
    }
}

/// Converts a `str` to UTF-8, or a read-only bytes-like object, to a pointer and a length.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn text_and_length(
    item: *mut PyObject,
    text: *mut *const c_char,
    length: *mut Py_ssize_t,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if shape::TextAndLength(item, text, length) {
            return Outcome::STORED;
        }
        text_and_length_slow(item, text, length)
    }
}

#[cold]
#[inline(never)]
unsafe fn text_and_length_slow(
    item: *mut PyObject,
    text: *mut *const c_char,
    length: *mut Py_ssize_t,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if pyo3_ffi::PyUnicode_Check(item) == 0 {
            return bytes_and_length(item, text, length);
        }
        let Some((data, size)) = utf8(item) else { return Outcome::RAISED };
        text.write(data);
        length.write(size as Py_ssize_t);
        Outcome::STORED
    }
}

/// Converts as [`text_and_length`] does, and `None` to null and 0.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn optional_text_and_length(
    item: *mut PyObject,
    text: *mut *const c_char,
    length: *mut Py_ssize_t,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if shape::OptionalTextAndLength(item, text, length) {
            return Outcome::STORED;
        }
        text_and_length_slow(item, text, length)
    }
}

/// Returns the memory of an object whose buffer needs no release.
///
/// # Safety
/// *attached*, *item*.
unsafe fn released_buffer(item: *mut PyObject) -> Result<(*const c_char, usize), Outcome> {
    // SAFETY: attached, item.
    unsafe {
        if releases_its_buffer(item) {
            return Err(Outcome::mismatch(Expected::ReadOnlyBytes));
        }
        let mut view = MaybeUninit::<Py_buffer>::uninit();
        super::buffer::get_buffer(item, view.as_mut_ptr())?;
        let mut view = view.assume_init();
        let found = (view.buf.cast_const().cast(), view.len as usize);
        pyo3_ffi::PyBuffer_Release(&mut view);
        Ok(found)
    }
}

/// Returns whether the object's type has a `bf_releasebuffer`.
///
/// # Safety
/// *attached*, *item*.
unsafe fn releases_its_buffer(item: *mut PyObject) -> bool {
    // SAFETY: attached, item.
    unsafe {
        #[cfg(not(Py_LIMITED_API))]
        {
            let procs = (*pyo3_ffi::Py_TYPE(item)).tp_as_buffer;
            !procs.is_null() && (*procs).bf_releasebuffer.is_some()
        }
        #[cfg(Py_LIMITED_API)]
        {
            // The slots of static types can be read since 3.10. `Py_bf_releasebuffer` is slot 2.
            !pyo3_ffi::PyType_GetSlot(pyo3_ffi::Py_TYPE(item), 2).is_null()
        }
    }
}
