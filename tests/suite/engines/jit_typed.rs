//! Formats that are compiled at run time with their signatures: the build script writes the calls.

use crate::compiled;
use fmtunit_jit::{
    BuildSource, Builder, EntryPoint, NamedEntryPoint, NamelessEntryPoint, ParseTarget, Parser, SelfDescribed,
};
use fmtunit_parser::Error;
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use harness::engine::{Engine, ParseReply};
use harness::format::PreparedBuild;
use harness::jit::{WAYS, compilers};
use harness::parse::EngineCall;
use pyo3_ffi::PyObject;
use std::ffi::CStr;
use std::sync::OnceLock;

/// One of the ways.
pub(super) struct JitTyped(pub(super) usize);

impl Engine for JitTyped {
    fn name(&self) -> &'static str {
        ["jit, typed", "jit, typed (layouts unknown)"][self.0]
    }

    unsafe fn parse(&self, call: &mut EngineCall<'_>) -> Option<ParseReply> {
        // This form has no caller's buffers.
        let parse = compiled::parse(call.format).filter(|_| call.inputs.room.is_none())?.jit?;
        let (source, places) = (call.source, call.places.as_ptr());
        Some(ParseReply::Recorded(unsafe { parse(self.0, source, places, &mut call.recorder) }))
    }

    unsafe fn build(&self, format: &PreparedBuild, values: &[Value]) -> Option<*mut PyObject> {
        let build = compiled::build(format)?.jit?;
        Some(unsafe { build(self.0, values.as_ptr()) })
    }
}

/// The handles of a parse format, made when first used.
pub(crate) struct Parsers<E, S>([OnceLock<Parser<E, S>>; WAYS]);

impl<E: EntryPoint, S: ParseTarget + SelfDescribed> Parsers<E, S> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; WAYS])
    }

    pub(crate) fn get(&self, way: usize, format: &str) -> &Parser<E, S>
    where
        E: NamelessEntryPoint,
    {
        self.0[way].get_or_init(|| right(compilers()[way].parser(format)))
    }

    pub(crate) fn get_with_names(&self, way: usize, format: &str, names: &[&str]) -> &Parser<E, S>
    where
        E: NamedEntryPoint,
    {
        self.0[way].get_or_init(|| right(compilers()[way].parser_with_names(format, names)))
    }
}

fn right<T>(handle: Result<T, Error>) -> T {
    handle.unwrap_or_else(|error| panic!("the signature should be that of the format:\n{error}"))
}

/// The handles of a build format, made when first used.
pub(crate) struct Builders<S>([OnceLock<Builder<S>>; WAYS]);

impl<S: BuildSource + SelfDescribed> Builders<S> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; WAYS])
    }

    pub(crate) fn get(&self, way: usize, format: &str) -> &Builder<S> {
        self.0[way].get_or_init(|| right(compilers()[way].builder(format)))
    }
}

/// The name of an encoding that is given as a place.
pub(crate) unsafe fn encoding<'a>(place: Place) -> Option<&'a CStr> {
    unsafe { (!place.is_null()).then(|| CStr::from_ptr(place.cast_const().cast())) }
}
