//! The functions of `known`, for unknown layouts: there are no fast shapes, and containers are filled through the C API.

use core::ffi::c_char;
use pyo3_ffi::{Py_ssize_t, PyObject, PyTypeObject};

macro_rules! no_shape {
    ($($(#[doc = $doc:literal])* $name:ident: $type:ty;)*) => {$(
        $(#[doc = $doc])*
        ///
        /// # Safety
        /// Safe here; the contract is that of the known layouts.
        #[inline(always)]
        pub unsafe fn $name(_object: *mut PyObject) -> Option<$type> {
            None
        }
    )*};
}

no_shape! {
    /// Would return the value of an exact `int` of at most one digit.
    compact_int: i32;
    /// Would return the text of an exact, compact ASCII `str`.
    ascii: (*const c_char, usize);
    /// Would return the text of an exact, compact ASCII `str` without NUL characters.
    ascii_without_nul: (*const c_char, usize);
    /// Would return the value of an exact `float`.
    float: f64;
    /// Would return the value of an exact `complex`.
    complex: crate::complex::Py_complex;
    /// Would return the data of an exact `bytes`.
    bytes: (*const c_char, usize);
    /// Would export the memory of an exact `bytearray` that is not empty.
    export_bytearray: (*const c_char, usize);
    /// Would return the items of an exact `tuple`.
    tuple: (*const *mut PyObject, usize);
}

/// Returns `false`: the method resolution order of the object's type is not readable.
///
/// # Safety
/// Safe here; the contract is that of the known layouts.
#[inline(always)]
pub unsafe fn is_instance(_object: *mut PyObject, _class: *const PyTypeObject) -> bool {
    false
}

/// Stores an item in a new tuple. The reference moves to the tuple.
///
/// # Safety
/// *fresh*; the tuple has more than `index` elements, and this one is null.
#[inline(always)]
pub unsafe fn set_tuple_item(tuple: *mut PyObject, index: usize, item: *mut PyObject) {
    // SAFETY: fresh. It cannot fail for an index in range.
    unsafe { pyo3_ffi::PyTuple_SetItem(tuple, index as Py_ssize_t, item) };
}

/// Stores an item in a new list. The reference moves to the list.
///
/// # Safety
/// *fresh*; the list has more than `index` elements, and this one is null.
#[inline(always)]
pub unsafe fn set_list_item(list: *mut PyObject, index: usize, item: *mut PyObject) {
    // SAFETY: fresh. It cannot fail for an index in range.
    unsafe { pyo3_ffi::PyList_SetItem(list, index as Py_ssize_t, item) };
}

/// Would create an ASCII `str`.
///
/// # Safety
/// Safe here; the contract is that of the known layouts.
#[inline(always)]
pub unsafe fn new_ascii(_length: usize) -> Option<(*mut PyObject, *mut u8)> {
    None
}

/// Would create an `int` of one digit.
///
/// # Safety
/// Safe here; the contract is that of the known layouts.
#[inline(always)]
pub unsafe fn new_int(_value: i64) -> Option<*mut PyObject> {
    None
}

/// Would return a new reference to the `int` of a small value.
///
/// # Safety
/// Safe here; the contract is that of the known layouts.
#[inline(always)]
pub unsafe fn small_int(_value: i64) -> Option<*mut PyObject> {
    None
}

/// Would return a new reference to the `str` of one ASCII character.
///
/// # Safety
/// Safe here; the contract is that of the known layouts.
#[inline(always)]
pub unsafe fn ascii_character(_character: u8) -> Option<*mut PyObject> {
    None
}

/// Would return the offsets of fast shapes.
///
/// # Safety
/// Safe here; the contract is that of the known layouts.
pub unsafe fn offsets() -> Option<super::Offsets> {
    None
}

/// Would return the array of small ints.
///
/// # Safety
/// Safe here; the contract is that of the known layouts.
pub unsafe fn small_ints() -> Option<super::SmallInts> {
    None
}
