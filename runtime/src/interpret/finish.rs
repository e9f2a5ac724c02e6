//! The end of a call that an expansion has left in the middle, behind the call of a routine or what may have to be undone.
//!
//! As in [`start`](super::start()), the C calling convention is that which does not unwind.

#![allow(improper_ctypes_definitions, reason = "they are called from Rust")]

use super::parse::Outputs;
use super::{resume, resume_tuple_and_keywords};
use crate::arguments::Arguments;
use crate::failure;
use crate::outcome::Outcome;
use crate::raised::Raised;
use fmtunit_parser::plan::ParsePlan;
use pyo3_ffi::PyObject;

/// Where and why the code has left the call.
#[derive(Clone, Copy, Debug)]
pub struct Exit {
    step: usize,
    outcome: Outcome,
    item: *mut PyObject,
}

impl Exit {
    /// Something is not as the code knows it: the engine is to begin again at step `first`, for nobody can tell that what was
    /// converted since is converted twice. So the code need not know how far it came.
    ///
    /// Where nothing is known of the layouts, conversions may have run Python code: the engine is to go on at step `at`.
    #[inline(always)]
    pub const fn missed(first: usize, at: usize) -> Self {
        let step = if cfg!(known_layout) { first } else { at };
        Self { step, outcome: Outcome::MISSED, item: core::ptr::null_mut() }
    }

    /// The step at `at` has converted the item to no avail, or [missed](Outcome::MISSED) it.
    #[inline(always)]
    pub fn failed(first: usize, at: usize, outcome: Outcome, item: *mut PyObject) -> Self {
        if outcome == Outcome::MISSED { Self::missed(first, at) } else { Self { step: at, outcome, item } }
    }

    /// Is the engine to make the call from its beginning?
    #[inline(always)]
    pub fn is_at_start(&self) -> bool {
        self.outcome == Outcome::MISSED && self.step == 0
    }
}

/// A call that the code has left.
#[derive(Debug)]
pub struct Left<'a> {
    plan: &'a ParsePlan,
    exit: Exit,
    outputs: Outputs,
    kept: &'a mut [u64],
}

impl<'a> Left<'a> {
    /// What is known of it, but for its arguments. The steps before the exit have been run, and `kept` has a bit for each
    /// cleanup.
    #[inline(always)]
    pub fn new(plan: &'a ParsePlan, exit: Exit, outputs: Outputs, kept: &'a mut [u64]) -> Self {
        Self { plan, exit, outputs, kept }
    }

    /// Raises the exception of a conversion that has failed, and undoes those before; `None` if the engine is to go on.
    ///
    /// # Safety
    /// As [`finish`].
    unsafe fn abandon(&self) -> Option<Raised> {
        let Exit { step, outcome, item } = self.exit;
        // SAFETY: attached, places, plan; the item of a conversion is an argument, or an element of one.
        (outcome != Outcome::MISSED).then(|| unsafe {
            failure::abandon(self.plan, step, outcome, item, self.kept, self.outputs.places)
        })
    }
}

/// Ends a call.
///
/// # Errors
/// The exception that CPython raises is set, and conversions are undone.
///
/// # Safety
/// *attached*, *places*, *plan*; the arguments are alive and, with keywords, in the order of the parameters. The step may stand
/// in a sequence, if that and those around it are exact tuples.
#[cold]
#[inline(never)]
pub unsafe extern "C" fn finish(left: &mut Left<'_>, arguments: Arguments) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        match left.abandon() {
            Some(raised) => Err(raised),
            None => resume(left.plan, left.exit.step, arguments, left.outputs, left.kept),
        }
    }
}

/// As [`finish`], for the arguments in an exact tuple and a dict. What the dict has is looked up again, for it may have changed.
///
/// # Errors
/// As [`finish`].
///
/// # Safety
/// As [`finish`]; `args` is alive; `kwargs` is null, or alive and `found` has a slot for each parameter, which nobody else uses
/// and which holds its argument, or null.
#[cold]
#[inline(never)]
pub unsafe extern "C" fn finish_tuple_and_keywords(
    left: &mut Left<'_>,
    args: *mut PyObject,
    kwargs: *mut PyObject,
    found: *mut [*mut PyObject],
    arguments: Arguments,
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        if kwargs.is_null() {
            return finish(left, arguments);
        }
        match left.abandon() {
            Some(raised) => Err(raised),
            None => {
                let (plan, step, outputs) = (left.plan, left.exit.step, left.outputs);
                resume_tuple_and_keywords(plan, step, args, kwargs, outputs, &mut *found, left.kept)
            }
        }
    }
}
