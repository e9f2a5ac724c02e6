//! CPython's own functions.
//!
//! Rust can call a C function with variable arguments, but not with a number of them that is only known at run time. So
//! every call passes as many as the longest format needs; the function reads those that its format names, and no others.

#[cfg(not(Py_3_15))]
use super::fast::FastParser;
use super::{Engine, Reply};
use crate::build_call;
use crate::call::{Inputs, Recorder};
use crate::format::Format;
use crate::source::Source;
use fmtunit_parser::plan::Entry;
use fmtunit_parser::units::Value as Kind;
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ffi::{c_char, c_int, c_void};
use std::ptr::{null, null_mut};

// Up to 3.12 these are what C calls by the public names if it defines PY_SSIZE_T_CLEAN.
unsafe extern "C" {
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseTuple_SizeT")]
    fn PyArg_ParseTuple(arguments: *mut PyObject, format: *const c_char, ...) -> c_int;
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_Parse_SizeT")]
    fn PyArg_Parse(object: *mut PyObject, format: *const c_char, ...) -> c_int;
    // Since 3.15 there are public functions for arrays.
    #[cfg_attr(Py_3_15, link_name = "PyArg_ParseArray")]
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseStack_SizeT")]
    fn _PyArg_ParseStack(
        arguments: *const *mut PyObject,
        count: Py_ssize_t,
        format: *const c_char,
        ...
    ) -> c_int;
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseTupleAndKeywords_SizeT")]
    pub(crate) fn PyArg_ParseTupleAndKeywords(
        arguments: *mut PyObject,
        keywords: *mut PyObject,
        format: *const c_char,
        names: *const *const c_char,
        ...
    ) -> c_int;
    #[cfg(Py_3_15)]
    fn PyArg_ParseArrayAndKeywords(
        arguments: *const *mut PyObject,
        count: Py_ssize_t,
        keywords: *mut PyObject,
        format: *const c_char,
        names: *const *const c_char,
        ...
    ) -> c_int;
    #[cfg(not(Py_3_15))]
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseStackAndKeywords_SizeT")]
    fn _PyArg_ParseStackAndKeywords(
        arguments: *const *mut PyObject,
        count: Py_ssize_t,
        names: *mut PyObject,
        parser: *mut FastParser,
        ...
    ) -> c_int;
    #[cfg_attr(not(Py_3_13), link_name = "_Py_BuildValue_SizeT")]
    fn Py_BuildValue(format: *const c_char, ...) -> *mut PyObject;
}

/// How many arguments every call passes.
pub(crate) const ARGUMENTS: usize = 160;

/// The call with each of the first arguments of an array, ten times as many as there are words.
macro_rules! with_each {
    ($function:ident($($fixed:expr),*), $array:ident, [$($ten:literal)*]) => {
        with_each!(@ $function($($fixed),*), $array, [$($ten)*] [])
    };
    (@ $function:ident($($fixed:expr),*), $array:ident, [$ten:literal $($more:literal)*] [$($done:expr),*]) => {
        with_each!(@ $function($($fixed),*), $array, [$($more)*] [$($done,)*
            $array[$ten], $array[$ten + 1], $array[$ten + 2], $array[$ten + 3], $array[$ten + 4],
            $array[$ten + 5], $array[$ten + 6], $array[$ten + 7], $array[$ten + 8], $array[$ten + 9]
        ])
    };
    (@ $function:ident($($fixed:expr),*), $array:ident, [] [$($done:expr),*]) => {
        $function($($fixed,)* $($done),*)
    };
}
pub(crate) use with_each;

pub(super) struct Stock;

impl Engine for Stock {
    fn name(&self) -> &'static str {
        "stock"
    }

    unsafe fn parse(
        &self,
        format: &Format,
        _inputs: &Inputs,
        source: &Source,
        places: &[Place],
        _recorder: &mut Recorder<'_>,
    ) -> Option<Reply> {
        let status = unsafe { parse_with(format, source, places) };
        Some(Reply::Stored(status != 0))
    }

    unsafe fn build(&self, format: &build_call::Format, values: &[Value]) -> Option<*mut PyObject> {
        let (words, floats) = unsafe { spread(format, values) };
        Some(unsafe { build(&format.c_source, &words, &floats) })
    }
}

/// Values as C passes them: floating-point numbers, and everything else.
pub(crate) unsafe fn spread(format: &build_call::Format, values: &[Value]) -> (Vec<usize>, Vec<f64>) {
    let (mut words, mut floats) = (Vec::new(), Vec::new());
    for (&unit, &value) in format.units.iter().zip(values) {
        unsafe {
            match unit.takes() {
                // C widens these; what is read of the word is the type's own half.
                Kind::Int => words.push(value.Int as usize),
                Kind::UInt => words.push(value.UInt as usize),
                Kind::Long => words.push(value.Long as usize),
                Kind::ULong => words.push(value.ULong as usize),
                Kind::LongLong => words.push(value.LongLong as usize),
                Kind::ULongLong => words.push(value.ULongLong as usize),
                Kind::SSize => words.push(value.SSize as usize),
                Kind::Double => floats.push(value.Double),
                Kind::Complex => words.push(value.Complex.addr()),
                Kind::Text => words.push(value.Text.data.addr()),
                Kind::Bytes => words.extend([value.Bytes.data.addr(), value.Bytes.length as usize]),
                Kind::Wide => words.push(value.Wide.addr()),
                Kind::WideLen => words.extend([value.WideLen.data.addr(), value.WideLen.length as usize]),
                Kind::Object => words.push(value.Object.addr()),
                Kind::Conversion => {
                    words.extend([value.Conversion.convert as usize, value.Conversion.argument.addr()])
                }
            }
        }
    }
    (words, floats)
}

