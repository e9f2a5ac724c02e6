//! Nothing is known of the layouts: there are no fast shapes, and containers are filled through the C API.

use core::ffi::c_char;
use pyo3_ffi::{Py_ssize_t, PyObject, PyTypeObject};

macro_rules! no_shape {
    ($($(#[doc = $doc:literal])* $name:ident: $type:ty;)*) => {$(
        $(#[doc = $doc])*
        ///
        /// # Safety
        /// None is needed here; it is that of the known layouts.
        #[inline(always)]
        pub unsafe fn $name(_object: *mut PyObject) -> Option<$type> {
            None
        }
    )*};
}

no_shape! {
    /// The value of an exact `int` of at most one digit.
    compact_int: i32;
    /// The text of an exact, compact ASCII `str`.
    ascii: (*const c_char, usize);
    /// The text of an exact, compact ASCII `str` without NUL characters.
    ascii_without_nul: (*const c_char, usize);
    /// The value of an exact `float`.
    float: f64;
    /// The value of an exact `complex`.
    complex: crate::complex::Py_complex;
    /// The data of an exact `bytes`.
    bytes: (*const c_char, usize);
    /// The memory of an exact `bytearray` that has any, which may not be resized from now on.
    export_bytearray: (*const c_char, usize);
    /// The items of an exact `tuple`.
    tuple: (*const *mut PyObject, usize);
}

/// Is `class` known to be in the method resolution order of the object's type? Nothing is known of it.
///
/// # Safety
/// None is needed here; it is that of the known layouts.
#[inline(always)]
pub unsafe fn is_instance(_object: *mut PyObject, _class: *const PyTypeObject) -> bool {
    false
}

/// Puts an item into a tuple that this call has made.
///
/// # Safety
/// *fresh*; the tuple has more than `index` places, and this one is empty.
#[inline(always)]
pub unsafe fn set_tuple_item(tuple: *mut PyObject, index: usize, item: *mut PyObject) {
    // SAFETY: fresh. It cannot fail for an index in range.
    unsafe { pyo3_ffi::PyTuple_SetItem(tuple, index as Py_ssize_t, item) };
}

/// Puts an item into a list that this call has made.
///
/// # Safety
/// *fresh*; the list has more than `index` places, and this one is empty.
#[inline(always)]
pub unsafe fn set_list_item(list: *mut PyObject, index: usize, item: *mut PyObject) {
    // SAFETY: fresh. It cannot fail for an index in range.
    unsafe { pyo3_ffi::PyList_SetItem(list, index as Py_ssize_t, item) };
}

/// A new ASCII `str`: not to be had without its layout.
///
/// # Safety
/// None is needed here; it is that of the known layouts.
#[inline(always)]
pub unsafe fn new_ascii(_length: usize) -> Option<(*mut PyObject, *mut u8)> {
    None
}

/// A new `int`: not to be made without its layout.
///
/// # Safety
/// None is needed here; it is that of the known layouts.
#[inline(always)]
pub unsafe fn new_int(_value: i64) -> Option<*mut PyObject> {
    None
}

/// The `int` of a small value by address: not to be had without its layout.
///
/// # Safety
/// None is needed here; it is that of the known layouts.
#[inline(always)]
pub unsafe fn small_int(_value: i64) -> Option<*mut PyObject> {
    None
}

/// The `str` of one ASCII character by address: not to be had without its layout.
///
/// # Safety
/// None is needed here; it is that of the known layouts.
#[inline(always)]
pub unsafe fn ascii_character(_character: u8) -> Option<*mut PyObject> {
    None
}

/// The offsets of fast shapes: there are none.
///
/// # Safety
/// None is needed here; it is that of the known layouts.
pub unsafe fn offsets() -> Option<super::Offsets> {
    None
}

/// The row of small ints: not to be had without its layout.
///
/// # Safety
/// None is needed here; it is that of the known layouts.
pub unsafe fn small_ints() -> Option<super::SmallInts> {
    None
}
