//! The examples of CPython's own documentation, each compiled and compared with the same call of CPython's function.
//!
//! ```text
//! cargo run --release --example quickstart
//! ```
//!
//! The exit code is not zero if a result differs.

#[path = "quickstart/python.rs"]
mod python;
#[path = "quickstart/report.rs"]
mod report;
#[path = "quickstart/stock.rs"]
mod stock;
#[path = "quickstart/timing.rs"]
mod timing;

use fmtunit::ffi::PyObject;
use fmtunit::{build_value, parse_tuple};
use report::{Report, Shown};
use std::ffi::{c_char, c_int};
use std::process::ExitCode;

// A call is `unsafe`, because it has the requirements of its C counterpart: the thread is attached to the interpreter (holds the
// GIL), and the pointers are valid. Here, `args` is an argument tuple, which is alive until the function returns.

/// `f()`
fn nothing(args: *mut PyObject) -> Shown {
    // SAFETY: attached; `args` is an argument tuple.
    let () = unsafe { parse_tuple!(args, "") }?;
    report::show(())
}

/// `f(text)`
fn text(args: *mut PyObject) -> Shown {
    // SAFETY: attached; `args` is an argument tuple.
    let (text,) = unsafe { parse_tuple!(args, "s") }?;
    report::show(text)
}

/// `f(k, l, text)`
fn two_numbers_and_text(args: *mut PyObject) -> Shown {
    // SAFETY: attached; `args` is an argument tuple.
    let (k, l, text) = unsafe { parse_tuple!(args, "lls") }?;
    report::show((k, l, text))
}

/// `f((i, j), text)`: a pair of numbers, and text that may contain NUL characters.
fn pair_and_bytes(args: *mut PyObject) -> Shown {
    // SAFETY: attached; `args` is an argument tuple.
    let ((i, j), text) = unsafe { parse_tuple!(args, "(ii)s#") }?;
    // SAFETY: no Python code, which could write to the bytes, runs while they are used.
    report::show((i, j, String::from_utf8_lossy(unsafe { text.as_slice() })))
}

/// `f(file, mode="r", size=0)`
fn open(args: *mut PyObject) -> Shown {
    // SAFETY: attached; `args` is an argument tuple.
    let (file, mode, size) = unsafe { parse_tuple!(args, "s|si") }?;
    report::show((file, mode.unwrap_or(c"r"), size.unwrap_or(0)))
}

/// `f(((left, top), (right, bottom)), (h, v))`: a rectangle and a point.
fn rectangle(args: *mut PyObject) -> Shown {
    // SAFETY: attached; `args` is an argument tuple.
    let (((left, top), (right, bottom)), (h, v)) = unsafe { parse_tuple!(args, "((ii)(ii))(ii)") }?;
    report::show((left, top, right, bottom, h, v))
}

/// `myfunction(number)`: a complex number. Errors name the function.
fn complex(args: *mut PyObject) -> Shown {
    // SAFETY: attached; `args` is an argument tuple.
    let (number,) = unsafe { parse_tuple!(args, "D:myfunction") }?;
    report::show((number.real, number.imag))
}

/// `string_peek(text, index)`, in the form with a place for each output, for C that is ported line by line.
fn string_peek(args: *mut PyObject) -> Shown {
    let mut text: *const c_char = std::ptr::null();
    let mut index: c_int = 0;
    // SAFETY: attached; `args` is an argument tuple.
    unsafe { parse_tuple!(args, "si:string_peek", &mut text, &mut index) }?;
    // SAFETY: the stored text ends with NUL; the argument owns it.
    report::show((unsafe { std::ffi::CStr::from_ptr(text) }, index))
}

/// Parses argument tuples, valid and invalid ones.
fn parse(report: &mut Report) {
    report.parse("", nothing, stock::nothing, &["()", "(1,)"]);
    report.parse("s", text, stock::text, &["('whoops!',)", "()", "(b'whoops!',)", "('whoo\\0ps!',)"]);
    report.parse(
        "lls",
        two_numbers_and_text,
        stock::two_numbers_and_text,
        &["(1, 2, 'three')", "(1, 2)", "(1, 2.5, 'three')", "(1, 2**64, 'three')"],
    );
    report.parse(
        "(ii)s#",
        pair_and_bytes,
        stock::pair_and_bytes,
        &["((1, 2), 'thr\\0ee')", "((1, 2), b'three')", "((1,), 'three')", "(1, 'three')"],
    );
    report.parse(
        "s|si",
        open,
        stock::open,
        &["('spam',)", "('spam', 'w')", "('spam', 'wb', 100000)", "('spam', 100000)", "()", "(1, 2, 3, 4)"],
    );
    report.parse(
        "((ii)(ii))(ii)",
        rectangle,
        stock::rectangle,
        &["(((0, 0), (400, 300)), (10, 10))", "(((0, 0), (400, None)), (10, 10))", "((0, 0), (400, 300))"],
    );
    report.parse("D:myfunction", complex, stock::complex, &["(1+2j,)", "(3,)", "('1+2j',)", "(1, 2)"]);
    report.parse(
        "si:string_peek",
        string_peek,
        stock::string_peek,
        &["('spam', 2)", "('spam',)", "('spam', '2')"],
    );
}

/// Builds objects from C values, and from their counterparts in Rust.
fn build(report: &mut Report) {
    // SAFETY: attached; all pointers are those of literals.
    let built = unsafe {
        [
            ("", build_value!("")),
            ("i", build_value!("i", 123)),
            ("iii", build_value!("iii", 123, 456, 789)),
            ("s", build_value!("s", "hello")),
            ("y", build_value!("y", c"hello")),
            ("ss", build_value!("ss", "hello", c"world".as_ptr())),
            ("s#", build_value!("s#", c"hello".as_ptr(), 4)),
            ("y#", build_value!("y#", b"hell")),
            ("()", build_value!("()")),
            ("(i)", build_value!("(i)", 123)),
            ("(ii)", build_value!("(ii)", 123, 456)),
            ("(i,i)", build_value!("(i,i)", 123, 456)),
            ("[i,i]", build_value!("[i,i]", 123, 456)),
            ("{s:i,s:i}", build_value!("{s:i,s:i}", "abc", 123, "def", 456)),
            ("((ii)(ii)) (ii)", build_value!("((ii)(ii)) (ii)", 1, 2, 3, 4, 5, 6)),
            ("{si,s(ii)}", build_value!("{si,s(ii)}", "abc", 123, "def", 4, 5)),
        ]
    };
    for ((format, compiled), stock) in built.into_iter().zip(stock::built()) {
        report.build(format, compiled, stock);
    }
}

fn main() -> ExitCode {
    println!("CPython {}", python::start());
    let mut report = Report::default();
    parse(&mut report);
    build(&mut report);
    timing::run();
    report.finish()
}
