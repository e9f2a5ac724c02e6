//! The converters that the suite gives to `O&`, in both directions. Each call is logged.

use crate::owned::type_name;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::{c_int, c_void};
use std::sync::{Mutex, PoisonError};

/// The target of the parse converter.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The number of the conversion in its call.
    pub ordinal: u64,
    /// One of the constants below.
    pub state: u64,
}

impl Target {
    const CONVERTED: u64 = 0xC0DE;
    const REFUSED: u64 = 0xBAD;
    const CLEANED: u64 = 0xDEAD;
}

static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn log(entry: String) {
    LOG.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
}

/// Takes the entries that have been logged since the last call.
pub fn drain() -> Vec<String> {
    std::mem::take(&mut *LOG.lock().unwrap_or_else(PoisonError::into_inner))
}

/// An `O&` converter whose answer depends on the type of the object: all answers that CPython tells apart.
pub unsafe extern "C" fn parse(object: *mut PyObject, target: *mut Target) -> c_int {
    unsafe {
        let pending = !ffi::PyErr_Occurred().is_null();
        if object.is_null() {
            log(format!("clean up conversion {} (exception set: {pending})", (*target).ordinal));
            (*target).state = Target::CLEANED;
            return 0;
        }
        let ordinal = LOG.lock().unwrap_or_else(PoisonError::into_inner).len() as u64;
        log(format!("convert {} (exception set: {pending})", type_name(object)));
        if object == ffi::Py_None() {
            return 0;
        }
        if ffi::PyUnicode_Check(object) != 0 {
            target.write(Target { ordinal, state: Target::REFUSED });
            ffi::PyErr_SetString(ffi::PyExc_ValueError, c"the converter refuses".as_ptr());
            return 0;
        }
        target.write(Target { ordinal, state: Target::CONVERTED });
        if ffi::PyBytes_Check(object) != 0 || ffi::PyByteArray_Check(object) != 0 {
            ffi::Py_CLEANUP_SUPPORTED
        } else if ffi::PyFloat_Check(object) != 0 {
            7
        } else if ffi::PyLong_Check(object) != 0 {
            -1
        } else {
            1
        }
    }
}

/// The objects that the build converter may be given. It logs their numbers, which are the same for every engine.
static KNOWN: Mutex<Vec<usize>> = Mutex::new(Vec::new());

/// Numbers the objects.
pub fn know(objects: impl Iterator<Item = *mut PyObject>) {
    *KNOWN.lock().unwrap_or_else(PoisonError::into_inner) = objects.map(|object| object.addr()).collect();
}

fn number(object: *mut PyObject) -> Option<usize> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).iter().position(|known| *known == object.addr())
}

/// An `O&` converter for building: calls what can be called, fails in silence for `None`, and else makes the object
/// of itself.
pub unsafe extern "C" fn build(argument: *mut c_void) -> *mut PyObject {
    let object = argument.cast::<PyObject>();
    unsafe {
        let pending = !ffi::PyErr_Occurred().is_null();
        log(format!("build of argument {:?} (exception set: {pending})", number(object)));
        if object == ffi::Py_None() {
            return std::ptr::null_mut();
        }
        if ffi::PyCallable_Check(object) != 0 {
            return ffi::PyObject_CallObject(object, std::ptr::null_mut());
        }
        ffi::Py_INCREF(object);
        object
    }
}
