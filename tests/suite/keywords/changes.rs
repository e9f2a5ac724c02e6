//! A dict of keywords that lets go of an argument while that is converted: the conversion holds it.

use crate::engine::stock::PyArg_ParseTupleAndKeywords;
use crate::owned::Owned;
use crate::python;
use fmtunit::interpret::Parser;
use fmtunit_parser::plan::Entry;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::{CString, c_int};
use std::ptr::null;

/// An argument that nothing but its dict keeps alive, that clears the dict, and that says when it goes.
const CLEARING: &str = "(lambda keywords, log: (keywords.update(a=type('Clearing', (), {
    '__index__': lambda self: (keywords.clear(), log.append('cleared'), 5)[-1],
    '__bool__': lambda self: (keywords.clear(), log.append('cleared'), True)[-1],
    '__len__': lambda self: (keywords.clear(), log.append('cleared'), 2)[-1],
    '__getitem__': lambda self, index: (log.append(f'asked for {index}'), range(2)[index])[-1],
    '__del__': lambda self: log.append('released'),
})()), keywords)[1])({}, released)";

/// What a converter logs of an argument that it makes its dict let go of.
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
    // What others have left behind.
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
