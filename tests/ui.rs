//! Calls of the macros, as the compiler sees them: `ui/*.rs` do not compile, with the errors in the file beside each, and
//! `ui/pass/*.rs` do, without a warning, and run.
//!
//! `TRYBUILD=overwrite cargo test --test ui` writes the errors down anew.

use std::env;
use trybuild::TestCases;

#[path = "codegen/compiler.rs"]
mod compiler;

#[test]
fn mistakes_are_compile_errors() {
    if let Some(reason) = other_words() {
        println!("skipped: {reason}");
        return;
    }
    let cases = TestCases::new();
    cases.compile_fail("ui/*.rs");
    if cfg!(not(Py_3_14)) {
        cases.compile_fail("ui/versions/before_3_14.rs");
    }
    if cfg!(not(Py_3_13)) {
        cases.compile_fail("ui/versions/before_3_13.rs");
    }
    if cfg!(Py_3_12) {
        cases.compile_fail("ui/versions/since_3_12.rs");
    }
}

#[test]
fn what_is_right_compiles_and_runs() {
    // The cases have no rpath: they would find no libpython or, worse, another one.
    // SAFETY: other threads read the environment of this process through `std`, which locks it.
    unsafe { env::set_var("LD_LIBRARY_PATH", env!("PY_LIBDIR")) };
    TestCases::new().pass("ui/pass/*.rs");
}

/// Why the errors would be in other words than those in the files.
fn other_words() -> Option<String> {
    if cfg!(not(all(target_arch = "x86_64", target_os = "linux"))) {
        return Some("C's types have other names on this platform".to_owned());
    }
    compiler::another()
}
