//! `rect`: nested sequences, parsed and built.

use crate::method;
use crate::object::{Owned, reply};
use fmtunit::{build_value, parse_array};
use pyo3_ffi::{Py_ssize_t, PyMethodDef, PyObject};
use std::ffi::{c_int, c_longlong};

pub(crate) const RECT: PyMethodDef = method::array(
    c"rect",
    rect,
    c"rect($module, rectangle, offset, /)\n--\n\n\
      Move the rectangle ((left, top), (right, bottom)) by the offset (h, v).",
);

/// `rect(((left, top), (right, bottom)), (h, v))`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn rect(
    _module: *mut PyObject,
    args: *mut *mut PyObject,
    nargs: Py_ssize_t,
) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments.
        let (((left, top), (right, bottom)), (h, v)) =
            unsafe { parse_array!(args, nargs, "((ii)(ii))(ii):rect") }?;
        // SAFETY: attached.
        unsafe {
            Owned::new(build_value!(
                "((LL)(LL))",
                moved(left, h),
                moved(top, v),
                moved(right, h),
                moved(bottom, v)
            ))
        }
    })
}

/// A coordinate, which may exceed the range of parsed ones.
fn moved(coordinate: c_int, by: c_int) -> c_longlong {
    c_longlong::from(coordinate) + c_longlong::from(by)
}
