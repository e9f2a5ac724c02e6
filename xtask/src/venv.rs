//! Virtual environments with our Python package in them.

use crate::pythons::Python;
use crate::shell::{root, run, target_directory};
use anyhow::Result;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A virtual environment below the target directory.
pub(crate) struct Venv {
    directory: PathBuf,
}

impl Venv {
    /// A new one, with our package and others.
    pub(crate) fn with_package(python: &Python, others: &[&str]) -> Result<Self> {
        let directory = target_directory().join("venv").join(&python.full);
        let _ = fs::remove_dir_all(&directory);
        run(Command::new(&python.executable).args(["-m", "venv"]).arg(&directory))?;
        let venv = Self { directory };
        run(venv.python().args(["-m", "pip", "install", "--quiet"]).arg(root()).args(others))?;
        Ok(venv)
    }

    /// Its interpreter.
    pub(crate) fn python(&self) -> Command {
        let mut command = Command::new(self.directory.join("bin/python3"));
        command.env_remove("LD_PRELOAD").env_remove("PYTHONPATH").current_dir(root().join("python/tests"));
        command
    }

    /// Can our package do anything for the interpreter? Its tests say that it says so.
    pub(crate) fn is_served(&self) -> Result<bool> {
        Ok(self.python().args(["-m", "fmtunit", "--check"]).status()?.success())
    }
}
