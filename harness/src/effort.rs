//! How much of what could go on for ever a run does: random calls, repetitions, allocations that fail.

use fmtunit_runtime::version::RUNNING;
use std::env;

/// In the environment: only one of so many is done. What is exhaustive stays so.
const VARIABLE: &str = "FMTUNIT_TESTS_ONE_IN";

fn one_in() -> usize {
    let Ok(one_in) = env::var(VARIABLE) else { return 1 };
    match one_in.parse() {
        Ok(one_in) if one_in > 0 => one_in,
        _ => panic!("{VARIABLE} is {one_in:?}: a number from 1 on is wanted"),
    }
}

/// The part of a number of calls that is made.
pub fn part_of(calls: usize) -> usize {
    calls.div_ceil(one_in())
}

/// The part of some cases that is tried: other ones on each version of CPython, so that all together try all.
pub fn some_of<T>(cases: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
    let first = usize::from(RUNNING.1) % one_in();
    cases.into_iter().skip(first).step_by(one_in())
}

/// The least number of calls that a differential test compares, where all are made.
pub const LEAST: usize = 20_000;
