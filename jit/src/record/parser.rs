//! The handle of a format that parses into a record.

use super::{Record, Untyped};
use crate::formats::{FormatPlan, PARSED, ParseCode, Tier, TieredFormat};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::{Raised, failure};
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::fmt;
use std::marker::PhantomData;
use std::ptr;
use std::sync::Arc;

/// A format of the parse family that parses into records: structs whose fields are its variadic arguments.
///
/// Made by [`Compiler::record_parser`](crate::Compiler::record_parser). A clone is as cheap as that of an [`Arc`].
///
/// A field stands for what C passes the address of; that of an input (the class of `O!`, the encoding of `es`, the converter
/// of `O&`) holds the input, and is read at each call. What is stored is what C stores: objects and text are borrowed from
/// the arguments, a `Py_buffer` has to be released, encoded text to be freed. Fields of absent optional arguments keep their
/// values; when a call fails, the record is left as CPython leaves the places.
///
/// The methods are for one entry point each, which the handle was made for; with another, they raise SystemError.
pub struct RecordParser<R = Untyped> {
    format: Arc<TieredFormat>,
    entry: Option<Entry>,
    record: PhantomData<fn(&mut R)>,
}

impl<R> RecordParser<R> {
    pub(super) fn from_format(format: Arc<TieredFormat>) -> Self {
        let entry = match &format.program {
            FormatPlan::Parse { parser, .. } => Some(parser.plan().site.entry),
            // Handles are made of what the compiler made for them.
            FormatPlan::Build(_) | FormatPlan::Call(_) => None,
        };
        Self { format, entry, record: PhantomData }
    }

    /// Does the format run as machine code?
    pub fn is_compiled(&self) -> bool {
        self.format.tier() == Tier::Compiled
    }

    /// Calls the format's code: see [`ParseCode`].
    ///
    /// # Safety
    /// *attached*, *places*; the arguments are those of one of the entry points, and the record is one of the layout that the
    /// handle was made for.
    #[inline(always)]
    unsafe fn run(
        &self,
        entries: &[Entry],
        first: *mut c_void,
        second: *mut c_void,
        third: *mut PyObject,
        record: *mut c_void,
    ) -> Result<(), Raised> {
        if !self.entry.is_some_and(|entry| entries.contains(&entry)) {
            return Err(failure::misused_handle());
        }
        // SAFETY: attached, places, plan: the layout was checked against the plan when the handle was made.
        let status =
            unsafe { self.format.code::<ParseCode>()(first, second, third, record, &raw const *self.format) };
        if status == PARSED { Ok(()) } else { Err(Raised::new()) }
    }
}

/// The methods for a record that is given in some way.
macro_rules! entry_points {
    (
        $parse:ident, $parse_array:ident, $parse_tuple_and_keywords:ident, $parse_array_and_keywords:ident,
        $record:ty, $to_address:expr, $clause:literal
    ) => {
        /// Parses an argument tuple, or for [`Entry::Object`] one object, into a record: `PyArg_ParseTuple`,
        /// `PyArg_Parse`.
        ///
        /// # Errors
        /// The exception that CPython raises is set; SystemError if the handle is for another entry point.
        ///
        /// # Safety
        /// The calling thread is attached, and no exception is set. `arguments` is null or alive. Fields for inputs hold
        /// valid ones; those that `es#` and `et#` read hold null, or a buffer and its size.
        #[doc = $clause]
        #[inline]
        pub unsafe fn $parse(&self, arguments: *mut PyObject, record: $record) -> Result<(), Raised> {
            let (first, record) = (arguments.cast(), $to_address(record));
            let entries = [Entry::Tuple, Entry::Object];
            // SAFETY: attached, places.
            unsafe { self.run(&entries, first, ptr::null_mut(), ptr::null_mut(), record) }
        }

        /// Parses an argument array into a record: `PyArg_ParseArray`.
        ///
        /// # Errors
        /// As for a tuple.
        ///
        /// # Safety
        /// As for a tuple; `args` points to `count` objects, which are alive.
        #[inline]
        pub unsafe fn $parse_array(
            &self,
            args: *const *mut PyObject,
            count: usize,
            record: $record,
        ) -> Result<(), Raised> {
            let (first, second) = (args.cast_mut().cast(), ptr::without_provenance_mut(count));
            // SAFETY: attached, places.
            unsafe { self.run(&[Entry::Array], first, second, ptr::null_mut(), $to_address(record)) }
        }

        /// Parses an argument tuple and a dict of keyword arguments, or null, into a record:
        /// `PyArg_ParseTupleAndKeywords`.
        ///
        /// # Errors
        /// As for a tuple.
        ///
        /// # Safety
        /// As for a tuple; the objects are null or alive.
        #[inline]
        pub unsafe fn $parse_tuple_and_keywords(
            &self,
            args: *mut PyObject,
            kwargs: *mut PyObject,
            record: $record,
        ) -> Result<(), Raised> {
            let (entries, record) = ([Entry::TupleAndKeywords], $to_address(record));
            // SAFETY: attached, places.
            unsafe { self.run(&entries, args.cast(), kwargs.cast(), ptr::null_mut(), record) }
        }

        /// Parses an argument array and a tuple of keywords, or null, into a record: `PyArg_ParseArrayAndKeywords`.
        ///
        /// # Errors
        /// As for a tuple.
        ///
        /// # Safety
        /// As for a tuple; `args` points to `count` objects and one more for each keyword; all are alive.
        #[inline]
        pub unsafe fn $parse_array_and_keywords(
            &self,
            args: *const *mut PyObject,
            count: usize,
            kwnames: *mut PyObject,
            record: $record,
        ) -> Result<(), Raised> {
            let (first, second) = (args.cast_mut().cast(), ptr::without_provenance_mut(count));
            let (entries, record) = ([Entry::ArrayAndKeywords], $to_address(record));
            // SAFETY: attached, places.
            unsafe { self.run(&entries, first, second, kwnames, record) }
        }
    };
}

impl<R: Record> RecordParser<R> {
    entry_points!(
        parse,
        parse_array,
        parse_tuple_and_keywords,
        parse_array_and_keywords,
        &mut R,
        |record| ptr::from_mut::<R>(record).cast::<c_void>(),
        ""
    );
}

/// For a record that is given by its address.
impl<R> RecordParser<R> {
    entry_points!(
        parse_at,
        parse_array_at,
        parse_tuple_and_keywords_at,
        parse_array_and_keywords_at,
        *mut c_void,
        |record| record,
        "A record of the layout that the handle was made for is at the address, aligned and valid for reads and writes."
    );
}

impl<R> Clone for RecordParser<R> {
    fn clone(&self) -> Self {
        Self { format: Arc::clone(&self.format), entry: self.entry, record: PhantomData }
    }
}

impl<R> fmt::Debug for RecordParser<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordParser").field("format", &self.format).finish()
    }
}
