//! Handles that parse.

use super::common;
use crate::formats::{FormatPlan, PARSED, ParseCode, TieredFormat};
use crate::record::Untyped;
use fmtunit_parser::plan::{Entry, ParsePlan};
use fmtunit_runtime::place::Place;
use fmtunit_runtime::{Raised, failure};
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::marker::PhantomData;
use std::ptr;
use std::sync::Arc;

/// A format of the parse family, ready to be called.
///
/// Made by [`Compiler::parser`](crate::Compiler::parser), or with a [signature](crate::typed) by
/// [`Compiler::typed_parser`](crate::Compiler::typed_parser). A clone is as cheap as that of an [`Arc`].
///
/// The methods are for one entry point each, which the handle was made for; with another, they raise SystemError.
pub struct Parser<S = Untyped> {
    format: Arc<TieredFormat>,
    entry: Entry,
    /// For each [`Method`], how many places it needs; more than there can be where the format is for another entry point. So one
    /// comparison checks both.
    places: [usize; 4],
    signature: PhantomData<fn() -> S>,
}

/// The methods of a parser, by the functions of C that they are.
#[derive(Clone, Copy)]
enum Method {
    Parse,
    Array,
    TupleAndKeywords,
    ArrayAndKeywords,
}

impl Method {
    /// The method for an entry point.
    fn of(entry: Entry) -> Self {
        match entry {
            Entry::Tuple | Entry::Object => Self::Parse,
            Entry::Array => Self::Array,
            Entry::TupleAndKeywords => Self::TupleAndKeywords,
            Entry::ArrayAndKeywords => Self::ArrayAndKeywords,
        }
    }
}

impl<S> Parser<S> {
    /// The signature is that of the format.
    pub(crate) fn from_format(format: Arc<TieredFormat>) -> Self {
        let mut places = [usize::MAX; 4];
        let entry = match &format.program {
            FormatPlan::Parse { parser, .. } => {
                let plan = parser.plan();
                places[Method::of(plan.site.entry) as usize] = plan.places.into();
                plan.site.entry
            }
            // Handles are made of what the compiler made for them.
            FormatPlan::Build(_) | FormatPlan::Call(_) => Entry::Object,
        };
        Self { format, entry, places, signature: PhantomData }
    }

    pub(crate) fn plan(&self) -> Option<&ParsePlan> {
        match &self.format.program {
            FormatPlan::Parse { parser, .. } => Some(parser.plan()),
            FormatPlan::Build(_) | FormatPlan::Call(_) => None,
        }
    }

    pub(crate) fn entry(&self) -> Entry {
        self.entry
    }

    pub(crate) fn format(&self) -> &TieredFormat {
        &self.format
    }

    /// Calls the format's code: see [`ParseCode`].
    ///
    /// # Safety
    /// *attached*, *places*, *plan*, for the entry point of the handle: `memory` points to as many places as the plan says,
    /// or to the record.
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

impl Parser {
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
        // SAFETY: attached, places.
        unsafe { self.run(Method::Parse, arguments.cast(), ptr::null_mut(), ptr::null_mut(), places) }
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
        let count = ptr::without_provenance_mut(count);
        // SAFETY: attached, places.
        unsafe { self.run(Method::Array, args.cast_mut().cast(), count, ptr::null_mut(), places) }
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
        // SAFETY: attached, places.
        unsafe { self.run(Method::TupleAndKeywords, args.cast(), kwargs.cast(), ptr::null_mut(), places) }
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
        let count = ptr::without_provenance_mut(count);
        // SAFETY: attached, places.
        unsafe { self.run(Method::ArrayAndKeywords, args.cast_mut().cast(), count, kwnames, places) }
    }

    #[inline(always)]
    unsafe fn run(
        &self,
        method: Method,
        first: *mut c_void,
        second: *mut c_void,
        third: *mut PyObject,
        places: &[Place],
    ) -> Result<(), Raised> {
        if places.len() < self.places[method as usize] {
            return Err(failure::misused_handle());
        }
        // SAFETY: attached, places, plan: there are as many places as the plan says.
        unsafe { self.run_unchecked(first, second, third, places.as_ptr().cast_mut().cast()) }
    }
}

common!(Parser: entry, places);
