//! The tests on all versions of CPython, two versions at a time.

use crate::chroot;
use crate::conformance;
use crate::pythons::{Found, Python, Selected, Version};
use crate::shell::{announce, cargo, run as run_command, target_directory};
use crate::summary::Summary;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{fs, iter, thread};

/// All tests.
const ALL: &str = "test --workspace --all-features --no-fail-fast";
/// The tests that depend on the version: those that compare with CPython, and those of the crates that know its objects.
const QUICK: &str =
    "test --no-fail-fast -p fmtunit-runtime -p fmtunit-jit -p fmtunit-tests --lib --test suite";
/// The quick tests make one in so many random calls: see the suite's `effort`.
const ONE_IN: &str = "8";
/// The directory, below the target directory, that the second lane builds in.
const SECOND_LANE: &str = "second";
/// The parts of a target directory that a copy needs so that cargo does not compile dependencies again.
const COMPILED: [&str; 3] = [".fingerprint", "build", "deps"];

/// The result of the tests on one version.
#[derive(Clone)]
struct Tested {
    python: Python,
    passed: bool,
    /// Whether CPython's own tests of the functions succeed under the preload library; `None` if it has none.
    conforms: Option<bool>,
    summary: Summary,
    /// The time for compiling the tests, and for all.
    compiled: Duration,
    taken: Duration,
}

/// Runs the tests on the given versions, or on all. `quick` runs only those that depend on the version, but all tests on the
/// versions of `whole`.
pub(crate) fn run(selected: &[Selected], quick: bool, whole: &[Selected]) -> Result<()> {
    let Found { mut usable, unusable } = Found::on_this_machine();
    let is_selected = |python: &Python| selected.is_empty() || selected.iter().any(|it| it.matches(python));
    let is_whole = |python: &Python| !quick || whole.iter().any(|it| it.matches(python));
    let (mut here, mut missing) = (Vec::new(), Vec::new());
    for version in Version::supported() {
        if !selected.is_empty() && selected.iter().all(|it| it.version != version) {
            continue;
        }
        let found: Vec<_> =
            usable.extract_if(.., |python| python.version == version).filter(is_selected).collect();
        if found.is_empty() {
            missing.push(version);
        }
        here.extend(found);
    }
    // The longest runs start first.
    here.sort_by_key(|python| !is_whole(python));
    let test = |python: Python, place: Place<'_>| {
        let quick = !is_whole(&python);
        test(python, quick, place)
    };
    let in_the_chroot = |version| match chroot::find(version).filter(is_selected) {
        Some(python) => Entry::of(python, |python| test(python, Place::Chroot)),
        None => Entry::NotFound(version),
    };
    let on_the_machine =
        |python, target: &Path| Entry::of(python, |python| test(python, Place::Here { target }));
    // Two lanes, each with a target directory of its own, because cargo locks it. The second lane starts in the chroot.
    let mut here = here.into_iter();
    let first = here.next();
    let here = Mutex::new(here);
    let next = || here.lock().unwrap_or_else(PoisonError::into_inner).next();
    let target = target_directory();
    let second = target.join(SECOND_LANE);
    seed(&target, &second)?;
    let (rows, others) = thread::scope(|scope| {
        let others = scope.spawn(|| {
            let rows = missing.into_iter().map(in_the_chroot);
            let lane = iter::from_fn(next).map(|python| on_the_machine(python, &second));
            rows.chain(lane).collect::<Vec<_>>()
        });
        let lane = first.into_iter().chain(iter::from_fn(next));
        let rows: Vec<_> = lane.map(|python| on_the_machine(python, &target)).collect();
        (rows, others.join())
    });
    let is_lost = others.is_err();
    let mut rows = [rows, others.unwrap_or_default()].concat();
    rows.sort_by_key(Entry::version);
    report(&rows);
    for fault in unusable {
        println!("not usable: {fault}");
    }
    let tried: Vec<_> = rows.iter().filter(|row| !matches!(row, Entry::NotFound(_))).collect();
    match tried.iter().filter(|row| row.has_failed()).count() {
        _ if is_lost => bail!("a lane has panicked"),
        0 if tried.is_empty() => bail!("there is no CPython to test with"),
        0 => Ok(()),
        failed => bail!("the tests have failed on {failed} of {} interpreters", tried.len()),
    }
}

/// Copies dependencies that have been compiled to a new target directory: Cranelift alone takes minutes.
fn seed(from: &Path, to: &Path) -> Result<()> {
    let [from, to] = [from, to].map(|target| target.join("debug"));
    if to.exists() {
        return Ok(());
    }
    fs::create_dir_all(&to).with_context(|| format!("{} cannot be created", to.display()))?;
    for part in COMPILED.map(|part| from.join(part)).into_iter().filter(|part| part.exists()) {
        // Cargo compares times of files.
        run_command(Command::new("cp").arg("-a").arg(part).arg(&to))?;
    }
    Ok(())
}

