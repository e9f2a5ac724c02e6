//! The reference engine.

use super::{Engine, Reply};
use crate::build_call;
use crate::format::Format;
use crate::parse_call::{Inputs, Recorder};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use harness::source::Source;
use pyo3_ffi::PyObject;

pub(super) struct Interpret;

impl Engine for Interpret {
    fn name(&self) -> &'static str {
        "interpret"
    }

    unsafe fn parse(
        &self,
        format: &Format,
        _inputs: &Inputs,
        source: &Source,
        places: &[Place],
        _recorder: &mut Recorder<'_>,
    ) -> Option<Reply> {
        let parser = &format.parser;
        let array = source.array.as_ptr();
        let result = unsafe {
            match format.entry() {
                Entry::Tuple | Entry::Object => parser.parse(source.object, places),
                Entry::Array => parser.parse_array(array, source.count as isize, places),
                Entry::TupleAndKeywords => {
                    parser.parse_tuple_and_keywords(source.object, source.dict, places)
                }
                Entry::ArrayAndKeywords => {
                    parser.parse_array_and_keywords(array, source.count as isize, source.names(), places)
                }
            }
        };
        Some(Reply::Stored(result.is_ok()))
    }

    unsafe fn build(&self, format: &build_call::Format, values: &[Value]) -> Option<*mut PyObject> {
        Some(unsafe { format.builder.build(values) })
    }
}
