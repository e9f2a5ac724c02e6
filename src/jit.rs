//! Formats known at run time, compiled to machine code: the feature `jit`.
//!
//! A [`Compiler`] makes handles of formats. A format is interpreted first, as by [`interpret`](crate::interpret), and compiled
//! when it has been called so often that it pays. The results are those of CPython at any time; dicts may share their keys, if
//! [`Options::keep_keys`] is not turned off.
//!
//! # Handles
//!
//! A [`Parser`] is for one entry point, its first parameter: [`Tuple`], [`Object`], [`Array`], [`TupleAndKeywords`] or
//! [`ArrayAndKeywords`]. Its second is the [target](ParseTarget): how the caller receives what is parsed. A [`Builder`] and a
//! [`Caller`] have a [source](BuildSource): how the caller gives the values. There are five ways:
//!
//! | to parse | to build or call | |
//! |---|---|---|
//! | a [signature](typed) | a [signature](typed) | the units as a type: values that the compiler checks |
//! | [`Struct<R>`] | [`Struct<R>`] | the fields of a struct that is a [`Record`](trait@Record) |
//! | [`RecordAt`] | [`RecordAt`] | the same at an address, for a layout that is known at run time |
//! | [`Tagged`](values::Tagged) | [`Tagged`](values::Tagged) | values that say themselves what they are, checked at each call |
//! | [`Places`] | [`Values`] | pointers and values as C has them, on trust |
//!
//! # Signatures
//!
//! The recommended way to call: the [signature](typed) of a format is written as a type, of a marker from [`units`] for each
//! unit, and compared with the format when the handle is made. Calls then take and return Rust values, as those of the macros do.
//!
//! ```no_run
//! use fmtunit::ffi::PyObject;
//! use fmtunit::jit::units::{Opt, build, parse};
//! use fmtunit::jit::{Builder, Compiler, Parser, Tuple};
//! use fmtunit::parser::Error;
//! use fmtunit::Raised;
//!
//! struct Open {
//!     parser: Parser<Tuple, (parse::Str, Opt<parse::Int>)>,
//!     builder: Builder<(build::Str, build::Int)>,
//! }
//!
//! impl Open {
//!     fn new(compiler: &Compiler, arguments: &str, result: &str) -> Result<Self, Error> {
//!         Ok(Self { parser: compiler.parser(arguments)?, builder: compiler.builder(result)? })
//!     }
//!
//!     /// # Safety
//!     /// The thread is attached; `args` is a tuple.
//!     unsafe fn call(&self, args: *mut PyObject) -> Result<*mut PyObject, Raised> {
//!         let (path, size) = unsafe { self.parser.parse(&args, ()) }?;
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
//! The second argument of `parse` is a tuple of what the units take in addition: the class of `O!`, the encoding of `es`, the
//! converter of `O&`.
//!
//! # Signatures that are not known either
//!
//! [Tagged values](values) say themselves what they are.
//!
//! ```no_run
//! use fmtunit::ffi::PyObject;
//! use fmtunit::jit::values::{Output, Tagged, from};
//! use fmtunit::jit::{Array, Compiler};
//!
//! # unsafe fn run(args: *const *mut PyObject, nargs: isize) -> Result<(), fmtunit::parser::Error> {
//! let compiler = unsafe { Compiler::new() };
//! let builder = compiler.builder::<Tagged>("(is)")?;
//! let object = unsafe { builder.build(&[from::Int(1), from::Text("x")]) };
//!
//! let parser = compiler.parser::<Array, Tagged>("s|i")?;
//! if let Ok(values) = unsafe { parser.parse((&args, nargs), &[]) } {
//!     for value in values.into_iter().flatten() {
//!         match value {
//!             Output::Str(text) => println!("text: {text:?}"),
//!             Output::Int(number) => println!("number: {number}"),
//!             other => println!("{other:?}"),
//!         }
//!     }
//! }
//! # let _ = object;
//! # Ok(())
//! # }
//! ```
//!
//! # Records
//!
//! A record is a struct with a field for each variadic argument of the C function, in that order. A handle that was made for
//! it parses into its fields, or builds from them, without an array of places or values in between.
//!
//! ```no_run
//! use fmtunit::ffi::PyObject;
//! use fmtunit::jit::{Builder, Compiler, Parser, Record, Struct, Tuple};
//! use fmtunit::parser::Error;
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
//!     builder: Builder<Struct<Item>>,
//! }
//!
//! impl Rows {
//!     fn new(compiler: &Compiler, format: &str) -> Result<Self, Error> {
//!         Ok(Self { builder: compiler.builder(format)? })
//!     }
//!
//!     /// # Safety
//!     /// The thread is attached; the name is text.
//!     unsafe fn row(&self, item: &Item) -> Result<*mut PyObject, Raised> {
//!         Raised::check(unsafe { self.builder.build(item) })
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
//! let error = Rows::new(&compiler, "(sd)").map(drop).map_err(|error| error.to_string());
//! assert!(error.unwrap_err().starts_with("error: field 1 is `u8`, which does not fit `d`"));
//! # let _: Parser<Tuple, Struct<Point>> = compiler.parser("dd")?;
//! # #[derive(Record)] #[repr(C)] struct Point(f64, f64);
//! # let _ = row;
//! # Ok(())
//! # }
//! ```
//!
//! Fields are chosen by name, in any order and more than once, where a [`Column`] is given for each C argument. The keys of a
//! dict are literal columns.
//!
//! ```no_run
//! # use fmtunit::ffi::PyObject;
//! use fmtunit::jit::Column::{Field, Literal};
//! use fmtunit::jit::{Compiler, Record, Struct};
//! # #[derive(Record)] #[repr(C)] struct Item { name: *const std::ffi::c_char, amount: u8, price: f64 }
//! # unsafe fn run(item: &Item) -> Result<*mut PyObject, fmtunit::parser::Error> {
//! # let compiler = unsafe { Compiler::new() };
//!
//! let columns = [Literal(c"price"), Field("price"), Literal(c"name"), Field("name")];
//! let builder = compiler.builder::<Struct<Item>>(("{s:d,s:s}", &columns))?;
//! let dict = unsafe { builder.build(item) };
//! # Ok(dict)
//! # }
//! ```
//!
//! A handle says by `kinds()` which units its format has, with the C types that they take and store: so columns can be chosen for a
//! format that was read a moment ago, as `examples/rows.rs` does.
//!
//! ```no_run
//! use fmtunit::jit::values::Tagged;
//! use fmtunit::jit::{Compiler, ParameterKind, Tuple};
//! use fmtunit::parser::units::Unit;
//!
//! # fn run() -> Result<(), fmtunit::parser::Error> {
//! # let compiler = unsafe { Compiler::new() };
//! for parameter in compiler.parser::<Tuple, Tagged>("s#|O!")?.kinds() {
//!     if let ParameterKind::Unit(unit) = parameter.kind {
//!         let outputs: Vec<_> = unit.stores().iter().map(|(_, place)| place.c_type()).collect();
//!         println!("{} stores {outputs:?}", unit.spelling());
//!     }
//! }
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
//! | text | `*const c_char` or `*mut c_char`, and an `isize` after it where the unit has `#` |
//! | `s*` `y*` `w*` `z*` | `Py_buffer` |
//! | objects | `*mut PyObject` |
//! | `O!` | `*mut PyTypeObject`, and the object |
//! | `es` and the like | the encoding, `*const c_char`, and the text |
//! | `O&` to parse | `unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int`, and what it fills |
//! | `O&` to build from | `unsafe extern "C" fn(*mut T) -> *mut PyObject`, and a `*mut c_void` |
//!
//! For a record that is described at run time there are [`RecordLayout::new`] and [`RecordAt`]: its handles are made of
//! `(format, &layout)`, and take the address of a record.
//!
//! # Safety
//!
//! See the [contract of calls](fmtunit_jit#safety).

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
/// assert_eq!(Row::NAMES, ["id", "name"]);
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
