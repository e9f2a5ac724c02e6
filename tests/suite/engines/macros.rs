//! The expansions of the macros.

use crate::compiled;
use fmtunit_runtime::value::Value;
use harness::engine::{Engine, ParseReply};
use harness::format::PreparedBuild;
use harness::parse::EngineCall;
use pyo3_ffi::PyObject;

/// The form that stores to places.
pub(super) struct MacroPlaces;

impl Engine for MacroPlaces {
    fn name(&self) -> &'static str {
        "macro, places"
    }

    unsafe fn parse(&self, call: &mut EngineCall<'_>) -> Option<ParseReply> {
        let compiled = compiled::parse(call.format)?;
        Some(ParseReply::Stored(unsafe { (compiled.places)(call.source, call.places.as_ptr()) }))
    }

    unsafe fn build(&self, format: &PreparedBuild, values: &[Value]) -> Option<*mut PyObject> {
        Some(unsafe { (compiled::build(format)?.build)(values.as_ptr()) })
    }
}

/// The form that returns values.
pub(super) struct MacroTyped;

impl Engine for MacroTyped {
    fn name(&self) -> &'static str {
        "macro, typed"
    }

    unsafe fn parse(&self, call: &mut EngineCall<'_>) -> Option<ParseReply> {
        // This form has no caller's buffers.
        let compiled = compiled::parse(call.format).filter(|_| call.inputs.room.is_none())?;
        let (source, places) = (call.source, call.places.as_ptr());
        Some(ParseReply::Recorded(unsafe { (compiled.typed)(source, places, &mut call.recorder) }))
    }
}
