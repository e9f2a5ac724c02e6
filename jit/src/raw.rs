//! Calls from other languages, whose arrays have no length; and what such a caller has to know of a format.

use crate::handle::{Builder, Caller, Parser};
use fmtunit_parser::plan::{BuildPlan, ParsePlan};
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use pyo3_ffi::PyObject;
use std::ffi::c_void;

impl Parser {
    /// The plan.
    #[doc(hidden)]
    pub fn raw_plan(&self) -> Option<&ParsePlan> {
        self.plan()
    }

    /// What the handle points to, which lives as long as a clone of the handle does: its first field is the address of the code.
    /// That is called with the three arguments of [`parse_unchecked`](Self::parse_unchecked), the places and this address, and
    /// answers 0, or 1 with an exception.
    #[doc(hidden)]
    pub fn as_raw(&self) -> *const c_void {
        (&raw const *self.format()).cast()
    }

    /// Parses into as many places as the plan says. What the first three arguments are, the entry point of the handle says: a
    /// tuple, an object, or an array; its length, or a dict of keywords; a tuple of keywords.
    ///
    /// # Safety
    /// The clauses *attached*, *places* and *plan* of the [contract](fmtunit_runtime#the-contract-of-a-routine).
    #[doc(hidden)]
    #[inline(always)]
    pub unsafe fn parse_unchecked(
        &self,
        first: *mut c_void,
        second: *mut c_void,
        third: *mut PyObject,
        places: *mut Place,
    ) -> bool {
        // SAFETY: attached, places, plan.
        unsafe { self.run_unchecked(first, second, third, places.cast()).is_ok() }
    }
}

impl Builder {
    /// The plan.
    #[doc(hidden)]
    pub fn raw_plan(&self) -> Option<&BuildPlan> {
        self.plan()
    }

    /// Builds from as many values as the plan says.
    ///
    /// # Safety
    /// The clauses *attached*, *values* and *plan* of the [contract](fmtunit_runtime#the-contract-of-a-routine).
    #[doc(hidden)]
    #[inline(always)]
    pub unsafe fn build_unchecked(&self, values: *const Value) -> *mut PyObject {
        // SAFETY: attached, values, plan.
        unsafe { self.run_unchecked(values.cast()) }
    }
}

impl Caller {
    /// The plan.
    #[doc(hidden)]
    pub fn raw_plan(&self) -> Option<&BuildPlan> {
        self.plan()
    }

    /// Calls with as many values as the plan says.
    ///
    /// # Safety
    /// The clauses *attached*, *values* and *plan* of the [contract](fmtunit_runtime#the-contract-of-a-routine); the callable
    /// is null or alive.
    #[doc(hidden)]
    #[inline(always)]
    pub unsafe fn call_unchecked(&self, callable: *mut PyObject, values: *const Value) -> *mut PyObject {
        // SAFETY: attached, values, plan.
        unsafe { self.run_unchecked(callable, values.cast()) }
    }
}
