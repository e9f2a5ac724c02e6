//! Formats, names and converters that no program has: huge, deep, and destructive.
//!
//! Arguments whose methods change what is being parsed are in `harness/python/hostile.py`; the cases with them, in `data/parse` and
//! `data/keywords`, are run with all others.

mod converters;
mod depth;
mod size;

use fmtunit_runtime::place::Place;
use harness::engine::interpret;
use harness::format::PreparedParse;
use harness::source::Source;
use pyo3_ffi::PyObject;
use std::ptr::null;

/// Parses a tuple and a dict, or null for it, in one of the ways.
type Parse = fn(&PreparedParse, *mut PyObject, *mut PyObject, &[Place]) -> bool;

/// By the reference engine, and by a handle. A format that is too long is not compiled, but takes the same way.
const WAYS: [Parse; 2] = [
    |format, args, kwargs, places| unsafe {
        interpret(&format.interpreted, &Source::of(args, kwargs), places)
    },
    |format, args, kwargs, places| unsafe {
        format.compiled(0).parse(&Source::of(args, kwargs), &null(), places).is_ok()
    },
];
