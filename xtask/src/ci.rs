//! The checks that a change must pass.

use crate::generated::Page;
use crate::shell::{cargo, run};
use anyhow::Result;
use std::process::Stdio;

/// Runs all checks: the quick ones first, the tests last, if at all.
pub(crate) fn check_all(tests: bool) -> Result<()> {
    Page::ALL.into_iter().try_for_each(Page::check)?;
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

/// Rewrites all files that tests compare with; `git diff` shows the changes.
pub(crate) fn bless() -> Result<()> {
    Page::ALL.into_iter().try_for_each(Page::write)?;
    run(cargo("test --workspace --no-fail-fast").env("UPDATE_EXPECT", "1").env("TRYBUILD", "overwrite"))
}
