//! The engines under test, and the one that they are compared with.

mod interpret;
pub(crate) mod jit;
pub(crate) mod jit_tagged;
pub(crate) mod jit_typed;
mod macros;
mod stock;

use crate::build_call;
use crate::format::Format;
use crate::parse_call::{Inputs, Recorder};
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use harness::source::Source;
use pyo3_ffi::PyObject;

/// How a parse call has answered.
pub(crate) enum Reply {
    /// Did it succeed? The outputs are in the places.
    Stored(bool),
    /// Did it succeed? The outputs have been recorded.
    Recorded(bool),
}

/// Something that parses and builds.
pub(crate) trait Engine: Sync {
    /// For failure messages.
    fn name(&self) -> &'static str;

    /// Parses; `None` if the engine does not have the format, or cannot be given these inputs.
    ///
    /// # Safety
    /// The GIL is held; the places are those that the format asks for.
    unsafe fn parse(
        &self,
        format: &Format,
        inputs: &Inputs,
        source: &Source,
        places: &[Place],
        recorder: &mut Recorder<'_>,
    ) -> Option<Reply>;

    /// Builds; `None` if the engine does not have the format.
    ///
    /// # Safety
    /// The GIL is held; the values are those that the format asks for.
    unsafe fn build(&self, format: &build_call::Format, values: &[Value]) -> Option<*mut PyObject>;
}

/// CPython's own functions.
pub(crate) static STOCK: &dyn Engine = &stock::Stock;

/// Ours.
pub(crate) static ENGINES: [&dyn Engine; 9] = [
    &interpret::Interpret,
    &macros::Places,
    &macros::Typed,
    &jit::Jit(0),
    &jit::Jit(1),
    &jit_typed::JitTyped(0),
    &jit_typed::JitTyped(1),
    &jit_tagged::JitTagged(0),
    &jit_tagged::JitTagged(1),
];
