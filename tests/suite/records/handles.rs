//! Structs, their handles, and which handles are one.

use super::compilers;
use fmtunit::Py_complex;
use fmtunit::jit::{
    Array, ArrayAndKeywords, Builder, Caller, FieldType, Object, Parser, Places, Record, RecordAt,
    RecordLayout, Struct, Tuple, TupleAndKeywords, Values,
};
use harness::observation::take_exception;
use harness::owned::Owned;
use harness::python::{self, Python};
use pyo3_ffi::{self as ffi, Py_buffer, PyObject};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::zeroed;
use std::ptr::{null, null_mut};

#[derive(Record)]
#[repr(C)]
struct Row {
    flag: bool,
    number: c_int,
    #[record(skip)]
    _note: Option<String>,
    small: i8,
    ratio: f32,
    complex: Py_complex,
    text: *const c_char,
    length: isize,
}

#[test]
fn a_row_is_built_of_its_fields() {
    let python = python::attach();
    let row = Row {
        flag: true,
        number: -7,
        _note: Some("no field".to_owned()),
        small: -128,
        ratio: 0.5,
        complex: Py_complex { real: 1.0, imag: -2.0 },
        text: c"three".as_ptr(),
        length: 3,
    };
    assert_eq!(RecordLayout::of::<Row>().fields().len(), 7);
    assert_eq!(Row::FIELDS[2].class, FieldType::I8);
    for compiler in compilers() {
        let builder = compiler.builder::<Struct<Row>>("{s:(ib)}").map(drop);
        assert!(
            builder.unwrap_err().to_string().starts_with("error: field 0 is `bool`, which does not fit `s`")
        );
        let builder = compiler.builder::<Struct<Row>>("(iih{d:D}s#)").unwrap().clone();
        let built = Owned::new(unsafe { builder.build(&row) });
        assert_eq!(built.repr(), "(1, -7, -128, {0.5: (1-2j)}, 'thr')");
        let caller = compiler.caller::<Struct<Row>>("iiidDs#").unwrap();
        let called = Owned::new(unsafe { caller.call(python.eval("lambda *a: a[::-1]").get(), &row) });
        assert_eq!(called.repr(), "('thr', (1-2j), 0.5, -128, -7, 1)");
        let called = unsafe { caller.call((python.eval("'{}{}{}{}{}{}'").get(), c"format"), &row) };
        assert_eq!(Owned::new(called).repr(), "'1-7-1280.5(1-2j)thr'");
        let called = unsafe { caller.call(null_mut::<PyObject>(), &row) };
        assert!(called.is_null());
        assert_eq!(take_exception().unwrap().class, "SystemError");
    }
}

#[derive(Record)]
#[repr(C)]
struct Arguments<T> {
    first: T,
    class: *mut ffi::PyTypeObject,
    list: *mut PyObject,
    converter: unsafe extern "C" fn(*mut PyObject, *mut i64) -> c_int,
    converted: i64,
    view: Py_buffer,
}

unsafe extern "C" fn convert(object: *mut PyObject, target: *mut i64) -> c_int {
    unsafe { *target = ffi::PyObject_Size(object) as i64 };
    1
}

#[test]
fn arguments_are_parsed_into_fields() {
    let python = python::attach();
    for compiler in compilers() {
        let parser: Parser<TupleAndKeywords, Struct<Arguments<f64>>> =
            compiler.parser_with_names("d|O!O&y*:f", &["a", "b", "c", "d"]).unwrap();
        let mut record = Arguments {
            first: 0.0,
            class: &raw mut ffi::PyList_Type,
            list: null_mut(),
            converter: convert,
            converted: 7,
            view: unsafe { zeroed() },
        };
        let (args, kwargs) = (python.eval("(1.5, [2])"), python.eval("{'d': b'abc'}"));
        unsafe { parser.parse((&args.get(), kwargs.get()), &mut record) }.unwrap();
        assert_eq!((record.first, record.list, record.converted), (1.5, args.elements()[1], 7));
        assert_eq!(record.view.len, 3);
        unsafe { ffi::PyBuffer_Release(&mut record.view) };

        // What was stored before the failure stays.
        let (args, kwargs) = (python.eval("(2.5, [], 'abcd')"), python.eval("{'d': 5}"));
        assert!(unsafe { parser.parse((&args.get(), kwargs.get()), &mut record) }.is_err());
        assert_eq!(take_exception().unwrap().class, "TypeError");
        assert_eq!((record.first, record.list, record.converted), (2.5, args.elements()[1], 4));
        assert!(compiler.parser::<Tuple, Struct<Arguments<f32>>>("dO!O&y*").is_err());
    }
}

