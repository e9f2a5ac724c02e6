//! Building from objects: borrowed, stolen, or created by the caller's function.

use crate::value::Conversion;
use crate::{failure, layout};
use core::ffi::c_void;
use pyo3_ffi::PyObject;

/// Builds `None`, for a format without units or a null pointer to text.
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

/// Returns the object with a new reference. Raises for a null pointer, unless an exception is set already.
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

/// Returns the object with the caller's reference. Raises for a null pointer, unless an exception is set already.
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

/// Calls the caller's function with its argument, and returns the result.
///
/// # Safety
/// *attached*, *values*.
#[inline(always)]
pub unsafe fn converted(value: Conversion) -> *mut PyObject {
    type Convert = unsafe extern "C" fn(*mut c_void) -> *mut PyObject;
    type MayUnwind = unsafe extern "C-unwind" fn(*mut c_void) -> *mut PyObject;
    // SAFETY: values: the function accepts this argument; it may be written in C++, and the types differ in nothing else.
    unsafe { core::mem::transmute::<Convert, MayUnwind>(value.convert)(value.argument) }
}

/// Releases objects in order.
///
/// # Safety
/// *attached*; each is null, or a reference that the caller owns.
#[inline(always)]
pub unsafe fn release(objects: &[*mut PyObject]) {
    for &object in objects {
        // SAFETY: attached.
        unsafe { pyo3_ffi::Py_XDECREF(object) };
    }
}
