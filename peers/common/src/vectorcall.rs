//! Functions with a vectorcall of their own.
//!
//! `PyObject_Vectorcall` reaches a function of the table of methods through a wrapper of CPython's, which refuses what the
//! convention has no room for, and counts how deep calls are nested. Calls of these functions nest by way of Python code at
//! most, which is counted where it runs; so the vectorcall may be the function itself (measured on 3.11, `noargs`: 4.9 ns
//! through the wrapper, 3.9 so). From bytecode, CPython calls the function of the table.

use crate::{Fast, Single};
use pyo3_ffi::{
    Py_DECREF, PyCFunction_CheckExact, PyCFunctionObject, PyErr_Clear, PyObject, PyObject_GetAttrString,
    PyVectorcall_NARGS, vectorcallfunc,
};
use std::ffi::CStr;
use std::sync::OnceLock;

/// CPython's wrapper for a convention, which knows what to say of a call that it has no room for.
pub type Wrapper = OnceLock<vectorcallfunc>;

/// The wrapper of functions that [`call`] calls.
pub static FAST: Wrapper = OnceLock::new();
/// The wrapper of functions that [`call_single`] calls.
pub static SINGLE: Wrapper = OnceLock::new();

/// Calls a function of the convention `METH_FASTCALL`.
///
/// # Safety
/// *convention*, for a vectorcall; the callable is a function that [`set`] was given with [`FAST`].
#[inline(always)]
pub unsafe fn call(
    function: Fast,
    callable: *mut PyObject,
    args: *const *mut PyObject,
    nargsf: usize,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: convention.
    unsafe {
        match FAST.get() {
            Some(wrapper) if !kwnames.is_null() => wrapper(callable, args, nargsf, kwnames),
            _ => function(module_of(callable), args.cast_mut(), PyVectorcall_NARGS(nargsf)),
        }
    }
}

/// Calls a function of the convention `METH_O`.
///
/// # Safety
/// *convention*, for a vectorcall; the callable is a function that [`set`] was given with [`SINGLE`].
#[inline(always)]
pub unsafe fn call_single(
    function: Single,
    callable: *mut PyObject,
    args: *const *mut PyObject,
    nargsf: usize,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: convention.
    unsafe {
        let is_single = PyVectorcall_NARGS(nargsf) == 1 && kwnames.is_null();
        match SINGLE.get() {
            Some(wrapper) if !is_single => wrapper(callable, args, nargsf, kwnames),
            _ => function(module_of(callable), *args),
        }
    }
}

/// The module that a function belongs to.
///
/// # Safety
/// *convention*; the callable is a function of a module.
unsafe fn module_of(callable: *mut PyObject) -> *mut PyObject {
    // SAFETY: convention.
    unsafe { (*callable.cast::<PyCFunctionObject>()).m_self }
}

/// Gives a function of the module a vectorcall, and remembers the wrapper that was there. Where there is no such function, all
/// stays as it is.
///
/// # Safety
/// *convention*; the module is alive, and its functions have not been called yet.
pub unsafe fn set(module: *mut PyObject, name: &CStr, vectorcall: vectorcallfunc, wrapper: &Wrapper) {
    // SAFETY: convention; an object of exactly this class has its layout.
    unsafe {
        let function = PyObject_GetAttrString(module, name.as_ptr());
        if function.is_null() {
            return PyErr_Clear();
        }
        if PyCFunction_CheckExact(function) != 0 {
            let object = function.cast::<PyCFunctionObject>();
            if let Some(known) = (*object).vectorcall {
                wrapper.get_or_init(|| known);
                (*object).vectorcall = Some(vectorcall);
            }
        }
        Py_DECREF(function);
    }
}

/// Gives functions of a module vectorcalls that call them.
#[macro_export]
macro_rules! vectorcalls {
    ($module:ident $call:ident $wrapper:ident $($name:ident: $file:ident),*) => {$({
        unsafe extern "C" fn vectorcall(
            callable: *mut $crate::pyo3_ffi::PyObject,
            args: *const *mut $crate::pyo3_ffi::PyObject,
            nargsf: usize,
            kwnames: *mut $crate::pyo3_ffi::PyObject,
        ) -> *mut $crate::pyo3_ffi::PyObject {
            // SAFETY: convention.
            unsafe { $crate::vectorcall::$call($file::$name, callable, args, nargsf, kwnames) }
        }
        let name = concat!(stringify!($name), "\0").as_bytes();
        if let Ok(name) = std::ffi::CStr::from_bytes_with_nul(name) {
            $crate::vectorcall::set($module, name, vectorcall, &$crate::vectorcall::$wrapper);
        }
    })*};
}
