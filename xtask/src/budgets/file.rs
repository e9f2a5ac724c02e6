//! Files of budgets, one for each build of CPython.

use super::counts::Counts;
use crate::shell::root;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const HEAD: &str =
    "# Instructions for one call, as callgrind counts them. Written by `cargo xtask budgets --write`.";

/// Returns the path of the file for a build of CPython, by its version.
pub(crate) fn path(python: &str) -> PathBuf {
    let version = python.split_whitespace().next().unwrap_or("unknown");
    root().join("benches/budgets").join(version).with_added_extension("tsv")
}

/// The most instructions of each call, and the compiler and CPython that they were counted with.
pub(crate) struct Budgets {
    rustc: String,
    python: String,
    calls: BTreeMap<String, f64>,
}

impl Budgets {
    /// Takes counts as budgets.
    pub(crate) fn of(rustc: &str, counts: &Counts) -> Self {
        Self { rustc: rustc.to_owned(), python: counts.python.clone(), calls: counts.calls.clone() }
    }

    /// Reads the budgets in a file, if it exists.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
        };
        let mut notes = text.lines().filter_map(|line| line.strip_prefix("# ")).skip(1);
        let mut note = || notes.next().unwrap_or_default().to_owned();
        let (rustc, python) = (note(), note());
        let budgets = text.lines().filter(|line| !line.starts_with('#')).map(|line| {
            let (call, count) = line.rsplit_once('\t')?;
            Some((call.to_owned(), count.parse().ok()?))
        });
        let calls =
            budgets.collect::<Option<_>>().with_context(|| format!("{} is malformed", path.display()))?;
        Ok(Some(Self { rustc, python, calls }))
    }

    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let mut text = format!("{HEAD}\n# {}\n# {}\n", self.rustc, self.python);
        for (call, count) in &self.calls {
            writeln!(text, "{call}\t{count:.1}")?;
        }
        fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
    }

    pub(crate) fn are_for(&self, rustc: &str, python: &str) -> bool {
        (self.rustc.as_str(), self.python.as_str()) == (rustc, python)
    }

    pub(crate) fn get(&self, call: &str) -> Option<f64> {
        self.calls.get(call).copied()
    }

    pub(crate) fn calls(&self) -> impl Iterator<Item = &String> {
        self.calls.keys()
    }
}

#[cfg(test)]
mod tests {
    use super::{Budgets, Counts};
    use std::collections::BTreeMap;

    #[test]
    fn written_budgets_are_read_back() -> anyhow::Result<()> {
        let calls =
            BTreeMap::from([("parse\ti\tmacro".to_owned(), 38.4), ("build\ti\tjit".to_owned(), 40.0)]);
        let counts = Counts { python: "3.11.7 (main)".to_owned(), calls };
        let path = std::env::temp_dir().join(format!("fmtunit-budgets-{}.tsv", std::process::id()));
        Budgets::of("rustc 1.95.0", &counts).write(&path)?;
        let budgets = Budgets::read(&path)?;
        std::fs::remove_file(&path)?;
        assert!(budgets.as_ref().is_some_and(|it| it.are_for("rustc 1.95.0", "3.11.7 (main)")));
        assert!(budgets.as_ref().is_some_and(|it| !it.are_for("rustc 1.94.0", "3.11.7 (main)")));
        assert_eq!(budgets.map(|it| it.calls), Some(counts.calls));
        assert!(Budgets::read(&path)?.is_none());
        Ok(())
    }
}
