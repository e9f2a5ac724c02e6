//! Converting objects: unchanged, checked for their type, tested for truth, or by the caller's function.

use super::shape;
use crate::outcome::{Expected, Outcome};
use core::ffi::c_int;
use pyo3_ffi::{PyErr_Occurred, PyObject, PyTypeObject};

/// Stores any object.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn object(item: *mut PyObject, object: *mut *mut PyObject) -> Outcome {
    // SAFETY: places.
    unsafe { object.write(item) };
    Outcome::STORED
}

macro_rules! checked {
    ($(#[doc = $doc:literal])+ $name:ident, $check:path, $expected:ident) => {
        $(#[doc = $doc])+
        ///
        /// # Safety
        /// *attached*, *item*, *places*.
        #[inline(always)]
        pub unsafe fn $name(item: *mut PyObject, object: *mut *mut PyObject) -> Outcome {
            // SAFETY: attached, item, places.
            unsafe {
                if $check(item) == 0 {
                    return Outcome::mismatch(Expected::$expected);
                }
                object.write(item);
            }
            Outcome::STORED
        }
    };
}

checked! {
    /// Stores a `bytes` object.
    bytes_object, pyo3_ffi::PyBytes_Check, BytesObject
}
checked! {
    /// Stores a `bytearray` object.
    bytearray_object, pyo3_ffi::PyByteArray_Check, ByteArrayObject
}
checked! {
    /// Stores a `str` object.
    str_object, pyo3_ffi::PyUnicode_Check, Str
}

/// Stores an instance of `class` or of a subclass. `__instancecheck__` is not called.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn instance(item: *mut PyObject, class: *mut PyTypeObject, object: *mut *mut PyObject) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if !shape::Instance(item, class, object) {
            if pyo3_ffi::PyType_IsSubtype(pyo3_ffi::Py_TYPE(item), class) == 0 {
                return Outcome::mismatch(Expected::Instance);
            }
            object.write(item);
        }
    }
    Outcome::STORED
}

/// Tests any object for truth, and stores 1 or 0.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn predicate(item: *mut PyObject, value: *mut c_int) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if !shape::Truth(item, value) {
            let truth = crate::unwind::PyObject_IsTrue(item);
            if truth < 0 {
                return Outcome::RAISED;
            }
            value.write(c_int::from(truth != 0));
        }
    }
    Outcome::STORED
}

/// Returns the converter as a function that may unwind: C callers' converters may be written in C++.
#[inline(always)]
pub(crate) fn may_unwind<T>(
    converter: unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int,
) -> unsafe extern "C-unwind" fn(*mut PyObject, *mut T) -> c_int {
    // SAFETY: the types differ in nothing else.
    unsafe { core::mem::transmute(converter) }
}

/// Calls the caller's converter with the item and the target.
///
/// A converter that returns `Py_CLEANUP_SUPPORTED` is called again, with NULL for the item, if a later conversion fails.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn converted<T>(
    item: *mut PyObject,
    converter: unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int,
    target: *mut T,
) -> Outcome {
    // SAFETY: places: the converter accepts this target.
    match unsafe { may_unwind(converter)(item, target) } {
        // SAFETY: attached.
        0 if unsafe { PyErr_Occurred() }.is_null() => Outcome::mismatch(Expected::Unspecified),
        0 => Outcome::RAISED,
        pyo3_ffi::Py_CLEANUP_SUPPORTED => Outcome::KEPT,
        _ => Outcome::STORED,
    }
}
