//! Runs of the fuzz targets.

use crate::shell::{announce, root};
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// The line in which libFuzzer reports the number of inputs.
const EXECUTED: &str = "stat::number_of_executed_units:";

/// Runs the given targets, or all, from their seeds and regressions.
pub(crate) fn run(given: &[String], seconds: u32) -> Result<()> {
    let known = targets()?;
    if let Some(unknown) = given.iter().find(|name| !known.contains(name)) {
        bail!("there is no target {unknown}; there are {}", known.join(", "));
    }
    let chosen = known.into_iter().filter(|name| given.is_empty() || given.contains(name));
    let outcomes = chosen.map(|name| Ok((try_for(&name, seconds)?, name))).collect::<Result<Vec<_>>>()?;

    println!("\n{:>12}  result  target", "inputs");
    for ((passed, executed), name) in &outcomes {
        println!("{executed:>12}  {:6}  {name}", if *passed { "ok" } else { "FAILED" });
    }
    match outcomes.iter().filter(|((passed, _), _)| !passed).count() {
        0 => Ok(()),
        failed => bail!("{failed} targets have failed; the inputs are in fuzz/artifacts"),
    }
}

/// Returns `cargo fuzz` with these arguments, separated by blanks. It needs a nightly compiler.
fn cargo_fuzz(arguments: &str) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo", "fuzz"]).args(arguments.split_whitespace());
    // Cargo finds the package there.
    command.current_dir(root().join("fuzz"));
    command
}

/// Returns the names of all targets.
fn targets() -> Result<Vec<String>> {
    let mut command = cargo_fuzz("list");
    let output = command.stderr(Stdio::inherit()).output().context("rustup cannot be run")?;
    if !output.status.success() {
        bail!("there is no nightly toolchain with cargo-fuzz: `cargo install cargo-fuzz`");
    }
    Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
}

/// Runs a target for some time. Returns whether it passed, and the number of inputs.
fn try_for(name: &str, seconds: u32) -> Result<(bool, u64)> {
    // libFuzzer writes new inputs to the first directory, which git ignores, and only reads the others.
    let mut directories = ["corpus", "seeds", "regressions"].map(|kind| format!("{kind}/{name}")).to_vec();
    let corpus = root().join("fuzz/corpus").join(name);
    fs::create_dir_all(&corpus).with_context(|| format!("{} cannot be created", corpus.display()))?;
    // A target without findings has no regressions.
    directories.retain(|directory| root().join("fuzz").join(directory).exists());
    // A sanitizer would leave time for few inputs.
    let mut command = cargo_fuzz(&format!("run --sanitizer none {name} {}", directories.join(" ")));
    command.args(["--", "-print_final_stats=1", "-timeout=60", "-rss_limit_mb=4096"]);
    command.arg(format!("-max_total_time={seconds}"));
    announce(&command);
    let mut child = command.stderr(Stdio::piped()).spawn().context("rustup cannot be run")?;
    let mut executed = 0;
    for line in child.stderr.take().into_iter().flat_map(|output| BufReader::new(output).split(b'\n')) {
        let line = line.context("the output of the target cannot be read")?;
        let line = String::from_utf8_lossy(&line);
        match line.strip_prefix(EXECUTED) {
            Some(count) => {
                executed = count.trim().parse().context("the count of libFuzzer is not a number")?
            }
            // Lines about new inputs are many, and of no interest.
            None if line.contains(" NEW ") || line.contains(" REDUCE ") => {}
            None => println!("{line}"),
        }
    }
    Ok((child.wait().context("waiting for the target failed")?.success(), executed))
}
