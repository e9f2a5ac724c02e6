//! CPython's format strings, compiled at run time: the Cranelift back end of `fmtunit`.
//!
//! A [`Compiler`] makes handles of formats: [`Parser`], [`Builder`] and [`Caller`]. A format is interpreted first, and
//! compiled to machine code when it has been called so often that it pays. The results are those of CPython at any time.

mod backend;
mod compiler;
mod formats;
mod handle;
mod raw;
mod record;
mod support;
pub mod typed;
pub mod values;

pub use compiler::Compiler;
pub use formats::Stats;
pub use handle::{Builder, Caller, Parser};
#[doc(hidden)]
pub use record::field;
pub use record::{
    Field, FieldLayout, FieldType, LayoutError, Record, RecordBuilder, RecordCaller, RecordError,
    RecordLayout, RecordParser, Untyped,
};
pub use support::Options;
pub use typed::units;
