//! Plans without groups and without names, as most are: one conversion for each argument, in order.
//!
//! Such a plan needs next to nothing of the engine, and a small loop has all that it needs in registers (measured on 3.11,
//! `i`: 6.9 ns in the engine's loop, 5.3 so). Whatever else it meets, it leaves to the engine.

use super::parse::{check_count, run_from, thunk, with_engine};
use crate::arguments::Arguments;
use crate::outcome::Outcome;
use crate::place::Place;
use crate::raised::Raised;
use fmtunit_parser::plan::{ParsePlan, ParseStep};
use pyo3_ffi::PyObject;

/// Runs a plan whose parameters have no names; `VIEWS` as in [`Outputs::views`](super::Outputs::views).
///
/// # Errors
/// The exception that CPython raises is set, and conversions are undone as CPython undoes them.
///
/// # Safety
/// *attached*, *places*, *plan*; the arguments are alive.
#[inline(always)]
pub unsafe fn parse<const VIEWS: bool>(
    plan: &ParsePlan,
    arguments: Arguments,
    places: *const Place,
) -> Result<(), Raised> {
    let mut steps = plan.steps.iter();
    // SAFETY: attached, places; plan: the number of arguments is checked first, and each conversion takes the next one.
    unsafe {
        if let Some(&ParseStep::CheckCount { min, max }) = plan.steps.first() {
            check_count(plan, min, max, arguments.count())?;
            steps.next();
        }
        let mut index = 0;
        for step in steps {
            match *step {
                ParseStep::Convert { unit, first, .. } => {
                    let object = arguments.get(index);
                    let outcome = thunk::<VIEWS>(unit)(object, places.add(usize::from(first)));
                    if outcome != Outcome::STORED {
                        return settle::<VIEWS>(plan, step, outcome, object, arguments, places);
                    }
                    index += 1;
                }
                ParseStep::EndIfAbsent { .. } if index >= arguments.count() => return Ok(()),
                ParseStep::EndIfAbsent { .. } => {}
                _ => return go_on::<VIEWS>(plan, step, arguments, places),
            }
        }
        Ok(())
    }
}

/// Goes on in the engine, after a conversion that may have to be undone, or has failed.
#[inline(never)]
unsafe fn settle<const VIEWS: bool>(
    plan: &ParsePlan,
    step: &ParseStep,
    outcome: Outcome,
    object: *mut PyObject,
    mut arguments: Arguments,
    places: *const Place,
) -> Result<(), Raised> {
    let next = plan.steps.element_offset(step).map_or(plan.steps.len(), |at| at + 1);
    // Behind the last step, nothing will have to be undone.
    if outcome == Outcome::KEPT && next == plan.steps.len() {
        return Ok(());
    }
    // SAFETY: attached, item, places, plan.
    unsafe {
        with_engine::<VIEWS>(plan, places, |engine| {
            engine.settle(step, outcome, object)?;
            engine.run(next..plan.steps.len(), &mut arguments)
        })
    }
}

/// Goes on in the engine with this step.
#[inline(never)]
unsafe fn go_on<const VIEWS: bool>(
    plan: &ParsePlan,
    step: &ParseStep,
    mut arguments: Arguments,
    places: *const Place,
) -> Result<(), Raised> {
    let at = plan.steps.element_offset(step).unwrap_or_default();
    // SAFETY: attached, places, plan.
    unsafe { run_from::<_, VIEWS>(plan, at, &mut arguments, places) }
}
