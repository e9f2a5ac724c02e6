//! The pages that are generated, in whole or in part.

use crate::shell::root;
use crate::{figures, header, units};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;

/// A page, and the command that writes it.
#[derive(Clone, Copy)]
pub(crate) enum Page {
    /// `UNITS.md`, from the tables of the parser.
    Units,
    /// The figures in `README.md`, from `benches/RESULTS.md`.
    Figures,
    /// The tables in `capi/include/fmtunit.h`, from the tables of the parser.
    Header,
}

impl Page {
    /// All pages.
    pub(crate) const ALL: [Self; 3] = [Self::Units, Self::Figures, Self::Header];

    fn name(self) -> &'static str {
        match self {
            Self::Units => "UNITS.md",
            Self::Figures => "README.md",
            Self::Header => "capi/include/fmtunit.h",
        }
    }

    fn command(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Figures => "figures",
            Self::Header => "header",
        }
    }

    fn path(self) -> PathBuf {
        root().join(self.name())
    }

    /// Returns the page as it is, or an empty one.
    fn found(self) -> String {
        fs::read_to_string(self.path()).unwrap_or_default()
    }

    /// Returns the page as it should be.
    fn generated(self) -> Result<String> {
        match self {
            Self::Units => Ok(units::page()),
            Self::Figures => figures::replace(&self.found(), &read(figures::SOURCE)?),
            Self::Header => header::replace(&self.found()),
        }
    }

    /// Writes the page, or only checks it.
    pub(crate) fn write_or_check(self, check: bool) -> Result<()> {
        if check { self.check() } else { self.write() }
    }

    /// Writes the page.
    pub(crate) fn write(self) -> Result<()> {
        let page = self.generated()?;
        fs::write(self.path(), page).with_context(|| format!("{} cannot be written", self.path().display()))
    }

    /// Fails if the page differs from what `write` would write.
    pub(crate) fn check(self) -> Result<()> {
        let (found, page) = (self.found(), self.generated()?);
        if found == page {
            return Ok(());
        }
        let line = found.lines().zip(page.lines()).take_while(|(found, page)| found == page).count() + 1;
        bail!("{} is out of date from line {line} on: run `cargo xtask {}`", self.name(), self.command())
    }
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(root().join(name)).with_context(|| format!("{name} cannot be read"))
}
