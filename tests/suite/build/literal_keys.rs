//! Keys that are literals: made once.

use fmtunit::build_value;
use fmtunit_runtime::build::CachedKey;
use fmtunit_runtime::layout;
use harness::observation::take_exception;
use harness::owned::Owned;
use harness::python;
use pyo3_ffi::{self as ffi, PyObject};
use std::ptr::null_mut;

mod interpreters;

/// A dict, built at one place.
fn built() -> Owned {
    Owned::new(unsafe {
        build_value!("{s:i,s#:(i),y:i,U:i}", c"the width", 1, "h\u{f6}he", 2, c"bytes", 3, "n", 4)
    })
}

/// A dict, built at another place.
fn built_elsewhere() -> Owned {
    Owned::new(unsafe { build_value!("{s:i}", c"the width", 1) })
}

/// The addresses of all keys and values.
fn items(dict: &Owned) -> Vec<(usize, usize)> {
    let (mut at, mut key, mut value) = (0, null_mut::<PyObject>(), null_mut::<PyObject>());
    std::iter::from_fn(|| {
        let is_there = unsafe { ffi::PyDict_Next(dict.get(), &mut at, &mut key, &mut value) } != 0;
        is_there.then(|| (key.expose_provenance(), value.addr()))
    })
    .collect()
}

/// The address of the first key.
pub(crate) fn first_key(dict: &Owned) -> usize {
    items(dict)[0].0
}

#[test]
fn a_literal_key_is_made_once() {
    if !layout::ARE_KNOWN {
        return;
    }
    let _python = python::attach();
    let keys = |dict: &Owned| items(dict).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
    let (one, other) = (built(), built());
    assert_eq!(one.repr(), "{'the width': 1, 'h\u{f6}he': (2,), b'bytes': 3, 'n': 4}");
    assert_eq!(other.repr(), one.repr());
    assert_eq!(keys(&one), keys(&other));
    assert_ne!(first_key(&one), first_key(&built_elsewhere()));
}

#[test]
fn a_literal_value_is_made_anew() {
    if !layout::ARE_KNOWN {
        return;
    }
    let _python = python::attach();
    let build = || Owned::new(unsafe { build_value!("{s:s}", "the key of it", "some value") });
    let (one, other) = (build(), build());
    let ((key, value), (same_key, other_value)) = (items(&one)[0], items(&other)[0]);
    assert_eq!(key, same_key);
    assert_ne!(value, other_value);
}

#[test]
fn references_to_a_literal_key_are_let_go() {
    if !layout::ARE_KNOWN {
        return;
    }
    let _python = python::attach();
    let dict = built();
    let key = std::ptr::with_exposed_provenance_mut::<PyObject>(first_key(&dict));
    let count = || unsafe { ffi::Py_REFCNT(key) };
    let before = count();
    for _ in 0..100 {
        assert_eq!(first_key(&built()), first_key(&dict));
        // A value that cannot be made.
        let failed = unsafe { build_value!("{s:i,s:O}", c"first", 1, c"other", null_mut()) };
        assert!(failed.is_null());
        assert_eq!(take_exception().unwrap().class, "SystemError");
    }
    assert_eq!(count(), before);
}

#[test]
fn an_exception_that_is_set_stays_set() {
    let _python = python::attach();
    unsafe { ffi::PyErr_SetString(ffi::PyExc_KeyError, c"set before".as_ptr()) };
    let dict = unsafe { build_value!("{s:O}", c"first used here", ffi::Py_None()) };
    assert_eq!(take_exception().unwrap().class, "KeyError");
    assert_eq!(Owned::new(dict).repr(), "{'first used here': None}");
}

#[test]
fn a_key_that_could_not_be_made_is_made_later() {
    if !layout::ARE_KNOWN {
        return;
    }
    static KEY: CachedKey = CachedKey::new();
    let _python = python::attach();
    let make = || python::text("made later");
    assert!(unsafe { KEY.get(null_mut) }.is_null());
    let (one, other) = unsafe { (Owned::new(KEY.get(make)), Owned::new(KEY.get(make))) };
    assert_eq!(one.get(), other.get());
}
