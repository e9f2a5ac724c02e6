//! Whose the keys are: those of the interpreter that keeps them, dropped when it goes.
//!
//! Each test runs in a process of its own.

use super::{built, built_elsewhere, first_key};
use fmtunit::build_value;
use fmtunit_runtime::layout;
use harness::alone::is_alone;
use harness::owned::Owned;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::CStr;
use std::ptr::null_mut;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU32};

/// Is the key of two dicts, which are alive at the same time, the same object?
fn is_kept(build: fn() -> Owned) -> bool {
    let (one, other) = (build(), build());
    first_key(&one) == first_key(&other)
}

#[test]
fn a_key_is_made_anew_in_another_interpreter() {
    if !layout::ARE_KNOWN {
        return;
    }
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
        assert!(is_kept(built_elsewhere), "no interpreter has the key any longer");
        assert_eq!(first_key(&built()), first_key(&dict));
        drop(dict);
        assert_eq!(ffi::Py_FinalizeEx(), 0);
    }
}

/// How often [`build_late`] was called.
static LATE: AtomicU32 = AtomicU32::new(0);
/// Has an interpreter kept a key that it was first asked for when it was going?
static KEPT_LATE: AtomicBool = AtomicBool::new(false);

/// A dict, built at a place where nothing is built before an interpreter goes.
fn built_late() -> Owned {
    Owned::new(unsafe { build_value!("{s:i}", c"used by those that come late", 1) })
}

/// Builds there, and where something was built before.
unsafe extern "C" fn build_late(_module: *mut PyObject, _none: *mut PyObject) -> *mut PyObject {
    LATE.fetch_add(1, Relaxed);
    KEPT_LATE.fetch_or(is_kept(built_late), Relaxed);
    drop(built());
    unsafe { build_value!("") }
}

/// Makes objects that are dropped at different times of an interpreter's end, and build dicts then.
const LEFTOVERS: &CStr = c"
import builtins, os, sys
class Leftover:
    def __init__(self, build):
        self.build = build
    def __call__(self):
        pass
    def __del__(self):
        self.build()
if hasattr(os, 'register_at_fork'):
    os.register_at_fork(before=Leftover(build_late))
sys.leftover = Leftover(build_late)
builtins.leftover = Leftover(build_late)
leftover = Leftover(build_late)
";

#[test]
fn an_interpreter_that_goes_keeps_no_key() {
    if !layout::ARE_KNOWN {
        return;
    }
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
        assert!(!KEPT_LATE.load(Relaxed), "this key is never dropped");
    }
}
