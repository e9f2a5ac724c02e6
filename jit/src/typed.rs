//! Signatures: the units of a format as types, for values that the compiler checks.
//!
//! A signature is a tuple of [markers](crate::units), one for each unit of a format. It is written where a handle is made, and
//! compared with the format there, once. From then on a call takes and returns Rust values: those of the typed form of the
//! macros.
//!
//! ```no_run
//! use fmtunit_jit::Compiler;
//! use fmtunit_jit::units::{Opt, build, parse};
//! use fmtunit_runtime::Raised;
//! use fmtunit_runtime::ffi::PyObject;
//! use fmtunit_runtime::parser::plan::Entry;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (args, fmt) = (std::ptr::null_mut::<PyObject>(), "s|i:open");
//! // SAFETY: the thread is attached.
//! let compiler = unsafe { Compiler::new() };
//! let parser = compiler.typed_parser::<(parse::Str, Opt<parse::Int>)>(fmt, Entry::Tuple)?;
//! let builder = compiler.typed_builder::<(build::Int, build::Str)>("(is)")?;
//!
//! // SAFETY: the thread is attached, and `args` is a tuple.
//! let result = unsafe { parser.parse(&args) }.map(|(name, mode)| {
//!     // SAFETY: as above; the text is good.
//!     unsafe { builder.build((mode.unwrap_or(0), name)) }
//! });
//! let object: *mut PyObject = result.unwrap_or_else(Raised::null);
//! # let _ = object;
//! # Ok(())
//! # }
//! ```
//!
//! # Signatures of the parse family
//!
//! One marker of [`units::parse`] for each unit, [`Opt`](crate::units::Opt) around each behind `|`, and a
//! tuple of markers for a group `(…)`. The result of a call is a tuple of what the units yield:
//! [`Parameter::Out`]. What points into an argument borrows the *variable* that the arguments came in, so it cannot leave the
//! function. Elements of a group may die at any time, so what borrows from one is a raw pointer.
//!
//! A unit that takes an input (the class of `O!`, the encoding of `es`, the converter of `O&`) is given it by the methods
//! that end with `_with`, in a tuple of all inputs. A converter fills a value of the type that its marker says:
//! `Converted<T>`.
//!
//! # Signatures of the build family
//!
//! One marker of [`units::build`] for each unit, whatever the brackets. A call takes a tuple of values,
//! each of which is whatever [`Given`] is implemented for.
//!
//! # Safety
//!
//! All calls are `unsafe`, under the contract of the C functions:
//!
//! * The calling thread is attached to the interpreter (it holds the GIL, where there is one), and no exception is set.
//! * Argument tuples, arrays, dicts and objects are null where C allows it, or valid, and stay so during the call and as long
//!   as the variable lives; an array has as many elements as is said, plus one for each keyword.
//! * Values of a dict of keyword arguments stay in it as long as a result borrows from them.
//! * Guards ([`Buffer`](fmtunit_runtime::yields::Buffer), [`Encoded`](fmtunit_runtime::yields::Encoded)) are dropped while
//!   the thread is attached.
//! * Classes and converters given as inputs are valid; a converter fills what it is given when it succeeds, and does not
//!   unwind.
//! * Values to build from are valid: text ends with NUL or has its length, objects are null or alive, and an `N` unit is
//!   given a reference that is the caller's to give. What is called is null or alive.

mod build;
pub(crate) mod check;
mod frame;
mod given;
mod group;
mod inputs;
mod markers;
mod member;
mod parse;
mod shape;
mod source;
mod tuple;

pub use build::{BuildMarker, BuildSignature, Values};
pub use given::{Given, Kind, conversion, kinds};
pub use inputs::{Class, Converter, Encoding, Input, InputKind, Inputs, NoInputs, WithoutInputs};
pub use member::{Element, Marker, Parameter, Signature};
pub use source::ArgumentArray;

pub(crate) use frame::Frame;
pub(crate) use inputs::InputPlaces;
pub(crate) use source::{Presence, Sources};

/// The markers, one for each unit of the two tables.
pub mod units {
    pub use super::group::Opt;
    pub use super::markers::{build, parse};
}

/// What only this crate implements.
pub(crate) mod sealed {
    /// Nobody else can name it.
    pub trait Sealed {}
}
