//! Versions of CPython that are tested in a chroot if the machine lacks them. `ci/chroot` creates it and runs commands in it.

use crate::pythons::{Python, Version, identify};
use crate::shell::root;
use std::path::Path;
use std::process::{Command, Stdio};

/// Returns the command that runs others in the chroot.
fn chroot() -> Command {
    let mut command = Command::new(root().join("ci/chroot"));
    command.current_dir(root());
    command
}

/// Returns the same command, with its arguments and variables, in the chroot.
pub(crate) fn inside(outside: &Command) -> Command {
    let mut command = chroot();
    // Its name is enough: its directory is the first on the path in the chroot.
    command.arg(Path::new(outside.get_program()).file_name().unwrap_or_default());
    command.args(outside.get_args());
    for (name, value) in outside.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    command
}

/// Finds a version in the chroot, which is created first if it would have that version.
pub(crate) fn find(version: Version) -> Option<Python> {
    let offered = chroot().arg("--versions").output().ok()?.stdout;
    if !String::from_utf8(offered).ok()?.lines().any(|line| line == version.to_string()) {
        return None;
    }
    let mut python = chroot();
    python.arg(format!("python{version}")).stderr(Stdio::inherit());
    identify(python).map(|(python, _)| python)
}
