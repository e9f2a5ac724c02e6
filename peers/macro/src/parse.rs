//! Functions that parse arguments and return something small.

use fmtunit::{Raised, build_value, parse, parse_array, parse_array_and_keywords};
use fmtunit_peer::{open, parrot as say, peek, sum};
use pyo3_ffi::{Py_ssize_t, PyObject};

/// Defines a function of the convention `METH_FASTCALL`.
macro_rules! functions {
    ($($(#[doc = $doc:literal])+ $name:ident($format:literal) |$arguments:pat_param| $body:expr;)*) => {$(
        $(#[doc = $doc])+
        pub(crate) unsafe extern "C" fn $name(
            _module: *mut PyObject,
            args: *mut *mut PyObject,
            nargs: Py_ssize_t,
        ) -> *mut PyObject {
            // SAFETY: convention.
            unsafe { parse_array!(args, nargs, $format) }
                // SAFETY: convention; what is built is good.
                .and_then(|$arguments| unsafe { $body })
                .unwrap_or_else(Raised::null)
        }
    )*};
}

/// Defines a function of the convention `METH_O`.
macro_rules! functions_of_one {
    ($($(#[doc = $doc:literal])+ $name:ident($format:literal) |$arguments:pat_param| $body:expr;)*) => {$(
        $(#[doc = $doc])+
        pub(crate) unsafe extern "C" fn $name(_module: *mut PyObject, argument: *mut PyObject) -> *mut PyObject {
            // SAFETY: convention.
            unsafe { parse!(argument, $format) }
                // SAFETY: convention; what is built is good.
                .map(|$arguments| unsafe { $body })
                .unwrap_or_else(Raised::null)
        }
    )*};
}

functions! {
    /// `noargs()`: None.
    noargs(":noargs") |()| Ok(build_value!(""));
    /// `string_peek(text, index)`: a byte of the text.
    string_peek("si:string_peek") |(text, index)| peek(text, index).map(|byte| build_value!("i", byte));
    /// `add3(i, j, k)`: their sum.
    add3("iii:add3") |(i, j, k)| Ok(build_value!("l", sum([i, j, k])));
    /// `pair(a, b)`: the first.
    pair("OO:pair") |(a, _)| Ok(build_value!("O", a));
    /// `rect(((l, t), (r, b)), (h, v))`: the sum of all.
    rect("((ii)(ii))(ii):rect") |(((l, t), (r, b)), (h, v))| {
        Ok(build_value!("l", sum([l, t, r, b, h, v])))
    };
    /// `open_(file, mode='r', bufsize=0)`: something of all three.
    open_("s|si:open_") |(file, mode, bufsize)| Ok(build_value!("l", open(file, mode, bufsize)));
    /// `sum8(a, b, c, d, e, f, g, h)`: their sum.
    sum8("dddddddd:sum8") |(a, b, c, d, e, f, g, h)| Ok(build_value!("d", a + b + c + d + e + f + g + h));
}

functions_of_one! {
    /// `bytes_len(data)`: the number of bytes.
    bytes_len("y#:bytes_len") |(data,)| build_value!("n", data.len() as Py_ssize_t);
    /// `buffer_len(data)`: the number of bytes.
    buffer_len("y*:buffer_len") |(data,)| build_value!("n", data.len() as Py_ssize_t);
}

/// `parrot(voltage, state='a stiff', action='voom', type='Norwegian Blue')`: something of all four.
pub(crate) unsafe extern "C" fn parrot(
    _module: *mut PyObject,
    args: *const *mut PyObject,
    nargs: Py_ssize_t,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: convention.
    let parsed = unsafe {
        parse_array_and_keywords!(
            args,
            nargs,
            kwnames,
            "i|sss:parrot",
            ["voltage", "state", "action", "type"]
        )
    };
    parsed
        .map(|(voltage, state, action, kind)| {
            // SAFETY: convention.
            unsafe { build_value!("l", say(voltage, state, action, kind)) }
        })
        .unwrap_or_else(Raised::null)
}
