//! The same calls of CPython's own functions.

use crate::report::{self, Shown};
use fmtunit::Py_complex;
use fmtunit::Raised;
use fmtunit::ffi::{Py_ssize_t, PyObject};
use std::ffi::{CStr, c_char, c_int, c_long};
use std::ptr::null;

// An example depends on published crates only: the declarations are its own.
unsafe extern "C" {
    // Before 3.13, C code that defines `PY_SSIZE_T_CLEAN`, as it must, calls these functions.
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseTuple_SizeT")]
    pub(crate) fn PyArg_ParseTuple(args: *mut PyObject, format: *const c_char, ...) -> c_int;
    #[cfg_attr(not(Py_3_13), link_name = "_Py_BuildValue_SizeT")]
    pub(crate) fn Py_BuildValue(format: *const c_char, ...) -> *mut PyObject;
}

/// Calls `PyArg_ParseTuple`.
macro_rules! parse_tuple {
    ($args:expr, $format:expr $(, $place:expr)*) => {
        // SAFETY: attached; `args` is an argument tuple, and the places are those of the format.
        if unsafe { PyArg_ParseTuple($args, CStr::as_ptr($format) $(, &raw mut $place)*) } != 0 {
            Ok(())
        } else {
            Err(Raised::new())
        }
    };
}

pub(crate) fn nothing(args: *mut PyObject) -> Shown {
    parse_tuple!(args, c"")?;
    report::show(())
}

pub(crate) fn text(args: *mut PyObject) -> Shown {
    let mut text = null();
    parse_tuple!(args, c"s", text)?;
    report::show(c_str(text))
}

pub(crate) fn two_numbers_and_text(args: *mut PyObject) -> Shown {
    let (mut k, mut l, mut text): (c_long, c_long, _) = (0, 0, null());
    parse_tuple!(args, c"lls", k, l, text)?;
    report::show((k, l, c_str(text)))
}

pub(crate) fn pair_and_bytes(args: *mut PyObject) -> Shown {
    let (mut i, mut j, mut text, mut length): (c_int, c_int, *const u8, Py_ssize_t) = (0, 0, null(), 0);
    parse_tuple!(args, c"(ii)s#", i, j, text, length)?;
    // SAFETY: the argument owns that many bytes.
    let text = unsafe { std::slice::from_raw_parts(text, length as usize) };
    report::show((i, j, String::from_utf8_lossy(text)))
}

pub(crate) fn open(args: *mut PyObject) -> Shown {
    let (mut file, mut mode, mut size): (_, _, c_int) = (null(), c"r".as_ptr(), 0);
    parse_tuple!(args, c"s|si", file, mode, size)?;
    report::show((c_str(file), c_str(mode), size))
}

pub(crate) fn rectangle(args: *mut PyObject) -> Shown {
    let (mut left, mut top, mut right, mut bottom, mut h, mut v): (c_int, c_int, c_int, c_int, c_int, c_int) =
        Default::default();
    parse_tuple!(args, c"((ii)(ii))(ii)", left, top, right, bottom, h, v)?;
    report::show((left, top, right, bottom, h, v))
}

pub(crate) fn complex(args: *mut PyObject) -> Shown {
    let mut number = Py_complex { real: 0.0, imag: 0.0 };
    parse_tuple!(args, c"D:myfunction", number)?;
    report::show((number.real, number.imag))
}

pub(crate) fn string_peek(args: *mut PyObject) -> Shown {
    let (mut text, mut index): (_, c_int) = (null(), 0);
    parse_tuple!(args, c"si:string_peek", text, index)?;
    report::show((c_str(text), index))
}

/// Returns the text that `PyArg_ParseTuple` stored for `s`.
fn c_str<'a>(text: *const c_char) -> &'a CStr {
    // SAFETY: it ends with NUL; the argument owns it, and is alive until all is written out.
    unsafe { CStr::from_ptr(text) }
}

/// Calls `Py_BuildValue`.
macro_rules! build_value {
    ($format:expr $(, $value:expr)*) => {
        // SAFETY: attached; the values are those of the format.
        unsafe { Py_BuildValue(CStr::as_ptr($format) $(, $value)*) }
    };
}

/// Returns the objects of `Py_BuildValue`, in the order of the formats in `quickstart.rs`.
pub(crate) fn built() -> [*mut PyObject; 16] {
    let [hello, world, abc, def] = [c"hello", c"world", c"abc", c"def"].map(CStr::as_ptr);
    let length: Py_ssize_t = 4;
    [
        build_value!(c""),
        build_value!(c"i", 123),
        build_value!(c"iii", 123, 456, 789),
        build_value!(c"s", hello),
        build_value!(c"y", hello),
        build_value!(c"ss", hello, world),
        build_value!(c"s#", hello, length),
        build_value!(c"y#", hello, length),
        build_value!(c"()"),
        build_value!(c"(i)", 123),
        build_value!(c"(ii)", 123, 456),
        build_value!(c"(i,i)", 123, 456),
        build_value!(c"[i,i]", 123, 456),
        build_value!(c"{s:i,s:i}", abc, 123, def, 456),
        build_value!(c"((ii)(ii)) (ii)", 1, 2, 3, 4, 5, 6),
        build_value!(c"{si,s(ii)}", abc, 123, def, 4, 5),
    ]
}
