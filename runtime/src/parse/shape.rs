//! Fast shapes: each answers whether the item is of it, and stores the result if so. What may have to be undone, or can fail, is
//! an outcome.
//!
//! Named as in [`ParseShape`](fmtunit_parser::units::ParseShape). Of what type the result is, the place says.
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

/// Stores a value, if there is one.
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

/// What an integer is cut to.
pub(super) trait Masked {
    /// The low bits of a number.
    fn masked(number: i32) -> Self;
}

/// What a number is rounded to.
pub(super) trait Rounded {
    /// The nearest number; too large a one becomes infinite.
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
        let number = layout::compact_int(item).filter(|number| wraps_in_silence(*number, size_of::<T>()));
        store(number.map(T::masked), place)
    }
}

/// Does the number of one digit lose no bits, or none that [are warned of](version::WARNS_OF_LOST_BITS)?
#[inline(always)]
const fn wraps_in_silence(number: i32, size: usize) -> bool {
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

/// With its length, or without.
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

/// Stores a pointer and a length, if there are any.
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

/// # Safety
/// *attached*.
#[inline(always)]
unsafe fn is_none(item: *mut PyObject) -> bool {
    // SAFETY: attached.
    item == unsafe { pyo3_ffi::Py_None() }
}

// A reference to the object goes with the view.
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

// These need no layout, but are of use only where `fast` has the others too.
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
