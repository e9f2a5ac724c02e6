//! Text: borrowed (`s`), as an object (`U`), and encoded into memory of its own (`es`, `es#`).

use crate::error::raise;
use crate::method;
use crate::object::{Owned, reply};
use fmtunit::{build_value, parse, parse_array};
use pyo3_ffi::{self as ffi, Py_ssize_t, PyMethodDef, PyObject};
use std::ffi::{CStr, c_int};

pub(crate) const STRING_PEEK: PyMethodDef = method::array(
    c"string_peek",
    string_peek,
    c"string_peek($module, text, index, /)\n--\n\n\
      Return the character of the text at the index.",
);

/// `string_peek(text, index)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn string_peek(
    _module: *mut PyObject,
    args: *mut *mut PyObject,
    nargs: Py_ssize_t,
) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments.
        let (text, index) = unsafe { parse_array!(args, nargs, "si:string_peek") }?;
        // SAFETY: attached.
        let character = character(text, index)
            .ok_or_else(|| unsafe { raise(ffi::PyExc_IndexError, "string index out of range") })?;
        // SAFETY: attached.
        unsafe { Owned::new(build_value!("C", character as c_int)) }
    })
}

fn character(text: &CStr, index: c_int) -> Option<char> {
    text.to_str().ok()?.chars().nth(index.try_into().ok()?)
}

pub(crate) const ENCODE: PyMethodDef = method::array(
    c"encode",
    encode,
    c"encode($module, text, encoding=None, /)\n--\n\n\
      Encode the text: in UTF-8, if no encoding is named.",
);

/// `encode(text, encoding=None)`: the encoding is an argument, too, so the text is converted after it.
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn encode(
    _module: *mut PyObject,
    args: *mut *mut PyObject,
    nargs: Py_ssize_t,
) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments.
        let (text, encoding) = unsafe { parse_array!(args, nargs, "U|z:encode") }?;
        // SAFETY: attached; the text is one of the arguments.
        let (encoded,) = unsafe { parse!(text, "es#", encoding.flatten()) }?;
        // SAFETY: attached.
        unsafe { Owned::new(build_value!("y#", &*encoded)) }
    })
}

pub(crate) const TO_LATIN1: PyMethodDef = method::one(
    c"to_latin1",
    to_latin1,
    c"to_latin1($module, text, /)\n--\n\n\
      Encode a text without NUL characters in Latin-1.",
);

/// `to_latin1(text)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn to_latin1(_module: *mut PyObject, text: *mut PyObject) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments.
        let (encoded,) = unsafe { parse!(text, "es:to_latin1", c"latin-1") }?;
        // SAFETY: attached.
        unsafe { Owned::new(build_value!("y", &*encoded)) }
    })
}
