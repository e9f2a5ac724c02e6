//! A call of the parse family, and the two ways to run it: from the beginning, or from the step where compiled code left it.

use super::keywords::KeywordCall;
use super::parse::ParseRun;
use super::{in_order, matched};
use crate::arguments::Arguments;
use crate::failure;
use crate::outcome::Outcome;
use crate::place::Place;
use crate::raised::Raised;
use crate::thunks::{self, ParseThunks};
use fmtunit_parser::plan::ParsePlan;
use pyo3_ffi::PyObject;

/// The places of a call, and the routines that fill those of its arguments.
#[derive(Clone, Copy, Debug)]
pub struct Outputs {
    pub(super) places: *const Place,
    /// The routines of arguments; those of elements never view text.
    pub(super) routines: &'static ParseThunks,
}

impl Outputs {
    /// Places as C has them.
    #[inline(always)]
    pub fn places(places: *const Place) -> Self {
        Self { places, routines: thunks::stored() }
    }

    /// Places of a typed form: those of text that is an argument by itself have room for a
    /// [`TextView`](crate::parse::TextView).
    #[inline(always)]
    pub fn views(places: *const Place) -> Self {
        Self { places, routines: thunks::viewed() }
    }
}

/// A slot for each parameter, which gets its argument, or null: the first of them, or null for slots of the engine's own.
pub type ArgumentSlots = *mut *mut PyObject;

/// The Python arguments of a call, as its entry point receives them.
#[derive(Clone, Copy, Debug)]
pub enum CallArguments {
    /// Arguments of parameters without names.
    Positional(Arguments),
    /// A tuple of such arguments, still to be checked: null, or alive.
    Tuple(*mut PyObject),
    /// A tuple and a dict of keyword arguments, still to be checked: both null or alive.
    TupleAndDict {
        /// The tuple.
        args: *mut PyObject,
        /// The dict.
        kwargs: *mut PyObject,
        /// Written if there is a dict.
        slots: ArgumentSlots,
    },
    /// An array, and a tuple of keywords, still to be checked: null, or alive.
    ArrayAndNames {
        /// The positional arguments; a value for each keyword follows them.
        arguments: Arguments,
        /// The keywords.
        kwnames: *mut PyObject,
        /// Written if there are keywords.
        slots: ArgumentSlots,
    },
}

/// Makes a call.
///
/// It is inlined, so that nothing is left of the `match` where the entry point is known (measured on 3.11, `O`: 10.0 ns
/// where it is not, 7.0 so).
///
/// # Errors
/// The exception that CPython raises is set, and conversions are undone as CPython undoes them.
///
/// # Safety
/// *attached*, *places*, *plan*; the arguments are those of the plan's entry point, and alive. Slots are valid for writes, and
/// not used otherwise meanwhile.
#[inline(always)]
pub unsafe fn run(plan: &ParsePlan, given: CallArguments, outputs: Outputs) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        match given {
            CallArguments::Positional(arguments) => in_order::run(plan, arguments, outputs),
            CallArguments::Tuple(args) => in_order::run(plan, Arguments::tuple(args)?, outputs),
            CallArguments::TupleAndDict { args, kwargs, slots } => match Arguments::exact_tuple(args) {
                Some(arguments) if kwargs.is_null() => matched::positional(plan, arguments, outputs),
                _ => matched::with_dict(plan, args, kwargs, slots, outputs),
            },
            CallArguments::ArrayAndNames { arguments, kwnames, slots } => {
                if kwnames.is_null() {
                    matched::positional(plan, arguments, outputs)
                } else {
                    matched::with_names(plan, arguments, kwnames, slots, outputs)
                }
            }
        }
    }
}

/// Where and why compiled code bails out of a call.
#[derive(Clone, Copy, Debug)]
pub struct BailOut {
    step: u32,
    outcome: Outcome,
    item: *mut PyObject,
}

impl BailOut {
    /// Compiled code has no fast path for the call: the engine continues at step `first`. No caller can observe that what was
    /// converted since is converted twice, so the code need not record how far it came. Where layouts are unknown, conversions
    /// may have run Python code: the engine continues at step `at`.
    #[inline(always)]
    pub const fn missed(first: usize, at: usize) -> Self {
        let step = if cfg!(known_layout) { first } else { at };
        Self { step: step as u32, outcome: Outcome::MISSED, item: core::ptr::null_mut() }
    }

    /// Step `at` failed to convert the item, or [missed](Outcome::MISSED) it.
    #[inline(always)]
    pub fn failed(first: usize, at: usize, outcome: Outcome, item: *mut PyObject) -> Self {
        if outcome == Outcome::MISSED {
            Self::missed(first, at)
        } else {
            Self { step: at as u32, outcome, item }
        }
    }

