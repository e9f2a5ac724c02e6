//! The tiers of formats that are compiled at run time.

use fmtunit_jit::{Compiler, Options};
use std::hint::black_box;

/// How formats are run that are known at run time only: a name, and what makes handles that run so.
pub struct Tier {
    /// Its name in reports.
    pub name: &'static str,
    /// Its name where the outputs are the fields of a record, if that is of interest.
    pub record: Option<&'static str>,
    /// Makes the handles.
    pub compiler: Compiler,
}

/// The reference engine, and machine code.
pub fn settled() -> [Tier; 2] {
    // SAFETY: the rows are prepared by a thread that is attached.
    unsafe {
        [
            Tier {
                name: "interpret",
                record: Some("interpret_record"),
                compiler: Compiler::with(Options::new().interpret_only()),
            },
            Tier {
                name: "jit",
                record: Some("jit_record"),
                compiler: Compiler::with(Options::new().eager()),
            },
        ]
    }
}

/// From the first call on: interpreted first, and compiled when that pays.
pub fn from_the_start() -> Tier {
    // SAFETY: as above.
    let compiler = unsafe { Compiler::with(Options::new()) };
    Tier { name: "tiered", record: None, compiler }
}

/// A handle as programs have it: in memory of which the compiler knows nothing, so that each call loads what it needs.
pub(crate) fn held<T>(handle: T) -> Box<T> {
    black_box(Box::new(handle))
}
