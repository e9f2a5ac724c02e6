//! Records: the memory of a struct, parsed into and built from.

mod builder;
mod caller;
mod compile;
mod error;
mod parser;

pub use crate::support::{Field, FieldLayout, FieldType, LayoutError, RecordLayout};
pub use builder::RecordBuilder;
pub use caller::RecordCaller;
pub use error::RecordError;
pub use parser::RecordParser;

/// A struct that a format parses into or builds from: one field for each variadic argument of the C function, in that order.
///
/// `s#` has two fields, the text and its length; `O!` has the class and the object; `O&` the converter and what it fills, or
/// what it converts.
///
/// `#[derive(Record)]` of the `fmtunit` crate implements it for a `#[repr(C)]` struct whose fields have types that are
/// [`Field`]s.
///
/// # Safety
/// Each of the fields is a field of the struct, of that type, at that offset; no two overlap; and whatever a format may store
/// to them leaves the struct valid.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no record",
    label = "derive `Record` for it, or give the layout at run time"
)]
pub unsafe trait Record: Sized {
    /// Where the fields are.
    const FIELDS: &'static [FieldLayout];
}

/// The record of a handle whose layout was given at run time: it is passed by its address, to the methods `…_at`.
#[derive(Clone, Copy, Debug)]
pub enum Untyped {}

/// A field for `#[derive(Record)]`, which calls this at compile time.
#[doc(hidden)]
pub const fn field<T: Field>(offset: usize) -> FieldLayout {
    assert!(offset <= i32::MAX as usize - T::TYPE.size(), "the record is too large");
    FieldLayout { offset: offset as u32, class: T::TYPE }
}

impl RecordLayout {
    /// The layout of a struct.
    pub fn of<R: Record>() -> Self {
        Self::trusted(R::FIELDS.into())
    }
}
