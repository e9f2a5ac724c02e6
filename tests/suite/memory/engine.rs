//! An engine whose calls are made with the hook.

use super::allocator;
use fmtunit_runtime::value::Value;
use harness::engine::{Engine, ParseReply};
use harness::format::PreparedBuild;
use harness::parse::EngineCall;
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

    unsafe fn parse(&self, call: &mut EngineCall<'_>) -> Option<ParseReply> {
        // SAFETY: as the caller promises.
        hooked(|| unsafe { self.0.parse(call) })
    }

    unsafe fn build(&self, format: &PreparedBuild, values: &[Value]) -> Option<*mut PyObject> {
        // SAFETY: as the caller promises.
        hooked(|| unsafe { self.0.build(format, values) })
    }
}
