//! Formats that parse into records and build from them, compiled and not, beside CPython's own functions.
//!
//! `memory` is a record, with canaries between the fields, which stand in any order. `parse` and `build` are engines like any
//! other: they move what stands in places or values into a record, and back. `layout` looks at what is refused, `handles` at
//! what is shared, and at structs.

mod build;
mod call;
mod columns;
mod handles;
mod layout;
mod memory;
mod parse;

use fmtunit_jit::{Compiler, Options};
use std::sync::OnceLock;

/// The ways in which a record is used.
const WAYS: [&str; 3] = ["record, interpreted", "record, compiled", "record, compiled (layouts unknown)"];

/// A compiler for each way.
fn compilers() -> &'static [Compiler; WAYS.len()] {
    static COMPILERS: OnceLock<[Compiler; WAYS.len()]> = OnceLock::new();
    let options = || Options::new().most_formats(usize::MAX);
    COMPILERS.get_or_init(|| unsafe {
        [
            Compiler::with(options().interpret_only()),
            Compiler::with(options().eager()),
            Compiler::with(options().eager().fast_shapes(false)),
        ]
    })
}
