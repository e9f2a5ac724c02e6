//! Virtual environments with our Python package.

use crate::pythons::Python;
use crate::shell::{root, run, target_directory};
use anyhow::Result;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A virtual environment in the target directory.
pub(crate) struct Venv {
    directory: PathBuf,
}

impl Venv {
    /// Creates an environment with our package and others.
    pub(crate) fn with_package(python: &Python, others: &[&str]) -> Result<Self> {
        let directory = target_directory().join("venv").join(&python.full);
        let _ = fs::remove_dir_all(&directory);
        run(Command::new(&python.executable).args(["-m", "venv"]).arg(&directory))?;
        let venv = Self { directory };
        run(venv.python().args(["-m", "pip", "install", "--quiet"]).arg(root()).args(others))?;
        Ok(venv)
    }

    /// Returns the command of its interpreter, in the directory of the tests.
    pub(crate) fn python(&self) -> Command {
        let mut command = Command::new(self.directory.join("bin/python3"));
        command.env_remove("LD_PRELOAD").env_remove("PYTHONPATH").current_dir(root().join("python/tests"));
        command
    }

    /// Returns whether the preload library serves the interpreter, as our package says.
    pub(crate) fn is_served(&self) -> Result<bool> {
        Ok(self.python().args(["-m", "fmtunit", "--check"]).status()?.success())
    }
}
