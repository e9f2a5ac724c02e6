//! How many random calls a run makes.

use std::env;

/// In the environment: only one of so many random calls is made. What is exhaustive stays so.
const VARIABLE: &str = "FMTUNIT_TESTS_ONE_IN";

/// The part of a number of random calls that is made.
pub(crate) fn part_of(calls: usize) -> usize {
    let Ok(one_in) = env::var(VARIABLE) else { return calls };
    match one_in.parse() {
        Ok(one_in) if one_in > 0 => calls.div_ceil(one_in),
        _ => panic!("{VARIABLE} is {one_in:?}: a number from 1 on is wanted"),
    }
}