    /// Can the call be [restarted](restart)?
    #[inline(always)]
    pub fn is_at_start(&self) -> bool {
        self.outcome == Outcome::MISSED && self.step == 0
    }
}

/// A call that compiled code bailed out of.
#[derive(Debug)]
pub struct InterruptedCall<'a> {
    /// The plan.
    pub plan: &'a ParsePlan,
    /// The arguments as they were given.
    pub given: CallArguments,
    /// The arguments in the order of the parameters, as compiled code found them, with null for each that is absent. Not read
    /// where it bailed out at step 0.
    pub arguments: Arguments,
    /// The places.
    pub outputs: Outputs,
    /// The step to continue with. Those before it have been run.
    pub bail_out: BailOut,
    /// The conversions that have to be undone if a later one fails: a bit for each of the plan's cleanups.
    pub kept: &'a mut [u64],
}

impl InterruptedCall<'_> {
    /// Makes the rest of the call, from a step on.
    unsafe fn resume(&mut self, step: usize) -> Result<(), Raised> {
        let Self { plan, given, outputs, .. } = *self;
        // SAFETY: attached, places, plan; the caller vouches for the slots.
        unsafe {
            let mut run = ParseRun { plan, outputs, kept: self.kept };
            let done = match given {
                // Arguments in the dict are looked up again, for it may have changed.
                CallArguments::TupleAndDict { args, kwargs, slots } if !kwargs.is_null() => {
                    KeywordCall::with_dict(plan, args, kwargs, slots)
                        .and_then(|call| call.resume(&mut run, step))
                }
                _ => run.resume(step, self.arguments),
            };
            done.inspect_err(|_| run.undo())
        }
    }
}

/// Makes a call from its beginning, for compiled code that has left no traces. Keywords are looked up one by one.
///
/// It takes nothing but the arguments as they were given, so compiled code keeps nothing in registers for it. Its C calling
/// convention, as that of [`complete`], does not unwind: nothing is cleaned up around a call, and the hot path needs no frame
/// (measured on 3.11, `O`: 24 instructions with Rust's convention, 19 so).
///
/// # Errors
/// As [`run`].
///
/// # Safety
/// As [`run`]. Slots are not null.
#[cold]
#[inline(never)]
#[allow(improper_ctypes_definitions, reason = "it is called from Rust")]
pub unsafe extern "C" fn restart(
    plan: &ParsePlan,
    given: &CallArguments,
    outputs: Outputs,
) -> Result<(), Raised> {
    // SAFETY: as for the caller.
    unsafe { run_from_start(plan, given, outputs) }
}

#[inline(always)]
unsafe fn run_from_start(plan: &ParsePlan, given: &CallArguments, outputs: Outputs) -> Result<(), Raised> {
    // SAFETY: attached, places, plan; the caller vouches for the slots.
    unsafe {
        match *given {
            CallArguments::TupleAndDict { args, kwargs, slots } => {
                KeywordCall::with_dict(plan, args, kwargs, slots)?.run_one_by_one(outputs)
            }
            CallArguments::ArrayAndNames { arguments, kwnames, slots } => {
                KeywordCall::with_names(plan, arguments, kwnames, slots)?.run_one_by_one(outputs)
            }
            CallArguments::Positional(_) | CallArguments::Tuple(_) => run(plan, *given, outputs),
        }
    }
}

/// Completes a call that compiled code bailed out of.
///
/// A step inside a sequence may be resumed if that sequence and those around it are exact tuples; among parameters with names,
/// a step that looks for one.
///
/// # Errors
/// As [`run`].
///
/// # Safety
/// As [`run`]; the steps before that of the bail-out have been run, and `kept` says which conversions have to be undone. Slots
/// are not null where the call has keywords, or is made from its beginning.
#[cold]
#[inline(never)]
#[allow(improper_ctypes_definitions, reason = "it is called from Rust")]
pub unsafe extern "C" fn complete(call: &mut InterruptedCall<'_>) -> Result<(), Raised> {
    // SAFETY: as for the caller.
    unsafe { complete_or_unwind(call) }
}

/// As [`complete`], for callers that exceptions pass through.
///
/// # Errors
/// As [`run`].
///
/// # Safety
/// As [`complete`].
#[inline(always)]
pub unsafe fn complete_or_unwind(call: &mut InterruptedCall<'_>) -> Result<(), Raised> {
    let BailOut { step, outcome, item } = call.bail_out;
    let step = step as usize;
    // SAFETY: attached, places, plan; the item of a conversion is an argument, or an element of one.
    unsafe {
        if outcome == Outcome::MISSED {
            return match step {
                0 => run_from_start(call.plan, &call.given, call.outputs),
                _ => call.resume(step),
            };
        }
        failure::convert(call.plan, step, outcome, item, call.outputs.places);
        ParseRun { plan: call.plan, outputs: call.outputs, kept: call.kept }.undo();
    }
    Err(Raised::new())
}
