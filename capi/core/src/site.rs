//! Calls by the macros of the header: with an array of places, from call sites that cache their format.

use crate::abi::{REGISTERS, call_with_words};
use crate::entries::StockFunction;
use crate::handlers::are_tuple_and_dict;
use crate::key::{CallKind, FormatKey};
use crate::known::Handling;
use crate::{registry, stock};
pub use fmtunit_runtime::place::Place;
use fmtunit_runtime::unwind::without_panics;
use pyo3_ffi::PyObject;
pub use pyo3_ffi::PyObject as Object;
use std::ffi::{c_char, c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// `FmtUnit_Site`: a pointer to the compiled format of a call site, for its next calls.
///
/// The format is never freed. Its first field is the address of the code, which the header calls.
#[derive(Debug)]
#[repr(C)]
pub struct CallSite(AtomicPtr<c_void>);

/// The places of a call: `const void *const *places, size_t count`.
#[derive(Clone, Copy, Debug)]
pub struct PlaceArray {
    /// The address of the first place.
    pub first: *mut Place,
    /// The number of places that the caller passes.
    pub count: usize,
}

/// A call with an array of places.
#[derive(Clone, Copy, Debug)]
pub struct PlacesCall {
    kind: CallKind,
    /// CPython's functions, for lengths of type `Py_ssize_t` and `int`.
    stock: [StockFunction; 2],
    first: *mut c_void,
    second: *mut c_void,
    third: *mut PyObject,
}

impl PlacesCall {
    /// Creates a call like `PyArg_ParseTuple`.
    pub fn tuple(args: *mut PyObject) -> Self {
        let stock = [StockFunction::ParseTupleSize, StockFunction::ParseTuple];
        Self {
            kind: CallKind::Tuple,
            stock,
            first: args.cast(),
            second: ptr::null_mut(),
            third: ptr::null_mut(),
        }
    }

    /// Creates a call like `PyArg_Parse`.
    pub fn object(object: *mut PyObject) -> Self {
        let stock = [StockFunction::ParseSize, StockFunction::Parse];
        Self {
            kind: CallKind::Object,
            stock,
            first: object.cast(),
            second: ptr::null_mut(),
            third: ptr::null_mut(),
        }
    }

    /// Creates a call like `PyArg_ParseTupleAndKeywords`.
    pub fn tuple_and_keywords(args: *mut PyObject, kwargs: *mut PyObject) -> Self {
        let stock = [StockFunction::ParseTupleAndKeywordsSize, StockFunction::ParseTupleAndKeywords];
        let (first, second) = (args.cast(), kwargs.cast());
        Self { kind: CallKind::TupleAndKeywords, stock, first, second, third: ptr::null_mut() }
    }

    /// Parses, or lets CPython parse.
    ///
    /// # Safety
    /// *entry*, *attached*; the site is null, or all its calls pass this format.
    pub unsafe fn run(
        self,
        site: *const CallSite,
        format: *const c_char,
        names: *const *const c_char,
        places: PlaceArray,
        lengths_are_int: bool,
    ) -> c_int {
        let is_legacy = lengths_are_int && StockFunction::ParseTuple.is_legacy();
        // SAFETY: entry, attached.
        without_panics(|| unsafe {
            if self.is_supported(format, names)
                && let Some(known) = registry::find(FormatKey { kind: self.kind, is_legacy, format, names })
                && let Handling::Parse(parsing) = &known.handling
                && parsing.places <= places.count
            {
                if !site.is_null() {
                    (*site).0.store(parsing.parser.as_ptr().cast_mut(), Ordering::Release);
                }
                return parsing
                    .parser
                    .parse(self.first, self.second, self.third, places.first.cast())
                    .is_ok()
                    .into();
            }
            self.run_stock(format, names, places, is_legacy)
        })
    }

    /// Returns whether the engines support the arguments. Others are left to CPython.
    ///
    /// # Safety
    /// *entry*, *attached*.
    unsafe fn is_supported(&self, format: *const c_char, names: *const *const c_char) -> bool {
        let are_arguments_supported = match self.kind {
            // SAFETY: attached.
            CallKind::TupleAndKeywords => unsafe {
                !names.is_null() && are_tuple_and_dict(self.first.cast(), self.second.cast())
            },
            _ => !self.first.is_null(),
        };
        are_arguments_supported && !format.is_null()
    }

    /// Lets CPython parse.
    ///
    /// # Safety
    /// *entry*, *attached*.
    #[cold]
    unsafe fn run_stock(
        self,
        format: *const c_char,
        names: *const *const c_char,
        places: PlaceArray,
        is_legacy: bool,
    ) -> c_int {
        let entry = self.stock[usize::from(is_legacy)];
        let mut words = vec![self.first.addr()];
        if self.kind == CallKind::TupleAndKeywords {
            words.push(self.second.addr());
        }
        words.push(format.addr());
        if self.kind == CallKind::TupleAndKeywords {
            words.push(names.addr());
        }
        // SAFETY: entry: there are `count` places; at least `REGISTERS` words are readable.
        unsafe {
            words.extend((0..places.count).map(|index| (*places.first.add(index)).addr()));
            let count = words.len();
            words.resize(count.max(REGISTERS), 0);
            call_with_words(stock::address(entry), words.as_ptr(), count) as c_int
        }
    }
}
