//! Building and calling with values that say what they are.

use super::{Argument, Tagged};
use crate::handle::{BuildSource, RawHandle, ValuesOf};
use fmtunit_parser::plan::{BuildPlan, BuildStep};
use fmtunit_runtime::interpret::release_stolen;
use fmtunit_runtime::value::Value;
use fmtunit_runtime::{Raised, failure};
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::ptr;

impl BuildSource for Tagged {}
impl<V: AsRef<[Argument]> + ?Sized> ValuesOf<Tagged> for &V {
    unsafe fn with_memory(
        self,
        handle: &RawHandle,
        run: impl FnOnce(*const c_void) -> *mut PyObject,
    ) -> *mut PyObject {
        // SAFETY: attached, values.
        match unsafe { values(handle.build_plan(), self.as_ref()) } {
            // There is a value of the right kind for each unit.
            Ok(values) => run(values.as_ptr().cast()),
            Err(raised) => raised.null(),
        }
    }
}

/// Returns the values, if there is one of the right kind for each unit. If not, releases the references for `N` units.
///
/// # Safety
/// *attached*, *values*, but for their kinds.
unsafe fn values(plan: Option<&BuildPlan>, arguments: &[Argument]) -> Result<Vec<Value>, Raised> {
    let Some(plan) = plan else { return Err(failure::misused_handle()) };
    let mut values: Vec<Value> = arguments.iter().map(|argument| argument.value()).collect();
    let mut wrong = None;
    for step in plan.steps.iter() {
        let BuildStep::Value { unit, value } = *step else { continue };
        let index = usize::from(value);
        if let Some(argument) = arguments.get(index)
            && argument.kind() != unit.takes()
        {
            if let Some(value) = values.get_mut(index) {
                // There is no reference to take.
                *value = Value { Object: ptr::null_mut() };
            }
            wrong = wrong.or(Some((index, unit.takes(), argument.kind())));
        }
    }
    let takes = usize::from(plan.values);
    if wrong.is_none() && values.len() == takes {
        return Ok(values);
    }
    // SAFETY: attached, values: what an `N` unit has is an object.
    unsafe { release_stolen(plan, &values) };
    Err(match wrong {
        Some((index, takes, given)) => failure::wrong_kind("value", index, takes.c_type(), given.c_type()),
        None => failure::wrong_number("value", takes, values.len()),
    })
}