/// A line of the report: a version, or one interpreter of it.
#[derive(Clone)]
enum Entry {
    NotFound(Version),
    /// The tests could not be completed, for this reason.
    Broken(Python, String),
    Tested(Tested),
}

impl Entry {
    fn of(python: Python, test: impl FnOnce(Python) -> Result<Tested>) -> Self {
        test(python.clone()).map_or_else(|error| Self::Broken(python, format!("{error:#}")), Self::Tested)
    }

    fn version(&self) -> Version {
        match self {
            Self::NotFound(version) => *version,
            Self::Broken(python, _) | Self::Tested(Tested { python, .. }) => python.version,
        }
    }

    fn has_failed(&self) -> bool {
        match self {
            Self::NotFound(_) => false,
            Self::Broken(..) => true,
            Self::Tested(tested) => !tested.passed || tested.conforms == Some(false),
        }
    }
}

/// Prints the table of versions.
fn report(rows: &[Entry]) {
    println!(
        "\n{:10} {:7} {:>7} {:>7} {:>8} {:>10} {:>8} {:>6}  executable",
        "CPython", "result", "passed", "failed", "ignored", "its tests", "compiled", "time"
    );
    for row in rows {
        let Tested { python, passed, conforms, summary, compiled, taken } = match row {
            Entry::NotFound(version) => {
                println!("{version:10} not found");
                continue;
            }
            Entry::Broken(python, why) => {
                println!("{:10} {:7} {why}", python.full, shown(false));
                continue;
            }
            Entry::Tested(tested) => tested,
        };
        let result = shown(*passed);
        let conforms = conforms.map_or("none", shown);
        let Summary { passed, failed, ignored } = summary;
        println!(
            "{:10} {result:7} {passed:>7} {failed:>7} {ignored:>8} {conforms:>10} {:>7}s {:>5}s  {}",
            python.full,
            compiled.as_secs(),
            taken.as_secs(),
            python.executable.display()
        );
    }
}

/// Returns the word for a result.
fn shown(passed: bool) -> &'static str {
    if passed { "ok" } else { "FAILED" }
}

/// The place of an interpreter, and of what is built for it.
enum Place<'a> {
    Here { target: &'a Path },
    Chroot,
}

/// Runs the tests on one version.
fn test(python: Python, quick: bool, place: Place<'_>) -> Result<Tested> {
    let start = Instant::now();
    let command = |options: &str| {
        let mut command = cargo(&format!("{} {options}", if quick { QUICK } else { ALL }));
        command.env("PYO3_PYTHON", &python.executable);
        if quick {
            command.env("FMTUNIT_TESTS_ONE_IN", ONE_IN);
        }
        match place {
            Place::Here { target } => {
                command.env("CARGO_TARGET_DIR", target);
                // The quick tests also run with the checks of CPython's allocators; all tests run without.
                if quick {
                    command.env("PYTHONMALLOC", "debug");
                }
                command
            }
            Place::Chroot => chroot::inside(&command),
        }
    };
    if let Place::Chroot = place {
        // The chroot has no network.
        run_command(&mut cargo("fetch --locked"))?;
    }
    run_command(&mut command("--no-run"))?;
    let compiled = start.elapsed();
    let (passed, summary) = sum_up(&mut command(""), &python.full)?;
    let conforms = match place {
        // The preload library exists on this platform only.
        _ if !cfg!(all(target_os = "linux", target_arch = "x86_64")) => None,
        Place::Here { target } => conformance::is_conforming(&python, target)?,
        Place::Chroot => {
            let again = cargo(&format!("xtask conformance --quick {}", python.version));
            Some(run_command(&mut chroot::inside(&again)).is_ok())
        }
    };
    Ok(Tested { python, passed, conforms, summary, compiled, taken: start.elapsed() })
}

/// Runs tests. Returns whether they have passed, and their number. Each line that they print gets the version as a prefix.
pub(crate) fn sum_up(command: &mut Command, version: &str) -> Result<(bool, Summary)> {
    announce(command);
    let mut child = command.stdout(Stdio::piped()).spawn().context("cargo cannot be run")?;
    let mut summary = Summary::default();
    for line in child.stdout.take().into_iter().flat_map(|output| BufReader::new(output).split(b'\n')) {
        let line = line.context("the output of the tests cannot be read")?;
        let line = String::from_utf8_lossy(&line);
        summary.add(&line);
        println!("{version}: {line}");
    }
    Ok((child.wait().context("waiting for cargo failed")?.success(), summary))
}
