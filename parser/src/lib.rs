//! CPython's format strings: their grammar, their units, and the plan that every engine of `fmtunit` runs.
//!
//! ```text
//! "s#|O!:open"  --parse-->  Format  --lower-->  Plan  --verify-->  ok
//! ```
//!
//! ```
//! use fmtunit_parser::{ParseFormat, lower, plan::Entry};
//!
//! let format = ParseFormat::parse("s|i:open")?;
//! let plan = lower::parse(&format, Entry::Tuple)?;
//! assert_eq!(format.to_string(), "s|i:open");
//! assert_eq!(plan.to_string(), "\
//! site open()
//! check_count 1..=2
//! convert item0 by text places[0..1]
//! end_if_absent item1
//! convert item1 by int places[1..2]");
//! # Ok::<(), fmtunit_parser::Error>(())
//! ```
//!
//! There is no Python in here and no unsafe code. [`units`] holds the tables that everything else is generated from,
//! [`ast`] the tree of a format, [`plan`] the steps of a call and their nested view, [`error`] the faults of a format.

#![forbid(unsafe_code)]

pub mod ast;
pub mod error;
mod grammar;
pub mod lower;
pub mod plan;
mod print;
mod span;
pub mod units;
pub mod verify;

pub use ast::{BuildFormat, Format, ParseFormat};
pub use error::{Error, Fault, FaultKind};
pub use plan::{BuildPlan, ParsePlan};
pub use span::Span;
