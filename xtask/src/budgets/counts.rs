//! Counts of instructions, by callgrind.

use super::bench;
use crate::shell::{announce, root};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The function of the bench whose calls are counted: one for each line that the bench prints.
const COUNTED: &str = "counted";

/// Instructions of each call, by family, format and engine.
pub(crate) struct Counts {
    /// The build of CPython, as it names itself.
    pub(crate) python: String,
    pub(crate) calls: BTreeMap<String, f64>,
}

impl Counts {
    /// Runs the bench, and reads the counts.
    pub(crate) fn take() -> Result<Self> {
        let directory = root().join("target/callgrind");
        // Remove the files of an earlier run, which have the same names.
        if directory.exists() {
            fs::remove_dir_all(&directory)?;
        }
        fs::create_dir_all(&directory)?;
        let out = directory.join("out");
        let mut command = bench(&[
            "valgrind".to_owned(),
            "--quiet".to_owned(),
            "--tool=callgrind".to_owned(),
            format!("--callgrind-out-file={}", out.display()),
            format!("--toggle-collect={COUNTED}"),
            format!("--dump-after={COUNTED}"),
        ]);
        announce(&command);
        let output = command.output().context("the bench cannot be run")?;
        let printed = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            bail!("the bench has failed: {printed}{}", String::from_utf8_lossy(&output.stderr));
        }
        let mut lines = printed.lines();
        let python = lines.next().context("the bench does not name its CPython")?.to_owned();
        let repeated: f64 = lines
            .next()
            .and_then(|line| line.parse().ok())
            .context("the bench does not say how often it calls")?;
        let mut calls = BTreeMap::new();
        for (index, call) in lines.enumerate() {
            // Callgrind numbers its files from 1.
            let count = summary(&out, index + 1)? / repeated;
            // A call is counted several times, each with another layout of the heap.
            calls
                .entry(call.to_owned())
                .and_modify(|least: &mut f64| *least = least.min(count))
                .or_insert(count);
        }
        ensure!(!calls.is_empty(), "the bench has counted nothing");
        Ok(Self { python, calls })
    }
}

/// Reads the sum in a file of callgrind.
fn summary(out: &Path, number: usize) -> Result<f64> {
    let path = out.with_extension(number.to_string());
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let sum = text.lines().find_map(|line| line.strip_prefix("summary: "));
    sum.and_then(|sum| sum.trim().parse().ok()).with_context(|| format!("{} has no sum", path.display()))
}
