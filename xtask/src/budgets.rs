//! Budgets: the most instructions that a call may execute.
//!
//! Times vary with the load of the machine; counts do not. Callgrind counts the calls of the bench `count`, and the counts are
//! compared with those in `benches/budgets`. Budgets belong to one compiler and one build of CPython. For any other, the counts
//! are only printed.

mod counts;
mod file;

use crate::shell::{cargo, output_of};
use anyhow::{Result, bail};
use counts::Counts;
use file::Budgets;
use std::process::Command;

/// The tolerance of a count: the larger of these two.
const PER_CENT: f64 = 3.0;
const INSTRUCTIONS: f64 = 2.0;

/// Cranelift is not counted, only the code that it generates. Optimising it takes minutes.
const UNOPTIMISED: &str = "profile.bench.package.cranelift-codegen.opt-level = 0";

/// Counts instructions, then compares with the budgets or writes them.
pub(crate) fn run(write: bool) -> Result<()> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        if write {
            bail!("valgrind is not installed: there is nothing to write");
        }
        println!("valgrind is not installed: instructions are not counted");
        return Ok(());
    }
    let rustc = output_of(Command::new("rustc").arg("--version"))?;
    let counts = Counts::take()?;
    println!("{rustc}, CPython {}", counts.python);
    let path = file::path(&counts.python);
    if write {
        return Budgets::of(&rustc, &counts).write(&path);
    }
    match Budgets::read(&path)? {
        Some(budgets) if budgets.are_for(&rustc, &counts.python) => compare(&budgets, &counts),
        _ => {
            counts.calls.iter().for_each(|(call, count)| println!("{count:10.1}  {call}"));
            println!("there are no budgets for this compiler and this build of CPython");
            Ok(())
        }
    }
}

/// Prints the counts that have changed; fails if one is above its budget.
fn compare(budgets: &Budgets, counts: &Counts) -> Result<()> {
    let mut exceeded = 0;
    for (call, &count) in &counts.calls {
        let Some(budget) = budgets.get(call) else {
            println!("{count:10.1}  {call} has no budget");
            exceeded += 1;
            continue;
        };
        let most = budget + INSTRUCTIONS.max(budget * PER_CENT / 100.0);
        if count > most {
            println!("{count:10.1}  {call} is above its budget of {budget:.1}");
            exceeded += 1;
        } else if (count - budget).abs() >= 0.5 {
            println!("{count:10.1}  {call}, with a budget of {budget:.1}");
        }
    }
    for call in budgets.calls().filter(|&call| !counts.calls.contains_key(call)) {
        println!("            {call} is no longer counted");
        exceeded += 1;
    }
    if exceeded > 0 {
        bail!(
            "{exceeded} of {} budgets do not hold; `cargo xtask budgets --write` sets new ones",
            counts.calls.len()
        );
    }
    println!("{} budgets hold", counts.calls.len());
    Ok(())
}

/// Returns the command that starts the bench under another program.
fn bench(runner: &[String]) -> Command {
    let mut command = cargo("bench --quiet --package fmtunit-benches --bench count");
    command.args(["--config", &format!("target.'cfg(all())'.runner = {runner:?}")]);
    command.args(["--config", UNOPTIMISED]);
    // Another seed changes the order in which dicts are searched.
    command.env("PYTHONHASHSEED", "0");
    command
}
