//! The times of a few calls. `cargo bench` times many more.

use crate::python;
use crate::stock::{Py_BuildValue, PyArg_ParseTuple};
use fmtunit::ffi::{Py_DECREF, PyObject};
use fmtunit::{build_value, parse_tuple};
use std::ffi::{c_char, c_int, c_long};
use std::hint::black_box;
use std::time::Instant;

/// The number of turns that the two take.
const ROUNDS: usize = 21;
/// The number of calls in a turn.
const CALLS: u32 = 20_000;

/// Parses one argument tuple both ways.
macro_rules! parse_and_compare {
    ($format:literal, $args:literal, $($output:ident: $type:ty),*) => {{
        let args = python::eval($args);
        let compiled = || {
            let args = black_box(args);
            // SAFETY: attached; `args` is an argument tuple.
            let result = unsafe { parse_tuple!(args, $format) };
            black_box(&result).is_ok()
        };
        let stock = || {
            $(let mut $output = std::mem::MaybeUninit::<$type>::uninit();)*
            // SAFETY: attached; `args` is an argument tuple, and the places are those of the format.
            let stored = unsafe {
                PyArg_ParseTuple(black_box(args), concat!($format, "\0").as_ptr().cast(), $($output.as_mut_ptr()),*)
            };
            $(black_box(&$output);)*
            black_box(stored) != 0
        };
        compare(concat!("parse ", stringify!($format)), compiled, stock);
        // SAFETY: attached; nothing else refers to the tuple.
        unsafe { Py_DECREF(args) };
    }};
}

/// Builds one object both ways.
macro_rules! build_and_compare {
    ($format:literal, $($value:expr),*) => {
        compare(
            concat!("build ", stringify!($format)),
            // SAFETY: attached; the values are those of the format.
            || release(unsafe { build_value!($format, $(black_box($value)),*) }),
            // SAFETY: attached; the values are those of the format.
            || release(unsafe { Py_BuildValue(concat!($format, "\0").as_ptr().cast(), $(black_box($value)),*) }),
        )
    };
}

/// Prints the times of compiled formats and of CPython's own functions.
pub(crate) fn run() {
    println!("\n{:40} {:>10} {:>10}", "nanoseconds for a call", "CPython", "fmtunit");
    parse_and_compare!("lls", "(1, 2, 'three')", k: c_long, l: c_long, text: *const c_char);
    parse_and_compare!("s|si", "('spam', 'wb', 100000)", file: *const c_char, mode: *const c_char, size: c_int);
    parse_and_compare!(
        "((ii)(ii))(ii)",
        "(((0, 0), (400, 300)), (10, 10))",
        left: c_int, top: c_int, right: c_int, bottom: c_int, h: c_int, v: c_int
    );
    build_and_compare!("i", 123);
    build_and_compare!("{s:i,s:i}", c"abc".as_ptr(), 123, c"def".as_ptr(), 456);
    build_and_compare!("((ii)(ii)) (ii)", 1, 2, 3, 4, 5, 6);
}

/// Releases an object; returns whether there was one.
fn release(object: *mut PyObject) -> bool {
    if object.is_null() {
        return false;
    }
    // SAFETY: attached; the reference is this function's to release.
    unsafe { Py_DECREF(object) };
    true
}

/// Times two calls in turns and prints the medians.
fn compare(name: &str, compiled: impl Fn() -> bool, stock: impl Fn() -> bool) {
    let (mut compiled_times, mut stock_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        compiled_times.push(time(&compiled));
        stock_times.push(time(&stock));
    }
    let (compiled, stock) = (median(compiled_times), median(stock_times));
    println!("{name:40} {stock:10.1} {compiled:10.1}    {:.1} times as fast", stock / compiled);
}

/// Returns the nanoseconds of one call.
fn time(call: impl Fn() -> bool) -> f64 {
    let start = Instant::now();
    for _ in 0..CALLS {
        assert!(call(), "an exception is set");
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
