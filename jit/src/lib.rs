//! CPython's format strings, compiled at run time: the Cranelift back end of `fmtunit`.
//!
//! A [`Compiler`] makes handles of formats: [`Parser`], [`Builder`] and [`Caller`]. A format is interpreted first, and
//! compiled to machine code when it has been called so often that it pays. The results are those of CPython at any time.
//!
//! # Safety
//!
//! All calls of handles are `unsafe`, under the contract of the C functions:
//!
//! * The calling thread is attached to the interpreter (it holds the GIL, where there is one), and no exception is set.
//! * Argument tuples, arrays, dicts and objects are null where C allows it, or valid, and stay so during the call and as long
//!   as the variable lives that they are passed in. An array has as many elements as is said, plus one for each keyword.
//! * Values of a dict of keyword arguments stay in it as long as a result borrows from them.
//! * Guards ([`Buffer`](fmtunit_runtime::yields::Buffer), [`Encoded`](fmtunit_runtime::yields::Encoded)) are dropped while
//!   the thread is attached.
//! * Inputs (classes, encodings, converters) are valid. A converter fills its target when it succeeds, and does not unwind.
//! * Memory to parse into has the types of the C function: there is a valid place for each variadic argument, or the record is
//!   of the layout that the handle was made for. The output of `es#` and `et#` is null, or a buffer and its size.
//! * Values to build from have the type that the unit takes and are valid: text ends with NUL or has its length, objects are
//!   null or alive, and an `N` unit is given a reference that is the caller's to give, whatever comes of the call.
//! * What is called is null or alive.

#![cfg_attr(not(compiles), allow(dead_code, unused_imports, reason = "only machine code needs them"))]

mod backend;
mod compiler;
mod entry_point;
mod formats;
mod handle;
mod record;
mod support;
pub mod typed;
pub mod values;

pub use compiler::Compiler;
pub use entry_point::{
    ArgumentsOf, Array, ArrayAndKeywords, EntryPoint, NamedEntryPoint, NamelessEntryPoint, Object, Tuple,
    TupleAndKeywords,
};
pub use formats::Stats;
#[doc(hidden)]
pub use handle::RawHandle;
pub use handle::{
    BuildSource, Builder, Callee, Caller, FormatFor, ObjectKind, Parameter, ParameterKind, ParseTarget,
    Parser, Places, SelfDescribed, Values, ValuesOf,
};
#[doc(hidden)]
pub use record::field;
pub use record::{Column, Record, RecordAt, Struct};
pub use support::{Field, FieldLayout, FieldType, LayoutError, Options, RecordLayout};
pub use typed::units;

/// Whether formats can be compiled on this platform.
#[doc(hidden)]
pub const HAS_BACK_END: bool = cfg!(compiles);

/// The parts of the surface that only this crate implements.
mod sealed {
    /// Cannot be named elsewhere.
    pub trait Sealed {}
}
