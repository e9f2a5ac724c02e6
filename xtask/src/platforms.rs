//! The other platforms: whether everything compiles for them, and whether what can be run here gives CPython's results.
//!
//! Whatever this machine lacks is reported, and is no failure.

mod cross;
mod pypy;
mod toolchain;
mod windows;

use crate::matrix::sum_up;
use crate::shell::{run as run_command, target_directory};
use crate::summary::Summary;
use anyhow::{Context, Result, anyhow, bail};
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};
use toolchain::Toolchain;

/// A platform.
struct Platform {
    name: &'static str,
    /// Rust's name of it.
    target: &'static str,
    pointer_width: u8,
    runner: Runner,
}

/// The way in which programs for a platform are run here.
enum Runner {
    None,
    /// In a chroot, under qemu-user: Debian's name of the architecture.
    Cross(&'static str),
    Wine,
    PyPy,
}

const fn platform(name: &'static str, target: &'static str, pointer_width: u8, runner: Runner) -> Platform {
    Platform { name, target, pointer_width, runner }
}

const PLATFORMS: [Platform; 9] = [
    platform("aarch64-linux", "aarch64-unknown-linux-gnu", 64, Runner::Cross("arm64")),
    platform("s390x-linux", "s390x-unknown-linux-gnu", 64, Runner::Cross("s390x")),
    platform("i686-linux", "i686-unknown-linux-gnu", 32, Runner::Cross("i386")),
    platform("armhf-linux", "armv7-unknown-linux-gnueabihf", 32, Runner::None),
    platform("x86_64-musl", "x86_64-unknown-linux-musl", 64, Runner::None),
    platform("x86_64-windows-gnu", "x86_64-pc-windows-gnu", 64, Runner::Wine),
    platform("x86_64-windows-msvc", "x86_64-pc-windows-msvc", 64, Runner::None),
    platform("pypy", "x86_64-unknown-linux-gnu", 64, Runner::PyPy),
    platform("aarch64-macos", "aarch64-apple-darwin", 64, Runner::None),
];

/// The library crates, and a module.
const LIBRARIES: &str = "-p fmtunit -p fmtunit-capi -p fmtunit-preload -p spam --features fmtunit/jit --lib";
/// The same, and everything that is run.
const ALL: &str = "-p fmtunit -p fmtunit-capi -p fmtunit-preload -p spam -p fmtunit-tests --features fmtunit/jit \
                   --lib --examples --test suite";

/// The steps on a platform: columns of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Compiles,
    Quickstart,
    Rows,
    Module,
    CLibraries,
    Assembly,
    Suite,
}

impl Step {
    const ALL: [Self; 7] = [
        Self::Compiles,
        Self::Quickstart,
        Self::Rows,
        Self::Module,
        Self::CLibraries,
        Self::Assembly,
        Self::Suite,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Compiles => "compiles",
            Self::Quickstart => "quickstart",
            Self::Rows => "rows",
            Self::Module => "module",
            Self::CLibraries => "C libraries",
            Self::Assembly => "assembly",
            Self::Suite => "suite",
        }
    }
}

/// The outcome of a step.
enum Outcome {
    Passed(Option<Summary>),
    Failed(String),
    /// This machine lacks something.
    Missing(String),
    /// There is nothing to do.
    None,
}

impl Outcome {
    fn of(result: Result<Option<Summary>>) -> Self {
        match result {
            Ok(summary) => Self::Passed(summary),
            Err(error) => match error.downcast::<Missing>() {
                Ok(Missing(what)) => Self::Missing(what),
                Err(error) => Self::Failed(format!("{error:#}")),
            },
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Passed(None) => "ok".into(),
            Self::Passed(Some(Summary { passed, .. })) => format!("ok: {passed}"),
            Self::Failed(_) => "FAILED".into(),
            Self::Missing(_) => "not found".into(),
            Self::None => "-".into(),
        }
    }
}

/// The error of a step that needs something that this machine lacks.
#[derive(Debug)]
struct Missing(String);

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} not found", self.0)
    }
}

impl std::error::Error for Missing {}

/// Returns the error that something is missing.
fn missing(what: impl Into<String>) -> anyhow::Error {
    anyhow!(Missing(what.into()))
}

/// A line of the table.
struct Row {
    name: &'static str,
    outcomes: Vec<Outcome>,
    taken: Duration,
}

