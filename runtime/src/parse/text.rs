//! Converting a `str` without NUL characters to UTF-8.

use super::shape;
use crate::failure;
use crate::outcome::{Expected, Outcome};
use core::ffi::c_char;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// Text that ends with a NUL byte, and its length. It contains no other NUL, and so can become a `&CStr`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct TextView {
    /// The text, or null for `None`.
    pub text: *const c_char,
    /// The length in bytes, without the NUL.
    pub length: usize,
}

impl TextView {
    /// The view that stands for `None`.
    pub(super) const NULL: Self = Self { text: core::ptr::null(), length: 0 };
}

/// The pointer that C stores.
impl From<TextView> for *const c_char {
    #[inline(always)]
    fn from(view: TextView) -> Self {
        view.text
    }
}

/// Converts a `str` without NUL characters to a view.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn text_view(item: *mut PyObject, view: *mut TextView) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe { if shape::Text(item, view) { Outcome::STORED } else { text_view_slow(item, view) } }
}

#[cold]
#[inline(never)]
unsafe fn text_view_slow(item: *mut PyObject, view: *mut TextView) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if pyo3_ffi::PyUnicode_Check(item) == 0 {
            return Outcome::mismatch(Expected::Str);
        }
        match utf8(item) {
            Some((text, length)) if libc::strlen(text) == length => {
                view.write(TextView { text, length });
                Outcome::STORED
            }
            Some(_) => {
                failure::embedded_null_character();
                Outcome::RAISED
            }
            None => Outcome::RAISED,
        }
    }
}

/// Returns the UTF-8 form that the `str` caches, or `None` with an exception set.
///
/// # Safety
/// *attached*, *item*; the item is a `str`.
pub(super) unsafe fn utf8(item: *mut PyObject) -> Option<(*const c_char, usize)> {
    let mut length: Py_ssize_t = 0;
    // SAFETY: attached, item.
    let text = unsafe { pyo3_ffi::PyUnicode_AsUTF8AndSize(item, &mut length) };
    if text.is_null() { None } else { Some((text, length as usize)) }
}

/// Converts a `str` without NUL characters to a pointer.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn text(item: *mut PyObject, text: *mut *const c_char) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe { if shape::Text(item, text) { Outcome::STORED } else { text_slow(item, text) } }
}

/// Stores the pointer of the view. On failure, it stores nothing.
#[cold]
#[inline(never)]
unsafe fn text_slow(item: *mut PyObject, text: *mut *const c_char) -> Outcome {
    let mut view = TextView::NULL;
    // SAFETY: attached, item, places.
    unsafe {
        let outcome = text_view_slow(item, &mut view);
        if outcome == Outcome::STORED {
            text.write(view.text);
        }
        outcome
    }
}

/// Converts a `str` without NUL characters, or `None`, to a view.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn optional_text_view(item: *mut PyObject, view: *mut TextView) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if shape::OptionalText(item, view) { Outcome::STORED } else { or_none(text_view_slow(item, view)) }
    }
}

/// Converts a `str` without NUL characters, or `None`, to a pointer.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn optional_text(item: *mut PyObject, place: *mut *const c_char) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if shape::OptionalText(item, place) { Outcome::STORED } else { or_none(text_slow(item, place)) }
    }
}

/// Turns "a `str` was expected" into "a `str` or `None` was expected".
#[inline(always)]
fn or_none(outcome: Outcome) -> Outcome {
    if outcome == Outcome::mismatch(Expected::Str) { Outcome::mismatch(Expected::StrOrNone) } else { outcome }
}
