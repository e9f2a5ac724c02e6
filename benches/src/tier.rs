//! The tiers of formats that are compiled at run time.

use fmtunit_jit::{Compiler, Options};

/// How formats are run that are known at run time only: a name, and what makes handles that run so.
pub struct Tier {
    /// What it is called in reports.
    pub name: &'static str,
    /// Makes the handles.
    pub compiler: Compiler,
}

impl Tier {
    /// Does machine code run from the first call on?
    pub(crate) fn is_compiled(&self) -> bool {
        self.name == JIT
    }
}

const JIT: &str = "jit";

/// The reference engine, and machine code.
pub fn settled() -> [Tier; 2] {
    // SAFETY: the rows are prepared by a thread that is attached.
    unsafe {
        [
            Tier { name: "interpret", compiler: Compiler::interpret_only() },
            Tier { name: JIT, compiler: Compiler::eager() },
        ]
    }
}

/// From the first call on: interpreted first, and compiled when that pays.
pub fn from_the_start() -> Tier {
    // SAFETY: as above.
    Tier { name: "tiered", compiler: unsafe { Compiler::with(Options::new()) } }
}
