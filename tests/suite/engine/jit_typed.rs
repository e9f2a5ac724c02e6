//! Formats that are compiled at run time with their signatures: the build script writes the calls.

use super::jit::{WAYS, compilers};
use super::{Engine, Reply};
use crate::build_call;
use crate::format::Format;
use crate::parse_call::{Inputs, Recorder};
use fmtunit_jit::typed::{BuildSignature, Signature};
use fmtunit_jit::{Builder, Parser};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use harness::source::Source;
use pyo3_ffi::PyObject;
use std::ffi::CStr;
use std::sync::OnceLock;

/// One of the ways.
pub(super) struct JitTyped(pub(super) usize);

impl Engine for JitTyped {
    fn name(&self) -> &'static str {
        ["jit, typed", "jit, typed (layouts unknown)"][self.0]
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
        let parse = format.compiled.filter(|_| inputs.room.is_none()).and_then(|compiled| compiled.jit)?;
        Some(Reply::Recorded(unsafe { parse(self.0, source, places.as_ptr(), recorder) }))
    }

    unsafe fn build(&self, format: &build_call::Format, values: &[Value]) -> Option<*mut PyObject> {
        let build = format.compiled.and_then(|compiled| compiled.jit)?;
        Some(unsafe { build(self.0, values.as_ptr()) })
    }
}

/// The handles of a parse format, made when first used.
pub(crate) struct Parsers<S>([OnceLock<Parser<S>>; WAYS]);

impl<S: Signature<Inputs: fmtunit_jit::typed::Inputs>> Parsers<S> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; WAYS])
    }

    pub(crate) fn get(&self, way: usize, format: &str, names: &[&str], entry: Entry) -> &Parser<S> {
        self.0[way].get_or_init(|| {
            let compiler = &compilers()[way];
            let parser = if entry.takes_keywords() {
                compiler.typed_parser_with_names(format, names, entry)
            } else {
                compiler.typed_parser(format, entry)
            };
            parser.unwrap_or_else(|error| panic!("the signature should be that of the format:\n{error}"))
        })
    }
}

/// The handles of a build format, made when first used.
pub(crate) struct Builders<S>([OnceLock<Builder<S>>; WAYS]);

impl<S: BuildSignature> Builders<S> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; WAYS])
    }

    pub(crate) fn get(&self, way: usize, format: &str) -> &Builder<S> {
        self.0[way].get_or_init(|| {
            let builder = compilers()[way].typed_builder(format);
            builder.unwrap_or_else(|error| panic!("the signature should be that of the format:\n{error}"))
        })
    }
}

/// The name of an encoding that is given as a place.
pub(crate) unsafe fn encoding<'a>(place: Place) -> Option<&'a CStr> {
    unsafe { (!place.is_null()).then(|| CStr::from_ptr(place.cast_const().cast())) }
}
