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
    let in_the_chroot = |version| {
        let found = chroot::find(version).map(|python| test(python, Where::Chroot));
        Ok((version, found.transpose()?))
    };
    let on_the_machine =
        |python: Python, target: &Path| Ok((python.version, Some(test(python, Where::Here { target })?)));
    // Two lanes, each with a directory of its own for what is built: cargo locks it. One of them begins in the chroot.
    let mut here = here.into_iter();
    let first = here.next();
    let here = Mutex::new(here);
    let next = || here.lock().unwrap_or_else(PoisonError::into_inner).next();
    let target = target_directory();
    let (rows, others) = thread::scope(|scope| {
        let others = scope.spawn(|| {
            let mut rows = missing.into_iter().map(in_the_chroot).collect::<Result<Vec<_>>>()?;
            for python in iter::from_fn(next) {
                rows.push(on_the_machine(python, &target.join("beside"))?);
            }
            Ok(rows)
        });
        let lane = first.into_iter().chain(iter::from_fn(next));
        let rows = lane.map(|python| on_the_machine(python, &target)).collect::<Result<Vec<_>>>();
        (rows, others.join().unwrap_or_else(|_| bail!("the tests of the other lane got lost")))
    });
    let mut rows = [rows?, others?].concat();
    rows.sort_by_key(|(version, _)| *version);
    report(&rows);
    for fault in unusable {
        println!("not usable: {fault}");
    }
    let outcomes: Vec<_> = rows.iter().filter_map(|(_, outcome)| outcome.as_ref()).collect();
    let failed = |outcome: &&&Outcome| !outcome.passed || outcome.conforms == Some(false);
    match outcomes.iter().filter(failed).count() {
        0 if outcomes.is_empty() && wanted.is_empty() => bail!("there is no CPython to test with"),
        0 => Ok(()),
        failed => bail!("the tests have failed on {failed} of {} versions", outcomes.len()),
    }
}

/// Prints the table of versions.
fn report(rows: &[(Version, Option<Outcome>)]) {
    println!(
        "\n{:10} {:7} {:>7} {:>7} {:>8} {:>10} {:>6}  executable",
        "CPython", "result", "passed", "failed", "ignored", "its tests", "time"
    );
    for (version, outcome) in rows {
        let Some(Outcome { python, passed, conforms, summary, taken }) = outcome else {
            println!("{version:10} not found");
            continue;
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
    for line in child.stdout.take().into_iter().flat_map(|output| BufReader::new(output).lines()) {
        let line = line.context("the output of the tests cannot be read")?;
        summary.add(&line);
        println!("{version}: {line}");
    }
    Ok((child.wait().context("cargo got lost")?.success(), summary))
}
