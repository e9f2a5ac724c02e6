//! The tests, on all versions of CPython, two at a time.

use crate::chroot;
use crate::conformance;
use crate::pythons::{Found, Python, Version, Wanted};
use crate::shell::{announce, cargo, run as run_command, target_directory};
use crate::summary::Summary;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{iter, thread};

/// All tests.
const ALL: &str = "test --workspace --all-features --no-fail-fast";
/// Those that say something new on another version: the suite that compares with CPython, and the parts that know its
/// objects.
const QUICK: &str =
    "test --no-fail-fast -p fmtunit-runtime -p fmtunit-jit -p fmtunit-tests --lib --test suite";
/// So much of what they repeat, as of the suite's `effort`.
const ONE_IN: &str = "8";

/// How the tests went on one version.
#[derive(Clone)]
struct Outcome {
    python: Python,
    passed: bool,
    /// Whether CPython's own tests of the functions succeed under the preload library; `None` if it has none.
    conforms: Option<bool>,
    summary: Summary,
    taken: Duration,
}

/// Runs the tests on all versions, or on those that are asked for; `quick`: only those that depend on the version, but all of
/// them on those of `whole`.
pub(crate) fn run(wanted: &[Wanted], quick: bool, whole: &[Wanted]) -> Result<()> {
    let Found { mut usable, unusable } = Found::on_this_machine();
    let is_wanted = |python: &Python| wanted.is_empty() || wanted.iter().any(|it| it.is(python));
    let is_whole = |python: &Python| !quick || whole.iter().any(|it| it.is(python));
    let (mut here, mut missing) = (Vec::new(), Vec::new());
    for version in Version::supported() {
        if !wanted.is_empty() && wanted.iter().all(|it| it.version != version) {
            continue;
        }
        let found: Vec<_> =
            usable.extract_if(.., |python| python.version == version).filter(is_wanted).collect();
        if found.is_empty() {
            missing.push(version);
        }
        here.extend(found);
    }
    // What takes longest begins first.
    here.sort_by_key(|python| !is_whole(python));
    let test = |python: Python, place: Where<'_>| {
        let quick = !is_whole(&python);
        test(python, quick, place)
    };
    let in_the_chroot = |version| match chroot::find(version).filter(is_wanted) {
        Some(python) => Row::of(python, |python| test(python, Where::Chroot)),
        None => Row::NotFound(version),
    };
    let on_the_machine =
        |python, target: &Path| Row::of(python, |python| test(python, Where::Here { target }));
    // Two lanes, each with a directory of its own for what is built: cargo locks it. One of them begins in the chroot.
    let mut here = here.into_iter();
    let first = here.next();
    let here = Mutex::new(here);
    let next = || here.lock().unwrap_or_else(PoisonError::into_inner).next();
    let target = target_directory();
    let (rows, others) = thread::scope(|scope| {
        let others = scope.spawn(|| {
            let rows = missing.into_iter().map(in_the_chroot);
            let lane = iter::from_fn(next).map(|python| on_the_machine(python, &target.join("beside")));
            rows.chain(lane).collect::<Vec<_>>()
        });
        let lane = first.into_iter().chain(iter::from_fn(next));
        let rows: Vec<_> = lane.map(|python| on_the_machine(python, &target)).collect();
        (rows, others.join())
    });
    let is_lost = others.is_err();
    let mut rows = [rows, others.unwrap_or_default()].concat();
    rows.sort_by_key(Row::version);
    report(&rows);
    for fault in unusable {
        println!("not usable: {fault}");
    }
    let tried: Vec<_> = rows.iter().filter(|row| !matches!(row, Row::NotFound(_))).collect();
    match tried.iter().filter(|row| row.has_failed()).count() {
        _ if is_lost => bail!("the tests of one lane got lost"),
        0 if tried.is_empty() => bail!("there is no CPython to test with"),
        0 => Ok(()),
        failed => bail!("the tests have failed on {failed} of {} interpreters", tried.len()),
    }
}

