//! Several interpreters in one process, side by side and one after the other, parse and build at the same places.
//!
//! Each test runs in a process of its own.

use fmtunit::interpret;
use fmtunit_jit::{Builder, Parser, Places, TupleAndKeywords, Values};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::value::{Text, Value};
use harness::alone::is_alone;
use harness::observation::take_exception;
use harness::owned::Owned;
use harness::python::eval;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::{CStr, c_int};
use std::ptr::{null, null_mut};
use std::sync::LazyLock;

/// Text, as values have it.
fn text(text: &CStr) -> Text {
    Text { data: text.as_ptr(), length: Text::UP_TO_NUL }
}

/// One for all interpreters.
static PARSER: LazyLock<interpret::Parser> = LazyLock::new(|| {
    interpret::Parser::with_names(
        "i|s$Op:f",
        &["first", "second", "na\u{ef}ve", "flag"],
        Entry::TupleAndKeywords,
    )
    .unwrap()
});

/// Machine code for all interpreters. What it is made from is asked of the first one.
static COMPILED: LazyLock<(Parser<TupleAndKeywords, Places>, Builder<Values>)> = LazyLock::new(|| {
    let compiler = harness::jit::eager();
    let names = ["first", "second", "na\u{ef}ve", "flag"];
    let parser = compiler.parser_with_names("i|s$Op:f", &names).unwrap();
    let builder = compiler.builder::<Values>("{s:(iO),s:[sd],i:c}").unwrap();
    assert_eq!(
        (parser.is_compiled(), builder.is_compiled()),
        (fmtunit_jit::HAS_BACK_END, fmtunit_jit::HAS_BACK_END)
    );
    (parser, builder)
});

/// Parses and builds, so many times, in the interpreter that the thread is in.
fn exercise(rounds: usize) {
    let keywords =
        eval(c"{'first': 5, 'second': ''.join(['te', 'xt']), 'na\xc3\xafve': ['object'], 'flag': 'yes'}");
    let unknown = eval(c"{'frist': 5, 'second': 'text'}");
    let no_arguments = eval(c"()");
    let one_argument = eval(c"(2 ** 40 - 2 ** 40 + 7,)");
    let names = eval(c"(''.join(['seco', 'nd']), 'flag', 'na\xc3\xafve')");
    let values = eval(c"('text', 0, {})");
    let (args, one, kwnames) = (no_arguments.get(), one_argument.get(), names.get());
    let (kwargs, wrong) = (keywords.get(), unknown.get());
    let mut array = vec![one_argument.elements()[0]];
    array.extend(values.elements());
    let array = array.as_ptr();
    for _ in 0..rounds {
        unsafe {
            let parsed = fmtunit::parse_tuple_and_keywords!(
                args,
                kwargs,
                "i|s$Op:f",
                ["first", "second", "na\u{ef}ve", "flag"]
            );
            let (first, second, object, flag) = parsed.ok().unwrap();
            assert_eq!((first, second, flag), (5, Some(c"text"), Some(true)));
            assert_eq!(ffi::PyList_Size(object.unwrap()), 1);

            let parsed = fmtunit::parse_array_and_keywords!(
                array,
                1,
                kwnames,
                "i|s$Op:f",
                ["first", "second", "na\u{ef}ve", "flag"]
            );
            let (first, second, object, flag) = parsed.ok().unwrap();
            assert_eq!((first, second, flag), (7, Some(c"text"), Some(false)));
            assert_ne!(ffi::PyDict_Check(object.unwrap()), 0);

            let parsed = fmtunit::parse_tuple_and_keywords!(one, wrong, "i|iii:f", ["first", "x", "y", "z"]);
            assert!(parsed.is_err());
            let expected = if cfg!(Py_3_13) {
                "f() got an unexpected keyword argument 'frist'. Did you mean 'first'?"
            } else {
                "'frist' is an invalid keyword argument for f()"
            };
            assert_eq!(take_exception().unwrap().text, expected);

            let (mut first, mut flag): (c_int, c_int) = (0, 0);
            let (mut second, mut object) = (c"".as_ptr(), null_mut::<PyObject>());
            let places = [
                (&raw mut first).cast(),
                (&raw mut second).cast(),
                (&raw mut object).cast(),
                (&raw mut flag).cast(),
            ];
            assert!(PARSER.parse_tuple_and_keywords(args, kwargs, &places).is_ok());
            assert_eq!((first, CStr::from_ptr(second), flag), (5, c"text", 1));
            (first, second, object, flag) = (0, null(), null_mut(), 0);
            assert!(COMPILED.0.parse((&args, kwargs), &places).is_ok());
            assert_eq!((first, CStr::from_ptr(second), flag), (5, c"text", 1));
            assert!(COMPILED.0.parse((&args, wrong), &places).is_err());
            assert_eq!(take_exception().unwrap().class, "TypeError");

            let built = Owned::new(fmtunit::build_value!(
                "{s:(iO),s:[sd],i:c}",
                c"key",
                first,
                object,
                c"a",
                c"caf\xc3\xa9",
                1.5,
                300,
                c_int::from(b'x')
            ));
            assert_eq!(built.repr(), "{'key': (5, ['object']), 'a': ['caf\u{e9}', 1.5], 300: b'x'}");
            let values = [
                Value { Text: text(c"key") },
                Value { Int: 5 },
                Value { Object: object },
                Value { Text: text(c"a") },
                Value { Text: text(c"caf\xc3\xa9") },
                Value { Double: 1.5 },
                Value { Int: 300 },
                Value { Int: c_int::from(b'x') },
            ];
            assert_eq!(Owned::new(COMPILED.1.build(&values)).repr(), built.repr());
            let text = fmtunit::call_method!(built.get(), "get", "si", c"missing", 5);
            assert_eq!(Owned::new(text).to_int(), 5);
        }
    }
}

