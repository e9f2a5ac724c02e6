//! The bodies of the functions.

use fmtunit_runtime::Raised;
use pyo3_ffi::{PyErr_SetString, PyExc_IndexError};
use std::ffi::{CStr, c_int, c_long};

/// A text of more than one word.
pub const HELLO: &CStr = c"hello world";

/// The sum of some numbers.
pub fn sum<const N: usize>(numbers: [c_int; N]) -> c_long {
    numbers.into_iter().map(c_long::from).sum()
}

/// `open_(file, mode='r', bufsize=0)`: something of all three.
pub fn open(file: &CStr, mode: Option<&CStr>, bufsize: Option<c_int>) -> c_long {
    (first(file) + first(mode.unwrap_or(c"r")) + c_long::from(bufsize.unwrap_or(0))) & 0x7f
}

/// `parrot(voltage, state='a stiff', action='voom', type='Norwegian Blue')`: something of all four.
pub fn parrot(voltage: c_int, state: Option<&CStr>, action: Option<&CStr>, kind: Option<&CStr>) -> c_long {
    let letters = first(state.unwrap_or(c"a stiff"))
        + first(action.unwrap_or(c"voom"))
        + first(kind.unwrap_or(c"Norwegian Blue"));
    (c_long::from(voltage) + letters) & 0x7f
}

/// A byte of a text.
///
/// # Errors
/// There is none: IndexError is set.
///
/// # Safety
/// *convention*.
pub unsafe fn peek(text: &CStr, index: c_int) -> Result<c_int, Raised> {
    let byte = usize::try_from(index).ok().and_then(|index| text.to_bytes().get(index));
    byte.map(|&byte| byte.into()).ok_or_else(|| {
        // SAFETY: convention.
        unsafe { PyErr_SetString(PyExc_IndexError, c"index out of range".as_ptr()) };
        Raised::new()
    })
}

/// The first byte of a text; 0 if it is empty.
fn first(text: &CStr) -> c_long {
    text.to_bytes().first().map_or(0, |&byte| byte.into())
}
