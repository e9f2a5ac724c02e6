//! Calls that an expansion leaves to the engine from their beginning, for it has done nothing yet that could not be done twice.
//!
//! These functions have the C calling convention because it does not unwind: so there is nothing to clean up around a call of
//! one, and the hot path needs no stack frame (measured on 3.11, `O`: 24 instructions with Rust's, 19 so).

#![allow(improper_ctypes_definitions, reason = "they are called from Rust")]

use super::named::{dict_one_by_one, emptied, names_one_by_one};
use super::parse;
use super::parse::Outputs;
use crate::arguments::Arguments;
use crate::raised::Raised;
use fmtunit_parser::plan::ParsePlan;
use pyo3_ffi::PyObject;

/// Makes a call whose parameters have no names.
///
/// # Errors
/// The exception that CPython raises is set, and conversions are undone.
///
/// # Safety
/// *attached*, *places*, *plan*; the arguments are alive.
#[cold]
#[inline(never)]
pub unsafe extern "C" fn start(
    plan: &ParsePlan,
    arguments: Arguments,
    outputs: Outputs,
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        if outputs.views {
            parse::<true>(plan, arguments, outputs.places)
        } else {
            parse::<false>(plan, arguments, outputs.places)
        }
    }
}

/// As [`start`], for the arguments in a tuple, if it is one.
///
/// # Errors
/// As [`start`].
///
/// # Safety
/// *attached*, *places*, *plan*; `args` is null or alive.
#[cold]
#[inline(never)]
pub unsafe extern "C" fn start_tuple(
    plan: &ParsePlan,
    args: *mut PyObject,
    outputs: Outputs,
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        match Arguments::tuple(args) {
            Some(arguments) => start(plan, arguments, outputs),
            None => Err(Raised::new()),
        }
    }
}

/// Makes a call with a tuple and a dict.
///
/// # Errors
/// As [`start`].
///
/// # Safety
/// *attached*, *places*, *plan*; the objects are null or alive. `found` has a slot for each parameter, valid for writes and used
/// by nobody else, which gets the parameter's argument, or null.
#[cold]
#[inline(never)]
pub unsafe extern "C" fn start_tuple_and_keywords(
    plan: &ParsePlan,
    args: *mut PyObject,
    kwargs: *mut PyObject,
    outputs: Outputs,
    found: *mut [*mut PyObject],
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan; the caller vouches for the slots.
    unsafe { dict_one_by_one(plan, args, kwargs, outputs, emptied(found)) }
}

/// Makes a call with an array and a tuple of keywords.
///
/// # Errors
/// As [`start`].
///
/// # Safety
/// As [`start_tuple_and_keywords`]; `args` points to `count` objects and, if `kwnames` is a tuple, one more for each of its items.
#[cold]
#[inline(never)]
pub unsafe extern "C" fn start_array_and_keywords(
    plan: &ParsePlan,
    args: *const *mut PyObject,
    count: usize,
    kwnames: *mut PyObject,
    outputs: Outputs,
    found: *mut [*mut PyObject],
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan; the caller vouches for the slots.
    unsafe { names_one_by_one(plan, args, count, kwnames, outputs, emptied(found)) }
}
