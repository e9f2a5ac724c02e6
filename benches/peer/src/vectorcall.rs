//! Functions with a vectorcall of their own.
//!
//! `PyObject_Vectorcall` reaches a function of the table of methods through a wrapper of CPython's, which refuses keywords and
//! counts how deep calls are nested. A function that never runs Python code has nothing to count, and may take the wrapper's
//! place (measured on 3.11, `noargs`: 4.9 ns through the wrapper, 3.5 without). From bytecode, CPython calls the function of
//! the table itself.

use crate::Fast;
use pyo3_ffi::{
    Py_DECREF, PyCFunction_CheckExact, PyCFunctionObject, PyErr_Clear, PyObject, PyObject_GetAttrString,
    PyVectorcall_NARGS, vectorcallfunc,
};
use std::ffi::CStr;
use std::sync::OnceLock;

/// CPython's wrapper, which knows what to say of keywords.
static WRAPPER: OnceLock<vectorcallfunc> = OnceLock::new();

/// Calls the function, if there are no keywords; else the wrapper.
///
/// # Safety
/// *convention*, for a vectorcall; the callable is a function that [`set`] was given.
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
        if !kwnames.is_null()
            && let Some(wrapper) = WRAPPER.get()
        {
            return wrapper(callable, args, nargsf, kwnames);
        }
        let module = (*callable.cast::<PyCFunctionObject>()).m_self;
        function(module, args.cast_mut(), PyVectorcall_NARGS(nargsf))
    }
}

/// Gives a function of the module a vectorcall, if it is there: else it stays as it is.
///
/// # Safety
/// *convention*; the module is alive, and nobody calls its functions yet.
pub unsafe fn set(module: *mut PyObject, name: &CStr, vectorcall: vectorcallfunc) {
    // SAFETY: convention; an object of exactly this class has its layout.
    unsafe {
        let function = PyObject_GetAttrString(module, name.as_ptr());
        if function.is_null() {
            return PyErr_Clear();
        }
        if PyCFunction_CheckExact(function) != 0 {
            let object = function.cast::<PyCFunctionObject>();
            if let Some(wrapper) = (*object).vectorcall {
                WRAPPER.get_or_init(|| wrapper);
                (*object).vectorcall = Some(vectorcall);
            }
        }
        Py_DECREF(function);
    }
}
