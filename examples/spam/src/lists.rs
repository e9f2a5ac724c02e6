//! `rotate`: an instance of a given type (`O!`), and calls of its methods.

use crate::method;
use crate::object::{Owned, none, reply};
use fmtunit::{call_method, parse};
use pyo3_ffi::{self as ffi, PyMethodDef, PyObject};

pub(crate) const ROTATE: PyMethodDef = method::one(
    c"rotate",
    rotate,
    c"rotate($module, items, /)\n--\n\n\
      Move the last item of a list to its front.",
);

/// `rotate(items)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn rotate(_module: *mut PyObject, items: *mut PyObject) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments; the class is static.
        let (items,) = unsafe { parse!(items, "O!:rotate", &raw mut ffi::PyList_Type) }?;
        // SAFETY: attached, arguments.
        unsafe {
            let last = Owned::new(call_method!(items, "pop", ""))?;
            Owned::new(call_method!(items, "insert", "iN", 0, last.into_raw()))?;
            none()
        }
    })
}
