//! Many threads, many formats, one compiler.

use super::{arguments, parse};
use fmtunit_jit::{Compiler, Options, Places, Tuple};
use harness::alone::is_alone;
use harness::python;
use pyo3_ffi as ffi;
use std::thread;

const THREADS: usize = 8;
const FORMATS: usize = 200;

#[test]
fn threads_share_a_compiler_with_and_without_the_gil() {
    if !is_alone(module_path!(), "threads_share_a_compiler_with_and_without_the_gil") {
        return;
    }
    let python = python::attach();
    let compiler = unsafe { Compiler::with(Options::new().compile_after(5)) };
    let state = unsafe { ffi::PyEval_SaveThread() };
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let compiler = &compiler;
            scope.spawn(move || work(compiler, thread));
        }
    });
    unsafe { ffi::PyEval_RestoreThread(state) };
    let stats = compiler.stats();
    assert_eq!(stats.formats, FORMATS);
    compiler.compile_all();
    assert_eq!(compiler.stats().compiled, if fmtunit_jit::HAS_BACK_END { FORMATS } else { 0 }, "{stats:?}");
    drop(python);
}

/// Makes all handles, in another order than other threads, without being attached; and calls them, attached.
fn work(compiler: &Compiler, thread: usize) {
    for round in 0..FORMATS {
        let number = (round * 7 + thread * 31) % FORMATS;
        let parser = compiler.parser::<Tuple, Places>(&format!("si:f{number}")).unwrap();
        if round % 50 == thread {
            // Compiles without the GIL, what others are calling.
            compiler.compile_all();
        }
        unsafe {
            let state = ffi::PyGILState_Ensure();
            let arguments = arguments();
            (0..8).for_each(|_| parse(&parser, &arguments));
            drop(arguments);
            ffi::PyGILState_Release(state);
        }
    }
}
