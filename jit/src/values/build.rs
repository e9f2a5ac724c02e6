//! Building and calling with values that say what they are.

use super::Argument;
use crate::handle::{Builder, Caller};
use fmtunit_parser::plan::{BuildPlan, BuildStep};
use fmtunit_runtime::interpret::release_stolen;
use fmtunit_runtime::value::Value;
use fmtunit_runtime::{Raised, failure};
use pyo3_ffi::PyObject;
use std::ffi::CStr;
use std::ptr;

impl Builder {
    /// Builds an object from values that say what they are, one for each unit: `Py_BuildValue`. A new reference, or null
    /// with an exception: TypeError if they are not those that the units take.
    ///
    /// The references given to `N` units are consumed whatever happens.
    ///
    /// # Safety
    /// As [`build`](Self::build), but that the kinds of the values are checked.
    pub unsafe fn build_values(&self, arguments: &[Argument]) -> *mut PyObject {
        // SAFETY: attached, values.
        match unsafe { values(self.plan(), arguments) } {
            // SAFETY: attached, values, plan: there is a value of the right kind for each unit.
            Ok(values) => unsafe { self.run_unchecked(values.as_ptr().cast()) },
            Err(raised) => raised.null(),
        }
    }
}

impl Caller {
    /// Calls with values that say what they are, one for each unit: `PyObject_CallFunction`. A new reference, or null with
    /// an exception: TypeError if they are not those that the units take.
    ///
    /// The references given to `N` units are consumed whatever happens.
    ///
    /// # Safety
    /// As [`call_function`](Self::call_function), but that the kinds of the values are checked.
    pub unsafe fn call_function_values(
        &self,
        callable: *mut PyObject,
        arguments: &[Argument],
    ) -> *mut PyObject {
        // SAFETY: attached, values.
        match unsafe { values(self.plan(), arguments) } {
            // SAFETY: attached, values, plan: there is a value of the right kind for each unit.
            Ok(values) => unsafe { self.run_unchecked(callable, values.as_ptr().cast()) },
            Err(raised) => raised.null(),
        }
    }

    /// Calls a method: `PyObject_CallMethod`. As [`call_function_values`](Self::call_function_values).
    ///
    /// # Safety
    /// As [`call_method`](Self::call_method), but that the kinds of the values are checked.
    pub unsafe fn call_method_values(
        &self,
        object: *mut PyObject,
        name: &CStr,
        arguments: &[Argument],
    ) -> *mut PyObject {
        // SAFETY: attached, values.
        unsafe { Self::with_method(object, name, |method| self.call_function_values(method, arguments)) }
    }
}

/// The values, if there is one of the right kind for each unit. If not, references that a unit would take are released.
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
