//! Converting objects with the buffer interface to views, which the caller releases.

use super::text::utf8;
use crate::layout;
use crate::outcome::{Expected, Outcome};
use core::ffi::{c_char, c_int};
use pyo3_ffi::{Py_buffer, Py_ssize_t, PyObject};

/// The order of C, for `PyBuffer_IsContiguous`.
const ORDER_OF_C: c_char = b'C' as c_char;

/// Fills the view with a simple, C-contiguous buffer of the object.
///
/// # Safety
/// *attached*, *item*, *places*.
pub(super) unsafe fn get_buffer(item: *mut PyObject, view: *mut Py_buffer) -> Result<(), Outcome> {
    // SAFETY: attached, item, places.
    unsafe {
        if crate::unwind::PyObject_GetBuffer(item, view, pyo3_ffi::PyBUF_SIMPLE) != 0 {
            return Err(raised_or(Expected::BytesLike));
        }
        if !is_contiguous(view) {
            pyo3_ffi::PyBuffer_Release(view);
            return Err(Outcome::mismatch(Expected::Contiguous));
        }
        Ok(())
    }
}

/// Returns whether the view is C-contiguous.
///
/// # Safety
/// *attached*; the view is filled.
#[inline(always)]
unsafe fn is_contiguous(view: *const Py_buffer) -> bool {
    // SAFETY: attached; the view is filled.
    unsafe {
        // Nearly all exporters answer a simple request without strides, and then there are no gaps.
        ((*view).strides.is_null() && (*view).suboffsets.is_null())
            || pyo3_ffi::PyBuffer_IsContiguous(view, ORDER_OF_C) != 0
    }
}

/// Returns the outcome of a failed call: an exception if it has set one, and otherwise a mismatch.
///
/// # Safety
/// *attached*.
unsafe fn raised_or(expected: Expected) -> Outcome {
    // SAFETY: attached.
    if unsafe { pyo3_ffi::PyErr_Occurred() }.is_null() {
        Outcome::mismatch(expected)
    } else {
        Outcome::RAISED
    }
}

/// Fills a view with memory that the object owns, as `PyBuffer_FillInfo` does for a simple request.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
unsafe fn fill(
    item: *mut PyObject,
    view: *mut Py_buffer,
    data: *const c_char,
    length: usize,
    is_readonly: bool,
) {
    // SAFETY: attached, item, places.
    unsafe {
        #[cfg(known_layout)]
        {
            layout::new_reference(item);
            (*view).obj = item;
            (*view).buf = data.cast_mut().cast();
            (*view).len = length as Py_ssize_t;
            (*view).readonly = c_int::from(is_readonly);
            (*view).itemsize = 1;
            (*view).format = core::ptr::null_mut();
            (*view).ndim = 1;
            (*view).shape = core::ptr::null_mut();
            (*view).strides = core::ptr::null_mut();
            (*view).suboffsets = core::ptr::null_mut();
            (*view).internal = core::ptr::null_mut();
        }
        // It fails only for a writable request of read-only memory.
        #[cfg(not(known_layout))]
        fill_info(view, item, data, length as Py_ssize_t, is_readonly);
    }
}

/// `PyBuffer_FillInfo` for a simple request.
///
/// # Safety
/// *attached*, *places*; `item` is null or alive.
unsafe fn fill_info(
    view: *mut Py_buffer,
    item: *mut PyObject,
    data: *const c_char,
    length: Py_ssize_t,
    is_readonly: bool,
) -> c_int {
    // SAFETY: attached, places.
    unsafe {
        let (data, is_readonly) = (data.cast_mut().cast(), is_readonly.into());
        pyo3_ffi::PyBuffer_FillInfo(view, item, data, length, is_readonly, pyo3_ffi::PyBUF_SIMPLE)
    }
}