#[cfg(all(Py_3_12, not(Py_LIMITED_API)))]
#[test]
fn interpreters_with_a_lock_each_parse_at_the_same_time() {
    use std::sync::Barrier;
    const THREADS: usize = 4;
    if !is_alone(module_path!(), "interpreters_with_a_lock_each_parse_at_the_same_time") {
        return;
    }
    unsafe {
        ffi::Py_InitializeEx(0);
        let main = ffi::PyEval_SaveThread();
        let barrier = Barrier::new(THREADS);
        for _ in 0..2 {
            std::thread::scope(|scope| {
                let threads = [(); THREADS].map(|()| scope.spawn(|| in_own_interpreter(&barrier)));
                threads.into_iter().for_each(|thread| thread.join().unwrap());
            });
        }
        ffi::PyEval_RestoreThread(main);
        exercise(100);
        assert_eq!(ffi::Py_FinalizeEx(), 0);
    }
}

#[cfg(all(Py_3_12, not(Py_LIMITED_API)))]
unsafe fn in_own_interpreter(barrier: &std::sync::Barrier) {
    unsafe {
        let state = ffi::PyGILState_Ensure();
        let outer = ffi::PyThreadState_Get();
        let mut own = null_mut();
        let status = ffi::Py_NewInterpreterFromConfig(&mut own, &ffi::_PyInterpreterConfig_INIT);
        assert_eq!(ffi::PyStatus_Exception(status), 0);
        barrier.wait();
        exercise(1000);
        barrier.wait();
        ffi::Py_EndInterpreter(own);
        ffi::PyThreadState_Swap(outer);
        ffi::PyGILState_Release(state);
    }
}

#[test]
fn interpreters_take_turns() {
    if !is_alone(module_path!(), "interpreters_take_turns") {
        return;
    }
    unsafe {
        ffi::Py_InitializeEx(0);
        let main = ffi::PyThreadState_Get();
        exercise(100);
        let states = [(); 3].map(|()| ffi::Py_NewInterpreter());
        for _ in 0..10 {
            for state in states.into_iter().chain([main]) {
                ffi::PyThreadState_Swap(state);
                exercise(50);
            }
        }
        for state in states {
            ffi::PyThreadState_Swap(state);
            ffi::Py_EndInterpreter(state);
            ffi::PyThreadState_Swap(main);
            exercise(50);
        }
        assert_eq!(ffi::Py_FinalizeEx(), 0);
    }
}

#[test]
fn an_interpreter_parses_after_another_has_been_finalized() {
    if !is_alone(module_path!(), "an_interpreter_parses_after_another_has_been_finalized") {
        return;
    }
    for _ in 0..4 {
        unsafe {
            ffi::Py_InitializeEx(0);
            exercise(200);
            assert_eq!(ffi::Py_FinalizeEx(), 0);
        }
    }
}
