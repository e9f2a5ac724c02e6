//! The expansions of the macros.

use crate::compiled;
use fmtunit_runtime::value::Value;
use harness::engine::{Engine, Reply};
use harness::format::PreparedBuild;
use harness::parse::ParseCall;
use pyo3_ffi::PyObject;

/// The form that stores to places.
pub(super) struct Places;

impl Engine for Places {
    fn name(&self) -> &'static str {
        "macro, places"
    }

    unsafe fn parse(&self, call: &mut ParseCall<'_>) -> Option<Reply> {
        let compiled = compiled::parse(call.format)?;
        Some(Reply::Stored(unsafe { (compiled.places)(call.source, call.places.as_ptr()) }))
    }

    unsafe fn build(&self, format: &PreparedBuild, values: &[Value]) -> Option<*mut PyObject> {
        Some(unsafe { (compiled::build(format)?.build)(values.as_ptr()) })
    }
}

/// The form that returns values.
pub(super) struct Typed;

impl Engine for Typed {
    fn name(&self) -> &'static str {
        "macro, typed"
    }

    unsafe fn parse(&self, call: &mut ParseCall<'_>) -> Option<Reply> {
        // This form has no caller's buffers.
        let compiled = compiled::parse(call.format).filter(|_| call.inputs.room.is_none())?;
        let (source, places) = (call.source, call.places.as_ptr());
        Some(Reply::Recorded(unsafe { (compiled.typed)(source, places, &mut call.recorder) }))
    }
}