/// Views an exact `bytes`, or an exact `bytearray` that is not empty. Returns `false` for other objects.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub(super) unsafe fn of_bytes(item: *mut PyObject, view: *mut Py_buffer) -> bool {
    // SAFETY: attached, item, places.
    unsafe { fill_from(layout::bytes(item), true, item, view) || of_bytearray(item, view) }
}

/// Views an exact, compact ASCII `str`, or an object that [`of_bytes`] accepts. Returns `false` for other objects.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub(super) unsafe fn of_text(item: *mut PyObject, view: *mut Py_buffer) -> bool {
    // SAFETY: attached, item, places.
    unsafe { fill_from(layout::ascii(item), true, item, view) || of_bytes(item, view) }
}

/// Views an exact `bytearray` that is not empty. Returns `false` for other objects.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub(super) unsafe fn of_bytearray(item: *mut PyObject, view: *mut Py_buffer) -> bool {
    // SAFETY: attached, item, places.
    unsafe { fill_from(layout::export_bytearray(item), false, item, view) }
}

/// [Fills](fill) the view if there is memory, and returns whether there is.
///
/// # Safety
/// *attached*, *item*, *places*; the object owns the memory.
#[inline(always)]
unsafe fn fill_from(
    memory: Option<(*const c_char, usize)>,
    is_readonly: bool,
    item: *mut PyObject,
    view: *mut Py_buffer,
) -> bool {
    if let Some((data, length)) = memory {
        // SAFETY: attached, item, places.
        unsafe { fill(item, view, data, length, is_readonly) };
    }
    memory.is_some()
}

/// Converts an object with the buffer interface.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn bytes_buffer(item: *mut PyObject, view: *mut Py_buffer) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if of_bytes(item, view) {
            return Outcome::KEPT;
        }
        bytes_buffer_slow(item, view)
    }
}

#[cold]
#[inline(never)]
unsafe fn bytes_buffer_slow(item: *mut PyObject, view: *mut Py_buffer) -> Outcome {
    // SAFETY: attached, item, places.
    match unsafe { get_buffer(item, view) } {
        Ok(()) => Outcome::KEPT,
        Err(outcome) => outcome,
    }
}

/// Converts a `str` to UTF-8, or an object with the buffer interface.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn text_buffer(item: *mut PyObject, view: *mut Py_buffer) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if of_text(item, view) {
            return Outcome::KEPT;
        }
        text_buffer_slow(item, view)
    }
}

#[cold]
#[inline(never)]
unsafe fn text_buffer_slow(item: *mut PyObject, view: *mut Py_buffer) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if pyo3_ffi::PyUnicode_Check(item) == 0 {
            return bytes_buffer_slow(item, view);
        }
        let Some((data, length)) = utf8(item) else { return Outcome::RAISED };
        fill(item, view, data, length, true);
        Outcome::KEPT
    }
}

/// Converts as [`text_buffer`] does, and `None` to an empty view without an object.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn optional_text_buffer(item: *mut PyObject, view: *mut Py_buffer) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if item == pyo3_ffi::Py_None() {
            fill_info(view, core::ptr::null_mut(), core::ptr::null(), 0, true);
            return Outcome::KEPT;
        }
        text_buffer(item, view)
    }
}

/// Converts an object with a writable buffer. The unit's message replaces an exception of the exporter.
///
/// # Safety
/// *attached*, *item*, *places*.
pub unsafe fn writable_buffer(item: *mut PyObject, view: *mut Py_buffer) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if of_bytearray(item, view) {
            return Outcome::KEPT;
        }
        if crate::unwind::PyObject_GetBuffer(item, view, pyo3_ffi::PyBUF_WRITABLE) != 0 {
            pyo3_ffi::PyErr_Clear();
            return Outcome::mismatch(Expected::WritableBytes);
        }
        if !is_contiguous(view) {
            pyo3_ffi::PyBuffer_Release(view);
            return Outcome::mismatch(Expected::Contiguous);
        }
        Outcome::KEPT
    }
}
