//! A dict of keywords that changes while an argument is converted.

use fmtunit::interpret::Parser;
use fmtunit_jit::TupleAndKeywords;
use fmtunit_jit::units::Opt;
use fmtunit_jit::units::parse::{Int, Object, Str};
use fmtunit_jit::values::Tagged;
use fmtunit_parser::plan::Entry;
use harness::owned::Owned;
use harness::python;
use harness::stock::PyArg_ParseTupleAndKeywords;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::{CStr, CString, c_char, c_int};
use std::ptr::null;

/// An argument that nothing but its dict keeps alive, that clears the dict, and that says when it goes.
const CLEARING: &str = "(lambda keywords, log: (keywords.update(a=type('Clearing', (), {
    '__index__': lambda self: (keywords.clear(), log.append('cleared'), 5)[-1],
    '__bool__': lambda self: (keywords.clear(), log.append('cleared'), True)[-1],
    '__len__': lambda self: (keywords.clear(), log.append('cleared'), 2)[-1],
    '__getitem__': lambda self, index: (log.append(f'asked for {index}'), range(2)[index])[-1],
    '__del__': lambda self: log.append('released'),
})()), keywords)[1])({}, released)";

/// A converter that clears the dict that holds its argument.
unsafe extern "C" fn clear(object: *mut PyObject, dict: *mut *mut PyObject) -> c_int {
    unsafe {
        ffi::PyDict_Clear(*dict);
        c_int::from(ffi::PyObject_IsTrue(object) == 1 && ffi::Py_REFCNT(object) > 0)
    }
}

#[test]
fn an_argument_is_held_while_it_is_converted() {
    let python = python::attach();
    let released = python.log("released");
    // Entries that other tests have left.
    python.drain(&released);
    let no_arguments = python.eval("()");
    let (args, mut a, mut b) = (no_arguments.get(), 0, 0);
    let parser = |format| Parser::with_names(format, &["a"], Entry::TupleAndKeywords).unwrap();
    let names = [c"a".as_ptr(), null()];
    macro_rules! check {
        ($format:literal $(, $place:expr)*) => {
            let log = |parse: &mut dyn FnMut(*mut PyObject) -> bool| {
                let keywords: Owned = python.eval(CLEARING);
                let kwargs = keywords.get();
                assert!(parse(kwargs));
                python.drain(&released)
            };
            let engine = log(&mut |kwargs| unsafe {
                let places = [$((&raw mut *$place).cast()),*];
                parser($format).parse_tuple_and_keywords(args, kwargs, &places).is_ok()
            });
            assert!(engine.starts_with("cleared") && engine.ends_with("released"), "{engine}");
            let by_macro = log(&mut |kwargs| unsafe {
                fmtunit::parse_tuple_and_keywords!(args, kwargs, $format, ["a"] $(, $place)*).is_ok()
            });
            assert_eq!(by_macro, engine, "{}", $format);
            // Before 3.13, CPython itself goes on with an object that may be gone.
            if cfg!(Py_3_13) {
                let format = CString::new($format).unwrap();
                let stock = log(&mut |kwargs| unsafe {
                    let (format, names) = (format.as_ptr(), names.as_ptr());
                    PyArg_ParseTupleAndKeywords(args, kwargs, format, names $(, &raw mut *$place)*) != 0
                });
                assert_eq!(engine, stock, "{}", $format);
            }
        };
    }
    check!("i", &mut a);
    assert_eq!(a, 5);
    check!("p", &mut a);
    assert_eq!(a, 1);
    check!("(ii)", &mut a, &mut b);
    assert_eq!((a, b), (0, 1));
    let keywords: Owned = python.eval(CLEARING);
    let (kwargs, mut dict) = (keywords.get(), keywords.get());
    let done: Result<(), fmtunit::Raised> = unsafe {
        fmtunit::parse_tuple_and_keywords!(
            args,
            kwargs,
            "O&",
            ["a"],
            clear as unsafe extern "C" fn(_, _) -> _,
            &mut dict
        )
    };
    assert!(done.is_ok());
    assert_eq!(python.drain(&released), "cleared\nreleased");
}

/// A dict of two keywords, the first of which puts a further one into it when it is converted.
const ADDING: &str = "(lambda keywords: (keywords.update(a=type('Adding', (), {
    '__index__': lambda self: (keywords.update(b=None), 5)[-1],
})(), d='text'), keywords)[1])({})";

#[test]
fn an_argument_that_is_not_looked_for_any_more_is_absent() {
    let python = python::attach();
    let no_arguments = python.eval("()");
    let args = no_arguments.get();
    let (format, names) = ("|iOOs", ["a", "b", "c", "d"]);
    let adding = || python.eval(ADDING);

    // CPython has found as many as were given when it comes to the third.
    let (mut a, mut b, mut c, mut d) = (0, null::<PyObject>(), null::<PyObject>(), null::<c_char>());
    let c_names = [c"a", c"b", c"c", c"d"].map(CStr::as_ptr);
    let c_names = [c_names.as_slice(), &[null()]].concat();
    let keywords = adding();
    let parsed = unsafe {
        let (kwargs, names) = (keywords.get(), c_names.as_ptr());
        PyArg_ParseTupleAndKeywords(
            args,
            kwargs,
            c"|iOOs".as_ptr(),
            names,
            &raw mut a,
            &raw mut b,
            &raw mut c,
            &raw mut d,
        )
    };
    assert_eq!((parsed, a, b.is_null(), c.is_null(), d.is_null()), (1, 5, false, true, true));

    type Typed = (Opt<Int>, Opt<Object>, Opt<Object>, Opt<Str>);
    for compiler in [harness::jit::eager(), harness::jit::interpret_only()] {
        let keywords = adding();
        let typed = compiler.parser_with_names::<TupleAndKeywords, Typed>(format, &names).unwrap();
        let (a, b, c, d) = unsafe { typed.parse((&args, keywords.get()), ()) }.unwrap();
        assert_eq!((a, b.is_some(), c, d), (Some(5), true, None, None));
        let keywords = adding();
        let tagged = compiler.parser_with_names::<TupleAndKeywords, Tagged>(format, &names).unwrap();
        let values = unsafe { tagged.parse((&args, keywords.get()), &[]) }.unwrap();
        let is_given: Vec<_> = values.iter().map(Option::is_some).collect();
        assert_eq!(is_given, [true, true, false, false]);
    }
    let keywords = adding();
    let kwargs = keywords.get();
    let (a, b, c, d) =
        unsafe { fmtunit::parse_tuple_and_keywords!(args, kwargs, "|iOOs", ["a", "b", "c", "d"]) }.unwrap();
    assert_eq!((a, b.is_some(), c, d), (Some(5), true, None, None));
}
