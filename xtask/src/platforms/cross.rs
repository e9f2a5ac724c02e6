//! Linux on other processors: programs run in the chroot of `ci/cross`, under qemu-user.

use super::{ONE_IN, Outcome, Platform, SKIPPED, Step, missing, test};
use crate::shell::{announce, root, run as run_command};
use crate::summary::Summary;
use anyhow::Result;
use std::process::Command;

/// Runs a step for an architecture, as Debian calls it.
pub(super) fn run(platform: &Platform, architecture: &str, step: Step) -> Outcome {
    // Only this architecture, besides that of this machine, has C libraries and assembly that the tests can read.
    if matches!(step, Step::CLibraries | Step::Assembly) && architecture != "arm64" {
        return Outcome::None;
    }
    Outcome::of(run_step(platform, architecture, step))
}

fn run_step(platform: &Platform, architecture: &str, step: Step) -> Result<Option<Summary>> {
    let cross = |arguments: &str| {
        let mut command = Command::new(root().join("ci/cross"));
        command.arg(architecture).args(arguments.split_whitespace()).current_dir(root());
        command
    };
    let mut probe = cross("python -c pass");
    announce(&probe);
    if !probe.status().is_ok_and(|status| status.success()) {
        return Err(missing("a chroot for the architecture, or qemu-user"));
    }
    let run = |command: &str| run_command(&mut cross(command)).map(|()| None);
    match step {
        Step::Compiles => Ok(None),
        Step::Quickstart => run("cargo run -p fmtunit --example quickstart"),
        Step::Rows => run("cargo run -p fmtunit --example rows"),
        Step::Module => {
            // The module is built without libpython: in a target directory of its own.
            const TARGET: &str = "/target/module";
            let mut build = cross(&format!("cargo build -p spam --lib --target-dir {TARGET}"));
            run_command(build.env("PYO3_BUILD_EXTENSION_MODULE", "1"))?;
            run(&format!("cp {TARGET}/{}/debug/libspam.so {TARGET}/spam.so", platform.target))?;
            let mut tests = cross("python -X dev -W error examples/spam/tests/test_spam.py");
            if architecture != "i386" {
                tests.env("FMTUNIT_EMULATED", "1");
            }
            run_command(tests.env("PYTHONPATH", TARGET).env("PYTHONDONTWRITEBYTECODE", "1"))?;
            Ok(None)
        }
        Step::CLibraries => {
            // The processes without Python are those of this machine's processor; the unusual formats take an hour.
            let tests = "cargo test -p fmtunit-capi-core -p fmtunit-capi -p fmtunit-preload -- \
                         --skip a_process_without_python --skip unusual_formats";
            test(&mut cross(tests), platform.name)
        }
        Step::Assembly => {
            // Of the compiler and the CPython of the chroot, not those that the tests are written for.
            let mut tests = cross("cargo test -p fmtunit-tests --test codegen");
            test(tests.env("FMTUNIT_CODEGEN", "any"), platform.name)
        }
        Step::Suite => {
            let mut suite = cross("cargo test -p fmtunit-tests --test suite --");
            suite.args(SKIPPED.iter().flat_map(|skipped| ["--skip", skipped]));
            // The emulator applies the limit to itself.
            suite.args(["--skip", "address_space_is_refused"]).env("FMTUNIT_TESTS_ONE_IN", ONE_IN);
            test(&mut suite, platform.name)
        }
    }
}
