//! Engines that parse and build: CPython's own functions, the reference engine, machine code.

use crate::format::PreparedBuild;
use crate::parse::EngineCall;
use crate::source::Source;
use crate::stock::{Functions, STOCK};
use crate::variadic::Spread;
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::interpret;
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use pyo3_ffi::PyObject;

/// The answer of a parse call: did it succeed?
pub enum ParseReply {
    /// The outputs are in the places.
    Stored(bool),
    /// The outputs have been recorded.
    Recorded(bool),
}

/// Something that parses and builds.
pub trait Engine: Sync {
    /// For failure messages.
    fn name(&self) -> &'static str;

    /// Parses; `None` if the engine does not have the format, or cannot be given these inputs.
    ///
    /// # Safety
    /// The thread is attached, and no exception is set; the places are those that the format asks for, and the source is for its
    /// entry point.
    unsafe fn parse(&self, _call: &mut EngineCall<'_>) -> Option<ParseReply> {
        None
    }

    /// Builds: a new reference, or null; `None` if the engine does not have the format.
    ///
    /// # Safety
    /// The thread is attached; the values are those that the format asks for.
    unsafe fn build(&self, _format: &PreparedBuild, _values: &[Value]) -> Option<*mut PyObject> {
        None
    }
}

/// C functions.
pub struct InC(pub &'static str, pub &'static Functions);

/// CPython's own functions.
pub static STOCK_ENGINE: &dyn Engine = &InC("stock", &STOCK);

impl Engine for InC {
    fn name(&self) -> &'static str {
        self.0
    }

    unsafe fn parse(&self, call: &mut EngineCall<'_>) -> Option<ParseReply> {
        Some(ParseReply::Stored(unsafe { self.1.parse(&call.format.c_format, call.source, call.places) }))
    }

    unsafe fn build(&self, format: &PreparedBuild, values: &[Value]) -> Option<*mut PyObject> {
        Some(unsafe { self.1.build(&format.c_source, &Spread::values(&format.units, values)) })
    }
}

/// The reference engine.
pub struct Interpret;

impl Engine for Interpret {
    fn name(&self) -> &'static str {
        "interpret"
    }

    unsafe fn parse(&self, call: &mut EngineCall<'_>) -> Option<ParseReply> {
        Some(ParseReply::Stored(unsafe { interpret(&call.format.interpreted, call.source, call.places) }))
    }

    unsafe fn build(&self, format: &PreparedBuild, values: &[Value]) -> Option<*mut PyObject> {
        Some(unsafe { format.interpreted.build(values) })
    }
}

/// Parses the arguments of a source by the reference engine; did it succeed?
///
/// # Safety
/// As [`Engine::parse`].
pub unsafe fn interpret(parser: &interpret::Parser, source: &Source, places: &[Place]) -> bool {
    let (object, array, count) = (source.object, source.array.as_ptr(), source.count as isize);
    let result = unsafe {
        match parser.plan().site.entry {
            Entry::Tuple | Entry::Object => parser.parse(object, places),
            Entry::Array => parser.parse_array(array, count, places),
            Entry::TupleAndKeywords => parser.parse_tuple_and_keywords(object, source.dict, places),
            Entry::ArrayAndKeywords => parser.parse_array_and_keywords(array, count, source.names(), places),
        }
    };
    result.is_ok()
}

/// Machine code, compiled in one of the [`WAYS`](crate::jit::WAYS).
pub struct Jit(pub usize);

impl Engine for Jit {
    fn name(&self) -> &'static str {
        ["jit", "jit (layouts unknown)"][self.0]
    }

    unsafe fn parse(&self, call: &mut EngineCall<'_>) -> Option<ParseReply> {
        let parser = call.format.compiled(self.0);
        let result = unsafe { parser.parse(call.source, &call.source.array.as_ptr(), call.places) };
        Some(ParseReply::Stored(result.is_ok()))
    }

    unsafe fn build(&self, format: &PreparedBuild, values: &[Value]) -> Option<*mut PyObject> {
        Some(unsafe { format.compiled(self.0).build(values) })
    }
}
