//! The formats that are timed, and what they are timed with.
//!
//! Each format is one [`Row`] of a table in [`FAMILIES`], from which the row's variants are made: the stock function, C
//! written by hand for this format alone, the macro, and handles of formats known at run time, in both tiers. All do the same
//! on the same objects. The optimiser cannot see into what is called: functions are called by pointers that it does not know,
//! and so is what handles, of which it knows nothing either, call in turn.
//!
//! The benches time the rows one variant after the other with criterion; the bench `ratios` in interleaved rounds, which
//! is what ratios are to be taken from.

pub mod build;
pub mod calls;
pub mod failures;
pub mod keywords;
mod median;
pub mod one_by_one;
pub mod options;
pub mod output;
pub mod parse;
pub mod python;
pub mod row;
pub mod stock;
pub mod tier;
pub mod typed;

pub use median::median;
pub use row::{Family, Row, Variant};
pub use tier::Tier;

/// All tables.
pub static FAMILIES: &[Family] = &[
    parse::FAMILY,
    typed::FAMILY,
    keywords::TUPLE_AND_DICT,
    keywords::ARRAY,
    build::FAMILY,
    calls::FAMILY,
    failures::FAMILY,
];
