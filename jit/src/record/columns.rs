//! Records whose fields are chosen by name.

use super::{Record, Struct};
use crate::handle::{FormatFor, FormatParts};
use crate::support::{FieldLayout, FieldType, RecordLayout};
use std::ffi::{CStr, CString};

/// The column of a record that is one variadic argument of the C function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column<'c> {
    /// A field, by its name; that of a field of a tuple struct is its number.
    Field(&'c str),
    /// A text to build from, as a unit such as `s` or `z` takes it: a key of a dict.
    Literal(&'c CStr),
}

impl<'c, R, F, C> FormatFor<Struct<R>> for (&F, &C)
where
    R: Record,
    F: AsRef<str> + ?Sized,
    C: AsRef<[Column<'c>]> + ?Sized,
{
    fn parts(&self) -> FormatParts<'_> {
        FormatParts { text: self.0.as_ref(), layout: Some(layout::<R>(self.1.as_ref())) }
    }
}

/// Returns the layout of the columns: the fields in their order.
fn layout<R: Record>(columns: &[Column<'_>]) -> RecordLayout {
    let mut texts = Vec::new();
    let mut text = |text: CString, class| {
        texts.push(text);
        FieldLayout { offset: texts.len() as u32 - 1, class }
    };
    let fields = columns.iter().map(|column| match *column {
        Column::Field(name) => {
            let number = R::NAMES.iter().position(|known| *known == name);
            match number.and_then(|number| R::FIELDS.get(number)) {
                Some(field) => *field,
                None => text(CString::new(name).unwrap_or_default(), FieldType::Unknown),
            }
        }
        Column::Literal(literal) => text(literal.to_owned(), FieldType::Literal),
    });
    let fields = fields.collect();
    RecordLayout::with_texts(fields, texts.into())
}
