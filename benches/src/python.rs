//! The embedded interpreter. A program has one thread that uses it, which stays attached once it has started it.

use harness::owned::{repr, type_name};
use harness::python;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::{CString, c_int};
use std::mem::ManuallyDrop;
use std::process;
use std::sync::atomic::{AtomicPtr, Ordering};

unsafe extern "C" {
    /// Prepares the C written by hand; false if the interpreter is not as expected.
    fn by_hand_start() -> c_int;
}

/// Objects for build rows, to which nothing else refers.
static LISTS: [AtomicPtr<PyObject>; 2] = [const { AtomicPtr::new(std::ptr::null_mut()) }; 2];

/// Starts the interpreter, and returns its `sys.version`, in one line.
pub fn start() -> String {
    // SAFETY: the thread is the one that starts it; a second time, nothing is done.
    unsafe { ffi::Py_InitializeEx(0) };
    let running = python::assert_version();
    // SAFETY: attached.
    assert!(unsafe { by_hand_start() } != 0, "the small ints of this interpreter do not stand in a row");
    for (list, expression) in LISTS.iter().zip(["[0]", "[1]"]) {
        list.store(eval(expression), Ordering::Relaxed);
    }
    running.replace('\n', " ")
}

/// One of two lists, which do not look alike.
#[inline(always)]
pub fn list(index: usize) -> *mut PyObject {
    LISTS[index].load(Ordering::Relaxed)
}

/// A new reference to one of the lists.
#[inline(always)]
pub fn new_list_reference(index: usize) -> *mut PyObject {
    let list = list(index);
    // SAFETY: attached; the lists live as long as the process, and are not immortal.
    unsafe {
        // These two count up with 32 bits and down with 64, which stalls where one follows the other. The time of the
        // stall would be taken for that of the call.
        #[cfg(all(Py_3_12, not(Py_3_14), not(Py_GIL_DISABLED)))]
        {
            *list.cast::<ffi::Py_ssize_t>() += 1;
        }
        #[cfg(not(all(Py_3_12, not(Py_3_14), not(Py_GIL_DISABLED))))]
        ffi::Py_INCREF(list);
    }
    list
}

/// Evaluates an expression. The object is never released.
pub fn eval(expression: &str) -> *mut PyObject {
    ManuallyDrop::new(python::eval(&must(CString::new(expression)))).get()
}

/// The type and the representation of an object.
///
/// # Safety
/// The object is alive.
pub unsafe fn describe(object: *mut PyObject) -> String {
    format!("{} {}", type_name(object), repr(object))
}

/// Unwraps a result; on an error, reports it and ends the process.
pub fn must<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| fail(&error.to_string()))
}

/// Prints the exception that is set, if the interpreter runs, and ends the process: there is nothing to be timed.
#[cold]
pub fn fail(doing: &str) -> ! {
    eprintln!("failed: {doing}");
    // SAFETY: the thread that has started the interpreter is attached.
    unsafe {
        if ffi::Py_IsInitialized() != 0 && !ffi::PyErr_Occurred().is_null() {
            ffi::PyErr_Print();
        }
    }
    process::exit(1)
}

/// Takes some blocks of each size that CPython's allocator has pools for, and keeps them.
pub fn fill_pools() {
    const MOST: usize = 512;
    const STEP: usize = 16;
    const EACH: usize = 5;
    for size in (STEP..=MOST).step_by(STEP) {
        for _ in 0..EACH {
            // SAFETY: attached.
            unsafe { ffi::PyObject_Malloc(size) };
        }
    }
}
