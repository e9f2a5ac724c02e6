//! Handles: what a format is called through.

use crate::format::calls::{BuildCode, CallCode, PARSED, ParseCode};
use crate::format::{Format, Program};
use fmtunit_parser::plan::{BuildPlan, Entry, ParsePlan};
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use fmtunit_runtime::{Raised, call, failure};
use pyo3_ffi::PyObject;
use std::ffi::{CStr, c_void};
use std::ptr;
use std::sync::Arc;

/// A format of the parse family, ready to be called.
///
/// Made by [`Compiler::parser`](crate::Compiler::parser). A clone is as cheap as that of an [`Arc`].
///
/// The methods are for one entry point each, which the handle was made for; with another, they raise SystemError.
#[derive(Clone, Debug)]
pub struct Parser {
    format: Arc<Format>,
    entry: Entry,
    places: usize,
}

impl Parser {
    pub(crate) fn from_format(format: Arc<Format>) -> Self {
        let (entry, places) = match &format.program {
            Program::Parse { parser, .. } => (parser.plan().site.entry, parser.plan().places.into()),
            // Handles are made of what the compiler made for them.
            Program::Build(_) | Program::Call(_) => (Entry::Object, usize::MAX),
        };
        Self { format, entry, places }
    }

    pub(crate) fn plan(&self) -> Option<&ParsePlan> {
        match &self.format.program {
            Program::Parse { parser, .. } => Some(parser.plan()),
            Program::Build(_) | Program::Call(_) => None,
        }
    }

    pub(crate) fn entry(&self) -> Entry {
        self.entry
    }

    /// Parses an argument tuple, or for [`Entry::Object`] one object, into the places: `PyArg_ParseTuple`, `PyArg_Parse`.
    ///
    /// # Errors
    /// The exception that CPython raises is set; SystemError if the handle is for another entry point, or a place is
    /// missing.
    ///
    /// # Safety
    /// The calling thread is attached, and no exception is set. There is a place for each variadic argument of the C
    /// function, of its type: an output that is valid for writes, or a valid input. `arguments` is null or alive.
    #[inline]
    pub unsafe fn parse(&self, arguments: *mut PyObject, places: &[Place]) -> Result<(), Raised> {
        let is_ours = matches!(self.entry, Entry::Tuple | Entry::Object);
        // SAFETY: attached, places.
        unsafe { self.run(is_ours, arguments.cast(), ptr::null_mut(), ptr::null_mut(), places) }
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
        let is_ours = self.entry == Entry::Array;
        let count = ptr::without_provenance_mut(count);
        // SAFETY: attached, places.
        unsafe { self.run(is_ours, args.cast_mut().cast(), count, ptr::null_mut(), places) }
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
        let is_ours = self.entry == Entry::TupleAndKeywords;
        // SAFETY: attached, places.
        unsafe { self.run(is_ours, args.cast(), kwargs.cast(), ptr::null_mut(), places) }
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
        let is_ours = self.entry == Entry::ArrayAndKeywords;
        let count = ptr::without_provenance_mut(count);
        // SAFETY: attached, places.
        unsafe { self.run(is_ours, args.cast_mut().cast(), count, kwnames, places) }
    }

    #[inline(always)]
    unsafe fn run(
        &self,
        is_ours: bool,
        first: *mut c_void,
        second: *mut c_void,
        third: *mut PyObject,
        places: &[Place],
    ) -> Result<(), Raised> {
        if !is_ours || places.len() < self.places {
            return Err(failure::misused_handle());
        }
        // SAFETY: attached, places, plan: there are as many places as the plan says.
        unsafe { self.run_unchecked(first, second, third, places.as_ptr().cast_mut().cast()) }
    }

