//! What must pass before a change is accepted.

use crate::shell::{cargo, run};
use crate::units_file;
use anyhow::Result;
use std::process::Stdio;

/// Runs all checks; the quick ones first, and the tests last, or not at all.
pub(crate) fn check_all(tests: bool) -> Result<()> {
    units_file::check()?;
    run(&mut cargo("fmt --all --check"))?;
    run(&mut cargo("clippy --workspace --all-targets -- -D warnings"))?;
    run(cargo("doc --workspace --no-deps").env("RUSTDOCFLAGS", "-Dwarnings"))?;
    // It compares each call with CPython's own functions.
    run(cargo("run --quiet --example quickstart").stdout(Stdio::null()))?;
    if tests {
        run(&mut cargo("test --workspace"))?;
    }
    Ok(())
}

/// Writes anew what tests compare with. What has changed is for git to show.
pub(crate) fn bless() -> Result<()> {
    units_file::write()?;
    run(cargo("test --workspace --no-fail-fast").env("UPDATE_EXPECT", "1").env("TRYBUILD", "overwrite"))
}
