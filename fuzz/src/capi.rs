//! The C functions of ours, under names of their own.

use fmtunit_capi_core::{StockFunction, handlers, trampoline};
use harness::engine::{Engine, InC};
use harness::stock::{Functions, KeywordParser, Names};
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ffi::{VaList, c_char, c_int};

trampoline!("fuzzed_tuple", words, 2, handlers::parse_tuple::<{ StockFunction::ParseTupleSize as usize }>);
trampoline!("fuzzed_object", words, 2, handlers::parse::<{ StockFunction::ParseSize as usize }>);
trampoline!("fuzzed_array", words, 3, handlers::parse_stack::<{ ARRAY as usize }>);
trampoline!(
    "fuzzed_tuple_and_keywords",
    words,
    4,
    handlers::parse_tuple_and_keywords::<{ StockFunction::ParseTupleAndKeywordsSize as usize }>
);
trampoline!(
    "fuzzed_array_and_keywords",
    words,
    4,
    handlers::parse_stack_and_keywords::<{ ARRAY_AND_KEYWORDS as usize }>
);
trampoline!("fuzzed_va_tuple", words, 3, handlers::va_parse::<{ StockFunction::VaParseSize as usize }>);
trampoline!(
    "fuzzed_va_tuple_and_keywords",
    words,
    5,
    handlers::va_parse_tuple_and_keywords::<{ StockFunction::VaParseTupleAndKeywordsSize as usize }>
);
trampoline!(
    "fuzzed_va_build",
    words,
    2,
    handlers::va_build_value::<{ StockFunction::VaBuildValueSize as usize }>
);
trampoline!("fuzzed_build", values, 1, handlers::build_value::<{ StockFunction::BuildValueSize as usize }>);

// Since 3.13 there is one function of each kind for arrays.
const ARRAY: StockFunction =
    if cfg!(Py_3_13) { StockFunction::ParseStack } else { StockFunction::ParseStackSize };
const ARRAY_AND_KEYWORDS: StockFunction = if cfg!(Py_3_13) {
    StockFunction::ParseStackAndKeywords
} else {
    StockFunction::ParseStackAndKeywordsSize
};

/// The C functions of ours that stand for CPython's.
pub fn ours(_way: usize) -> &'static dyn Engine {
    static ENGINE: InC = InC("C library", &OURS);
    &ENGINE
}

/// Those of ours that take a `va_list`.
pub fn ours_of_lists(_way: usize) -> &'static dyn Engine {
    static ENGINE: InC = InC("C library, lists", &OURS_OF_LISTS);
    &ENGINE
}

/// Ours.
static OURS: Functions = {
    unsafe extern "C" {
        fn fuzzed_tuple(arguments: *mut PyObject, format: *const c_char, ...) -> c_int;
        fn fuzzed_object(object: *mut PyObject, format: *const c_char, ...) -> c_int;
        fn fuzzed_array(
            arguments: *const *mut PyObject,
            count: Py_ssize_t,
            format: *const c_char,
            ...
        ) -> c_int;
        fn fuzzed_tuple_and_keywords(
            arguments: *mut PyObject,
            keywords: *mut PyObject,
            format: *const c_char,
            names: Names,
            ...
        ) -> c_int;
        fn fuzzed_array_and_keywords(
            arguments: *const *mut PyObject,
            count: Py_ssize_t,
            names: *mut PyObject,
            parser: *mut KeywordParser,
            ...
        ) -> c_int;
        fn fuzzed_build(format: *const c_char, ...) -> *mut PyObject;
    }
    Functions {
        tuple: fuzzed_tuple,
        object: fuzzed_object,
        array: fuzzed_array,
        tuple_and_keywords: fuzzed_tuple_and_keywords,
        array_and_keywords: fuzzed_array_and_keywords,
        build: fuzzed_build,
    }
};

/// Ours with a `va_list`, where there are any: called by functions that have variable arguments of their own.
static OURS_OF_LISTS: Functions = {
    unsafe extern "C" {
        fn fuzzed_va_tuple(arguments: *mut PyObject, format: *const c_char, list: VaList<'_>) -> c_int;
        fn fuzzed_va_tuple_and_keywords(
            arguments: *mut PyObject,
            keywords: *mut PyObject,
            format: *const c_char,
            names: Names,
            list: VaList<'_>,
        ) -> c_int;
        fn fuzzed_va_build(format: *const c_char, list: VaList<'_>) -> *mut PyObject;
    }
    unsafe extern "C" fn tuple(arguments: *mut PyObject, format: *const c_char, list: ...) -> c_int {
        // SAFETY: as for the caller.
        unsafe { fuzzed_va_tuple(arguments, format, list) }
    }
    unsafe extern "C" fn tuple_and_keywords(
        arguments: *mut PyObject,
        keywords: *mut PyObject,
        format: *const c_char,
        names: Names,
        list: ...
    ) -> c_int {
        // SAFETY: as for the caller.
        unsafe { fuzzed_va_tuple_and_keywords(arguments, keywords, format, names, list) }
    }
    unsafe extern "C" fn build(format: *const c_char, list: ...) -> *mut PyObject {
        // SAFETY: as for the caller.
        unsafe { fuzzed_va_build(format, list) }
    }
    Functions { tuple, tuple_and_keywords, build, ..OURS }
};

/// Has formats compiled at their first call.
pub fn compile_at_once() {
    // SAFETY: nothing else runs yet.
    unsafe { std::env::set_var("FMTUNIT_TIER", "jit") };
}
