//! Formats known at run time, compiled to machine code: the feature `jit`.
//!
//! A [`Compiler`] makes handles of formats. A format is interpreted first, as by [`interpret`](crate::interpret), and compiled
//! when it has been called so often that it pays. The results are those of CPython at any time; dicts may share their keys, if
//! [`Options::keep_keys`] is not turned off.
//!
//! # Signatures
//!
//! The recommended way to call: the [signature](typed) of a format is written as a type, of a marker from [`units`] for each
//! unit, and compared with the format when the handle is made. Calls then take and return Rust values, as those of the macros do.
//!
//! ```no_run
//! use fmtunit::ffi::PyObject;
//! use fmtunit::interpret::Entry;
//! use fmtunit::jit::units::{Opt, build, parse};
//! use fmtunit::jit::{Builder, Compiler, Parser};
//! use fmtunit::parser::Error;
//! use fmtunit::Raised;
//!
//! struct Open {
//!     parser: Parser<(parse::Str, Opt<parse::Int>)>,
//!     builder: Builder<(build::Str, build::Int)>,
//! }
//!
//! impl Open {
//!     fn new(compiler: &Compiler, arguments: &str, result: &str) -> Result<Self, Error> {
//!         let parser = compiler.typed_parser(arguments, Entry::Tuple)?;
//!         Ok(Self { parser, builder: compiler.typed_builder(result)? })
//!     }
//!
//!     /// # Safety
//!     /// The thread is attached; `args` is a tuple.
//!     unsafe fn call(&self, args: *mut PyObject) -> Result<*mut PyObject, Raised> {
//!         let (path, size) = unsafe { self.parser.parse(&args) }?;
//!         Raised::check(unsafe { self.builder.build((path, size.unwrap_or(-1))) })
//!     }
//! }
//!
//! # fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let compiler = unsafe { Compiler::new() };
//! let open = Open::new(&compiler, "s|i:open", "(si)")?;
//! # drop(open);
//! # Ok(())
//! # }
//! ```
//!
//! For signatures that are not known either there are the handles of [tagged values](values), checked at each call. Those
//! without a signature take pointers or values as C does, on trust.
//!
//! # Records
//!
//! A record is a struct with a field for each variadic argument of the C function, in that order. A handle that was made for
//! it parses into its fields, or builds from them, without an array of places or values in between.
//!
//! ```no_run
//! use fmtunit::ffi::PyObject;
//! use fmtunit::interpret::Entry;
//! use fmtunit::jit::{Compiler, Record, RecordBuilder, RecordError, RecordParser};
//! use fmtunit::Raised;
//! use std::ffi::{c_char, c_int};
//!
//! #[derive(Record)]
//! #[repr(C)]
//! struct Item {
//!     name: *const c_char,
//!     // C promotes it to `int`, and so is it here.
//!     amount: u8,
//!     price: f64,
//!     #[record(skip)]
//!     seen: bool,
//! }
//!
//! /// `(name, amount, price)` for each item.
//! struct Rows {
//!     builder: RecordBuilder<Item>,
//! }
//!
//! impl Rows {
//!     fn new(compiler: &Compiler, format: &str) -> Result<Self, RecordError> {
//!         Ok(Self { builder: compiler.record_builder(format)? })
//!     }
//!
//!     /// # Safety
//!     /// The thread is attached; the name is text.
//!     unsafe fn row(&self, item: &Item) -> Result<*mut PyObject, Raised> {
//!         Raised::check(unsafe { self.builder.build_record(item) })
//!     }
//! }
//!
//! # unsafe fn run(item: &Item) -> Result<(), Box<dyn std::error::Error>> {
//! let compiler = unsafe { Compiler::new() };
//! let rows = Rows::new(&compiler, "(sBd)")?;
//! let row = unsafe { rows.row(item) };
//! // The format is checked against the fields, once.
//! let error = Rows::new(&compiler, "(sid)").map(drop);
//! assert!(error.is_ok(), "a `u8` serves for an `int`, too");
//! let error = compiler.record_builder::<Item>("(sdB)").map(drop).map_err(|error| error.to_string());
//! assert_eq!(error.unwrap_err(), "field 1 is `u8`, but the unit `d` wants `f64` or `f32`");
//! # let _: RecordParser<Point> = compiler.record_parser("dd", Entry::Tuple)?;
//! # #[derive(Record)] #[repr(C)] struct Point(f64, f64);
//! # let _ = row;
//! # Ok(())
//! # }
//! ```
//!
//! Which type a field has for a unit:
//!
//! | units | fields |
//! |---|---|
//! | numbers | the C number: `i32` for `i`, `u8` for `b` to parse |
//! | numbers to build from | as above; a narrower integer or `bool` for `int`, an `f32` for `double`, which are promoted |
//! | `D` | `Py_complex`; to build from also a pointer to one |
//! | text | `*const c_char` or `*mut c_char`, and an `isize` behind it where the unit has `#` |
//! | `s*` `y*` `w*` `z*` | `Py_buffer` |
//! | objects | `*mut PyObject` |
//! | `O!` | `*mut PyTypeObject`, and the object |
//! | `es` and the like | the encoding, `*const c_char`, and the text |
//! | `O&` to parse | `unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int`, and what it fills |
//! | `O&` to build from | `unsafe extern "C" fn(*mut T) -> *mut PyObject`, and a `*mut c_void` |
//!
//! For a record that is described at run time there are [`RecordLayout::new`] and the `…_with_layout` methods of the compiler;
//! their handles take the address of a record. `examples/rows.rs` selects columns of a table by a format from its command line.
//!
//! # Safety
//!
//! As for [`interpret`](crate::interpret#safety).

pub use fmtunit_jit::*;

/// Makes a `#[repr(C)]` struct a record: implements [`Record`](trait@Record), with a field for each variadic argument of the C
/// function.
///
/// The type of each field is a [`Field`], or the field is marked with `#[record(skip)]`, and is none. A struct with parameters
/// is a record where their types are fields.
///
/// ```
/// use fmtunit::jit::{FieldType, Record};
/// use std::ffi::{c_char, c_int};
///
/// #[derive(Record)]
/// #[repr(C)]
/// struct Row {
///     id: c_int,
///     #[record(skip)]
///     seen: bool,
///     name: *const c_char,
/// }
///
/// let [id, name] = Row::FIELDS else { panic!() };
/// assert_eq!((id.offset, id.class), (0, FieldType::I32));
/// assert_eq!((name.offset, name.class), (8, FieldType::Text));
/// ```
///
/// Not so: another layout than C's, what is no struct, and a type that no unit stores or takes.
///
/// ```compile_fail
/// # use fmtunit::jit::Record;
/// #[derive(Record)]
/// #[repr(C)]
/// struct Row {
///     name: String,
/// }
/// ```
pub use fmtunit_codegen_macro::Record;
