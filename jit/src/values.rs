//! Values that say themselves what they are, for those who learn at run time which units a format has.
//!
//! [`Argument`] is what a unit of the build family is given, [`Output`] what a unit of the parse family yields, and [`Input`]
//! what one takes besides. Each call compares them with the format, and raises TypeError where they do not fit.
//!
//! ```no_run
//! use fmtunit_jit::Compiler;
//! use fmtunit_jit::values::{Output, from};
//! use fmtunit_runtime::ffi::PyObject;
//! use fmtunit_runtime::parser::plan::Entry;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let args = std::ptr::null_mut::<PyObject>();
//! // SAFETY: the thread is attached.
//! let compiler = unsafe { Compiler::new() };
//! let builder = compiler.builder("(is)")?;
//! // SAFETY: the thread is attached; the text is good.
//! let object = unsafe { builder.build_values(&[from::Int(1), from::Text("x")]) };
//!
//! let parser = compiler.tagged_parser("s|i", Entry::Tuple)?;
//! // SAFETY: the thread is attached, and `args` is a tuple.
//! if let Ok(values) = unsafe { parser.parse_values(&args, &[]) } {
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

mod argument;
mod build;
pub mod from;
mod input;
mod memory;
mod output;
mod parse;

pub use argument::Argument;
pub use input::Input;
pub use output::{Element, Output};

/// The signature of a handle that yields values which say themselves what they are.
#[derive(Clone, Copy, Debug)]
pub enum Tagged {}
