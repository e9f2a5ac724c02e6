//! Formats, names and converters that no program has: huge, deep, and destructive.
//!
//! Arguments whose methods change what is being parsed are in `harness/python/hostile.py`; the cases with them, in `data/parse` and
//! `data/keywords`, are run with all others.

mod converters;
mod depth;
mod size;

use fmtunit_jit::Places;
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::interpret as reference;
use fmtunit_runtime::place::Place;
use harness::engine::interpret;
use harness::jit::AnyParser;
use harness::source::Source;
use pyo3_ffi::PyObject;
use std::ptr::null;

/// A parser in the reference engine, and made by compilers.
enum EitherParser {
    Interpret(reference::Parser),
    Jit(AnyParser<Places>),
}

impl EitherParser {
    /// One of each kind.
    fn all(format: &str, names: &[&str], entry: Entry) -> Vec<Self> {
        let interpret = if entry.takes_keywords() {
            reference::Parser::with_names(format, names, entry)
        } else {
            reference::Parser::new(format, entry)
        };
        // What is too long is not compiled, but takes the same way.
        let jit = AnyParser::new(&harness::jit::eager(), format, names, entry);
        vec![Self::Interpret(interpret.unwrap()), Self::Jit(jit.unwrap())]
    }

    /// Parses a tuple and a dict, or null for it.
    fn parse(&self, arguments: *mut PyObject, keywords: *mut PyObject, places: &[Place]) -> bool {
        let source = Source::of(arguments, keywords);
        unsafe {
            match self {
                Self::Interpret(parser) => interpret(parser, &source, places),
                Self::Jit(parser) => parser.parse(&source, &null(), places).is_ok(),
            }
        }
    }
}
