//! The expansions of the macros.

use super::{Engine, Reply};
use crate::build_call;
use crate::format::Format;
use crate::parse_call::{Inputs, Recorder};
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use harness::source::Source;
use pyo3_ffi::PyObject;

/// The form that stores to places.
pub(super) struct Places;

impl Engine for Places {
    fn name(&self) -> &'static str {
        "macro, places"
    }

    unsafe fn parse(
        &self,
        format: &Format,
        _inputs: &Inputs,
        source: &Source,
        places: &[Place],
        _recorder: &mut Recorder<'_>,
    ) -> Option<Reply> {
        let compiled = format.compiled?;
        Some(Reply::Stored(unsafe { (compiled.places)(source, places.as_ptr()) }))
    }

    unsafe fn build(&self, format: &build_call::Format, values: &[Value]) -> Option<*mut PyObject> {
        let compiled = format.compiled?;
        Some(unsafe { (compiled.build)(values.as_ptr()) })
    }
}

/// The form that returns values.
pub(super) struct Typed;

impl Engine for Typed {
    fn name(&self) -> &'static str {
        "macro, typed"
    }

    unsafe fn parse(
        &self,
        format: &Format,
        inputs: &Inputs,
        source: &Source,
        places: &[Place],
        recorder: &mut Recorder<'_>,
    ) -> Option<Reply> {
        // This form has no caller's buffers.
        let compiled = format.compiled.filter(|_| inputs.room.is_none())?;
        Some(Reply::Recorded(unsafe { (compiled.typed)(source, places.as_ptr(), recorder) }))
    }

    unsafe fn build(&self, _format: &build_call::Format, _values: &[Value]) -> Option<*mut PyObject> {
        None
    }
}
