//! Unusual formats and names through the preload library: bytes that are not text, and very long ones.

#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))]

#[path = "../../tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::process::Command;
use support::{Result, assert_same_lines, library, printed, python, replaceable};

#[test]
fn unusual_formats_do_what_cpython_does() -> Result<()> {
    let library = library("fmtunit-preload", "libfmtunit_preload.so")?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile.py");
    let expected = printed(Command::new(python()?).arg(&script))?;
    assert!(expected.lines().count() > 5_000);
    for tier in ["interpret", "jit"] {
        let mut command = Command::new(replaceable()?);
        let printed = printed(command.arg(&script).env("LD_PRELOAD", &library).env("FMTUNIT_TIER", tier))?;
        assert_same_lines(&printed, &expected, tier);
    }
    Ok(())
}
