//! The signatures of a format's code, and the functions through which machine code leaves a call to the engine.
//!
//! All have the C ABI. Exceptions of other languages may pass through them: see [`unwind`](fmtunit_runtime::unwind).

use super::TieredFormat;
use super::tiered::values;
use crate::backend::{CodeProgress, Exits, FormatPlan, PARSED};
use fmtunit_parser::plan::{Entry, ParsePlan};
use fmtunit_runtime::Raised;
use fmtunit_runtime::arguments::Arguments;
use fmtunit_runtime::interpret::{
    self, ArgumentSlots, BailOut, CallArguments, InterruptedCall, OpenContainer, Outputs,
};
use fmtunit_runtime::outcome::Outcome;
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::{ptr, slice};

/// Code that parses: returns 0, or 1 with an exception.
///
/// The entry point of the format decides what the first three arguments are: a tuple, an object, or an array; the length of
/// the array, or a dict of keywords; a tuple of keywords. `memory` points to the places or the record.
pub(crate) type ParseCode = unsafe extern "C-unwind" fn(
    first: *mut c_void,
    second: *mut c_void,
    third: *mut PyObject,
    memory: *mut c_void,
    format: *const TieredFormat,
) -> u32;

/// Code that builds an object: returns a new reference, or null with an exception. `memory` points to the values or the
/// record.
pub(crate) type BuildCode =
    unsafe extern "C-unwind" fn(memory: *const c_void, format: *const TieredFormat) -> *mut PyObject;

/// Code that builds arguments and calls with them: returns a new reference, or null with an exception.
pub(crate) type CallCode = unsafe extern "C-unwind" fn(
    callable: *mut PyObject,
    memory: *const c_void,
    format: *const TieredFormat,
) -> *mut PyObject;

/// A signature of code.
///
/// # Safety
/// The type is that of a pointer to a function.
pub(crate) unsafe trait Code: Copy {}

// SAFETY: it points to a function.
unsafe impl Code for ParseCode {}
// SAFETY: as above.
unsafe impl Code for BuildCode {}
// SAFETY: as above.
unsafe impl Code for CallCode {}

/// The status of a call that has set an exception.
pub(super) const RAISED: u32 = 1;

pub(super) fn status(result: Result<(), Raised>) -> u32 {
    if result.is_ok() { PARSED } else { RAISED }
}

/// Returns the exits of the machine code of a format.
pub(super) fn exits(format: &TieredFormat, engine: *const ()) -> Exits {
    Exits {
        format: ptr::from_ref(format).cast(),
        engine,
        resume: resume as *const (),
        fail: fail as *const (),
        abandon: abandon as *const (),
    }
}

/// Returns the slots of the caller, which the place after all others points to.
///
/// # Safety
/// *places*, in the typed form.
pub(super) unsafe fn own_slots(plan: &ParsePlan, places: *const Place) -> ArgumentSlots {
    // SAFETY: the caller vouches for the place.
    unsafe { *places.add(plan.places.into()) }.cast()
}

/// Resumes a call of machine code at the step where it missed.
///
/// # Safety
/// *attached*, *places*, *plan*; the arguments are alive; the format is one that parses, and alive; the progress is that of
/// its code, which has run the steps before.
unsafe extern "C-unwind" fn resume(
    first: *mut c_void,
    second: *mut c_void,
    third: *mut PyObject,
    memory: *mut c_void,
    format: *const TieredFormat,
    progress: CodeProgress,
) -> u32 {
    // SAFETY: attached, places, plan; the caller vouches for the arguments and the progress.
    unsafe {
        let format = &*format;
        let FormatPlan::Parse { parser, views } = &format.program else { return RAISED };
        let plan = parser.plan();
        let (step, kept) = (progress.step(plan, *views), progress.kept(plan));
        format.with_places(memory, |places| {
            let outputs = if *views { Outputs::views(places) } else { Outputs::places(places) };
            let slots = || {
                let slots = if *views { own_slots(plan, places) } else { progress.arguments(plan) };
                let count = plan.parameters.as_ref().map_or(0, |parameters| parameters.names.len());
                (slots, Arguments::array(slots, count))
            };
            let (object, array) = (first.cast(), first.cast_const().cast());
            let (given, arguments) = match plan.site.entry {
                Entry::TupleAndKeywords if !second.is_null() => {
                    let (slots, arguments) = slots();
                    (CallArguments::TupleAndDict { args: object, kwargs: second.cast(), slots }, arguments)
                }
                entry => {
                    let arguments = match entry {
                        Entry::Object => Arguments::object(&object),
                        Entry::Tuple | Entry::TupleAndKeywords => match Arguments::tuple(object) {
                            Ok(arguments) => arguments,
                            Err(_) => return RAISED,
                        },
                        Entry::ArrayAndKeywords if !third.is_null() => slots().1,
                        Entry::Array | Entry::ArrayAndKeywords => Arguments::array(array, second.addr()),
                    };
                    (CallArguments::Positional(arguments), arguments)
                }
            };
            let bail_out = BailOut::missed(step, step);
            let mut call = InterruptedCall { plan, given, arguments, outputs, bail_out, kept };
            status(interpret::complete_or_unwind(&mut call))
        })
    }
}

/// Ends a call of machine code in which a conversion failed.
///
/// # Safety
/// As [`resume`]; the outcome is that of the conversion of the item.
unsafe extern "C-unwind" fn fail(
    memory: *mut c_void,
    format: *const TieredFormat,
    progress: CodeProgress,
    outcome: Outcome,
    item: *mut PyObject,
) -> u32 {
    // SAFETY: attached, item, places, plan; the caller vouches for the progress.
    unsafe {
        let format = &*format;
        let FormatPlan::Parse { parser, views } = &format.program else { return RAISED };
        let plan = parser.plan();
        if outcome == Outcome::RAISED && plan.cleanups == 0 {
            return RAISED;
        }
        let (step, kept) = (progress.step(plan, *views), progress.kept(plan));
        format.with_places(memory, |places| {
            let (bail_out, outputs) = (BailOut::failed(step, step, outcome, item), Outputs::places(places));
            // No argument is looked at.
            let arguments = Arguments::array(ptr::null(), 0);
            let given = CallArguments::Positional(arguments);
            let mut call = InterruptedCall { plan, given, arguments, outputs, bail_out, kept };
            status(interpret::complete_or_unwind(&mut call))
        })
    }
}

/// Ends a call in which machine code could not build an object: builds and releases the rest, as CPython does.
///
/// # Safety
/// *attached*, *values*, *plan*; `open` has an element for each container, and holds those around the step; `rejected` is
/// null, or the value that could not be inserted.
unsafe extern "C-unwind" fn abandon(
    memory: *const c_void,
    format: *const TieredFormat,
    step: usize,
    open: *mut OpenContainer,
    rejected: *mut PyObject,
) {
    // SAFETY: attached, values, plan; the caller vouches for the containers.
    unsafe {
        let format = &*format;
        let Some(plan) = format.program.build_plan() else { return };
        let open = slice::from_raw_parts_mut(open, plan.containers.into());
        let mut abandon = |values: &[Value]| interpret::abandon_build(plan, step, values, open, rejected);
        match &format.record {
            None => abandon(values(plan, memory)),
            Some(fields) => fields.with_values(memory.cast(), abandon),
        }
    }
}
