//! An engine whose calls are made with the hook.

use super::allocator;
use crate::build_call;
use crate::engine::{Engine, Reply};
use crate::format::Format;
use crate::parse_call::{Inputs, Recorder};
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use harness::source::Source;
use pyo3_ffi::{self as ffi, PyObject};

/// The calls of another engine, each in a window of the hook.
pub(super) struct Hooked(pub(super) &'static dyn Engine);

/// Makes a call in a window, and without the blocks that CPython has put aside: otherwise it would not ask for them.
pub(super) fn hooked<T>(call: impl FnOnce() -> T) -> T {
    // SAFETY: the suite holds the GIL whenever it makes a call.
    unsafe { ffi::PyGC_Collect() };
    allocator::window(call)
}

impl Engine for Hooked {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    unsafe fn parse(
        &self,
        format: &Format,
        inputs: &Inputs,
        source: &Source,
        places: &[Place],
        recorder: &mut Recorder<'_>,
    ) -> Option<Reply> {
        // SAFETY: as the caller promises.
        hooked(|| unsafe { self.0.parse(format, inputs, source, places, recorder) })
    }

    unsafe fn build(&self, format: &build_call::Format, values: &[Value]) -> Option<*mut PyObject> {
        // SAFETY: as the caller promises.
        hooked(|| unsafe { self.0.build(format, values) })
    }
}
