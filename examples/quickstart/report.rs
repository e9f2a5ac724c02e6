//! The report of the two results of each call.

use crate::python;
use fmtunit::Raised;
use fmtunit::ffi::{Py_DECREF, PyObject};
use std::fmt::Debug;
use std::process::ExitCode;

/// The values that a function parsed, written out.
pub(crate) type Shown = Result<String, Raised>;

/// Writes out values.
pub(crate) fn show(values: impl Debug) -> Shown {
    Ok(format!("{values:?}"))
}

/// The numbers of calls.
#[derive(Default)]
pub(crate) struct Report {
    calls: usize,
    different: usize,
}

impl Report {
    /// Calls two functions with the same argument tuples.
    pub(crate) fn parse(
        &mut self,
        format: &str,
        compiled: fn(*mut PyObject) -> Shown,
        stock: fn(*mut PyObject) -> Shown,
        calls: &[&str],
    ) {
        println!("\nparse {format:?}");
        for call in calls {
            let args = python::eval(call);
            let [compiled, stock] = [compiled, stock]
                .map(|function| function(args).unwrap_or_else(|_raised| python::exception()));
            println!("  {call}");
            self.compare(&compiled, &stock);
            // SAFETY: attached; no value that borrows from the arguments is left.
            unsafe { Py_DECREF(args) };
        }
    }

    /// Compares two objects and releases them.
    pub(crate) fn build(&mut self, format: &str, compiled: *mut PyObject, stock: *mut PyObject) {
        println!("\nbuild {format:?}");
        let [compiled, stock] = [compiled, stock].map(python::repr);
        self.compare(&compiled, &stock);
    }

    fn compare(&mut self, compiled: &str, stock: &str) {
        self.calls += 1;
        let mark = if compiled == stock {
            "equal"
        } else {
            self.different += 1;
            "DIFFERENT"
        };
        println!("    fmtunit  {compiled}\n    CPython  {stock}\n    {mark}");
    }

    /// Prints the sum; returns the exit code.
    pub(crate) fn finish(self) -> ExitCode {
        let Self { calls, different } = self;
        println!("\n{calls} calls: {} equal, {different} different", calls - different);
        if different == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
