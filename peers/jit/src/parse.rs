//! Functions that parse arguments and return something small.

use crate::handles::handles;
use fmtunit_peer::{open, parrot as say, peek, sum};
use fmtunit_runtime::Raised;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// Defines a function of the convention `METH_FASTCALL`.
macro_rules! functions {
    ($($(#[doc = $doc:literal])+ $name:ident by $parser:ident |$arguments:pat_param| $builder:ident($value:expr);)*) => {$(
        $(#[doc = $doc])+
        pub(crate) unsafe extern "C" fn $name(
            _module: *mut PyObject,
            args: *mut *mut PyObject,
            nargs: Py_ssize_t,
        ) -> *mut PyObject {
            // SAFETY: convention; what is built is good.
            let result = unsafe {
                let handles = handles();
                (|| -> Result<_, Raised> {
                    let $arguments = handles.$parser.parse((&args, nargs), ())?;
                    Ok(handles.$builder.build($value))
                })()
            };
            result.unwrap_or_else(Raised::null)
        }
    )*};
}

functions! {
    /// `noargs()`: None.
    noargs by noargs |()| none(());
    /// `string_peek(text, index)`: a byte of the text.
    string_peek by peek |(text, index)| int((peek(text, index)?,));
    /// `add3(i, j, k)`: their sum.
    add3 by add3 |(i, j, k)| long((sum([i, j, k]),));
    /// `pair(a, b)`: the first.
    pair by pair |(a, _)| object((a,));
    /// `rect(((l, t), (r, b)), (h, v))`: the sum of all.
    rect by rect |(((l, t), (r, b)), (h, v))| long((sum([l, t, r, b, h, v]),));
    /// `open_(file, mode='r', bufsize=0)`: something of all three.
    open_ by open |(file, mode, bufsize)| long((open(file, mode, bufsize),));
    /// `sum8(a, b, c, d, e, f, g, h)`: their sum.
    sum8 by sum8 |(a, b, c, d, e, f, g, h)| double((a + b + c + d + e + f + g + h,));
}

/// Defines a function of the convention `METH_O`.
macro_rules! functions_of_one {
    ($($(#[doc = $doc:literal])+ $name:ident by $parser:ident |$arguments:pat_param| $builder:ident($value:expr);)*) => {$(
        $(#[doc = $doc])+
        pub(crate) unsafe extern "C" fn $name(_module: *mut PyObject, argument: *mut PyObject) -> *mut PyObject {
            // SAFETY: convention; what is built is good.
            let result = unsafe {
                let handles = handles();
                (|| -> Result<_, Raised> {
                    let $arguments = handles.$parser.parse(&argument, ())?;
                    Ok(handles.$builder.build($value))
                })()
            };
            result.unwrap_or_else(Raised::null)
        }
    )*};
}

functions_of_one! {
    /// `bytes_len(data)`: the number of bytes.
    bytes_len by bytes |(data,)| size((data.len() as Py_ssize_t,));
    /// `buffer_len(data)`: the number of bytes.
    buffer_len by buffer |(data,)| size((data.len() as Py_ssize_t,));
}

/// `parrot(voltage, state='a stiff', action='voom', type='Norwegian Blue')`: something of all four.
pub(crate) unsafe extern "C" fn parrot(
    _module: *mut PyObject,
    args: *const *mut PyObject,
    nargs: Py_ssize_t,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: convention; what is built is good.
    let result = unsafe {
        let handles = handles();
        let parsed = handles.parrot.parse((&args, nargs, kwnames), ());
        parsed.map(|(voltage, state, action, kind)| handles.long.build((say(voltage, state, action, kind),)))
    };
    result.unwrap_or_else(Raised::null)
}