/// Calls the parse function of the format's entry point.
unsafe fn parse_with(format: &Format, source: &Source, places: &[Place]) -> c_int {
    let entry = format.entry();
    if matches!(entry, Entry::Tuple | Entry::Object) {
        return unsafe { parse(entry, source.object, &format.c_source, places) };
    }
    let mut all: [*mut c_void; ARGUMENTS] = [null_mut(); ARGUMENTS];
    all[..places.len()].copy_from_slice(places);
    let c_format = format.c_source.as_ptr();
    let mut names: Vec<*const c_char> = format.c_names.iter().map(|name| name.as_ptr()).collect();
    names.push(null());
    let (array, count) = (source.array.as_ptr(), source.count as Py_ssize_t);
    unsafe {
        match entry {
            Entry::Array => with_each!(
                _PyArg_ParseStack(array, count, c_format),
                all,
                [0 10 20 30 40 50 60 70 80 90 100 110 120 130 140 150]
            ),
            #[cfg(Py_3_15)]
            Entry::ArrayAndKeywords => with_each!(
                PyArg_ParseArrayAndKeywords(array, count, source.names(), c_format, names.as_ptr()),
                all,
                [0 10 20 30 40 50 60 70 80 90 100 110 120 130 140 150]
            ),
            #[cfg(not(Py_3_15))]
            Entry::ArrayAndKeywords => {
                let parser = fast_parser(format);
                with_each!(
                    _PyArg_ParseStackAndKeywords(array, count, source.names(), parser),
                    all,
                    [0 10 20 30 40 50 60 70 80 90 100 110 120 130 140 150]
                )
            }
            _ => with_each!(
                PyArg_ParseTupleAndKeywords(source.object, source.dict, c_format, names.as_ptr()),
                all,
                [0 10 20 30 40 50 60 70 80 90 100 110 120 130 140 150]
            ),
        }
    }
}

/// CPython's parser for an array with keywords, until 3.14. Making it takes a reference to each name, which may be one of the objects
/// that are looked after.
#[cfg(not(Py_3_15))]
pub(crate) fn fast_parser(format: &Format) -> *mut FastParser {
    *format.fast_parser.get_or_init(|| unsafe {
        let parser = FastParser::of(format);
        // So many arguments are refused, but with the first call the names are made.
        let all = [null_mut::<c_void>(); ARGUMENTS];
        let (array, count) = (all.as_ptr().cast::<*mut PyObject>(), ARGUMENTS as Py_ssize_t);
        with_each!(
            _PyArg_ParseStackAndKeywords(array, count, null_mut(), parser),
            all,
            [0 10 20 30 40 50 60 70 80 90 100 110 120 130 140 150]
        );
        pyo3_ffi::PyErr_Clear();
        parser
    })
}

/// Calls the parse function for a tuple or an object.
pub(crate) unsafe fn parse(
    entry: Entry,
    arguments: *mut PyObject,
    format: &std::ffi::CStr,
    places: &[Place],
) -> c_int {
    let mut all: [*mut c_void; ARGUMENTS] = [null_mut(); ARGUMENTS];
    all[..places.len()].copy_from_slice(places);
    let format = format.as_ptr();
    unsafe {
        match entry {
            Entry::Tuple => with_each!(
                PyArg_ParseTuple(arguments, format), all,
                [0 10 20 30 40 50 60 70 80 90 100 110 120 130 140 150]
            ),
            _ => with_each!(
                PyArg_Parse(arguments, format), all,
                [0 10 20 30 40 50 60 70 80 90 100 110 120 130 140 150]
            ),
        }
    }
}

/// Calls the build function.
///
/// The calling conventions of x86-64 and of AArch64 pass floating-point numbers and everything else in registers of
/// their own, and `va_arg` looks for each in its own: so as long as no more than eight numbers need such a register, the
/// order between the two kinds does not matter, and the numbers can stand first.
pub(crate) unsafe fn build(format: &std::ffi::CStr, words: &[usize], floats: &[f64]) -> *mut PyObject {
    assert!(floats.len() <= 8, "only eight floating-point numbers can be passed");
    let mut all = [0_usize; ARGUMENTS];
    all[..words.len()].copy_from_slice(words);
    let mut f = [0.0; 8];
    f[..floats.len()].copy_from_slice(floats);
    unsafe {
        with_each!(
            Py_BuildValue(format.as_ptr(), f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]), all,
            [0 10 20 30 40 50 60 70 80 90 100 110 120 130 140 150]
        )
    }
}
