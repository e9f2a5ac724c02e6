//! The reference engine: runs a plan step by step over an array of places or values.
//!
//! It is the plainest reading of a plan, what the other engines are compared with, and what they fall back on: it runs what
//! is left of a call when an argument is of no fast shape, or when a value could not be built.

mod build;
mod caller;
mod finish;
mod flat;
mod named;
mod parse;
mod resume;
mod source;
mod start;

pub use build::{Open, abandon, build, release_stolen};
pub use caller::Caller;
pub use finish::{Exit, Left, finish, finish_tuple_and_keywords};
pub use flat::parse;
pub use named::{OwnSlots, parse_array_and_keywords, parse_tuple_and_keywords, resume_tuple_and_keywords};
pub use parse::Outputs;
pub use resume::resume;
pub use start::{start, start_array_and_keywords, start_tuple, start_tuple_and_keywords};

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

/// So many parameters or arguments need no allocation.
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
    /// The format is malformed, does not suit the entry point, or has units that the running version of CPython has not.
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
        // SAFETY: attached, places.
        unsafe {
            let arguments = match self.plan.site.entry {
                Entry::Tuple => match Arguments::tuple(arguments) {
                    Some(arguments) => arguments,
                    None => return Err(Raised::new()),
                },
                Entry::Object => Arguments::object(&arguments),
                Entry::Array | Entry::TupleAndKeywords | Entry::ArrayAndKeywords => {
                    return Err(failure::misused_handle());
                }
            };
            self.check_places(places)?;
            parse::<false>(&self.plan, arguments, places.as_ptr())
        }
    }

    /// Parses an argument array into the places: `PyArg_ParseArray`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// As [`parse`](Self::parse); `args` points to `count` objects, which are alive.
    #[inline]
    pub unsafe fn parse_array(
        &self,
        args: *const *mut PyObject,
        count: usize,
        places: &[Place],
    ) -> Result<(), Raised> {
        if self.plan.site.entry != Entry::Array {
            return Err(failure::misused_handle());
        }
        self.check_places(places)?;
        // SAFETY: attached, places.
        unsafe { parse::<false>(&self.plan, Arguments::array(args, count), places.as_ptr()) }
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
        if self.plan.site.entry != Entry::TupleAndKeywords {
            return Err(failure::misused_handle());
        }
        self.check_places(places)?;
        // SAFETY: attached, places.
        unsafe {
            parse_tuple_and_keywords::<false>(
                &self.plan,
                args,
                kwargs,
                places.as_ptr(),
                core::ptr::null_mut(),
            )
        }
    }

    /// Parses an argument array and a tuple of keywords, or null, into the places: `PyArg_ParseArrayAndKeywords`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// As [`parse`](Self::parse); `args` points to `count` objects and one more for each keyword; all are alive.
    #[inline]
    pub unsafe fn parse_array_and_keywords(
        &self,
        args: *const *mut PyObject,
        count: usize,
        kwnames: *mut PyObject,
        places: &[Place],
    ) -> Result<(), Raised> {
        if self.plan.site.entry != Entry::ArrayAndKeywords {
            return Err(failure::misused_handle());
        }
        self.check_places(places)?;
        // SAFETY: attached, places.
        unsafe {
            let (plan, places) = (&self.plan, places.as_ptr());
            parse_array_and_keywords::<false>(plan, args, count, kwnames, places, core::ptr::null_mut())
        }
    }

    #[inline(always)]
    fn check_places(&self, places: &[Place]) -> Result<(), Raised> {
        if places.len() < usize::from(self.plan.places) { Err(failure::misused_handle()) } else { Ok(()) }
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