    /// Calls the format's code: see [`ParseCode`].
    ///
    /// # Safety
    /// As [`parse`](Self::parse), for the entry point of the handle, with as many places as the plan says.
    #[inline(always)]
    pub(crate) unsafe fn run_unchecked(
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
}

/// A format of `Py_BuildValue`, ready to be called.
///
/// Made by [`Compiler::builder`](crate::Compiler::builder). A clone is as cheap as that of an [`Arc`].
#[derive(Clone, Debug)]
pub struct Builder {
    format: Arc<Format>,
    values: usize,
}

impl Builder {
    pub(crate) fn from_format(format: Arc<Format>) -> Self {
        let values = values(&format);
        Self { format, values }
    }

    pub(crate) fn plan(&self) -> Option<&BuildPlan> {
        build_plan(&self.format)
    }

    /// Builds an object from values, one for each unit: `Py_BuildValue`. A new reference, or null with an exception:
    /// SystemError if a value is missing.
    ///
    /// # Safety
    /// The calling thread is attached, and no exception is set. Each value has the member that its unit takes, and is
    /// valid: text ends with NUL or has its length, objects are null or alive, and the reference given to `N` is the
    /// caller's to give.
    #[inline]
    pub unsafe fn build(&self, values: &[Value]) -> *mut PyObject {
        if values.len() < self.values {
            let _ = failure::misused_handle();
            return ptr::null_mut();
        }
        // SAFETY: attached, values, plan: there are as many values as the plan says.
        unsafe { self.run_unchecked(values.as_ptr().cast()) }
    }

    /// Calls the format's code: see [`BuildCode`].
    ///
    /// # Safety
    /// As [`build`](Self::build), with as many values as the plan says.
    #[inline(always)]
    pub(crate) unsafe fn run_unchecked(&self, memory: *const c_void) -> *mut PyObject {
        // SAFETY: attached, values, plan.
        unsafe { self.format.code::<BuildCode>()(memory, &raw const *self.format) }
    }
}

/// The arguments of a call as a format, ready to be called.
///
/// Made by [`Compiler::caller`](crate::Compiler::caller). A clone is as cheap as that of an [`Arc`].
#[derive(Clone, Debug)]
pub struct Caller {
    format: Arc<Format>,
    values: usize,
}

impl Caller {
    pub(crate) fn from_format(format: Arc<Format>) -> Self {
        let values = values(&format);
        Self { format, values }
    }

    pub(crate) fn plan(&self) -> Option<&BuildPlan> {
        build_plan(&self.format)
    }

    /// Calls with arguments from values, one for each unit: `PyObject_CallFunction`. A new reference, or null with an
    /// exception: SystemError if a value is missing.
    ///
    /// A single argument that is a tuple is given as that tuple's items, as by CPython. References of `N` units are
    /// consumed whatever happens.
    ///
    /// # Safety
    /// As [`Builder::build`]; the callable is null or alive.
    #[inline]
    pub unsafe fn call_function(&self, callable: *mut PyObject, values: &[Value]) -> *mut PyObject {
        if values.len() < self.values {
            let _ = failure::misused_handle();
            return ptr::null_mut();
        }
        // SAFETY: attached, values, plan: there are as many values as the plan says.
        unsafe { self.format.code::<CallCode>()(callable, values.as_ptr().cast(), &raw const *self.format) }
    }

    /// Calls a method: `PyObject_CallMethod`. As [`call_function`](Self::call_function).
    ///
    /// # Safety
    /// As [`call_function`](Self::call_function); the object is null or alive.
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

fn build_plan(format: &Format) -> Option<&BuildPlan> {
    match &format.program {
        Program::Parse { .. } => None,
        Program::Build(builder) => Some(builder.plan()),
        Program::Call(caller) => Some(caller.plan()),
    }
}

fn values(format: &Format) -> usize {
    build_plan(format).map_or(usize::MAX, |plan| plan.values.into())
}

macro_rules! compiled {
    ($($handle:ident),*) => {$(
        impl $handle {
            /// Does the format run as machine code?
            pub fn is_compiled(&self) -> bool {
                self.format.tier() == crate::format::Tier::Compiled
            }
        }
    )*};
}

compiled!(Parser, Builder, Caller);
