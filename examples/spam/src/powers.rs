//! `powers`: containers of objects that are created meanwhile, which may fail.

use crate::error::raise;
use crate::method;
use crate::object::{Owned, Reply, reply};
use fmtunit::{Raised, build_value, parse_array};
use pyo3_ffi::{self as ffi, Py_ssize_t, PyMethodDef, PyObject};
use std::ffi::c_longlong;
use std::ptr;

pub(crate) const POWERS: PyMethodDef = method::array(
    c"powers",
    powers,
    c"powers($module, stop, start=0, /)\n--\n\n\
      Return [(i, {'square': i**2, 'cube': i**3}), ...] for i from start up to stop.\n\n\
      A power that needs more than 64 bits is a ValueError.",
);

/// `powers(stop, start=0)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn powers(
    _module: *mut PyObject,
    args: *mut *mut PyObject,
    nargs: Py_ssize_t,
) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments.
        let (stop, start) = unsafe { parse_array!(args, nargs, "L|L:powers") }?;
        // SAFETY: attached.
        let list = unsafe { Owned::new(build_value!("[]")) }?;
        for base in start.unwrap_or(0)..stop {
            // SAFETY: attached; the list and the row are alive.
            unsafe {
                let row = row(base)?;
                if ffi::PyList_Append(list.as_ptr(), row.as_ptr()) < 0 {
                    return Err(Raised::new());
                }
            }
        }
        Ok(list)
    })
}

/// Returns a number and its powers.
///
/// # Safety
/// *attached*.
unsafe fn row(base: c_longlong) -> Reply {
    // `N` steals the references. For an object that could not be created, null is passed: the call then fails with the current
    // exception, and releases the other objects.
    // SAFETY: attached.
    unsafe {
        Owned::new(build_value!("(L{s:N,s:N})", base, "square", power(base, 2), "cube", power(base, 3)))
    }
}

/// Returns a new reference, or null with an exception.
///
/// # Safety
/// *attached*.
unsafe fn power(base: c_longlong, exponent: u32) -> *mut PyObject {
    match base.checked_pow(exponent) {
        // SAFETY: attached.
        Some(power) => unsafe { build_value!("L", power) },
        None => {
            let text = format!("{base}**{exponent} needs more than 64 bits");
            // SAFETY: attached.
            let Raised { .. } = unsafe { raise(ffi::PyExc_ValueError, &text) };
            ptr::null_mut()
        }
    }
}
