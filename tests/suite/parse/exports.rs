//! Views of a `bytearray`, which cannot be resized as long as there is one.

use fmtunit::{parse, parse_array};
use fmtunit_jit::{Array, Places};
use fmtunit_runtime::place::Erase;
use harness::observation::take_exception;
use harness::owned::Owned;
use harness::python;
use pyo3_ffi::{self as ffi, Py_buffer, PyObject};
use std::ffi::c_int;
use std::mem::MaybeUninit;

fn bytearray() -> Owned {
    Owned::new(unsafe { ffi::PyByteArray_FromStringAndSize(c"held".as_ptr(), 4) })
}

/// Whether the object can be resized now.
fn is_free(array: &Owned) -> bool {
    let is_free = unsafe { ffi::PyByteArray_Resize(array.get(), 1_000) } == 0;
    assert_eq!(take_exception().is_some(), !is_free);
    is_free
}

#[test]
fn a_guard_keeps_a_bytearray_as_it_is_until_it_is_dropped() {
    let _python = python::attach();
    macro_rules! try_with {
        ($($format:literal),*) => {$(
            let array = bytearray();
            let first = unsafe { parse!(array.get(), $format) };
            let second = unsafe { parse!(array.get(), $format) };
            assert!(!is_free(&array), $format);
            drop(first);
            assert!(!is_free(&array), $format);
            let (second,) = second.expect("a bytearray has a buffer");
            assert_eq!((second.to_vec(), second.is_readonly()), (b"held".to_vec(), false), $format);
            drop(second);
            assert!(is_free(&array), $format);
        )*};
    }
    try_with!("y*", "s*", "w*");
    let array = bytearray();
    let view = unsafe { parse!(array.get(), "z*") };
    assert!(!is_free(&array));
    drop(view);
    assert!(is_free(&array));
}

#[test]
fn the_callers_release_is_as_good() {
    let _python = python::attach();
    let array = bytearray();
    let mut view = unsafe { MaybeUninit::<Py_buffer>::zeroed().assume_init() };
    unsafe { parse!(array.get(), "y*", &mut view) }.expect("a bytearray has a buffer");
    assert!(!is_free(&array));
    unsafe { ffi::PyBuffer_Release(&mut view) };
    assert!(is_free(&array));
}

#[test]
fn an_empty_bytearray_is_kept_as_it_is_too() {
    let _python = python::attach();
    let array = Owned::new(unsafe { ffi::PyByteArray_FromStringAndSize(c"".as_ptr(), 0) });
    let view = unsafe { parse!(array.get(), "y*") };
    assert!(!is_free(&array));
    drop(view);
    assert!(is_free(&array));
}

/// Views that have not been filled yet.
fn views<const N: usize>() -> [Py_buffer; N] {
    unsafe { MaybeUninit::zeroed().assume_init() }
}

/// Every way to parse an array into two views and a number.
type Ways = Vec<Box<dyn Fn(&[*mut PyObject; 3], &mut [Py_buffer; 2], &mut c_int) -> bool>>;

fn ways() -> Ways {
    let mut ways: Ways = vec![Box::new(|items, [first, second], number| unsafe {
        let args = items.as_ptr();
        parse_array!(args, 3, "w*s*i", first, second, number).is_ok()
    })];
    for compiler in [harness::jit::eager(), harness::jit::interpret_only()] {
        let parser = compiler.parser::<Array, Places>("w*s*i").expect("the format is right");
        ways.push(Box::new(move |items, [first, second], number| unsafe {
            let places = [(&raw mut *first).erase(), (&raw mut *second).erase(), (&raw mut *number).erase()];
            parser.parse((&items.as_ptr(), 3), &places).is_ok()
        }));
    }
    ways
}

#[test]
fn what_a_call_that_fails_has_exported_is_given_back() {
    let python = python::attach();
    for way in ways() {
        // The number is none; the second view is none of those that code fills in place, nor one at all.
        for (second, number) in
            [("b'bytes'", "'text'"), ("memoryview(b'm')", "'text'"), ("5", "5"), ("'\u{fc}'", "1.5")]
        {
            let array = bytearray();
            let (second, number) = (python.eval(second), python.eval(number));
            let before = unsafe { (ffi::Py_REFCNT(array.get()), ffi::Py_REFCNT(second.get())) };
            let items = [array.get(), second.get(), number.get()];
            assert!(!way(&items, &mut views(), &mut 0));
            assert!(take_exception().is_some());
            assert!(is_free(&array));
            assert_eq!(unsafe { (ffi::Py_REFCNT(array.get()), ffi::Py_REFCNT(second.get())) }, before);
        }
    }
}

#[test]
fn a_call_that_misses_a_fast_shape_exports_once() {
    let python = python::attach();
    for way in ways() {
        // The engine goes on after the first view, or after both.
        for (second, number) in
            [("memoryview(b'view')", "5"), ("b'view'", "type('Index', (int,), {})(5)"), ("b'view'", "True")]
        {
            let array = bytearray();
            let (second, number) = (python.eval(second), python.eval(number));
            let before = unsafe { ffi::Py_REFCNT(array.get()) };
            let (mut views, mut stored) = (views(), 0);
            let items = [array.get(), second.get(), number.get()];
            assert!(way(&items, &mut views, &mut stored));
            assert_eq!((views[0].len, views[1].len), (4, 4));
            assert!(stored == 5 || stored == 1);
            assert!(!is_free(&array));
            assert_eq!(unsafe { ffi::Py_REFCNT(array.get()) }, before + 1);
            views.iter_mut().for_each(|view| unsafe { ffi::PyBuffer_Release(view) });
            assert!(is_free(&array));
            assert_eq!(unsafe { ffi::Py_REFCNT(array.get()) }, before);
        }
    }
}
