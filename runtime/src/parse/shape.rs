//! The fast shapes: a function for each [`ParseShape`](fmtunit_parser::units::ParseShape), of the same name.
//!
//! A function stores the result if the item has the shape, and returns whether it does. Conversions that can fail, or may
//! have to be undone, return an [`Outcome`]. The type of the place selects the type of the result.
//!
//! All are unsafe under the clauses *attached*, *item* and *places* of the [contract](crate#the-contract-of-a-routine).

#![allow(non_snake_case, reason = "the names are those of the table")]

use super::encoded::{is_utf8, store_copy};
use super::text::TextView;
use crate::complex::Py_complex;
use crate::outcome::Outcome;
use crate::{layout, version};
use core::ffi::{c_char, c_int};
#[cfg(known_layout)]
use pyo3_ffi::Py_buffer;
use pyo3_ffi::{Py_ssize_t, PyObject, PyTypeObject};

/// Stores a value if there is one, and returns whether there is.
///
/// # Safety
/// *places*.
#[inline(always)]
unsafe fn store<T>(value: Option<T>, place: *mut T) -> bool {
    match value {
        // SAFETY: places.
        Some(value) => unsafe {
            place.write(value);
            true
        },
        None => false,
    }
}

#[inline(always)]
pub(super) unsafe fn Int<T: TryFrom<i32>>(item: *mut PyObject, place: *mut T) -> bool {
    // SAFETY: attached, item, places.
    unsafe { store(layout::compact_int(item).and_then(|number| T::try_from(number).ok()), place) }
}

/// Types that integers are truncated to.
pub(super) trait Masked {
    /// Returns the low bits of a number.
    fn masked(number: i32) -> Self;
}

/// Types that numbers are rounded to.
pub(super) trait Rounded {
    /// Returns the nearest number of the type. A number that is too large becomes infinite.
    fn rounded(number: f64) -> Self;
}

macro_rules! cast {
    ($trait:ident::$method:ident($from:ty) for $($to:ty),*) => {$(
        impl $trait for $to {
            #[inline(always)]
            fn $method(number: $from) -> Self {
                number as Self
            }
        }
    )*};
}
cast!(Masked::masked(i32) for u8, u16, u32, u64);
cast!(Rounded::rounded(f64) for f32, f64);

#[inline(always)]
pub(super) unsafe fn MaskedInt<T: Masked>(item: *mut PyObject, place: *mut T) -> bool {
    // SAFETY: attached, item, places.
    unsafe {
        let number = layout::compact_int(item).filter(|number| truncates_silently(*number, size_of::<T>()));
        store(number.map(T::masked), place)
    }
}

/// Returns whether truncating a number of one digit to `size` bytes causes [no warning](version::WARNS_OF_LOST_BITS).
#[inline(always)]
const fn truncates_silently(number: i32, size: usize) -> bool {
    let bits = 8 * size;
    !version::WARNS_OF_LOST_BITS || bits >= 32 || (number >= -(1 << (bits - 1)) && number < 1 << bits)
}

#[inline(always)]
pub(super) unsafe fn Float<T: Rounded>(item: *mut PyObject, place: *mut T) -> bool {
    // SAFETY: attached, item, places.
    unsafe { store(layout::float(item).map(T::rounded), place) }
}

#[inline(always)]
pub(super) unsafe fn Complex(item: *mut PyObject, place: *mut Py_complex) -> bool {
    // SAFETY: attached, item, places.
    unsafe { store(layout::complex(item), place) }
}

/// Stores a `TextView`, or a pointer without the length.
#[inline(always)]
pub(super) unsafe fn Text<T: From<TextView>>(item: *mut PyObject, place: *mut T) -> bool {
    // SAFETY: attached, item, places.
    unsafe {
        let text = layout::ascii_without_nul(item);
        store(text.map(|(text, length)| TextView { text, length }.into()), place)
    }
}

#[inline(always)]
pub(super) unsafe fn OptionalText<T: From<TextView>>(item: *mut PyObject, place: *mut T) -> bool {
    // SAFETY: attached, item, places.
    unsafe {
        if is_none(item) {
            return store(Some(TextView::NULL.into()), place);
        }
        Text(item, place)
    }
}

#[inline(always)]
pub(super) unsafe fn TextAndLength(
    item: *mut PyObject,
    text: *mut *const c_char,
    length: *mut Py_ssize_t,
) -> bool {
    // SAFETY: attached, item, places.
    unsafe { store_both(layout::ascii(item), text, length) }
}

