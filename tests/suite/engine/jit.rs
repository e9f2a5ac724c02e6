//! Formats that are compiled at run time: with fast shapes, and as on an interpreter whose layouts are not known.

use super::{Engine, Reply};
use crate::build_call;
use crate::format::Format;
use crate::parse_call::{Inputs, Recorder};
use fmtunit_jit::{BuildSource, Builder, Caller, Compiler, Options, Places, SelfDescribed, Values};
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use harness::jit::AnyParser;
use harness::source::Source;
use pyo3_ffi::PyObject;
use std::sync::OnceLock;

/// How many ways there are.
pub(crate) const WAYS: usize = 2;

/// One of the ways.
pub(super) struct Jit(pub(super) usize);

/// A format in both ways.
pub(crate) struct Handles<T>([T; WAYS]);

pub(super) fn compilers() -> &'static [Compiler; WAYS] {
    static COMPILERS: OnceLock<[Compiler; WAYS]> = OnceLock::new();
    let options = Options::new().eager().most_formats(usize::MAX);
    COMPILERS.get_or_init(|| unsafe {
        [Compiler::with(options.clone()), Compiler::with(options.fast_shapes(false))]
    })
}

impl Handles<AnyParser<Places>> {
    pub(crate) fn parser(format: &Format) -> Self {
        let names: Vec<&str> = format.names.iter().map(String::as_str).collect();
        Self(compilers().each_ref().map(|compiler| {
            let parser = AnyParser::new(compiler, &format.source, &names, format.entry()).unwrap();
            // Two parameters of one name are told apart by the engine.
            let is_distinct = format.parser.plan().parameters.as_ref().is_none_or(|it| it.distinct);
            assert_eq!(parser.is_compiled(), is_distinct, "`{}`: {:?}", format.source, compiler.stats());
            parser
        }))
    }
}

impl Handles<Builder<Values>> {
    pub(crate) fn builder(source: &str) -> Self {
        Self(compilers().each_ref().map(|compiler| {
            let builder = compiler.builder(source).unwrap();
            assert!(builder.is_compiled(), "`{source}`: {:?}", compiler.stats());
            builder
        }))
    }
}

impl<S: BuildSource + SelfDescribed> Handles<Caller<S>> {
    pub(crate) fn caller(source: &str) -> Self {
        Self(compilers().each_ref().map(|compiler| {
            let caller = compiler.caller(source).unwrap();
            assert!(caller.is_compiled(), "`{source}`");
            caller
        }))
    }
}

impl<T> Handles<T> {
    pub(crate) fn way(&self, way: usize) -> &T {
        &self.0[way]
    }
}

impl Engine for Jit {
    fn name(&self) -> &'static str {
        ["jit", "jit (layouts unknown)"][self.0]
    }

    unsafe fn parse(
        &self,
        format: &Format,
        _inputs: &Inputs,
        source: &Source,
        places: &[Place],
        _recorder: &mut Recorder<'_>,
    ) -> Option<Reply> {
        let parser = format.jit.get_or_init(|| Handles::parser(format)).way(self.0);
        let result = unsafe { parser.parse(source, &source.array.as_ptr(), places) };
        Some(Reply::Stored(result.is_ok()))
    }

    unsafe fn build(&self, format: &build_call::Format, values: &[Value]) -> Option<*mut PyObject> {
        let builder = format.jit.get_or_init(|| Handles::builder(&format.source)).way(self.0);
        Some(unsafe { builder.build(values) })
    }
}
