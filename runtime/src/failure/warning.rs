//! Warnings. Each returns an error if it has become an exception.

use crate::raised::Raised;
use core::ffi::c_int;
#[cfg(not(Py_3_12))]
use fmtunit_parser::units::{ParseUnit, Unit};

fn result(status: c_int) -> Result<(), Raised> {
    if status == 0 { Ok(()) } else { Err(Raised::new()) }
}

/// Until 3.11: warns that a unit for wide characters is deprecated, since 3.10.
///
/// # Safety
/// *attached*.
#[cfg(not(Py_3_12))]
pub(crate) unsafe fn warn_deprecated_unit(unit: ParseUnit) -> Result<(), Raised> {
    if cfg!(not(Py_3_10)) {
        return Ok(());
    }
    // SAFETY: attached; the argument is the one that the format names.
    result(unsafe {
        pyo3_ffi::PyErr_WarnFormat(
            pyo3_ffi::PyExc_DeprecationWarning,
            1,
            c"getargs: The '%c' format is deprecated. Use 'U' instead.".as_ptr(),
            letter(unit),
        )
    })
}

/// Returns the letter of a unit, for the message.
#[cfg(not(Py_3_12))]
fn letter(unit: ParseUnit) -> c_int {
    unit.spelling().bytes().next().map_or(0, c_int::from)
}

/// Since 3.14: warns of a sequence that is not a tuple, where a unit borrows from an element.
///
/// # Safety
/// *attached*, *item*.
#[cfg(Py_3_14)]
pub(crate) unsafe fn warn_not_a_tuple(object: *mut pyo3_ffi::PyObject, len: isize) -> Result<(), Raised> {
    // SAFETY: attached, item; the arguments are those that the format names.
    result(unsafe {
        pyo3_ffi::PyErr_WarnFormat(
            pyo3_ffi::PyExc_DeprecationWarning,
            0,
            c"argument must be %d-item tuple, not %T".as_ptr(),
            len as c_int,
            object,
        )
    })
}

/// Since 3.15: warns that bits of an integer are lost.
///
/// # Safety
/// *attached*.
#[cfg(Py_3_15)]
pub(crate) unsafe fn warn_out_of_range() -> Result<(), Raised> {
    // SAFETY: attached.
    result(unsafe {
        pyo3_ffi::PyErr_WarnEx(pyo3_ffi::PyExc_DeprecationWarning, c"integer value out of range".as_ptr(), 1)
    })
}
