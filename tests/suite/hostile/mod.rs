//! Formats, names and converters that no program has: huge, deep, and destructive.
//!
//! Arguments whose methods change what is being parsed are in `harness/python/hostile.py`; the cases with them, in `data/parse` and
//! `data/keywords`, are run with all others.

mod converters;
mod depth;
mod size;

use fmtunit_jit::Places;
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::interpret;
use fmtunit_runtime::place::Place;
use harness::jit::AnyParser;
use pyo3_ffi::PyObject;

/// A parser in the reference engine, and made by compilers.
enum Parser {
    Interpret(interpret::Parser),
    Jit(AnyParser<Places>),
}

impl Parser {
    /// One of each kind.
    fn all(format: &str, names: &[&str], entry: Entry) -> Vec<Self> {
        let interpret = if entry.takes_keywords() {
            interpret::Parser::with_names(format, names, entry)
        } else {
            interpret::Parser::new(format, entry)
        };
        // What is too long is not compiled, but takes the same way.
        let jit = AnyParser::new(&harness::jit::eager(), format, names, entry);
        vec![Self::Interpret(interpret.unwrap()), Self::Jit(jit.unwrap())]
    }

    /// Parses a tuple and a dict, or null for it.
    fn parse(&self, arguments: *mut PyObject, keywords: *mut PyObject, places: &[Place]) -> bool {
        let named = !keywords.is_null();
        unsafe {
            match self {
                Self::Interpret(parser) if named => {
                    parser.parse_tuple_and_keywords(arguments, keywords, places).is_ok()
                }
                Self::Interpret(parser) => parser.parse(arguments, places).is_ok(),
                Self::Jit(AnyParser::TupleAndKeywords(parser)) => {
                    parser.parse((&arguments, keywords), places).is_ok()
                }
                Self::Jit(AnyParser::Tuple(parser)) => parser.parse(&arguments, places).is_ok(),
                Self::Jit(parser) => panic!("{parser:?} is called with a tuple"),
            }
        }
    }
}
