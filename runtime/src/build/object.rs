//! Objects: borrowed, stolen, or made by the caller's function.

use crate::value::Conversion;
use crate::{failure, layout};
use pyo3_ffi::PyObject;

/// `None`, with a new reference: what a format without units and a null pointer to text are built into.
///
/// # Safety
/// *attached*.
#[inline]
pub unsafe fn nothing() -> *mut PyObject {
    // SAFETY: attached.
    unsafe {
        let none = pyo3_ffi::Py_None();
        pyo3_ffi::Py_INCREF(none);
        none
    }
}

/// The object, with a new reference.
///
/// # Safety
/// *attached*, *values*.
#[inline(always)]
pub unsafe fn object(object: *mut PyObject) -> *mut PyObject {
    // SAFETY: attached; values: the object is null or alive.
    unsafe {
        if object.is_null() {
            failure::null_object();
        } else {
            layout::new_reference(object);
        }
        object
    }
}

/// The object, with the caller's reference.
///
/// # Safety
/// *attached*, *values*.
#[inline(always)]
pub unsafe fn stolen(object: *mut PyObject) -> *mut PyObject {
    if object.is_null() {
        // SAFETY: attached.
        unsafe { failure::null_object() };
    }
    object
}

/// What the function makes of its argument.
///
/// # Safety
/// *attached*, *values*; the function does not unwind.
#[inline(always)]
pub unsafe fn converted(value: Conversion) -> *mut PyObject {
    // SAFETY: values: the function is one for this argument.
    unsafe { (value.convert)(value.argument) }
}

/// Releases objects, the first first.
///
/// # Safety
/// *attached*; each is null or a reference of the caller's.
#[inline(always)]
pub unsafe fn release(objects: &[*mut PyObject]) {
    for &object in objects {
        // SAFETY: attached.
        unsafe { pyo3_ffi::Py_XDECREF(object) };
    }
}
