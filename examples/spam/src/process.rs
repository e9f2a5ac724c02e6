//! `system`: the format `s`, and an exception of the module's own.

use crate::error::raise;
use crate::method;
use crate::object::{Owned, reply};
use crate::state::State;
use fmtunit::{build_value, parse_tuple};
use pyo3_ffi::{self as ffi, PyMethodDef, PyObject, PyThreadState};
use std::io;
use std::process::Command;

pub(crate) const SYSTEM: PyMethodDef = method::tuple(
    c"system",
    system,
    c"system($module, command, /)\n--\n\n\
      Run a command, and return its exit status, or -1 if a signal ended it.\n\n\
      The command is split at blanks; no shell sees it.",
);

/// `system(command)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn system(module: *mut PyObject, args: *mut PyObject) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments.
        let (command,) = unsafe { parse_tuple!(args, "s:system") }?;
        // SAFETY: attached, module.
        let state = unsafe { State::of(module) }?;
        let command = command.to_string_lossy().into_owned();
        // SAFETY: attached; `run` uses no object.
        let status = unsafe { detached(|| run(&command)) };
        // SAFETY: attached; the state holds the class.
        let status = status.map_err(|error| unsafe { raise(state.error(), &error.to_string()) })?;
        // SAFETY: attached.
        unsafe { Owned::new(build_value!("i", status)) }
    })
}

/// Runs a command and waits for it.
fn run(command: &str) -> io::Result<i32> {
    let mut words = command.split_whitespace();
    let program = words.next().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no command"))?;
    Ok(Command::new(program).args(words).status()?.code().unwrap_or(-1))
}

/// Does some work while other threads may run Python code.
///
/// # Safety
/// *attached*; `work` does not use the interpreter.
unsafe fn detached<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: attached.
    let thread: *mut PyThreadState = unsafe { ffi::PyEval_SaveThread() };
    let result = work();
    // SAFETY: this thread was detached above.
    unsafe { ffi::PyEval_RestoreThread(thread) };
    result
}
