//! Text without a length: `str` as UTF-8, without NUL characters.

use super::shape;
use crate::failure;
use crate::outcome::{Expected, Outcome};
use core::ffi::c_char;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// Text that ends with a NUL byte and has none within, and its length: what a `&CStr` is made of.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct TextView {
    /// The text; null for `None`.
    pub text: *const c_char,
    /// Its length in bytes, without the NUL.
    pub length: usize,
}

impl TextView {
    /// What `None` is converted to.
    pub(super) const NULL: Self = Self { text: core::ptr::null(), length: 0 };
}

/// What C is given of it.
impl From<TextView> for *const c_char {
    #[inline(always)]
    fn from(view: TextView) -> Self {
        view.text
    }
}

/// A `str` without NUL characters, and its length.
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

/// The UTF-8 form that the `str` keeps, or `None` with an exception.
///
/// # Safety
/// *attached*, *item*; the item is a `str`.
pub(super) unsafe fn utf8(item: *mut PyObject) -> Option<(*const c_char, usize)> {
    let mut length: Py_ssize_t = 0;
    // SAFETY: attached, item.
    let text = unsafe { pyo3_ffi::PyUnicode_AsUTF8AndSize(item, &mut length) };
    if text.is_null() { None } else { Some((text, length as usize)) }
}

/// A `str` without NUL characters.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn text(item: *mut PyObject, text: *mut *const c_char) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe { if shape::Text(item, text) { Outcome::STORED } else { text_slow(item, text) } }
}

/// Stores the pointer of the view, and nothing when there is none.
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

/// A `str` without NUL characters and its length, or `None`.
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

/// A `str` without NUL characters, or `None`.
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

/// Says of what is no `str` that it might have been `None`, too.
#[inline(always)]
fn or_none(outcome: Outcome) -> Outcome {
    if outcome == Outcome::mismatch(Expected::Str) { Outcome::mismatch(Expected::StrOrNone) } else { outcome }
}
