//! Rows of a table of Rust as Python objects, by a format from the command line.
//!
//! ```text
//! cargo run --release --example rows -- '(isdz)'
//! cargo run --release --example rows -- '{s:i,s:s,s:d}'
//! ```
//!
//! Each unit takes the next column of a type that fits it, and a key of a dict is the name of the column behind it. The format
//! is compiled to machine code that reads the fields of a row where they are. Prints some rows, and how long that takes beside
//! CPython's `Py_BuildValue`. The exit code is not zero if the two differ.

#[path = "quickstart/python.rs"]
mod python;
#[path = "rows/select.rs"]
mod select;
#[path = "rows/stock.rs"]
mod stock;
#[path = "rows/table.rs"]
mod table;
#[path = "rows/timing.rs"]
mod timing;

use fmtunit::ffi::PyObject;
use fmtunit::jit::values::Tagged;
use fmtunit::jit::{Builder, Compiler, Options, Struct};
use select::Selection;
use std::env;
use std::error::Error;
use std::process::ExitCode;
use stock::Stock;
use table::{Row, Table};

/// How many rows the table has.
const ROWS: usize = 4000;
/// How many of them are printed.
const SHOWN: usize = 4;

fn main() -> ExitCode {
    let format = env::args_os().nth(1).unwrap_or_else(|| "(isdz)".into());
    let Some(format) = format.to_str().filter(|format| !format.starts_with('-')) else {
        eprintln!("usage: rows [FORMAT], a format of Py_BuildValue, such as '(isdz)' or '{{s:i,s:s,s:d}}'");
        return ExitCode::from(2);
    };
    match run(format) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Are the rows of both the same?
fn run(format: &str) -> Result<bool, Box<dyn Error>> {
    println!("CPython {}", python::start());
    // SAFETY: attached: the interpreter was started by this thread.
    let compiler = unsafe { Compiler::with(Options::new().eager()) };
    // Which units the format has, any handle says.
    let selection = Selection::of(&compiler.builder::<Tagged>(format)?.kinds())?;
    let builder = compiler.builder::<Struct<Row>>((format, &selection.columns))?;
    let table = Table::new(ROWS);
    let stock = Stock::new(format, &selection, table.rows())?;

    println!("\n{format:?} of {}", selection.names().join(", "));
    for row in table.rows().iter().take(SHOWN) {
        println!("  {}", python::repr(build(&builder, row)));
    }
    for (row, arguments) in table.rows().iter().zip(stock.rows()) {
        // One after the other: an exception of the first is taken before the second is called.
        let compiled = python::repr(build(&builder, row));
        let stock = python::repr(stock.build(arguments));
        if compiled != stock {
            eprintln!("different:\n  fmtunit  {compiled}\n  CPython  {stock}");
            return Ok(false);
        }
    }
    println!("  … {ROWS} rows, all equal to those of Py_BuildValue\n");
    let form = if builder.is_compiled() { "compiled" } else { "interpreted" };
    timing::compare(
        form,
        |number| build(&builder, &table.rows()[number]),
        |number| stock.build(&stock.rows()[number]),
    );
    Ok(true)
}

/// The object of a row.
fn build(builder: &Builder<Struct<Row>>, row: &Row) -> *mut PyObject {
    // SAFETY: attached; the fields of a row are valid: text ends with NUL or has its length.
    unsafe { builder.build(row) }
}
