//! Every exception that a failed call raises, and every message, version by version: the functions raise, and undo nothing.
//!
//! All of it is cold. Texts that CPython formats with `PyErr_Format` are formatted by it here, too, so that truncation
//! and undecodable names come out alike. Those that it assembles in a buffer of its own are assembled in `message`.

use crate::outcome::{Expected, Outcome};
use crate::place::Place;
use crate::raised::Raised;
use crate::unwind::HeldObject;
use core::ffi::{CStr, c_char};
use fmtunit_parser::ast::TrailerKind;
use fmtunit_parser::plan::{Entry, ItemId, ParsePlan, ParseStep, Site};
use pyo3_ffi::{
    Py_ssize_t, PyErr_Format, PyErr_Occurred, PyErr_SetString, PyExc_OverflowError, PyExc_SystemError,
    PyExc_TypeError, PyExc_ValueError, PyObject, PyTypeObject,
};

mod format;
mod keywords;
mod kinds;
mod message;
mod suggestion;
#[cfg(any(not(Py_3_12), Py_3_14))]
mod warning;

use format::FormatArgument::{Number, Text};
use format::raise_format;
pub(crate) use keywords::*;
pub use kinds::{wrong_kind, wrong_number};
#[cfg(any(not(Py_3_12), Py_3_14))]
pub(crate) use warning::*;

/// A fault of a nested sequence.
#[derive(Clone, Copy, Debug)]
pub enum SequenceFault {
    /// The object is not a sequence (until 3.13).
    NotASequence,
    /// The object is not a sequence, or is text or bytes (since 3.14).
    NotATuple,
    /// It has another length.
    Length {
        /// Its length; -1 with an exception set.
        actual: Py_ssize_t,
        /// The message says "tuple" rather than "sequence".
        wants_tuple: bool,
    },
    /// An element cannot be retrieved (until 3.13).
    NotRetrievable,
    /// There are fewer format units than elements: encoded strings in groups were once counted twice.
    NoUnit,
    /// An exception is set.
    Raised,
}

/// Returns the function name that a message begins with, and the parentheses after it.
fn function(site: &Site, otherwise: &'static CStr) -> (*const c_char, *const c_char) {
    match &site.trailer {
        Some((TrailerKind::Name, name)) => (name.as_ptr(), c"()".as_ptr()),
        _ => (otherwise.as_ptr(), c"".as_ptr()),
    }
}

/// Returns the message that replaces the standard one, if the format has one.
fn custom_message(site: &Site) -> Option<&CStr> {
    match &site.trailer {
        Some((TrailerKind::Message, message)) => Some(message),
        _ => None,
    }
}

/// Raises that the number of arguments is out of range.
///
/// # Safety
/// *attached*.
#[cold]
#[inline(never)]
pub unsafe fn count(site: &Site, min: u16, max: u16, given: usize) {
    let (name, parentheses) = function(site, c"function");
    // SAFETY: attached; the arguments are those that the formats name.
    unsafe {
        match site.entry {
            Entry::Object if max == 0 => {
                raise_format(
                    PyExc_TypeError,
                    c"%.200s%s takes no arguments",
                    &[Text(name), Text(parentheses)],
                );
            }
            Entry::Object => {
                let message = c"%.200s%s takes at least one argument";
                raise_format(PyExc_TypeError, message, &[Text(name), Text(parentheses)]);
            }
            Entry::Tuple | Entry::Array | Entry::TupleAndKeywords | Entry::ArrayAndKeywords => {
                if let Some(message) = custom_message(site) {
                    PyErr_SetString(PyExc_TypeError, message.as_ptr());
                    return;
                }
                let too_few = given < usize::from(min);
                let limit = if too_few { min } else { max };
                let how = match (min == max, too_few) {
                    (true, _) => c"exactly",
                    (false, true) => c"at least",
                    (false, false) => c"at most",
                };
                raise_format(
                    PyExc_TypeError,
                    c"%.150s%s takes %s %d argument%s (%zd given)",
                    &[
                        Text(name),
                        Text(parentheses),
                        Text(how.as_ptr()),
                        Number(limit as isize),
                        Text(if limit == 1 { c"".as_ptr() } else { c"s".as_ptr() }),
                        Number(given as isize),
                    ],
                );
            }
        }
    }
}