#[test]
fn other_entry_points() {
    #[derive(Record)]
    #[repr(C)]
    struct Pair(*const c_char, u8);

    let python = python::attach();
    let args = python.eval("('text', 200)");
    let text = |pair: &Pair| unsafe { CStr::from_ptr(pair.0) }.to_str().unwrap().to_owned();
    for compiler in compilers() {
        let mut pair = Pair(null(), 0);
        let items = args.elements();
        unsafe {
            let parser = compiler.parser::<Array, Struct<Pair>>("sb").unwrap();
            parser.parse((&items.as_ptr(), 2), &mut pair).unwrap();
            assert_eq!((text(&pair).as_str(), pair.1), ("text", 200));
            pair = Pair(null(), 0);
            let parser = compiler.parser::<Object, Struct<Pair>>("(sb)").unwrap();
            parser.parse(&args.get(), &mut pair).unwrap();
            assert_eq!((text(&pair).as_str(), pair.1), ("text", 200));
            let parser =
                compiler.parser_with_names::<ArrayAndKeywords, Struct<Pair>>("s$b", &["", "b"]).unwrap();
            let names = python.eval("('b',)");
            pair = Pair(null(), 0);
            parser.parse((&items.as_ptr(), 1, names.get()), &mut pair).unwrap();
            assert_eq!((text(&pair).as_str(), pair.1), ("text", 200));
        }
    }
}

#[test]
fn equal_handles_are_shared() {
    #[derive(Record)]
    #[repr(C)]
    struct One(c_int, c_int);
    #[derive(Record)]
    #[repr(C)]
    struct Other {
        first: c_int,
        second: c_int,
    }
    #[derive(Record)]
    #[repr(C)]
    struct Wide(c_int, #[record(skip)] c_int, c_int);

    let _python: Python = python::attach();
    let compiler = harness::jit::interpret_only();
    let count = || compiler.stats().formats;
    for _ in 0..2 {
        compiler.builder::<Struct<One>>("ii").unwrap();
        assert_eq!(count(), 1);
    }
    // The same layout, by whatever name.
    compiler.builder::<Struct<Other>>("ii").unwrap();
    compiler.builder::<RecordAt>(("ii", &RecordLayout::of::<One>())).unwrap();
    assert_eq!(count(), 1);
    compiler.builder::<Struct<Wide>>("ii").unwrap();
    assert_eq!(count(), 2);
    compiler.caller::<Struct<One>>("ii").unwrap();
    compiler.parser::<Tuple, Struct<One>>("ii").unwrap();
    compiler.parser::<Tuple, Struct<One>>("ii").unwrap();
    compiler.parser::<Array, Struct<One>>("ii").unwrap();
    assert_eq!(count(), 5);
    for names in [["a", "b"], ["a", "b"], ["", "b"]] {
        compiler.parser_with_names::<TupleAndKeywords, Struct<Other>>("ii", &names).unwrap();
    }
    assert_eq!(count(), 7);
    compiler.builder::<Values>("ii").unwrap();
    assert_eq!(count(), 8);
    // What is refused is not remembered.
    compiler.builder::<Struct<One>>("id").map(drop).unwrap_err();
    assert_eq!(count(), 8);
}

#[test]
fn handles_are_sent_and_shared() {
    fn check<T: Send + Sync + Clone>() {}
    check::<Parser<Tuple, Struct<Row>>>();
    check::<Parser<Array, Places>>();
    check::<Builder<Struct<*mut c_void>>>();
    check::<Caller<RecordAt>>();
}
