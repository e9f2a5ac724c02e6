//! Why there is no handle for a format and a record.

use super::LayoutError;
use fmtunit_parser::Error;
use std::fmt;

/// Why there is no handle for a format and a record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// The format is wrong. Displayed with carets under the text at fault.
    Format(Error),
    /// The format and the record do not suit each other: the number of fields, or the type of one.
    Layout(LayoutError),
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(error) => error.fmt(f),
            Self::Layout(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RecordError {}

impl From<Error> for RecordError {
    fn from(error: Error) -> Self {
        Self::Format(error)
    }
}

impl From<LayoutError> for RecordError {
    fn from(error: LayoutError) -> Self {
        Self::Layout(error)
    }
}
