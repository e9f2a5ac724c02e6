//! Rows of a table in Rust as Python objects, by a format from the command line.
//!
//! ```text
//! cargo run --release --example rows -- '(isdz)'
//! cargo run --release --example rows -- '{s:i,s:s,s:d}'
//! ```
//!
//! Each unit takes the next column whose type fits; a key of a dict is the name of the column after it. The format is compiled to
//! machine code that reads the fields of a row in place. The example prints some rows, and the times of this code and of CPython's
//! `Py_BuildValue`. The exit code is not zero if their results differ.

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

/// The number of rows of the table.
const ROWS: usize = 4000;
/// The number of rows that are printed.
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

/// Returns whether both build the same rows.
fn run(format: &str) -> Result<bool, Box<dyn Error>> {
    println!("CPython {}", python::start());
    // SAFETY: attached: this thread started the interpreter.
    let compiler = unsafe { Compiler::with(Options::new().eager()) };
    // Any handle lists the units of its format.
    let selection = Selection::of(&compiler.builder::<Tagged>(format)?.kinds())?;
    let builder = compiler.builder::<Struct<Row>>((format, &selection.columns))?;
    let table = Table::new(ROWS);
    let stock = Stock::new(format, &selection, table.rows())?;

    println!("\n{format:?} of {}", selection.names().join(", "));
    for row in table.rows().iter().take(SHOWN) {
        println!("  {}", python::repr(build(&builder, row)));
    }
    for (row, arguments) in table.rows().iter().zip(stock.rows()) {
        // An exception of the first call is cleared before the second call.
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

/// Builds the object of a row.
fn build(builder: &Builder<Struct<Row>>, row: &Row) -> *mut PyObject {
    // SAFETY: attached; the fields of a row are valid: text ends with NUL or has its length.
    unsafe { builder.build(row) }
}
