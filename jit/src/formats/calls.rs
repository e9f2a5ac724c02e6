//! What the code of a format is called with, and what machine code calls when it meets what it has no fast shape for.
//!
//! All of it has the C ABI: machine code calls and is called as C is.

use super::TieredFormat;
use crate::backend::{BailoutExit, BailoutFrame, Exits, FormatPlan, PARSED};
use fmtunit_parser::plan::{Entry, ParsePlan};
use fmtunit_runtime::Raised;
use fmtunit_runtime::arguments::Arguments;
use fmtunit_runtime::interpret::{
    self, ArgumentSlots, BailOut, CallArguments, InterruptedCall, OpenContainer, Outputs,
};
use fmtunit_runtime::outcome::Outcome;
use fmtunit_runtime::place::Place;
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::{mem, ptr, slice};

/// Code that parses: 0, or 1 with an exception.
///
/// What the first arguments are, the entry point of the format says: a tuple, an object, or an array; its length, or a
/// dict of keywords; a tuple of keywords. `memory` points to the places or the record.
pub(crate) type ParseCode = unsafe extern "C" fn(
    first: *mut c_void,
    second: *mut c_void,
    third: *mut PyObject,
    memory: *mut c_void,
    format: *const TieredFormat,
) -> u32;

/// Code that builds an object: a new reference, or null with an exception. `memory` points to the values or the record.
pub(crate) type BuildCode =
    unsafe extern "C" fn(memory: *const c_void, format: *const TieredFormat) -> *mut PyObject;

/// Code that builds arguments and calls with them: a new reference, or null with an exception.
pub(crate) type CallCode = unsafe extern "C" fn(
    callable: *mut PyObject,
    memory: *const c_void,
    format: *const TieredFormat,
) -> *mut PyObject;

/// One of the three.
pub(crate) trait Code: Copy {
    /// The code at an address: the only place where an address becomes a function.
    ///
    /// # Safety
    /// Code of this kind is there.
    unsafe fn from_address(address: *mut c_void) -> Self;

    /// Where the code is.
    fn address(self) -> *mut c_void;
}

macro_rules! code {
    ($($type:ty),*) => {$(
        impl Code for $type {
            #[inline(always)]
            unsafe fn from_address(address: *mut c_void) -> Self {
                // SAFETY: the caller vouches for the code; a function is its address.
                unsafe { mem::transmute::<*mut c_void, Self>(address) }
            }

            fn address(self) -> *mut c_void {
                self as *mut c_void
            }
        }
    )*};
}

code!(ParseCode, BuildCode, CallCode);

/// An exception is set.
pub(super) const RAISED: u32 = 1;

pub(super) fn status(result: Result<(), Raised>) -> u32 {
    if result.is_ok() { PARSED } else { RAISED }
}

/// Returns the exits of the machine code of a format.
pub(super) fn exits(format: &TieredFormat, engine: *const ()) -> Exits {
    Exits {
        format: ptr::from_ref(format).cast(),
        engine,
        resume: BailoutExit { with_frame: resume as *const (), with_step: resume_at as *const () },
        fail: BailoutExit { with_frame: fail as *const (), with_step: fail_at as *const () },
        abandon: abandon as *const (),
    }
}

/// The slots of the caller, which the place behind all others points to.
///
/// # Safety
/// *places*, in the typed form.
pub(super) unsafe fn own_slots(plan: &ParsePlan, places: *const Place) -> ArgumentSlots {
    // SAFETY: the caller vouches for the place.
    unsafe { *places.add(plan.places.into()) }.cast()
}

/// As [`resume`], for code that keeps nothing in a frame: the step takes its place.
///
/// # Safety
/// As [`resume`]; the plan has no cleanups, and slots for named parameters are the caller's.
unsafe extern "C" fn resume_at(
    first: *mut c_void,
    second: *mut c_void,
    third: *mut PyObject,
    memory: *mut c_void,
    format: *const TieredFormat,
    step: usize,
) -> u32 {
    let mut frame = [step as u64];
    // SAFETY: as for the caller: the step is all that such a frame holds.
    unsafe { resume(first, second, third, memory, format, BailoutFrame::new(&mut frame)) }
}

/// Goes on in the engine, for machine code, with the step that its frame tells.
///
/// # Safety
/// *attached*, *places*, *plan*; the arguments are alive; the format is one that parses, and alive; the frame is that of the
/// format's code, which has run the steps before.
unsafe extern "C" fn resume(
    first: *mut c_void,
    second: *mut c_void,
    third: *mut PyObject,
    memory: *mut c_void,
    format: *const TieredFormat,
    frame: BailoutFrame,
) -> u32 {
    // SAFETY: attached, places, plan; the caller vouches for the arguments and the frame.
    unsafe {
        let format = &*format;
        let FormatPlan::Parse { parser, views } = &format.program else { return RAISED };
        let plan = parser.plan();
        let (step, kept) = (frame.step(), frame.kept(plan));
        format.with_places(memory, |places| {
            let outputs = if *views { Outputs::views(places) } else { Outputs::places(places) };
            let slots = || {
                let slots = if *views { own_slots(plan, places) } else { frame.arguments(plan) };
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
            status(interpret::complete(&mut call))
        })
    }
}

/// As [`fail`], for code that keeps nothing in a frame: the step takes its place.
///
/// # Safety
/// As [`fail`]; the plan has no cleanups.
unsafe extern "C" fn fail_at(
    memory: *mut c_void,
    format: *const TieredFormat,
    step: usize,
    outcome: Outcome,
    item: *mut PyObject,
) -> u32 {
    let mut frame = [step as u64];
    // SAFETY: as for the caller: the step is all that such a frame holds.
    unsafe { fail(memory, format, BailoutFrame::new(&mut frame), outcome, item) }
}

/// Fails, for machine code, at the conversion that its frame tells.
///
/// # Safety
/// As [`resume`]; the outcome is that of the conversion of the item.
unsafe extern "C" fn fail(
    memory: *mut c_void,
    format: *const TieredFormat,
    frame: BailoutFrame,
    outcome: Outcome,
    item: *mut PyObject,
) -> u32 {
    // SAFETY: attached, item, places, plan; the caller vouches for the frame.
    unsafe {
        let format = &*format;
        let FormatPlan::Parse { parser, .. } = &format.program else { return RAISED };
        let (plan, step) = (parser.plan(), frame.step());
        format.with_places(memory, |places| {
            let (bail_out, outputs) = (BailOut::failed(step, step, outcome, item), Outputs::places(places));
            // No argument is looked at.
            let arguments = Arguments::array(ptr::null(), 0);
            let given = CallArguments::Positional(arguments);
            let kept = frame.kept(plan);
            let mut call = InterruptedCall { plan, given, arguments, outputs, bail_out, kept };
            status(interpret::complete(&mut call))
        })
    }
}

/// Ends a call, of which machine code could not run a step: what is left is built and released, as CPython does.
///
/// # Safety
/// *attached*, *values*, *plan*; `open` has an element for each container, and holds those that the step stands in;
/// `rejected` is null, or the value that could not be inserted.
unsafe extern "C" fn abandon(
    memory: *const c_void,
    format: *const TieredFormat,
    step: usize,
    open: *const OpenContainer,
    rejected: *mut PyObject,
) {
    // SAFETY: attached, values, plan; the caller vouches for the containers.
    unsafe {
        let format = &*format;
        let Some(plan) = format.program.build_plan() else { return };
        let open = slice::from_raw_parts(open, plan.containers.into());
        format
            .with_values(plan, memory, |values| interpret::abandon_build(plan, step, values, open, rejected));
    }
}
