//! The state that lives as long as the process: the interpreter, its objects, and formats.

use crate::cache::FormatCache;
use crate::parse;
use crate::zoo::Zoo;
use harness::format::{PreparedBuild, PreparedParse};
use harness::observation::Logs;
use harness::python::{Python, attach};
use std::cell::RefCell;
use std::fmt::Debug;
use std::mem::ManuallyDrop;

pub(crate) struct Session {
    pub(crate) python: Python,
    pub(crate) logs: Logs,
    pub(crate) zoo: Zoo,
    pub(crate) parse_formats: FormatCache<parse::FormatKey, PreparedParse>,
    pub(crate) build_formats: FormatCache<String, PreparedBuild>,
    /// Each call is printed: bytes do not say what they stand for.
    shows: bool,
}

thread_local! {
    // The thread never detaches: when it ends, so does the process.
    static SESSION: RefCell<ManuallyDrop<Session>> = RefCell::new(ManuallyDrop::new(Session::new()));
}

impl Session {
    fn new() -> Self {
        let python = attach();
        let zoo = Zoo::new(&python);
        let logs = Logs::new(&python);
        let shows = std::env::var_os("FUZZ_SHOW").is_some();
        Self {
            logs,
            zoo,
            parse_formats: FormatCache::new(),
            build_formats: FormatCache::new(),
            shows,
            python,
        }
    }
}

impl Session {
    /// Prints the call, if that is wanted.
    pub(crate) fn show(&self, call: &dyn Debug) {
        if self.shows {
            eprintln!("{call:#?}");
        }
    }
}

/// Starts the interpreter.
pub fn start() {
    with(|_| ());
}

pub(crate) fn with<T>(run: impl FnOnce(&mut Session) -> T) -> T {
    SESSION.with_borrow_mut(|session| run(session))
}
