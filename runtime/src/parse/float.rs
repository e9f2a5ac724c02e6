//! Converting real and complex numbers.

use super::shape;
use crate::complex::{Py_complex, as_complex};
use crate::outcome::Outcome;
use core::ffi::{c_double, c_float};
use pyo3_ffi::{PyErr_Occurred, PyObject};

/// Converts a number to `double`.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn double(item: *mut PyObject, value: *mut c_double) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe { if shape::Float(item, value) { Outcome::STORED } else { double_slow(item, value) } }
}

#[cold]
#[inline(never)]
unsafe fn double_slow(item: *mut PyObject, value: *mut c_double) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        let number = crate::unwind::PyFloat_AsDouble(item);
        if number == -1.0 && !PyErr_Occurred().is_null() {
            return Outcome::RAISED;
        }
        value.write(number);
        Outcome::STORED
    }
}

/// Converts a number to `float`, rounding it. A number that is too large becomes infinite.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn float(item: *mut PyObject, value: *mut c_float) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        let mut number = core::mem::MaybeUninit::<c_double>::uninit();
        let outcome = double(item, number.as_mut_ptr());
        if outcome == Outcome::STORED {
            value.write(number.assume_init() as c_float);
        }
        outcome
    }
}

/// Converts a complex number.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn complex(item: *mut PyObject, value: *mut Py_complex) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe { if shape::Complex(item, value) { Outcome::STORED } else { complex_slow(item, value) } }
}

#[cold]
#[inline(never)]
unsafe fn complex_slow(item: *mut PyObject, value: *mut Py_complex) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        let number = as_complex(item);
        // -1 may be the value: only the exception tells of an error.
        if number.real == -1.0 && !PyErr_Occurred().is_null() {
            return Outcome::RAISED;
        }
        value.write(number);
        Outcome::STORED
    }
}
