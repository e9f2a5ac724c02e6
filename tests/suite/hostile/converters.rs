//! Converters that let go of what holds their argument, and go on with that.

use fmtunit_jit::{Places, Tuple};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::interpret::Parser;
use fmtunit_runtime::place::Place;
use harness::observation::take_exception;
use harness::python;
use harness::stock;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::{c_int, c_void};
use std::ptr::null_mut;

/// The target of a converter: the list that holds its argument, and the log of released objects.
#[repr(C)]
struct EmptyingTarget {
    list: *mut PyObject,
    log: *mut PyObject,
    /// The number of objects that were released with the list.
    released: isize,
}

impl EmptyingTarget {
    fn new(list: *mut PyObject, log: *mut PyObject) -> Self {
        Self { list, log, released: -1 }
    }
}

/// Empties the list, and looks what has gone with it: its argument must not.
unsafe extern "C" fn emptying(_object: *mut PyObject, target: *mut EmptyingTarget) -> c_int {
    unsafe {
        ffi::PyList_SetSlice((*target).list, 0, ffi::Py_ssize_t::MAX, null_mut());
        (*target).released = ffi::PyList_Size((*target).log);
    }
    1
}

/// Calls the parser with a list of fresh objects; what was stored, what was raised, and what was released.
fn outcome(
    python: &python::Python,
    parse: &dyn Fn(*mut PyObject, &[Place]) -> bool,
) -> (bool, isize, String, String) {
    let (log, released) = (python.name("released"), python.log("released"));
    python.drain(&released);
    // Until the list is emptied, nothing else refers to them.
    let arguments = python.eval("([Noisy('a'), Noisy('b')],)");
    let mut target = EmptyingTarget::new(arguments.elements()[0], log.get());
    let mut second: *mut PyObject = null_mut();
    let places: [*mut c_void; 3] =
        [emptying as *mut c_void, (&raw mut target).cast(), (&raw mut second).cast()];
    let success = parse(arguments.get(), &places);
    let exception = take_exception().map_or(String::new(), |it| format!("{}: {}", it.class, it.text));
    (success, target.released, exception, python.drain(&released))
}

#[test]
fn an_element_is_held_while_it_is_converted() {
    // Since then a list is asked only for what it need not lend, and `O` is lent.
    if cfg!(Py_3_14) {
        return;
    }
    let python = python::attach();
    let (format, c_format) = ("(O&O)", c"(O&O)");
    let stock = outcome(&python, &|arguments, places| unsafe {
        stock::parse(Entry::Tuple, arguments, c_format, places)
    });
    // The element that is not converted yet.
    assert_eq!(stock.1, 1, "{stock:?}");
    let parser = Parser::new(format, Entry::Tuple).unwrap();
    let interpret = outcome(&python, &|arguments, places| unsafe { parser.parse(arguments, places).is_ok() });
    assert_eq!(interpret, stock);
    let jit = harness::jit::eager().parser::<Tuple, Places>(format).unwrap();
    assert_eq!(jit.is_compiled(), fmtunit_jit::HAS_BACK_END);
    let jit = outcome(&python, &|arguments, places| unsafe { jit.parse(&arguments, places).is_ok() });
    assert_eq!(jit, stock);
}

#[test]
fn an_argument_of_a_tuple_outlives_the_list_that_had_it() {
    let python = python::attach();
    let (log, released) = (python.name("released"), python.log("released"));
    let parser = Parser::new("O&O", Entry::Tuple).unwrap();
    let jit = harness::jit::eager().parser::<Tuple, Places>("O&O").unwrap();
    assert_eq!(jit.is_compiled(), fmtunit_jit::HAS_BACK_END);
    for parse in [
        &(|arguments, places: &[Place]| unsafe { parser.parse(arguments, places) }.is_ok())
            as &dyn Fn(_, &[Place]) -> bool,
        &|arguments, places: &[Place]| unsafe { jit.parse(&arguments, places) }.is_ok(),
    ] {
        python.drain(&released);
        let list = python.eval("[Noisy('first'), Noisy('second')]");
        let arguments = harness::owned::Owned::new(unsafe { ffi::PyList_AsTuple(list.get()) });
        let mut target = EmptyingTarget::new(list.get(), log.get());
        let mut second: *mut PyObject = null_mut();
        let places: [*mut c_void; 3] =
            [emptying as *mut c_void, (&raw mut target).cast(), (&raw mut second).cast()];
        assert!(parse(arguments.get(), &places));
        assert_eq!((target.released, unsafe { ffi::PyList_Size(list.get()) }), (0, 0));
        assert_eq!(second, arguments.elements()[1]);
    }
    // For those that look at the log next.
    python.drain(&released);
}