/// Checks and runs the given platforms, or all. `check` only checks that the library crates compile.
pub(crate) fn run(names: &[String], check: bool) -> Result<()> {
    if let Some(name) = names.iter().find(|name| PLATFORMS.iter().all(|it| it.name != **name)) {
        let known: Vec<_> = PLATFORMS.iter().map(|it| it.name).collect();
        bail!("{name} is none of the platforms {}", known.join(", "));
    }
    let selected = PLATFORMS.iter().filter(|it| names.is_empty() || names.iter().any(|name| name == it.name));
    let steps = if check { &Step::ALL[..1] } else { &Step::ALL[..] };
    if !check {
        toolchain::download();
    }
    let rows: Vec<_> = selected
        .map(|platform| {
            let start = Instant::now();
            let outcome = |&step| match (step, &platform.runner) {
                (_, Runner::PyPy) => pypy::run(step),
                (Step::Compiles, _) => platform.check(if check { LIBRARIES } else { ALL }).into(),
                (_, Runner::None) => Outcome::None,
                (_, Runner::Cross(architecture)) => cross::run(platform, architecture, step),
                (_, Runner::Wine) => windows::run(platform, step),
            };
            Row { name: platform.name, outcomes: steps.iter().map(outcome).collect(), taken: start.elapsed() }
        })
        .collect();
    report(&rows, steps);
    let failures = rows.iter().flat_map(|row| &row.outcomes).filter(|it| matches!(it, Outcome::Failed(_)));
    match failures.count() {
        0 => Ok(()),
        failed => bail!("{failed} steps have failed"),
    }
}

impl From<Result<()>> for Outcome {
    fn from(result: Result<()>) -> Self {
        Self::of(result.map(|()| None))
    }
}

impl Platform {
    /// Checks that some packages compile.
    fn check(&self, packages: &str) -> Result<()> {
        let toolchain = Toolchain::find(self.target)?;
        // The headers and the executable of CPython are not used.
        let python = env::var("PYO3_PYTHON").unwrap_or_else(|_| "python3".into());
        let config = self.config("3.13", "python3.13", &python)?;
        let mut command = toolchain.cargo(&format!("check {packages} --target {}", self.target));
        run_command(command.env("PYO3_CONFIG_FILE", config))
    }

    /// Writes the PyO3 configuration file of a CPython. Extension modules and checks do not link it.
    fn config(&self, version: &str, library: &str, executable: &str) -> Result<PathBuf> {
        let file = output()?.join(format!("{}-{version}.txt", self.name));
        let width = self.pointer_width;
        let text = format!(
            "implementation=CPython\nversion={version}\ntarget_abi=CPython-gil_enabled-{version}\nshared=true\n\
             lib_name={library}\nexecutable={executable}\npointer_width={width}\nbuild_flags=\n\
             suppress_build_script_link_lines=false\n"
        );
        fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(file)
    }
}

/// Returns the directory that platforms are built in.
fn output() -> Result<PathBuf> {
    let output = target_directory().join("platforms");
    fs::create_dir_all(&output).with_context(|| format!("{} cannot be created", output.display()))?;
    Ok(output)
}

/// The tests of the suite that repeat others, or that an emulator makes too slow, and the part of the random calls that is made.
const SKIPPED: [&str; 5] = ["every_unit_treats", "leak", "memory::", "differential::", "calls::"];
const ONE_IN: &str = "256";

/// Runs tests, and adds up their results.
fn test(command: &mut Command, name: &str) -> Result<Option<Summary>> {
    match sum_up(command, name)? {
        (true, summary) => Ok(Some(summary)),
        (false, Summary { failed, .. }) => bail!("{failed} tests have failed"),
    }
}

/// Prints the table.
fn report(rows: &[Row], steps: &[Step]) {
    print!("\n{:20}", "platform");
    steps.iter().for_each(|step| print!(" {:>11}", step.name()));
    println!(" {:>7}", "time");
    for Row { name, outcomes, taken } in rows {
        print!("{name:20}");
        outcomes.iter().for_each(|outcome| print!(" {:>11}", outcome.shown()));
        println!(" {:>6}s", taken.as_secs());
    }
    let mut said = Vec::new();
    for Row { name, outcomes, .. } in rows {
        for (outcome, step) in outcomes.iter().zip(steps) {
            let line = match outcome {
                Outcome::Failed(why) => format!("{name}, {}: {why}", step.name()),
                Outcome::Missing(what) => format!("{name}: {what} not found"),
                Outcome::Passed(_) | Outcome::None => continue,
            };
            if !said.contains(&line) {
                println!("{line}");
                said.push(line);
            }
        }
    }
}