/// Raises for a conversion that failed, unless its outcome says that an exception is set.
///
/// # Safety
/// *attached*, *item*, *plan*; the step is a conversion of the plan.
#[cold]
#[inline(never)]
pub unsafe fn convert(
    plan: &ParsePlan,
    step: usize,
    outcome: Outcome,
    item: *mut PyObject,
    places: *const Place,
) {
    let Some(expected) = outcome.expected() else { return };
    let Some(&ParseStep::Convert { item: id, first, .. }) = plan.steps.get(step) else { return };
    // SAFETY: plan: for `O!`, the first place is the class.
    unsafe {
        let class = if expected == Expected::Instance {
            (*places.add(usize::from(first))).cast::<PyTypeObject>()
        } else {
            core::ptr::null_mut()
        };
        let text = message::mismatch(expected, item, class);
        raise(plan, id, None, text);
    }
}

/// Raises for a nested sequence that does not fit, unless an exception is set.
///
/// `element` is the index of the element at fault, if it is one.
///
/// # Safety
/// *attached*, *item*.
#[cold]
#[inline(never)]
pub unsafe fn sequence(
    plan: &ParsePlan,
    id: ItemId,
    element: Option<usize>,
    len: Py_ssize_t,
    fault: SequenceFault,
    item: *mut PyObject,
) {
    // SAFETY: attached, item.
    unsafe {
        if let Some(text) = message::sequence(fault, len, item) {
            raise(plan, id, element, text);
        }
    }
}

/// Raises a text about an item, unless an exception is set already.
///
/// # Safety
/// *attached*.
unsafe fn raise(plan: &ParsePlan, id: ItemId, element: Option<usize>, text: message::MessageText) {
    // SAFETY: attached; the texts end with NUL.
    unsafe {
        if !PyErr_Occurred().is_null() {
            return;
        }
        let exception = if text.is_internal() { PyExc_SystemError } else { PyExc_TypeError };
        match custom_message(&plan.site) {
            Some(message) => PyErr_SetString(exception, message.as_ptr()),
            None => PyErr_SetString(exception, message::about_item(plan, id, element, text).as_ptr().cast()),
        }
    }
}

/// Raises that the argument tuple is not a tuple.
///
/// # Safety
/// *attached*.
pub unsafe fn not_a_tuple() {
    // SAFETY: attached.
    unsafe {
        PyErr_SetString(PyExc_SystemError, c"new style getargs format but argument is not a tuple".as_ptr());
    }
}

/// Raises that a handle is called through another entry point than its format was prepared for, or with too few places or
/// values. The caller is attached.
#[cold]
pub fn misused_handle() -> Raised {
    // SAFETY: attached: the unsafe functions that call this ask for it.
    unsafe {
        PyErr_SetString(
            PyExc_SystemError,
            c"format called for another entry point than it was prepared for, or with too few places or values".as_ptr(),
        );
    }
    Raised::new()
}

/// The integer types with a message of their own for numbers out of range.
#[derive(Clone, Copy, Debug)]
pub enum Range {
    /// `unsigned char`
    UnsignedByte,
    /// `short`
    Short,
    /// `int`
    Int,
}

/// Raises that an integer is out of range.
///
/// # Safety
/// *attached*.
pub unsafe fn out_of_range(range: Range, below: bool) {
    let text = match (range, below) {
        (Range::UnsignedByte, true) => c"unsigned byte integer is less than minimum",
        (Range::UnsignedByte, false) => c"unsigned byte integer is greater than maximum",
        (Range::Short, true) => c"signed short integer is less than minimum",
        (Range::Short, false) => c"signed short integer is greater than maximum",
        (Range::Int, true) => c"signed integer is less than minimum",
        (Range::Int, false) => c"signed integer is greater than maximum",
    };
    // SAFETY: attached.
    unsafe { PyErr_SetString(PyExc_OverflowError, text.as_ptr()) };
}