#[inline(always)]
pub(super) unsafe fn OptionalTextAndLength(
    item: *mut PyObject,
    text: *mut *const c_char,
    length: *mut Py_ssize_t,
) -> bool {
    // SAFETY: attached, item, places.
    unsafe {
        if is_none(item) {
            return store_both(Some((core::ptr::null(), 0)), text, length);
        }
        TextAndLength(item, text, length)
    }
}

#[inline(always)]
pub(super) unsafe fn Character(item: *mut PyObject, place: *mut c_int) -> bool {
    // SAFETY: attached, item, places; a text of length 1 has a first byte.
    unsafe {
        let text = layout::ascii(item).filter(|(_, length)| *length == 1);
        store(text.map(|(text, _)| c_int::from(*text.cast::<u8>())), place)
    }
}

#[inline(always)]
pub(super) unsafe fn BytesAndLength(
    item: *mut PyObject,
    data: *mut *const c_char,
    length: *mut Py_ssize_t,
) -> bool {
    // SAFETY: attached, item, places.
    unsafe { store_both(layout::bytes(item), data, length) }
}

/// Stores a pointer and a length if there are any, and returns whether there are.
///
/// # Safety
/// *places*.
#[inline(always)]
unsafe fn store_both(
    found: Option<(*const c_char, usize)>,
    pointer: *mut *const c_char,
    length: *mut Py_ssize_t,
) -> bool {
    // SAFETY: places.
    unsafe {
        store(found.map(|(text, _)| text), pointer)
            && store(found.map(|(_, size)| size as Py_ssize_t), length)
    }
}

/// Returns whether the item is `None`.
///
/// # Safety
/// *attached*.
#[inline(always)]
unsafe fn is_none(item: *mut PyObject) -> bool {
    // SAFETY: attached.
    item == unsafe { pyo3_ffi::Py_None() }
}

// A view owns a reference to the object, so that the conversion may have to be undone.
#[cfg(known_layout)]
macro_rules! viewed {
    ($($name:ident by $fill:path;)*) => {$(
        #[inline(always)]
        pub(super) unsafe fn $name(item: *mut PyObject, view: *mut Py_buffer) -> Outcome {
            // SAFETY: attached, item, places.
            if unsafe { $fill(item, view) } { Outcome::KEPT } else { Outcome::MISSED }
        }
    )*};
}
#[cfg(known_layout)]
viewed! {
    BytesBuffer by super::buffer::of_bytes;
    TextBuffer by super::buffer::of_text;
    WritableBuffer by super::buffer::of_bytearray;
}

#[inline(always)]
pub(super) unsafe fn EncodedText(
    item: *mut PyObject,
    encoding: *const c_char,
    text: *mut *mut c_char,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if is_utf8(encoding)
            && !text.is_null()
            && let Some((data, length)) = layout::ascii_without_nul(item)
        {
            return store_copy(data, length, text);
        }
    }
    Outcome::MISSED
}

#[inline(always)]
pub(super) unsafe fn Truth(item: *mut PyObject, place: *mut c_int) -> bool {
    // SAFETY: attached, places.
    unsafe {
        let truth = item == pyo3_ffi::Py_True();
        store((truth || item == pyo3_ffi::Py_False()).then_some(truth.into()), place)
    }
}

// The following shapes depend on no layout, but only `fast` uses them, which needs known layouts.
#[cfg(known_layout)]
#[inline(always)]
pub(super) unsafe fn Any(item: *mut PyObject, place: *mut *mut PyObject) -> bool {
    // SAFETY: places.
    unsafe { store(Some(item), place) }
}

#[cfg(known_layout)]
macro_rules! checked {
    ($($name:ident by $check:path;)*) => {$(
        #[inline(always)]
        pub(super) unsafe fn $name(item: *mut PyObject, place: *mut *mut PyObject) -> bool {
            // SAFETY: attached, item, places.
            unsafe { store(($check(item) != 0).then_some(item), place) }
        }
    )*};
}
#[cfg(known_layout)]
checked! {
    BytesSubclass by pyo3_ffi::PyBytes_Check;
    StrSubclass by pyo3_ffi::PyUnicode_Check;
    ExactByteArray by pyo3_ffi::PyByteArray_CheckExact;
}

#[inline(always)]
pub(super) unsafe fn Instance(
    item: *mut PyObject,
    class: *mut PyTypeObject,
    place: *mut *mut PyObject,
) -> bool {
    // SAFETY: attached, item, places.
    unsafe { store(layout::is_instance(item, class).then_some(item), place) }
}
