//! The ways into calls whose keywords are looked up one by one.

use super::{Keywords, Named};
use crate::arguments::Arguments;
use crate::cleanup::Kept;
use crate::failure;
use crate::interpret::parse::{Engine, Outputs, run};
use crate::place::Place;
use crate::raised::Raised;
use fmtunit_parser::plan::{ParsePlan, ParseStep};
use pyo3_ffi::PyObject;

/// A call with a tuple and a dict of keywords.
///
/// # Errors
/// The exception that CPython raises is set.
///
/// # Safety
/// *attached*, *places*, *plan*; the objects are null or alive. `found` has a slot for each parameter, which gets its
/// argument, or null.
#[cold]
#[inline(never)]
pub(in crate::interpret) unsafe fn dict_one_by_one(
    plan: &ParsePlan,
    args: *mut PyObject,
    kwargs: *mut PyObject,
    outputs: Outputs,
    found: &mut [*mut PyObject],
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        let is_dict = kwargs.is_null() || pyo3_ffi::PyDict_Check(kwargs) != 0;
        if args.is_null() || pyo3_ffi::PyTuple_Check(args) == 0 || !is_dict {
            failure::bad_internal_call_with_dict(args, kwargs);
            return Err(Raised::new());
        }
        match Arguments::tuple(args) {
            Some(arguments) => parse_named(plan, arguments, Keywords::Dict(kwargs), outputs, found),
            None => Err(Raised::new()),
        }
    }
}

/// A call with an array and a tuple of keywords.
///
/// # Errors
/// The exception that CPython raises is set.
///
/// # Safety
/// *attached*, *places*, *plan*; `args` points to `count` objects and, if `kwnames` is a tuple, one more for each of its
/// items; all are alive. `found` has a slot for each parameter, which gets its argument, or null.
#[cold]
#[inline(never)]
pub(in crate::interpret) unsafe fn names_one_by_one(
    plan: &ParsePlan,
    args: *const *mut PyObject,
    count: usize,
    kwnames: *mut PyObject,
    outputs: Outputs,
    found: &mut [*mut PyObject],
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        if !kwnames.is_null() && pyo3_ffi::PyTuple_Check(kwnames) == 0 {
            failure::bad_internal_call_with_names(kwnames);
            return Err(Raised::new());
        }
        let arguments = Arguments::array(args, count);
        parse_named(plan, arguments, Keywords::Names(kwnames), outputs, found)
    }
}

/// Goes on with a call with a tuple and a dict, at a step that looks for a parameter: for engines that have
/// matched all keywords at once, and come to a conversion that may change the dict.
///
/// # Errors
/// The exception that CPython raises is set, and conversions are undone.
///
/// # Safety
/// *attached*, *places*, *plan*; the objects are an exact tuple and a dict, and alive. `found` has a slot for each parameter; those
/// before that of the step have been found and converted; `kept` has a bit for each cleanup.
#[cold]
#[inline(never)]
pub unsafe fn resume_tuple_and_keywords(
    plan: &ParsePlan,
    step: usize,
    args: *mut PyObject,
    kwargs: *mut PyObject,
    outputs: Outputs,
    found: &mut [*mut PyObject],
    kept: &mut [u64],
) -> Result<(), Raised> {
    let (Some(parameters), Some(&ParseStep::Find { item })) = (&plan.parameters, plan.steps.get(step)) else {
        return Err(failure::misused_handle());
    };
    let index = plan.items.get(usize::from(item)).map_or(0, |item| item.index.into());
    // SAFETY: attached, places, plan.
    unsafe {
        let Some(arguments) = Arguments::tuple(args) else { return Err(Raised::new()) };
        let mut source = Named::resume(parameters, arguments, Keywords::Dict(kwargs), found, index);
        let (places, steps) = (outputs.places, step..plan.steps.len());
        let done = if outputs.views {
            Engine::<true>::new(plan, places, kept).run(steps, &mut source)
        } else {
            Engine::<false>::new(plan, places, kept).run(steps, &mut source)
        };
        if done.is_err() {
            Kept(kept).undo(plan, places);
        }
        done
    }
}

/// Runs a plan whose parameters have names.
unsafe fn parse_named(
    plan: &ParsePlan,
    arguments: Arguments,
    keywords: Keywords,
    outputs: Outputs,
    found: &mut [*mut PyObject],
) -> Result<(), Raised> {
    let Some(parameters) = &plan.parameters else { return Err(failure::misused_handle()) };
    // SAFETY: attached, places, plan.
    unsafe {
        let mut source = Named::new(parameters, arguments, keywords, found);
        if outputs.views {
            run_named::<true>(plan, &mut source, outputs.places)
        } else {
            run_named::<false>(plan, &mut source, outputs.places)
        }
    }
}

/// The steps of a plan whose parameters have names.
#[inline(never)]
pub(super) unsafe fn run_named<const VIEWS: bool>(
    plan: &ParsePlan,
    source: &mut Named<'_>,
    places: *const Place,
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe { run::<_, VIEWS>(plan, source, places) }
}
