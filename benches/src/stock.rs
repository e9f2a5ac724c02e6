//! CPython's own functions, as C code that defines `PY_SSIZE_T_CLEAN` calls them.

use pyo3_ffi::PyObject;
use std::ffi::{c_char, c_int};

unsafe extern "C" {
    /// `PyArg_ParseTuple`.
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseTuple_SizeT")]
    pub fn PyArg_ParseTuple(args: *mut PyObject, format: *const c_char, ...) -> c_int;
    /// `Py_BuildValue`.
    #[cfg_attr(not(Py_3_13), link_name = "_Py_BuildValue_SizeT")]
    pub fn Py_BuildValue(format: *const c_char, ...) -> *mut PyObject;
}

/// The type of [`PyArg_ParseTuple`].
pub type ParseTuple = unsafe extern "C" fn(*mut PyObject, *const c_char, ...) -> c_int;

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