/// What came of a version, or of one interpreter of it.
#[derive(Clone)]
enum Row {
    NotFound(Version),
    /// It could not be tested to the end, and why.
    Broken(Python, String),
    Tested(Outcome),
}

impl Row {
    fn of(python: Python, test: impl FnOnce(Python) -> Result<Outcome>) -> Self {
        test(python.clone()).map_or_else(|error| Self::Broken(python, format!("{error:#}")), Self::Tested)
    }

    fn version(&self) -> Version {
        match self {
            Self::NotFound(version) => *version,
            Self::Broken(python, _) | Self::Tested(Outcome { python, .. }) => python.version,
        }
    }

    fn has_failed(&self) -> bool {
        match self {
            Self::NotFound(_) => false,
            Self::Broken(..) => true,
            Self::Tested(outcome) => !outcome.passed || outcome.conforms == Some(false),
        }
    }
}

/// Prints the table of versions.
fn report(rows: &[Row]) {
    println!(
        "\n{:10} {:7} {:>7} {:>7} {:>8} {:>10} {:>6}  executable",
        "CPython", "result", "passed", "failed", "ignored", "its tests", "time"
    );
    for row in rows {
        let Outcome { python, passed, conforms, summary, taken } = match row {
            Row::NotFound(version) => {
                println!("{version:10} not found");
                continue;
            }
            Row::Broken(python, why) => {
                println!("{:10} {:7} {why}", python.full, shown(false));
                continue;
            }
            Row::Tested(outcome) => outcome,
        };
        let result = shown(*passed);
        let conforms = conforms.map_or("none", shown);
        let Summary { passed, failed, ignored } = summary;
        println!(
            "{:10} {result:7} {passed:>7} {failed:>7} {ignored:>8} {conforms:>10} {:>5}s  {}",
            python.full,
            taken.as_secs(),
            python.executable.display()
        );
    }
}

/// A result in a table.
fn shown(passed: bool) -> &'static str {
    if passed { "ok" } else { "FAILED" }
}

/// Where an interpreter is, and what is built for it.
enum Where<'a> {
    Here { target: &'a Path },
    Chroot,
}

/// Runs the tests on one version.
fn test(python: Python, quick: bool, place: Where<'_>) -> Result<Outcome> {
    let start = Instant::now();
    let mut command = cargo(if quick { QUICK } else { ALL });
    command.env("PYO3_PYTHON", &python.executable);
    if quick {
        command.env("FMTUNIT_TESTS_ONE_IN", ONE_IN);
    }
    match place {
        Where::Here { target } => {
            command.env("CARGO_TARGET_DIR", target);
            // What is run in part is run with the checks of CPython's own allocators: elsewhere all is run without.
            if quick {
                command.env("PYTHONMALLOC", "debug");
            }
        }
        Where::Chroot => {
            // There is no network inside.
            run_command(&mut cargo("fetch --locked"))?;
            command = chroot::inside(&command);
        }
    }
    let (passed, summary) = sum_up(&mut command, &python.full)?;
    let conforms = match place {
        // The preload library exists there alone.
        _ if !cfg!(all(target_os = "linux", target_arch = "x86_64")) => None,
        Where::Here { target } => conformance::is_conforming(&python, target)?,
        Where::Chroot => {
            let again = cargo(&format!("xtask conformance --quick {}", python.version));
            Some(run_command(&mut chroot::inside(&again)).is_ok())
        }
    };
    Ok(Outcome { python, passed, conforms, summary, taken: start.elapsed() })
}

/// Runs tests; says whether they have passed, and how many. What they print is told by its version.
fn sum_up(command: &mut Command, version: &str) -> Result<(bool, Summary)> {
    announce(command);
    let mut child = command.stdout(Stdio::piped()).spawn().context("cargo cannot be run")?;
    let mut summary = Summary::default();
    for line in child.stdout.take().into_iter().flat_map(|output| BufReader::new(output).split(b'\n')) {
        let line = line.context("the output of the tests cannot be read")?;
        let line = String::from_utf8_lossy(&line);
        summary.add(&line);
        println!("{version}: {line}");
    }
    Ok((child.wait().context("cargo got lost")?.success(), summary))
}
