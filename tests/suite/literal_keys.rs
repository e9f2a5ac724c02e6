//! Keys that are literals: made once, by the interpreter that keeps them, and dropped when it goes.

use crate::alone::is_alone;
use crate::observation::take_exception;
use crate::owned::Owned;
use crate::python;
use fmtunit::build_value;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::CStr;
use std::ptr::null_mut;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

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
fn first_key(dict: &Owned) -> usize {
    items(dict)[0].0
}

/// Is the key of two dicts, which are alive at the same time, the same object?
fn is_kept(build: fn() -> Owned) -> bool {
    let (one, other) = (build(), build());
    first_key(&one) == first_key(&other)
}

#[test]
fn a_literal_key_is_made_once() {
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
    let _python = python::attach();
    let build = || Owned::new(unsafe { build_value!("{s:s}", "the key of it", "some value") });
    let (one, other) = (build(), build());
    let ((key, value), (same_key, other_value)) = (items(&one)[0], items(&other)[0]);
    assert_eq!(key, same_key);
    assert_ne!(value, other_value);
}

#[test]
fn references_to_a_literal_key_are_let_go() {
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
fn a_key_is_made_anew_in_another_interpreter() {
    if !is_alone(module_path!(), "a_key_is_made_anew_in_another_interpreter") {
        return;
    }
    unsafe {
        ffi::Py_InitializeEx(0);
        let main = ffi::PyThreadState_Get();
        let dict = built();
        let sub = ffi::Py_NewInterpreter();
        assert!(!is_kept(built), "the key is the main interpreter's");
        assert!(is_kept(built_elsewhere));
        ffi::PyThreadState_Swap(main);
        assert!(!is_kept(built_elsewhere), "the key is the other interpreter's");
        ffi::PyThreadState_Swap(sub);
        ffi::Py_EndInterpreter(sub);
        ffi::PyThreadState_Swap(main);
        assert!(is_kept(built_elsewhere), "the key is nobody's any longer");
        assert_eq!(first_key(&built()), first_key(&dict));
        drop(dict);
        assert_eq!(ffi::Py_FinalizeEx(), 0);
    }
}

/// How often [`build_late`] was called.
static LATE: AtomicU32 = AtomicU32::new(0);

/// Builds at a place where nothing was built before, and where something was.
unsafe extern "C" fn build_late(_module: *mut PyObject, _none: *mut PyObject) -> *mut PyObject {
    LATE.fetch_add(1, Relaxed);
    drop(built());
    unsafe { build_value!("{s:i}", c"used by those that come late", 1) }
}

/// Leaves objects behind that are dropped at different times of an interpreter's end, and build dicts then.
const LEFTOVERS: &CStr = c"
import builtins, sys
class Leftover:
    def __init__(self, build):
        self.build = build
    def __del__(self):
        self.build()
sys.leftover = Leftover(build_late)
builtins.leftover = Leftover(build_late)
leftover = Leftover(build_late)
";

#[test]
fn an_interpreter_that_goes_keeps_no_key() {
    if !is_alone(module_path!(), "an_interpreter_that_goes_keeps_no_key") {
        return;
    }
    let mut method = ffi::PyMethodDef {
        ml_name: c"build_late".as_ptr(),
        ml_meth: ffi::PyMethodDefPointer { PyCFunction: build_late },
        ml_flags: ffi::METH_NOARGS,
        ml_doc: std::ptr::null(),
    };
    for _ in 0..4 {
        LATE.store(0, Relaxed);
        unsafe {
            ffi::Py_InitializeEx(0);
            assert!(is_kept(built) && is_kept(built_elsewhere));
            let globals = ffi::PyModule_GetDict(ffi::PyImport_AddModule(c"__main__".as_ptr()));
            let function = Owned::new(ffi::PyCFunction_NewEx(&mut method, null_mut(), null_mut()));
            ffi::PyDict_SetItemString(globals, method.ml_name, function.get());
            drop(function);
            let code =
                Owned::new(ffi::Py_CompileString(LEFTOVERS.as_ptr(), c"<case>".as_ptr(), ffi::Py_file_input));
            drop(Owned::new(ffi::PyEval_EvalCode(code.get(), globals, globals)));
            drop(code);
            ffi::Py_FinalizeEx();
        }
        assert!(LATE.load(Relaxed) >= 1);
    }
}
