//! The reference engine: runs a plan step by step over an array of places or values.
//!
//! It is the plainest reading of a plan, what the other engines are compared with, and what they fall back on: the
//! macros let it run the cold parts of a call (a nested sequence that is no tuple, what remains to be built when a value
//! has failed).

mod build;
mod named;
mod parse;

pub use build::{Open, abandon, build, release_stolen};
pub use named::{parse_array_and_keywords, parse_tuple_and_keywords, resume_tuple_and_keywords};
pub use parse::{Outputs, group, parse};

use crate::arguments::Arguments;
use crate::place::Place;
use crate::raised::Raised;
use crate::value::Value;
use crate::{call, failure, version};
use core::ffi::CStr;
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
            parse(&self.plan, arguments, places.as_ptr())
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
        unsafe { parse(&self.plan, Arguments::array(args, count), places.as_ptr()) }
    }

    /// Parses an argument tuple and a dict of keyword arguments, or null, into the places:
    /// `PyArg_ParseTupleAndKeywords`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// As [`parse`](Self::parse); the objects are null or alive.
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
        self.with_slots(|found| unsafe {
            parse_tuple_and_keywords(&self.plan, args, kwargs, Outputs::places(places.as_ptr()), found)
        })
    }

    /// Parses an argument array and a tuple of keywords, or null, into the places: `PyArg_ParseArrayAndKeywords`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// As [`parse`](Self::parse); `args` points to `count` objects and one more for each keyword; all are alive.
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
        self.with_slots(|found| unsafe {
            let outputs = Outputs::places(places.as_ptr());
            parse_array_and_keywords(&self.plan, args, count, kwnames, outputs, found)
        })
    }

    #[inline(always)]
    fn check_places(&self, places: &[Place]) -> Result<(), Raised> {
        if places.len() < usize::from(self.plan.places) { Err(failure::misused_handle()) } else { Ok(()) }
    }

    /// Calls with a slot for each parameter.
    fn with_slots<T>(&self, call: impl FnOnce(&mut [*mut PyObject]) -> T) -> T {
        let parameters = self.plan.parameters.as_ref().map_or(0, |parameters| parameters.names.len());
        if parameters <= FEW {
            call(&mut [core::ptr::null_mut(); FEW])
        } else {
            call(&mut vec![core::ptr::null_mut(); parameters])
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

/// The arguments of a call as a format, ready to run.
#[derive(Clone, Debug)]
pub struct Caller {
    plan: BuildPlan,
}

impl Caller {
    /// Prepares a format: each of its units is an argument.
    ///
    /// # Errors
    /// The format is malformed, or has units or separators that the running version of CPython has not.
    pub fn new(format: &str) -> Result<Self, Error> {
        let format = BuildFormat::parse(format)?;
        version::check_requirements(&format, format.call_requirements())?;
        Ok(Self { plan: lower::call(&format)? })
    }

    /// The plan.
    pub const fn plan(&self) -> &BuildPlan {
        &self.plan
    }

    /// Calls with arguments from values, one for each unit: `PyObject_CallFunction`. A new reference, or null with an
    /// exception: SystemError if a value is missing.
    ///
    /// A single argument that is a tuple is given as that tuple's items, as by CPython. References of `N` units are
    /// consumed whatever happens.
    ///
    /// # Safety
    /// *attached*, *values*; the callable is null or alive.
    pub unsafe fn call_function(&self, callable: *mut PyObject, values: &[Value]) -> *mut PyObject {
        // SAFETY: attached, values.
        unsafe {
            if values.len() < usize::from(self.plan.values) {
                let _ = failure::misused_handle();
                return core::ptr::null_mut();
            }
            if !call::is_callable_given(callable) {
                release_stolen(&self.plan, values);
                return core::ptr::null_mut();
            }
            let call = |stack: &mut [*mut PyObject]| {
                let arguments = stack.get_mut(1..).unwrap_or_default();
                if build::build_all(&self.plan, values.as_ptr(), arguments) {
                    call::call_slice(callable, stack)
                } else {
                    core::ptr::null_mut()
                }
            };
            // One more than the arguments: see `call::Stack`.
            let size = usize::from(self.plan.results) + 1;
            let mut few = [core::ptr::null_mut(); FEW + 1];
            match few.get_mut(..size) {
                Some(stack) => call(stack),
                None => call(&mut vec![core::ptr::null_mut(); size]),
            }
        }
    }

    /// Calls a method: `PyObject_CallMethod`. As [`call_function`](Self::call_function).
    ///
    /// # Safety
    /// *attached*, *values*; the object is null or alive.
    pub unsafe fn call_method(&self, object: *mut PyObject, name: &CStr, values: &[Value]) -> *mut PyObject {
        // SAFETY: attached, values; the method is released once.
        unsafe {
            let method = call::method(object, name.as_ptr());
            let result = self.call_function(method, values);
            pyo3_ffi::Py_XDECREF(method);
            result
        }
    }
}
