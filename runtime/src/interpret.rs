//! The reference engine: runs a plan step by step over an array of places or values.
//!
//! It is the plainest reading of a plan, and the other engines are compared with it. They also fall back on it: they bail out of
//! a call when an argument has no fast path, or when a value could not be built, and the engine makes the rest.
//!
//! [`run`] makes a call of the parse family; [`restart`] and [`complete`] one that compiled code bailed out of. [`build`](build()) builds an
//! object, and [`abandon_build`] ends what compiled code could not build.

mod build;
mod call;
mod caller;
mod in_order;
mod keywords;
mod matched;
mod names;
mod parse;
mod source;

pub use build::{OpenContainer, abandon_build, build, release_stolen};
pub use call::{
    ArgumentSlots, BailOut, CallArguments, InterruptedCall, Outputs, complete, complete_or_unwind, restart,
    run,
};
pub use caller::Caller;

use crate::arguments::Arguments;
use crate::place::Place;
use crate::raised::Raised;
use crate::value::Value;
use crate::{failure, version};
use fmtunit_parser::Error;
use fmtunit_parser::ast::{BuildFormat, ParseFormat};
use fmtunit_parser::lower;
use fmtunit_parser::plan::{BuildPlan, Entry, ParsePlan};
use pyo3_ffi::PyObject;

/// The greatest number of parameters, or of arguments of a call, that needs no allocation.
const FEW: usize = 16;

/// A format of the parse family, ready to run.
#[derive(Clone, Debug)]
pub struct Parser {
    plan: ParsePlan,
}

impl Parser {
    /// Prepares a format for an entry point without keywords.
    ///
    /// # Errors
    /// The format is malformed, does not suit the entry point, or has units that the running CPython does not support.
    pub fn new(format: &str, entry: Entry) -> Result<Self, Error> {
        let format = ParseFormat::parse(format)?;
        version::check(&format)?;
        Ok(Self { plan: lower::parse(&format, entry)? })
    }

    /// Prepares a format and the names of its parameters for an entry point with keywords. The name of a
    /// positional-only parameter is empty.
    ///
    /// # Errors
    /// As [`new`](Self::new), or the names do not suit the format.
    pub fn with_names(format: &str, names: &[&str], entry: Entry) -> Result<Self, Error> {
        let format = ParseFormat::parse(format)?;
        version::check(&format)?;
        Ok(Self { plan: lower::parse_with_names(&format, names, entry)? })
    }

    /// The plan.
    pub const fn plan(&self) -> &ParsePlan {
        &self.plan
    }

    /// Parses an argument tuple, or for [`Entry::Object`] one object, into the places: `PyArg_ParseTuple`, `PyArg_Parse`.
    ///
    /// # Errors
    /// The exception that CPython raises is set; SystemError if the format was prepared for another entry point, or a
    /// place is missing.
    ///
    /// # Safety
    /// *attached*, *places*: an element for each variadic argument of the C function. `arguments` is null or alive.
    #[inline]
    pub unsafe fn parse(&self, arguments: *mut PyObject, places: &[Place]) -> Result<(), Raised> {
        let (entry, given) = if self.plan.site.entry == Entry::Object {
            (Entry::Object, CallArguments::Positional(Arguments::object(&arguments)))
        } else {
            (Entry::Tuple, CallArguments::Tuple(arguments))
        };
        // SAFETY: attached, places.
        unsafe { self.run(entry, given, places) }
    }

    /// Parses an argument array into the places: `PyArg_ParseArray`. `nargs` is the number of arguments, as CPython passes it
    /// to a `METH_FASTCALL` function.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// As [`parse`](Self::parse); `args` points to `nargs` objects, which are alive.
    #[inline]
    pub unsafe fn parse_array(
        &self,
        args: *const *mut PyObject,
        nargs: isize,
        places: &[Place],
    ) -> Result<(), Raised> {
        // SAFETY: attached, places.
        unsafe {
            let arguments = Arguments::array(args, nargs as usize);
            self.run(Entry::Array, CallArguments::Positional(arguments), places)
        }
    }

    /// Parses an argument tuple and a dict of keyword arguments, or null, into the places:
    /// `PyArg_ParseTupleAndKeywords`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// As [`parse`](Self::parse); the objects are null or alive.
    #[inline]
    pub unsafe fn parse_tuple_and_keywords(
        &self,
        args: *mut PyObject,
        kwargs: *mut PyObject,
        places: &[Place],
    ) -> Result<(), Raised> {
        let given = CallArguments::TupleAndDict { args, kwargs, slots: core::ptr::null_mut() };
        // SAFETY: attached, places.
        unsafe { self.run(Entry::TupleAndKeywords, given, places) }
    }

    /// Parses an argument array and a tuple of keywords, or null, into the places: `PyArg_ParseArrayAndKeywords`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// As [`parse`](Self::parse); `args` points to `nargs` objects and one more for each keyword; all are alive.
    #[inline]
    pub unsafe fn parse_array_and_keywords(
        &self,
        args: *const *mut PyObject,
        nargs: isize,
        kwnames: *mut PyObject,
        places: &[Place],
    ) -> Result<(), Raised> {
        let slots = core::ptr::null_mut();
        // SAFETY: attached, places.
        unsafe {
            let arguments = Arguments::array(args, nargs as usize);
            let given = CallArguments::ArrayAndNames { arguments, kwnames, slots };
            self.run(Entry::ArrayAndKeywords, given, places)
        }
    }

    /// Makes a call for an entry point, if the plan is for that one.
    #[inline(always)]
    unsafe fn run(&self, entry: Entry, given: CallArguments, places: &[Place]) -> Result<(), Raised> {
        if self.plan.site.entry != entry || places.len() < usize::from(self.plan.places) {
            return Err(failure::misused_handle());
        }
        // SAFETY: attached, places.
        unsafe { run(&self.plan, given, Outputs::places(places.as_ptr())) }
    }
}

/// A format of the build family, ready to run.
#[derive(Clone, Debug)]
pub struct Builder {
    plan: BuildPlan,
}

impl Builder {
    /// Prepares a format.
    ///
    /// # Errors
    /// The format is malformed, or has units or separators that the running CPython does not support.
    pub fn new(format: &str) -> Result<Self, Error> {
        let format = BuildFormat::parse(format)?;
        version::check(&format)?;
        Ok(Self { plan: lower::build(&format)? })
    }

    /// The plan.
    pub const fn plan(&self) -> &BuildPlan {
        &self.plan
    }

    /// Builds an object from values, one for each unit: `Py_BuildValue`. A new reference, or null with an exception:
    /// SystemError if a value is missing.
    ///
    /// # Safety
    /// *attached*, *values*.
    #[inline]
    pub unsafe fn build(&self, values: &[Value]) -> *mut PyObject {
        if values.len() < usize::from(self.plan.values) {
            let _ = failure::misused_handle();
            return core::ptr::null_mut();
        }
        // SAFETY: attached, values.
        unsafe { build(&self.plan, values.as_ptr()) }
    }
}
