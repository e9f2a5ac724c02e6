//! The reference engine: runs a plan step by step over an array of places or values.
//!
//! It is the plainest reading of a plan, what the other engines are compared with, and what they fall back on: the
//! macros let it run the cold parts of a call (a nested sequence that is no tuple, what remains to be built when a value
//! has failed).

mod build;
mod parse;

pub use build::{Open, abandon, build};
pub use parse::{group, parse};

use crate::arguments::Arguments;
use crate::place::Place;
use crate::raised::Raised;
use crate::value::Value;
use crate::version;
use fmtunit_parser::Error;
use fmtunit_parser::ast::{BuildFormat, ParseFormat};
use fmtunit_parser::lower;
use fmtunit_parser::plan::{BuildPlan, Entry, ParsePlan};
use pyo3_ffi::PyObject;

/// A format of the parse family, ready to run.
#[derive(Clone, Debug)]
pub struct Parser {
    plan: ParsePlan,
}

impl Parser {
    /// Prepares a format for one entry point.
    ///
    /// # Errors
    /// The format is malformed, does not suit the entry point, or has units that the running version of CPython has not.
    pub fn new(format: &str, entry: Entry) -> Result<Self, Error> {
        let format = ParseFormat::parse(format)?;
        version::check(&format)?;
        Ok(Self { plan: lower::parse(&format, entry)? })
    }

    /// The plan.
    pub const fn plan(&self) -> &ParsePlan {
        &self.plan
    }

    /// Parses an argument tuple, or for [`Entry::Object`] one object, into the places: `PyArg_ParseTuple`, `PyArg_Parse`.
    ///
    /// # Errors
    /// The exception that CPython raises is set.
    ///
    /// # Safety
    /// *attached*, *places*: an element for each variadic argument of the C function. `arguments` is null or alive.
    #[inline]
    pub unsafe fn parse(&self, arguments: *mut PyObject, places: &[Place]) -> Result<(), Raised> {
        assert!(places.len() >= usize::from(self.plan.places), "a place is missing");
        // SAFETY: attached, places.
        unsafe {
            let arguments = match self.plan.site.entry {
                Entry::Tuple => match Arguments::tuple(arguments) {
                    Some(arguments) => arguments,
                    None => return Err(Raised::new()),
                },
                Entry::Object => Arguments::object(&arguments),
            };
            parse(&self.plan, arguments, places.as_ptr())
        }
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
    /// The format is malformed, or has units or separators that the running version of CPython has not.
    pub fn new(format: &str) -> Result<Self, Error> {
        let format = BuildFormat::parse(format)?;
        version::check(&format)?;
        Ok(Self { plan: lower::build(&format)? })
    }

    /// The plan.
    pub const fn plan(&self) -> &BuildPlan {
        &self.plan
    }

    /// Builds an object from values, one for each unit: `Py_BuildValue`. A new reference, or null with an exception.
    ///
    /// # Safety
    /// *attached*, *values*.
    #[inline]
    pub unsafe fn build(&self, values: &[Value]) -> *mut PyObject {
        assert!(values.len() >= usize::from(self.plan.values), "a value is missing");
        // SAFETY: attached, values.
        unsafe { build(&self.plan, values.as_ptr()) }
    }
}