/// Before 3.10: raises that an integer was expected, not a `float`.
///
/// # Safety
/// *attached*.
#[cfg(not(Py_3_10))]
pub unsafe fn float_for_integer() {
    // SAFETY: attached.
    unsafe { PyErr_SetString(PyExc_TypeError, c"integer argument expected, got float".as_ptr()) };
}

/// Raises that a text has a NUL.
///
/// # Safety
/// *attached*.
pub unsafe fn embedded_null_character() {
    // SAFETY: attached.
    unsafe { PyErr_SetString(PyExc_ValueError, c"embedded null character".as_ptr()) };
}

/// Raises that bytes have a NUL.
///
/// # Safety
/// *attached*.
pub unsafe fn embedded_null_byte() {
    // SAFETY: attached.
    unsafe { PyErr_SetString(PyExc_ValueError, c"embedded null byte".as_ptr()) };
}

/// Raises that the caller's memory is too small for the encoded text.
///
/// # Safety
/// *attached*.
pub unsafe fn encoded_too_long(size: Py_ssize_t, room: Py_ssize_t) {
    // SAFETY: attached; the arguments are those that the format names.
    unsafe {
        PyErr_Format(
            PyExc_ValueError,
            c"encoded string too long (%zd, maximum length %zd)".as_ptr(),
            size,
            room,
        );
    }
}

/// Raises that an object to build from is null, unless an exception is set that explains it.
///
/// # Safety
/// *attached*.
#[cold]
pub unsafe fn null_object() {
    // SAFETY: attached.
    unsafe {
        if PyErr_Occurred().is_null() {
            PyErr_SetString(PyExc_SystemError, c"NULL object passed to Py_BuildValue".as_ptr());
        }
    }
}

/// Raises that a callable, or the object of a method, is null, unless an exception is set that explains it.
///
/// # Safety
/// *attached*.
#[cold]
pub unsafe fn null_argument() {
    // SAFETY: attached.
    unsafe {
        if PyErr_Occurred().is_null() {
            PyErr_SetString(PyExc_SystemError, c"null argument to internal routine".as_ptr());
        }
    }
}

/// Raises that an attribute is not callable.
///
/// # Safety
/// *attached*; the object is alive.
#[cold]
pub unsafe fn not_callable(object: *mut PyObject) {
    // SAFETY: attached; the argument is the one that the format names.
    unsafe {
        PyErr_Format(
            PyExc_TypeError,
            c"attribute of type '%.200s' is not callable".as_ptr(),
            message::type_name(pyo3_ffi::Py_TYPE(object)).as_ptr(),
        );
    }
}

/// Raises that the running version does not support a unit; the version check keeps such units out of every plan.
///
/// # Safety
/// *attached*.
#[cfg(not(Py_3_14))]
pub unsafe fn unknown_build_unit() {
    // SAFETY: attached.
    unsafe { PyErr_SetString(PyExc_SystemError, c"bad format char passed to Py_BuildValue".as_ptr()) };
}

/// Runs `run` while no exception is set, and restores the one that was set before, if any.
///
/// # Safety
/// *attached*.
#[allow(deprecated, reason = "the functions that replace these are not in every version")]
pub unsafe fn without_exception<T>(run: impl FnOnce() -> T) -> T {
    let (mut class, mut value, mut traceback) =
        (core::ptr::null_mut(), core::ptr::null_mut(), core::ptr::null_mut());
    // SAFETY: attached; what is fetched is given back.
    unsafe {
        pyo3_ffi::PyErr_Fetch(&mut class, &mut value, &mut traceback);
        let held = [class, value, traceback].map(|object| HeldObject::new(object));
        let result = run();
        let [class, value, traceback] = held.map(HeldObject::give);
        pyo3_ffi::PyErr_Restore(class, value, traceback);
        result
    }
}
