//! Handles without type parameters: the part that all handles share, and the one that other languages call.

use crate::entry_point::ArgumentWords;
use crate::formats::{BuildCode, CallCode, PARSED, ParseCode, Tier, TieredFormat};
use fmtunit_parser::plan::{BuildPlan, ParsePlan};
use fmtunit_runtime::Raised;
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::fmt;
use std::sync::Arc;

/// A handle without type parameters. Its calls take memory on trust.
#[derive(Clone)]
pub struct RawHandle {
    format: Arc<TieredFormat>,
    /// The number of places or values of a call.
    pub(crate) count: usize,
    /// The format builds one object at most, and no container.
    pub(crate) is_bare: bool,
}

impl RawHandle {
    pub(crate) fn new(format: Arc<TieredFormat>) -> Self {
        let places = format.program.parse_plan().map(|plan| plan.places);
        let values = format.program.build_plan().map(|plan| plan.values);
        let count = places.or(values).map_or(usize::MAX, usize::from);
        Self { count, is_bare: format.program.is_bare(), format }
    }

    /// Returns the plan of a format that parses.
    pub fn parse_plan(&self) -> Option<&ParsePlan> {
        self.format.program.parse_plan()
    }

    /// Returns the plan of a format that builds or calls.
    pub fn build_plan(&self) -> Option<&BuildPlan> {
        self.format.program.build_plan()
    }

    /// Does the format run as machine code?
    pub fn is_compiled(&self) -> bool {
        self.format.tier() == Tier::Compiled
    }

    /// Returns an address that is valid as long as a clone of the handle lives. The first word there is the address of the
    /// code, which takes this address as its last argument: see `ParseCode`.
    pub fn as_ptr(&self) -> *const c_void {
        (&raw const *self.format).cast()
    }

    /// Parses into as many places as the plan says, or into the record. The entry point of the handle says what the other
    /// arguments are: a tuple, an object, or an array; its length, or a dict of keywords; a tuple of keywords.
    ///
    /// # Errors
    /// An exception is set.
    ///
    /// # Safety
    /// The clauses *attached*, *places* and *plan* of the [contract](fmtunit_runtime#the-contract-of-a-routine); the format
    /// is one that parses.
    #[inline(always)]
    pub unsafe fn parse(
        &self,
        first: *mut c_void,
        second: *mut c_void,
        third: *mut PyObject,
        memory: *mut c_void,
    ) -> Result<(), Raised> {
        // SAFETY: attached, places, plan.
        let status =
            unsafe { self.format.code::<ParseCode>()(first, second, third, memory, &raw const *self.format) };
        if status == PARSED { Ok(()) } else { Err(Raised::new()) }
    }

    /// As [`parse`](Self::parse), of the arguments of an entry point.
    ///
    /// # Safety
    /// As [`parse`](Self::parse).
    #[inline(always)]
    pub(crate) unsafe fn parse_words(&self, words: ArgumentWords, memory: *mut c_void) -> Result<(), Raised> {
        // SAFETY: attached, places, plan.
        unsafe { self.parse(words.first, words.second, words.third, memory) }
    }

    /// Builds from as many values as the plan says, or from the record: a new reference, or null with an exception.
    ///
    /// # Safety
    /// The clauses *attached*, *values* and *plan* of the [contract](fmtunit_runtime#the-contract-of-a-routine); the format
    /// is one that builds.
    #[inline(always)]
    pub unsafe fn build(&self, memory: *const c_void) -> *mut PyObject {
        // SAFETY: attached, values, plan.
        unsafe { self.format.code::<BuildCode>()(memory, &raw const *self.format) }
    }

    /// Calls with as many values as the plan says, or with the record: a new reference, or null with an exception.
    ///
    /// # Safety
    /// The clauses *attached*, *values* and *plan* of the [contract](fmtunit_runtime#the-contract-of-a-routine); the format
    /// is one that calls; the callable is null or alive.
    #[inline(always)]
    pub unsafe fn call(&self, callable: *mut PyObject, memory: *const c_void) -> *mut PyObject {
        // SAFETY: attached, values, plan.
        unsafe { self.format.code::<CallCode>()(callable, memory, &raw const *self.format) }
    }

    pub(super) fn describe(&self, f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
        f.debug_struct(name)
            .field("format", &self.format.source)
            .field("is_compiled", &self.is_compiled())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RawHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.describe(f, "RawHandle")
    }
}
