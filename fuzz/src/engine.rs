//! The engines under comparison.

use crate::{build, parse};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use harness::source::Source;
use harness::stock::{Functions, STOCK};
use harness::variadic::Spread;
use pyo3_ffi::PyObject;

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
        let (interpreted, array) = (&format.interpreted, source.array.as_ptr());
        // SAFETY: as for the caller.
        unsafe {
            match (self.functions(), self) {
                (Some(functions), _) => functions.parse(&format.c_format, source, places),
                (None, Self::Interpret) => match format.entry {
                    Entry::Tuple | Entry::Object => interpreted.parse(source.object, places),
                    Entry::Array => interpreted.parse_array(array, source.count as isize, places),
                    Entry::TupleAndKeywords => {
                        interpreted.parse_tuple_and_keywords(source.object, source.dict, places)
                    }
                    Entry::ArrayAndKeywords => {
                        interpreted.parse_array_and_keywords(array, source.count as isize, source.names(), places)
                    }
                }
                .is_ok(),
                (None, _) => format.compiled(way).parse(source, &array, places).is_ok(),
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
                    functions.build(&format.c_text, &Spread::values(&format.units, values))
                }
                (None, Self::Interpret) => format.interpreted.build(values),
                (None, _) => format.compiled(way).build(values),
            }
        }
    }
}
