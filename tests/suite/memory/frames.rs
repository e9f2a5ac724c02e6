//! Python code gets all the memory it asks for: what the interpreter does without is not our affair, and some versions
//! crash then.

use super::allocator;
use pyo3_ffi::{PyInterpreterState, PyInterpreterState_Get, PyObject};
use std::ffi::{c_int, c_void};

/// A function that evaluates a frame, by PEP 523.
type Evaluate = unsafe extern "C" fn(thread: *mut c_void, frame: *mut c_void, throws: c_int) -> *mut PyObject;

// The types of frames differ between versions; here they are opaque.
fmtunit_runtime::extern_python! {
    fn _PyEval_EvalFrameDefault(thread: *mut c_void, frame: *mut c_void, throws: c_int) -> *mut PyObject;
    fn _PyInterpreterState_SetEvalFrameFunc(interpreter: *mut PyInterpreterState, evaluate: Evaluate);
}

/// From now on, frames are evaluated outside of windows.
pub(super) fn evaluate_outside() {
    // SAFETY: this thread is attached to an interpreter; the function is what evaluates frames otherwise, but for what it
    // notes in a variable of its own.
    unsafe { _PyInterpreterState_SetEvalFrameFunc(PyInterpreterState_Get(), evaluate) };
}

unsafe extern "C" fn evaluate(thread: *mut c_void, frame: *mut c_void, throws: c_int) -> *mut PyObject {
    // SAFETY: as the caller, which is CPython, has promised.
    allocator::outside(|| unsafe { _PyEval_EvalFrameDefault(thread, frame, throws) })
}
