//! The time of building all rows. Releasing them takes both sides the same time, and is not included.

use crate::ROWS;
use fmtunit::ffi::{Py_DECREF, PyObject};
use std::time::{Duration, Instant};

/// The number of turns that the two take.
const ROUNDS: usize = 201;
/// The number of rows that are built before they are released.
const BATCH: usize = 50;

/// Times both in turns and prints the medians. Each builds the row with a given number.
pub(crate) fn compare(
    form: &str,
    ours: impl Fn(usize) -> *mut PyObject,
    stock: impl Fn(usize) -> *mut PyObject,
) {
    let (mut our_times, mut stock_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_times.push(time(&ours));
        stock_times.push(time(&stock));
    }
    let (ours, stock) = (median(our_times), median(stock_times));
    println!("nanoseconds for a row, medians of {ROUNDS} rounds in turns");
    println!("  CPython               {stock:8.1}");
    println!("  fmtunit, {form:12} {ours:8.1}    {:.2} times as fast", stock / ours);
}

/// Returns the nanoseconds of a row.
fn time(build: impl Fn(usize) -> *mut PyObject) -> f64 {
    let mut time = Duration::ZERO;
    let mut rows = Vec::with_capacity(BATCH);
    for first in (0..ROWS).step_by(BATCH) {
        let start = Instant::now();
        rows.extend((first..ROWS.min(first + BATCH)).map(&build));
        time += start.elapsed();
        rows.drain(..).for_each(release);
    }
    time.as_secs_f64() * 1e9 / ROWS as f64
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Releases a row; panics if it could not be built.
fn release(row: *mut PyObject) {
    assert!(!row.is_null(), "an exception is set");
    // SAFETY: attached; the reference is this function's to release.
    unsafe { Py_DECREF(row) };
}
