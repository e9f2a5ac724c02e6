//! An interpreter for the cases that run, and objects from Python expressions. They are never released.

#![allow(dead_code)]

use fmtunit::ffi;
use fmtunit::ffi::PyObject;
use std::ffi::CStr;

/// Starts the interpreter; the calling thread stays attached.
pub fn start() {
    unsafe { ffi::Py_InitializeEx(0) };
}

/// The value of an expression.
pub fn eval(expression: &CStr) -> *mut PyObject {
    unsafe {
        let globals = ffi::PyDict_New();
        ffi::PyDict_SetItemString(globals, c"__builtins__".as_ptr(), ffi::PyEval_GetBuiltins());
        let code = ffi::Py_CompileString(expression.as_ptr(), c"case".as_ptr(), ffi::Py_eval_input);
        assert!(!code.is_null(), "{expression:?}");
        let value = ffi::PyEval_EvalCode(code, globals, globals);
        assert!(!value.is_null(), "{expression:?}");
        value
    }
}

/// Is the object equal to the value of an expression, and of the same type?
pub fn is(object: *mut PyObject, expression: &CStr) -> bool {
    let expected = eval(expression);
    unsafe {
        assert!(!object.is_null(), "{expression:?}");
        ffi::Py_TYPE(object) == ffi::Py_TYPE(expected)
            && ffi::PyObject_RichCompareBool(object, expected, ffi::Py_EQ) == 1
    }
}

/// The name of the exception that is set; clears it.
pub fn raised() -> String {
    unsafe {
        let class = ffi::PyErr_Occurred();
        assert!(!class.is_null(), "no exception is set");
        let name =
            CStr::from_ptr((*class.cast::<ffi::PyTypeObject>()).tp_name).to_string_lossy().into_owned();
        ffi::PyErr_Clear();
        name
    }
}
