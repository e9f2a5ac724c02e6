//! The calls that `fmtunit.h` compiles: the build script writes them in C and C++.

use crate::compiled::{self, CallInC, WAYS};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::value::Value;
use harness::converter;
use harness::engine::{Engine, ParseReply};
use harness::format::PreparedBuild;
use harness::parse::EngineCall;
use pyo3_ffi::{
    PyErr_Clear, PyErr_ExceptionMatches, PyExc_MemoryError, PyObject, PyTuple_Check, PyTuple_GetItem,
    PyTuple_Size, PyUnicode_Check, PyUnicode_Compare,
};

/// One of the [`WAYS`].
pub(super) struct Header(usize);

pub(super) static HEADERS: [Header; WAYS.len()] = {
    let mut headers = [const { Header(0) }; WAYS.len()];
    let mut way = 0;
    while way < WAYS.len() {
        headers[way].0 = way;
        way += 1;
    }
    headers
};

/// Is a keyword given twice?
unsafe fn repeats(names: *mut PyObject) -> bool {
    unsafe {
        if names.is_null() || PyTuple_Check(names) == 0 {
            return false;
        }
        let names: Vec<_> = (0..PyTuple_Size(names)).map(|index| PyTuple_GetItem(names, index)).collect();
        let are_equal = |a: *mut PyObject, b: *mut PyObject| {
            PyUnicode_Check(a) != 0 && PyUnicode_Check(b) != 0 && PyUnicode_Compare(a, b) == 0
        };
        names
            .iter()
            .enumerate()
            .any(|(index, name)| names[..index].iter().any(|other| are_equal(*other, *name)))
    }
}

fn is_memory_error() -> bool {
    unsafe { PyErr_ExceptionMatches(PyExc_MemoryError) != 0 }
}

impl Engine for Header {
    fn name(&self) -> &'static str {
        WAYS[self.0]
    }

    unsafe fn parse(&self, call: &mut EngineCall<'_>) -> Option<ParseReply> {
        let compiled = compiled::parse(call.format)?;
        let source = call.source;
        // A dict, which the header makes of the keywords there, holds none twice.
        let is_array = compiled.entry == Entry::ArrayAndKeywords && cfg!(not(Py_3_15));
        if is_array && unsafe { repeats(source.names()) } {
            return None;
        }
        let call = CallInC {
            object: source.object,
            array: source.array.as_ptr(),
            count: source.count as isize,
            dict: source.dict,
            names: source.names(),
            places: call.places.as_ptr(),
        };
        let success = unsafe { compiled.in_c[self.0](&call) } != 0;
        // Where CPython has no such function, the header takes the one for a tuple and a dict, and that has other errors.
        if !success && is_array && !is_memory_error() {
            unsafe { PyErr_Clear() };
            converter::drain();
            return None;
        }
        Some(ParseReply::Stored(success))
    }

    unsafe fn build(&self, format: &PreparedBuild, values: &[Value]) -> Option<*mut PyObject> {
        Some(unsafe { compiled::build(format)?.in_c[self.0](values.as_ptr()) })
    }
}
