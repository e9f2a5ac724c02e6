//! Formats that are known at run time only.
//!
//! [`Parser`], [`Builder`] and [`Caller`] check a format when they are made, and run its plan step by step at each
//! call. They have the same results as the macros.
//!
//! Outputs are untyped here, as the variadic arguments of C are: an array of [`Place`]s, one for each argument after
//! the format of the C function. That is the address of an output, or an input itself (a type, the name of an
//! encoding, a converter). Values to build from are an array of [`Value`]s, one for each *unit*, which determines the
//! member of the union.
//!
//! ```no_run
//! use fmtunit::ffi::{PyErr_SetString, PyExc_ValueError, PyObject};
//! use fmtunit::interpret::{Builder, Entry, Erase, Error, Parser, Text, Value};
//! use fmtunit::Raised;
//! use std::ffi::{CString, c_char, c_int};
//!
//! struct Row {
//!     parser: Parser,
//!     builder: Builder,
//! }
//!
//! /// A malformed format is an error with carets; here it becomes a ValueError.
//! unsafe fn prepare(parse: &str, build: &str) -> Result<Row, Raised> {
//!     let prepared = || -> Result<Row, Error> {
//!         Ok(Row { parser: Parser::new(parse, Entry::Tuple)?, builder: Builder::new(build)? })
//!     };
//!     prepared().map_err(|error| {
//!         let text = CString::new(error.to_string()).unwrap_or_default();
//!         unsafe { PyErr_SetString(PyExc_ValueError, text.as_ptr()) };
//!         Raised::new()
//!     })
//! }
//!
//! /// For a row that was prepared with `"si"` and `"(is)"`.
//! unsafe fn swap(row: &Row, args: *mut PyObject) -> Result<*mut PyObject, Raised> {
//!     let (mut text, mut number): (*const c_char, c_int) = (std::ptr::null(), 0);
//!     let places = [(&raw mut text).erase(), (&raw mut number).erase()];
//!     unsafe { row.parser.parse(args, &places) }?;
//!     let values = [
//!         Value { Int: number },
//!         Value { Text: Text { data: text, length: Text::UP_TO_NUL } },
//!     ];
//!     Raised::check(unsafe { row.builder.build(&values) })
//! }
//! ```
//!
//! # Safety
//!
//! The contract is that of the [macros](crate#safety). In addition, the places and values have the number and types
//! that the units of the format determine. The methods name the clauses briefly:
//!
//! * *attached*: the calling thread is attached to the interpreter, and no exception is set.
//! * *places*: each output is valid for writes of its unit's C type, and each input is valid.
//! * *values*: each value has the member that its unit takes, and is valid.

pub use fmtunit_parser::Error;
pub use fmtunit_parser::plan::Entry;
pub use fmtunit_runtime::interpret::{Builder, Caller, Parser};
pub use fmtunit_runtime::place::{Erase, Place};
pub use fmtunit_runtime::value::{Conversion, SizedBytes, Text, Value, WideLen};
