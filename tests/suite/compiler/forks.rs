//! `fork` while another thread compiles: the child has whatever lock that thread held.

use super::{arguments, parse};
use fmtunit_jit::{Compiler, Parser, Places, Tuple};
use harness::alone::is_alone;
use harness::python;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

const FORKS: usize = 50;

#[test]
fn a_child_goes_on_whatever_its_parent_was_compiling() {
    if !fmtunit_jit::HAS_BACK_END
        || !is_alone(module_path!(), "a_child_goes_on_whatever_its_parent_was_compiling")
    {
        return;
    }
    let _python = python::attach();
    let compiler = harness::jit::eager();
    let old = compiler.parser::<Tuple, Places>("si:old").unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        // However the test ends.
        let _done = SetWhenDropped(&done);
        scope.spawn(|| {
            let mut number = 0;
            while !done.load(Ordering::Relaxed) {
                compiler.parser::<Tuple, Places>(&format!("OiOiOiOi:f{number}")).unwrap();
                number += 1;
            }
        });
        for fork in 0..FORKS {
            let child = unsafe {
                pyo3_ffi::PyOS_BeforeFork();
                libc::fork()
            };
            if child == 0 {
                unsafe {
                    pyo3_ffi::PyOS_AfterFork_Child();
                    child_work(&compiler, &old, fork);
                    libc::_exit(0);
                }
            }
            unsafe { pyo3_ffi::PyOS_AfterFork_Parent() };
            assert!(child > 0);
            let mut status = 0;
            assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
            assert_eq!(status, 0, "fork {fork}");
        }
    });
}

/// Ends the thread that compiles.
struct SetWhenDropped<'a>(&'a AtomicBool);

impl Drop for SetWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Calls a handle of the parent's, and makes and compiles new ones. A child that waits for a lock is ended by an alarm.
fn child_work(compiler: &Compiler, old: &Parser<Tuple, Places>, fork: usize) {
    unsafe { libc::alarm(60) };
    let arguments = arguments();
    parse(old, &arguments);
    for number in 0..3 {
        let parser = compiler.parser::<Tuple, Places>(&format!("si:child{fork}_{number}")).unwrap();
        assert!(parser.is_compiled());
        parse(&parser, &arguments);
    }
}
