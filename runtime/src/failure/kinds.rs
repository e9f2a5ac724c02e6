//! Exceptions about tagged values and inputs that the format does not take.

use crate::raised::Raised;
use pyo3_ffi::{PyErr_SetString, PyExc_TypeError};
use std::ffi::CString;

/// Raises that a value or an input is of another kind than its unit takes. `what` is its name in the message, which numbers it
/// from 1. The caller is attached.
#[cold]
pub fn wrong_kind(what: &str, index: usize, takes: &str, given: &str) -> Raised {
    raise(format!("{what} {} must be {takes}, not {given}", index + 1))
}

/// Raises that there are more or fewer values or inputs than the format takes. The caller is attached.
#[cold]
pub fn wrong_number(what: &str, takes: usize, given: usize) -> Raised {
    let plural = if takes == 1 { "" } else { "s" };
    raise(format!("the format takes {takes} {what}{plural} ({given} given)"))
}

fn raise(text: String) -> Raised {
    // There is no NUL in it.
    let text = CString::new(text).unwrap_or_default();
    // SAFETY: attached: the unsafe functions that call this ask for it.
    unsafe { PyErr_SetString(PyExc_TypeError, text.as_ptr()) };
    Raised::new()
}
