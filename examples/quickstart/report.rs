//! Prints the two results of each call, and counts those that differ.

use crate::python;
use fmtunit::Raised;
use fmtunit::ffi::{Py_DECREF, PyObject};
use std::fmt::Debug;
use std::process::ExitCode;

/// What a function made of its arguments.
pub(crate) type Shown = Result<String, Raised>;

/// The values, written out.
pub(crate) fn show(values: impl Debug) -> Shown {
    Ok(format!("{values:?}"))
}

/// How many calls there were.
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
            // SAFETY: attached; what the functions made of the arguments has been written out.
            unsafe { Py_DECREF(args) };
        }
    }

    /// Compares two objects, which are released.
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

    /// The end of the report.
    pub(crate) fn finish(self) -> ExitCode {
        let Self { calls, different } = self;
        println!("\n{calls} calls: {} equal, {different} different", calls - different);
        if different == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
