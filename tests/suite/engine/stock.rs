//! CPython's own functions.

use super::{Engine, Reply};
use crate::build_call;
use crate::format::Format;
use crate::parse_call::{Inputs, Recorder};
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use harness::source::Source;
use harness::stock::STOCK;
use harness::variadic::Spread;
use pyo3_ffi::PyObject;

pub(super) struct Stock;

impl Engine for Stock {
    fn name(&self) -> &'static str {
        "stock"
    }

    unsafe fn parse(
        &self,
        format: &Format,
        _inputs: &Inputs,
        source: &Source,
        places: &[Place],
        _recorder: &mut Recorder<'_>,
    ) -> Option<Reply> {
        Some(Reply::Stored(unsafe { STOCK.parse(&format.c_format, source, places) }))
    }

    unsafe fn build(&self, format: &build_call::Format, values: &[Value]) -> Option<*mut PyObject> {
        Some(unsafe { STOCK.build(&format.c_source, &Spread::values(&format.units, values)) })
    }
}
