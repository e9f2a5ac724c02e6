//! Versions of CPython that are tested in a chroot where the machine has none. `ci/chroot` makes it, and runs commands there.

use crate::pythons::{Python, Version, identify};
use crate::shell::root;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program to be run in the chroot.
fn chroot() -> Command {
    let mut command = Command::new(root().join("ci/chroot"));
    command.current_dir(root());
    command
}

/// The same program with the same arguments and variables, in the chroot.
pub(crate) fn inside(outside: &Command) -> Command {
    let mut command = chroot();
    // There its name is enough: its directory is the first on the path.
    command.arg(Path::new(outside.get_program()).file_name().unwrap_or_default());
    command.args(outside.get_args());
    for (name, value) in outside.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    command
}

/// Looks for a version in the chroot, which is made if it is to have it.
pub(crate) fn find(version: Version) -> Option<Python> {
    let offered = chroot().arg("--versions").output().ok()?.stdout;
    if !String::from_utf8(offered).ok()?.lines().any(|line| line == version.to_string()) {
        return None;
    }
    let mut python = chroot();
    python.arg(format!("python{version}")).stderr(Stdio::inherit());
    identify(python).map(|(python, _)| python)
}
