//! Compilers for other platforms.

use super::{missing, output};
use crate::shell::{cargo, output_of, root};
use anyhow::Result;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// A compiler that has the standard library of a target, or its source.
pub(super) enum Toolchain {
    /// The default one: `rustup target add` has installed the library.
    Default,
    /// The nightly one, which compiles the library from the source in this directory.
    Nightly(PathBuf),
}

impl Toolchain {
    /// Finds one for a target.
    pub(super) fn find(target: &str) -> Result<Self> {
        let mut rustc = Command::new("rustc");
        rustc.args(["--print", "target-libdir", "--target", target]).current_dir(root());
        let library =
            rustc.stderr(Stdio::null()).output().ok().and_then(|it| String::from_utf8(it.stdout).ok());
        let is_there = |library: &str| !library.is_empty() && Path::new(library).exists();
        if library.is_some_and(|library| is_there(library.trim())) {
            return Ok(Self::Default);
        }
        let source = source().ok_or_else(|| {
            missing(format!(
                "the standard library (rustup target add {target}), or its source and a nightly compiler,"
            ))
        })?;
        Ok(Self::Nightly(source))
    }

    /// Returns cargo with arguments separated by blanks.
    pub(super) fn cargo(&self, arguments: &str) -> Command {
        let mut command = match self {
            Self::Default => cargo(arguments),
            Self::Nightly(source) => {
                let mut command = Command::new("rustup");
                command.args(["run", "nightly", "cargo"]).args(arguments.split_whitespace());
                command.arg("-Zbuild-std").env("__CARGO_TESTS_ONLY_SRC_ROOT", source).current_dir(root());
                command
            }
        };
        if let Ok(output) = output() {
            command.env("CARGO_TARGET_DIR", output);
        }
        command
    }
}

/// The source of the standard library that `ci/cross` has downloaded.
static DOWNLOADED: OnceLock<PathBuf> = OnceLock::new();

/// Lets `ci/cross` download the source of the standard library if there is none.
pub(super) fn download() {
    if source().is_none()
        && let Ok(directory) = output_of(Command::new(root().join("ci/cross")).arg("--source"))
    {
        let _ = DOWNLOADED.set(directory.into());
    }
}

/// Finds the source of the standard library: the component of the nightly compiler, or a copy that `FMTUNIT_RUST_SRC` names or that
/// Debian's package `rust-src` has installed. That of a release near to the compiler's does, too.
fn source() -> Option<PathBuf> {
    let nightly = ["run", "nightly", "rustc", "--print", "sysroot"];
    let sysroot = output_of(Command::new("rustup").args(nightly).stderr(Stdio::null())).ok()?;
    let component = Path::new(&sysroot).join("lib/rustlib/src/rust/library");
    let named = env::var_os("FMTUNIT_RUST_SRC").map(PathBuf::from);
    let installed = std::fs::read_dir("/usr/src").into_iter().flatten().flatten();
    let installed = installed.map(|entry| entry.path().join("library"));
    let downloaded = DOWNLOADED.get().cloned();
    [component]
        .into_iter()
        .chain(named)
        .chain(installed)
        .chain(downloaded)
        .find(|path| path.join("std/Cargo.toml").exists())
}
