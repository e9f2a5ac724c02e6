//! The engines under comparison.

use crate::functions::{Functions, MOST, STOCK, with_words};
use crate::source::Source;
use crate::{build, parse};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ptr::null_mut;

/// Something that parses and builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// CPython's own functions.
    Stock,
    /// The reference engine.
    Interpret,
    /// Machine code.
    Jit,
    /// The C functions of ours that stand for CPython's.
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    Capi,
    /// Those of ours that take a `va_list`.
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    CapiOfLists,
}

impl Engine {
    /// Its functions of C, if it is called that way.
    fn functions(self) -> Option<&'static Functions> {
        match self {
            Self::Stock => Some(&STOCK),
            #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
            Self::Capi => Some(&crate::capi::OURS),
            #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
            Self::CapiOfLists => Some(&crate::capi::OURS_OF_LISTS),
            Self::Interpret | Self::Jit => None,
        }
    }

    /// Parses; `way` is that of compiling. Answers whether it succeeded.
    ///
    /// # Safety
    /// *attached*, and no exception is set; the places are those that the format asks for, and the source is for its entry
    /// point.
    pub(crate) unsafe fn parse(
        self,
        format: &parse::Format,
        way: usize,
        source: &Source,
        places: &[Place],
    ) -> bool {
        macro_rules! with_handle {
            ($parser:expr) => {{
                let (parser, array) = ($parser, source.array.as_ptr());
                match format.entry {
                    Entry::Tuple | Entry::Object => parser.parse(source.object, places),
                    Entry::Array => parser.parse_array(array, source.count, places),
                    Entry::TupleAndKeywords => {
                        parser.parse_tuple_and_keywords(source.object, source.dict, places)
                    }
                    Entry::ArrayAndKeywords => {
                        parser.parse_array_and_keywords(array, source.count, source.names(), places)
                    }
                }
                .is_ok()
            }};
        }
        // SAFETY: as for the caller.
        unsafe {
            match (self.functions(), self) {
                (Some(functions), _) => parse_in_c(functions, format, source, places),
                (None, Self::Interpret) => with_handle!(&format.interpreted),
                (None, _) => with_handle!(format.compiled(way)),
            }
        }
    }

    /// Builds: a new reference, or null.
    ///
    /// # Safety
    /// *attached*; the values are those that the format asks for.
    pub(crate) unsafe fn build(self, format: &build::Format, way: usize, values: &[Value]) -> *mut PyObject {
        // SAFETY: as for the caller; C is passed what the format asks for.
        unsafe {
            match (self.functions(), self) {
                (Some(functions), _) => {
                    let (f, words) = build::spread(&format.units, values);
                    let build = functions.build;
                    let c_format = format.c_text.as_ptr();
                    with_words!(build(c_format, f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]), words)
                }
                (None, Self::Interpret) => format.interpreted.build(values),
                (None, _) => format.compiled(way).build(values),
            }
        }
    }
}

/// Calls the parse function of the format's entry point.
unsafe fn parse_in_c(
    functions: &Functions,
    format: &parse::Format,
    source: &Source,
    places: &[Place],
) -> bool {
    let mut words: [Place; MOST] = [null_mut(); MOST];
    words[..places.len()].copy_from_slice(places);
    let c_format = format.c_text.as_ptr();
    let (array, count) = (source.array.as_ptr(), source.count as Py_ssize_t);
    let Functions { tuple, object, array: of_array, tuple_and_keywords, array_and_keywords, .. } = *functions;
    // SAFETY: as for the caller: there is a place for each variadic argument; the others are not read.
    let status = unsafe {
        match format.entry {
            Entry::Tuple => with_words!(tuple(source.object, c_format), words),
            Entry::Object => with_words!(object(source.object, c_format), words),
            Entry::Array => with_words!(of_array(array, count, c_format), words),
            Entry::TupleAndKeywords => {
                let names = format.names.as_ptr();
                with_words!(tuple_and_keywords(source.object, source.dict, c_format, names), words)
            }
            #[cfg(not(Py_3_15))]
            Entry::ArrayAndKeywords => {
                let parser = format.keyword_parser();
                with_words!(array_and_keywords(array, count, source.names(), parser), words)
            }
            #[cfg(Py_3_15)]
            Entry::ArrayAndKeywords => {
                let names = format.names.as_ptr();
                with_words!(array_and_keywords(array, count, source.names(), c_format, names), words)
            }
        }
    };
    status != 0
}
