//! Views of a `bytearray`, which cannot be resized as long as there is one.

use crate::observation::take_exception;
use crate::owned::Owned;
use crate::python;
use fmtunit::parse;
use pyo3_ffi::{self as ffi, Py_buffer};
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
