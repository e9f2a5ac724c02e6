//! From a format to the plan of a call. Finds the faults that depend on the function: the grammar allows those formats.

mod build;
mod parameters;
mod parse;

pub use build::{build, call};
pub use parse::{parse, parse_with_names};

use crate::error::{Fault, FaultKind};
use crate::span::Span;

/// A number of the plan, which has 16 bits.
fn number(count: usize, span: &Span) -> Result<u16, Fault> {
    u16::try_from(count).map_err(|_| Fault::new(FaultKind::TooLong, span.clone()))
}
