//! Compilers of formats known at run time, and handles that parse through any entry point.

use crate::source::Source;
use fmtunit_jit::{
    Array, ArrayAndKeywords, Compiler, FormatFor, Object, Options, ParseTarget, Parser, RawHandle, Tuple,
    TupleAndKeywords,
};
use fmtunit_parser::Error;
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::Raised;
use pyo3_ffi::PyObject;
use std::sync::OnceLock;

/// A compiler that compiles each format when its handle is made.
pub fn eager() -> Compiler {
    unsafe { Compiler::with(Options::new().eager()) }
}

/// A compiler that compiles nothing.
pub fn interpret_only() -> Compiler {
    unsafe { Compiler::with(Options::new().interpret_only()) }
}

/// The number of ways in which formats are compiled.
pub const WAYS: usize = 2;

/// A compiler for each way: as usual, and as on an interpreter whose layouts are not known.
pub type Compilers = [Compiler; WAYS];

/// New compilers.
pub fn new_compilers() -> Compilers {
    let options = Options::new().eager().most_formats(usize::MAX);
    unsafe { [Compiler::with(options.clone()), Compiler::with(options.fast_shapes(false))] }
}

/// The compilers of the process.
pub fn compilers() -> &'static Compilers {
    static COMPILERS: OnceLock<Compilers> = OnceLock::new();
    COMPILERS.get_or_init(new_compilers)
}

/// A parser whose entry point is known at run time.
#[derive(Debug)]
pub enum AnyParser<T> {
    Tuple(Parser<Tuple, T>),
    Object(Parser<Object, T>),
    Array(Parser<Array, T>),
    TupleAndKeywords(Parser<TupleAndKeywords, T>),
    ArrayAndKeywords(Parser<ArrayAndKeywords, T>),
}

impl<T: ParseTarget> AnyParser<T> {
    /// Makes the handle; the names are those of an entry point with keywords.
    pub fn new(
        compiler: &Compiler,
        format: impl FormatFor<T>,
        names: &[&str],
        entry: Entry,
    ) -> Result<Self, Error> {
        Ok(match entry {
            Entry::Tuple => Self::Tuple(compiler.parser(format)?),
            Entry::Object => Self::Object(compiler.parser(format)?),
            Entry::Array => Self::Array(compiler.parser(format)?),
            Entry::TupleAndKeywords => Self::TupleAndKeywords(compiler.parser_with_names(format, names)?),
            Entry::ArrayAndKeywords => Self::ArrayAndKeywords(compiler.parser_with_names(format, names)?),
        })
    }

    pub fn raw(&self) -> &RawHandle {
        match self {
            Self::Tuple(parser) => parser.raw(),
            Self::Object(parser) => parser.raw(),
            Self::Array(parser) => parser.raw(),
            Self::TupleAndKeywords(parser) => parser.raw(),
            Self::ArrayAndKeywords(parser) => parser.raw(),
        }
    }

    pub fn is_compiled(&self) -> bool {
        self.raw().is_compiled()
    }

    /// Parses the arguments of a source, of which `array` is the array.
    ///
    /// # Safety
    /// As [`Parser::parse`].
    pub unsafe fn parse<'a>(
        &self,
        source: &'a Source,
        array: &'a *const *mut PyObject,
        target: T::Given<'_>,
    ) -> Result<T::Out<'a>, Raised> {
        let (object, nargs) = (&source.object, source.count as isize);
        unsafe {
            match self {
                Self::Tuple(parser) => parser.parse(object, target),
                Self::Object(parser) => parser.parse(object, target),
                Self::Array(parser) => parser.parse((array, nargs), target),
                Self::TupleAndKeywords(parser) => parser.parse((object, source.dict), target),
                Self::ArrayAndKeywords(parser) => parser.parse((array, nargs, source.names()), target),
            }
        }
    }
}
