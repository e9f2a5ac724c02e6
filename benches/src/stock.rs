//! CPython's own functions, as C code that defines `PY_SSIZE_T_CLEAN` calls them.

use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ffi::{c_char, c_int};

unsafe extern "C" {
    /// `PyArg_ParseTuple`.
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseTuple_SizeT")]
    pub fn PyArg_ParseTuple(args: *mut PyObject, format: *const c_char, ...) -> c_int;
    /// `PyArg_ParseTupleAndKeywords`.
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseTupleAndKeywords_SizeT")]
    pub fn PyArg_ParseTupleAndKeywords(
        args: *mut PyObject,
        kwargs: *mut PyObject,
        format: *const c_char,
        names: *const *const c_char,
        ...
    ) -> c_int;
    /// The private function behind Argument Clinic.
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseStackAndKeywords_SizeT")]
    pub fn _PyArg_ParseStackAndKeywords(
        args: *const *mut PyObject,
        nargs: Py_ssize_t,
        kwnames: *mut PyObject,
        parser: *mut StackParser,
        ...
    ) -> c_int;
    /// Makes the parser of [`_PyArg_ParseStackAndKeywords`], or null. The format and the names live as long as the process.
    pub fn stock_fast_parser(format: *const c_char, names: *const *const c_char) -> *mut StackParser;
    /// `Py_BuildValue`.
    #[cfg_attr(not(Py_3_13), link_name = "_Py_BuildValue_SizeT")]
    pub fn Py_BuildValue(format: *const c_char, ...) -> *mut PyObject;
    /// `PyObject_CallFunction`.
    #[cfg_attr(not(Py_3_13), link_name = "_PyObject_CallFunction_SizeT")]
    pub fn PyObject_CallFunction(callable: *mut PyObject, format: *const c_char, ...) -> *mut PyObject;
    /// `PyObject_CallMethod`.
    #[cfg_attr(not(Py_3_13), link_name = "_PyObject_CallMethod_SizeT")]
    pub fn PyObject_CallMethod(
        object: *mut PyObject,
        name: *const c_char,
        format: *const c_char,
        ...
    ) -> *mut PyObject;
}

/// CPython's `_PyArg_Parser`, whose fields differ from version to version.
#[repr(C)]
pub struct StackParser {
    opaque: [u8; 0],
}

/// The type of [`PyArg_ParseTuple`].
pub type ParseTuple = unsafe extern "C" fn(*mut PyObject, *const c_char, ...) -> c_int;

/// The type of [`PyArg_ParseTupleAndKeywords`].
pub type ParseTupleAndKeywords =
    unsafe extern "C" fn(*mut PyObject, *mut PyObject, *const c_char, *const *const c_char, ...) -> c_int;

/// The type of [`_PyArg_ParseStackAndKeywords`].
pub type ParseStackAndKeywords =
    unsafe extern "C" fn(*const *mut PyObject, Py_ssize_t, *mut PyObject, *mut StackParser, ...) -> c_int;

/// The type of [`PyObject_CallFunction`].
pub type CallFunction = unsafe extern "C" fn(*mut PyObject, *const c_char, ...) -> *mut PyObject;

/// The type of [`PyObject_CallMethod`].
pub type CallMethod = unsafe extern "C" fn(*mut PyObject, *const c_char, *const c_char, ...) -> *mut PyObject;

/// The type of [`Py_BuildValue`].
pub type BuildValue = unsafe extern "C" fn(*const c_char, ...) -> *mut PyObject;

/// What is passed as a variadic argument for a value of a row.
pub trait Variadic {
    /// The C type.
    type C;
    /// The argument.
    fn variadic(self) -> Self::C;
}

impl Variadic for &std::ffi::CStr {
    type C = *const c_char;

    #[inline(always)]
    fn variadic(self) -> Self::C {
        self.as_ptr()
    }
}

macro_rules! as_it_is {
    ($($type:ty),*) => {$(
        impl Variadic for $type {
            type C = Self;

            #[inline(always)]
            fn variadic(self) -> Self {
                self
            }
        }
    )*};
}
as_it_is!(c_int, isize, f64, *const c_char, *mut PyObject);
