//! The file `UNITS.md`.

use crate::shell::root;
use crate::units;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;

fn path() -> PathBuf {
    root().join("UNITS.md")
}

/// Writes the page.
pub(crate) fn write() -> Result<()> {
    fs::write(path(), units::page()).with_context(|| format!("{} cannot be written", path().display()))
}

/// Fails if the page is not what would be written.
pub(crate) fn check() -> Result<()> {
    let found = fs::read_to_string(path()).unwrap_or_default();
    let page = units::page();
    if found == page {
        return Ok(());
    }
    let line = found.lines().zip(page.lines()).take_while(|(found, page)| found == page).count() + 1;
    bail!("UNITS.md is out of date from line {line} on: run `cargo xtask units`")
}
