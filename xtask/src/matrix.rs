//! The tests, on one version of CPython after the other.

use crate::pythons::{Found, Python, Version};
use crate::shell::{announce, cargo};
use crate::summary::Summary;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// How the tests went on one version.
struct Outcome {
    python: Python,
    passed: bool,
    summary: Summary,
    taken: Duration,
}

/// Runs the tests on all versions, or on those that are asked for.
pub(crate) fn run(wanted: &[Version]) -> Result<()> {
    let Found { usable, unusable } = Found::on_this_machine();
    let wanted: Vec<_> =
        Version::supported().filter(|version| wanted.is_empty() || wanted.contains(version)).collect();
    let missing: Vec<_> =
        wanted.iter().filter(|version| usable.iter().all(|python| python.version != **version)).collect();
    let outcomes = usable
        .into_iter()
        .filter(|python| wanted.contains(&python.version))
        .map(test)
        .collect::<Result<Vec<_>>>()?;

    println!(
        "\n{:10} {:8} {:>7} {:>7} {:>8} {:>6}  executable",
        "CPython", "result", "passed", "failed", "ignored", "time"
    );
    for Outcome { python, passed, summary, taken } in &outcomes {
        let result = if *passed { "ok" } else { "FAILED" };
        let Summary { passed, failed, ignored } = summary;
        println!(
            "{:10} {result:8} {passed:>7} {failed:>7} {ignored:>8} {:>5}s  {}",
            python.full,
            taken.as_secs(),
            python.executable.display()
        );
    }
    for version in missing {
        println!("{:10} not found", version.to_string());
    }
    for fault in unusable {
        println!("not usable: {fault}");
    }
    match outcomes.iter().filter(|outcome| !outcome.passed).count() {
        0 if outcomes.is_empty() => bail!("there is no CPython to test with"),
        0 => Ok(()),
        failed => bail!("the tests have failed on {failed} of {} versions", outcomes.len()),
    }
}

/// Runs the tests on one version.
fn test(python: Python) -> Result<Outcome> {
    let start = Instant::now();
    let mut command = cargo("test --workspace --no-fail-fast");
    command.env("PYO3_PYTHON", &python.executable).stdout(Stdio::piped());
    announce(&command);
    let mut child = command.spawn().context("cargo cannot be run")?;
    let mut summary = Summary::default();
    for line in child.stdout.take().into_iter().flat_map(|output| BufReader::new(output).lines()) {
        let line = line.context("the output of the tests cannot be read")?;
        summary.add(&line);
        println!("{line}");
    }
    let passed = child.wait().context("cargo got lost")?.success();
    Ok(Outcome { python, passed, summary, taken: start.elapsed() })
}
