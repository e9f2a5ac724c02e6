//! Formats of ten thousand units, names of a mebibyte, text of many.

use super::WAYS;
use fmtunit_jit::Values;
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::interpret::Builder;
use fmtunit_runtime::value::Value;
use harness::format::PreparedParse;
use harness::observation::take_exception;
use harness::owned::Owned;
use harness::python;
use harness::stock::PyArg_ParseTupleAndKeywords;
use pyo3_ffi::{self as ffi, Py_buffer, PyObject};
use std::ffi::{CString, c_int};
use std::ptr::{null, null_mut};

const NAMELESS: &[&str] = &[];
const UNITS: usize = 10_000;
const MEBIBYTE: usize = 1 << 20;

#[test]
fn ten_thousand_units_are_parsed() {
    let python = python::attach();
    let arguments = python.eval(&format!("tuple(range({UNITS}))"));
    let format = PreparedParse::new(&"i".repeat(UNITS), Entry::Tuple, NAMELESS);
    for parse in WAYS {
        let mut numbers = vec![-1_i32; UNITS];
        let places: Vec<_> = numbers.iter_mut().map(|number| (number as *mut c_int).cast()).collect();
        assert!(parse(&format, arguments.get(), null_mut(), &places));
        assert!(numbers.iter().enumerate().all(|(index, number)| index as i32 == *number));
    }
}

#[test]
fn ten_thousand_views_are_released_when_the_last_unit_fails() {
    let python = python::attach();
    let arguments = python.eval(&format!("(*[bytearray(b'x')] * {UNITS}, 'no int')"));
    let exporter = arguments.elements()[0];
    let format = PreparedParse::new(&format!("{}i", "y*".repeat(UNITS)), Entry::Tuple, NAMELESS);
    for parse in WAYS {
        let before = unsafe { ffi::Py_REFCNT(exporter) };
        let mut views: Vec<Py_buffer> = (0..UNITS).map(|_| Py_buffer::new()).collect();
        let mut number: c_int = 0;
        let mut places: Vec<_> = views.iter_mut().map(|view| (view as *mut Py_buffer).cast()).collect();
        places.push((&raw mut number).cast());
        assert!(!parse(&format, arguments.get(), null_mut(), &places));
        assert_eq!(take_exception().unwrap().class, "TypeError");
        assert_eq!(unsafe { ffi::Py_REFCNT(exporter) }, before);
        // It would be refused if there was a view.
        assert_eq!(unsafe { ffi::PyByteArray_Resize(exporter, 1) }, 0);
    }
}

#[test]
fn ten_thousand_units_are_built() {
    let python = python::attach();
    let values: Vec<_> = (0..UNITS).map(|number| Value { Int: number as c_int }).collect();
    let compiler = harness::jit::eager();
    let lists = [("", ""), ("[", "]"), ("(", ")")];
    for (open, close) in lists {
        let format = format!("{open}{}{close}", "i".repeat(UNITS));
        let engine = unsafe { Builder::new(&format).unwrap().build(&values) };
        let jit = unsafe { compiler.builder::<Values>(&format).unwrap().build(&values) };
        let kind = if open == "[" { "list" } else { "tuple" };
        let expected = python.eval(&format!("{kind}(range({UNITS}))"));
        for built in [engine, jit].map(Owned::new) {
            assert_eq!(unsafe { ffi::PyObject_RichCompareBool(built.get(), expected.get(), ffi::Py_EQ) }, 1);
        }
    }
}

#[test]
fn references_are_taken_over_when_the_last_of_ten_thousand_fails() {
    let python = python::attach();
    let object = python.eval("['stolen']");
    let mut values = vec![Value { Object: object.get() }; UNITS];
    values.push(Value { Object: null_mut() });
    let format = "N".repeat(UNITS + 1);
    let compiler = harness::jit::eager();
    let (engine, jit) = (Builder::new(&format).unwrap(), compiler.builder::<Values>(&format).unwrap());
    let builds: [&dyn Fn() -> *mut PyObject; 2] =
        [&|| unsafe { engine.build(&values) }, &|| unsafe { jit.build(&values) }];
    for build in builds {
        let before = unsafe { ffi::Py_REFCNT(object.get()) };
        (0..UNITS).for_each(|_| unsafe { ffi::Py_INCREF(object.get()) });
        assert!(build().is_null());
        assert_eq!(take_exception().unwrap().class, "SystemError");
        assert_eq!(unsafe { ffi::Py_REFCNT(object.get()) }, before);
    }
}

#[test]
fn names_of_a_mebibyte_are_matched_as_in_cpython() {
    let python = python::attach();
    let long = "n".repeat(MEBIBYTE);
    let names = [long.as_str(), "b"];
    let c_names = names.map(|name| CString::new(name).unwrap());
    let c_names = [c_names[0].as_ptr(), c_names[1].as_ptr(), null()];
    let no_arguments = python.eval("()");
    let format = PreparedParse::new("|ii:f", Entry::TupleAndKeywords, &names);
    let dicts = [
        format!("{{'n' * {MEBIBYTE}: 5, 'b': 6}}"),
        format!("{{'n' * {}: 5}}", MEBIBYTE - 1),
        format!("{{'n' * {} + 'x': 5}}", MEBIBYTE - 1),
        format!("{{'\\u20ac' * {MEBIBYTE}: 5}}"),
    ];
    for dict in dicts {
        let keywords = python.eval(&dict);
        let mut stored = [-1; 2];
        let [first, second] = stored.each_mut().map(|place| place as *mut c_int);
        let status = unsafe {
            let (args, kwargs) = (no_arguments.get(), keywords.get());
            PyArg_ParseTupleAndKeywords(args, kwargs, c"|ii:f".as_ptr(), c_names.as_ptr(), first, second)
        };
        let stock = (status != 0, take_exception(), stored);
        for parse in WAYS {
            let mut stored = [-1; 2];
            let places = stored.each_mut().map(|place| (place as *mut c_int).cast());
            let success = parse(&format, no_arguments.get(), keywords.get(), &places);
            assert!((success, take_exception(), stored) == stock, "{dict}");
        }
    }
}
