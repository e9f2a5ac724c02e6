//! The embedded interpreter; the only thread of the example is attached to it.

use fmtunit::ffi::{self, PyObject};
use std::ffi::CString;
use std::process;

/// Starts the interpreter and returns its version.
pub(crate) fn start() -> String {
    // SAFETY: this is the main thread; it stays attached.
    unsafe { ffi::Py_InitializeEx(0) };
    string(eval("__import__('sys').version"))
}

/// Evaluates an expression.
pub(crate) fn eval(expression: &str) -> *mut PyObject {
    let Ok(source) = CString::new(expression) else { fail(expression) };
    // SAFETY: attached; the objects are checked before they are used.
    unsafe {
        let code = ffi::Py_CompileString(source.as_ptr(), c"<example>".as_ptr(), ffi::Py_eval_input);
        if code.is_null() {
            fail(expression);
        }
        let names = ffi::PyDict_New();
        ffi::PyDict_SetItemString(names, c"__builtins__".as_ptr(), ffi::PyEval_GetBuiltins());
        let object = ffi::PyEval_EvalCode(code, names, names);
        if object.is_null() {
            fail(expression);
        }
        ffi::Py_DECREF(names);
        ffi::Py_DECREF(code);
        object
    }
}

/// Releases an object and returns its representation; returns the exception for NULL.
pub(crate) fn repr(object: *mut PyObject) -> String {
    if object.is_null() {
        return exception();
    }
    // SAFETY: attached; the reference is this function's to release.
    unsafe {
        let repr = ffi::PyObject_Repr(object);
        ffi::Py_DECREF(object);
        string(repr)
    }
}

/// Clears the current exception and returns its type and text.
pub(crate) fn exception() -> String {
    // SAFETY: attached; an exception, once set, is an object.
    unsafe {
        let class = ffi::PyErr_Occurred();
        if class.is_null() {
            return "no exception is set".to_owned();
        }
        #[cfg(Py_3_12)]
        let value = ffi::PyErr_GetRaisedException();
        #[cfg(not(Py_3_12))]
        let value = {
            let mut parts = [std::ptr::null_mut(); 3];
            let [class, value, traceback] = &mut parts;
            ffi::PyErr_Fetch(class, value, traceback);
            parts[1]
        };
        let name = ffi::PyObject_GetAttrString(class, c"__name__".as_ptr());
        format!("{}: {}", string(name), string(ffi::PyObject_Str(value)))
    }
}

/// Releases a `str` and returns its text.
fn string(object: *mut PyObject) -> String {
    // SAFETY: attached; the text that CPython returns is UTF-8, and lives as long as the object.
    unsafe {
        let mut length = 0;
        if object.is_null() {
            fail("a string could not be created");
        }
        let text = ffi::PyUnicode_AsUTF8AndSize(object, &mut length);
        if text.is_null() {
            fail("a string is not UTF-8");
        }
        let bytes = std::slice::from_raw_parts(text.cast::<u8>(), length as usize);
        let text = String::from_utf8_lossy(bytes).into_owned();
        ffi::Py_DECREF(object);
        text
    }
}

/// Prints the exception and ends the process.
fn fail(doing: &str) -> ! {
    eprintln!("{doing}");
    // SAFETY: attached.
    unsafe {
        if !ffi::PyErr_Occurred().is_null() {
            ffi::PyErr_Print();
        }
    }
    process::exit(2)
}
