//! CPython's functions that run the code of objects, declared as functions that an exception may pass through.
//!
//! `pyo3-ffi` declares that none does. Then the compiler leaves out what cleans up after such a call, and the process aborts where
//! something should be cleaned up. A library must not refer to both declarations: the stricter one would hold for all calls.

#![allow(non_snake_case, reason = "the names are CPython's")]

use crate::complex::Py_complex;
use core::ffi::{c_char, c_double, c_int, c_long, c_longlong, c_ulong, c_ulonglong};
use pyo3_ffi::{Py_buffer, Py_hash_t, Py_ssize_t, PyObject};

macro_rules! declare {
    ($($(#[$cfg:meta])* fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        #[cfg(all(unix, not(PyPy)))]
        unsafe extern "C-unwind" {
            $(
                $(#[$cfg])*
                #[doc = concat!("`", stringify!($name), "`, which may unwind.")]
                pub fn $name($($argument: $type),*) -> $result;
            )*
        }
        // Elsewhere the symbols have other names, or need another way of linking.
        $(
            #[cfg(not(all(unix, not(PyPy))))]
            $(#[$cfg])*
            #[doc = concat!("`", stringify!($name), "`.")]
            ///
            /// # Safety
            /// As for CPython's function.
            #[inline(always)]
            pub unsafe extern "C-unwind" fn $name($($argument: $type),*) -> $result {
                // SAFETY: as for the caller.
                unsafe { pyo3_ffi::$name($($argument),*) }
            }
        )*
        // The types are those that `pyo3-ffi` declares.
        $(
            $(#[$cfg])*
            const _: unsafe extern "C" fn($($type),*) -> $result = pyo3_ffi::$name;
        )*
    };
}

declare! {
    fn PyDict_GetItemWithError(dict: *mut PyObject, key: *mut PyObject) -> *mut PyObject;
    fn PyDict_SetItem(dict: *mut PyObject, key: *mut PyObject, value: *mut PyObject) -> c_int;
    fn PyFloat_AsDouble(object: *mut PyObject) -> c_double;
    fn PyLong_AsLong(object: *mut PyObject) -> c_long;
    fn PyLong_AsLongLong(object: *mut PyObject) -> c_longlong;
    fn PyLong_AsUnsignedLongLongMask(object: *mut PyObject) -> c_ulonglong;
    fn PyLong_AsUnsignedLongMask(object: *mut PyObject) -> c_ulong;
    fn PyNumber_Index(object: *mut PyObject) -> *mut PyObject;
    fn PyObject_Call(callable: *mut PyObject, tuple: *mut PyObject, dict: *mut PyObject) -> *mut PyObject;
    #[cfg(not(PyPy))]
    fn PyObject_CallNoArgs(callable: *mut PyObject) -> *mut PyObject;
    fn PyObject_GetAttrString(object: *mut PyObject, name: *const c_char) -> *mut PyObject;
    fn PyObject_Hash(object: *mut PyObject) -> Py_hash_t;
    fn PyObject_IsTrue(object: *mut PyObject) -> c_int;
    fn PySequence_Contains(sequence: *mut PyObject, object: *mut PyObject) -> c_int;
    fn PySequence_GetItem(sequence: *mut PyObject, index: Py_ssize_t) -> *mut PyObject;
    fn PySequence_Size(sequence: *mut PyObject) -> Py_ssize_t;
    fn PySequence_Tuple(sequence: *mut PyObject) -> *mut PyObject;
    fn PyUnicode_AsEncodedString(
        text: *mut PyObject, encoding: *const c_char, errors: *const c_char
    ) -> *mut PyObject;
    #[cfg(any(Py_3_11, not(Py_LIMITED_API)))]
    fn PyObject_GetBuffer(object: *mut PyObject, view: *mut Py_buffer, flags: c_int) -> c_int;
    #[cfg(not(Py_LIMITED_API))]
    fn PyComplex_AsCComplex(object: *mut PyObject) -> Py_complex;
    #[cfg(any(Py_3_12, all(Py_3_11, not(Py_LIMITED_API))))]
    fn PyObject_Vectorcall(
        callable: *mut PyObject, arguments: *const *mut PyObject, count: usize, names: *mut PyObject
    ) -> *mut PyObject;
}

/// `PyObject_CallNoArgs`, which `pyo3-ffi` does not declare for PyPy.
///
/// # Safety
/// As for CPython's function.
#[cfg(PyPy)]
#[inline(always)]
pub unsafe extern "C-unwind" fn PyObject_CallNoArgs(callable: *mut PyObject) -> *mut PyObject {
    // SAFETY: as for the caller.
    unsafe { pyo3_ffi::PyObject_CallObject(callable, core::ptr::null_mut()) }
}

#[cfg(not(any(Py_3_11, Py_LIMITED_API, all(unix, not(PyPy)))))]
pub use pyo3_ffi::PyObject_Vectorcall;

/// `PyObject_Vectorcall`, which is an inline function of CPython's headers until 3.10.
///
/// # Safety
/// As for CPython's function.
#[cfg(all(unix, not(any(Py_3_11, Py_LIMITED_API, PyPy))))]
#[inline(always)]
pub unsafe fn PyObject_Vectorcall(
    callable: *mut PyObject,
    arguments: *const *mut PyObject,
    count: usize,
    names: *mut PyObject,
) -> *mut PyObject {
    use pyo3_ffi::{PyThreadState, vectorcallfunc};

    type Vectorcall = unsafe extern "C-unwind" fn(
        *mut PyObject,
        *const *mut PyObject,
        usize,
        *mut PyObject,
    ) -> *mut PyObject;

    unsafe extern "C-unwind" {
        fn _PyObject_MakeTpCall(
            thread: *mut PyThreadState,
            callable: *mut PyObject,
            arguments: *const *mut PyObject,
            count: Py_ssize_t,
            names: *mut PyObject,
        ) -> *mut PyObject;
        fn _Py_CheckFunctionResult(
            thread: *mut PyThreadState,
            callable: *mut PyObject,
            result: *mut PyObject,
            place: *const c_char,
        ) -> *mut PyObject;
    }

    // SAFETY: attached; the caller vouches for the arguments; the types of the function differ only in whether it may unwind.
    unsafe {
        let thread = pyo3_ffi::PyThreadState_GET();
        let Some(function) = pyo3_ffi::PyVectorcall_Function(callable) else {
            let count = (count & !pyo3_ffi::PY_VECTORCALL_ARGUMENTS_OFFSET) as Py_ssize_t;
            return _PyObject_MakeTpCall(thread, callable, arguments, count, names);
        };
        let function = core::mem::transmute::<vectorcallfunc, Vectorcall>(function);
        let result = function(callable, arguments, count, names);
        _Py_CheckFunctionResult(thread, callable, result, core::ptr::null())
    }
}
