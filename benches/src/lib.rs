//! The formats that are timed, and what they are timed with.
//!
//! Each format is one [`Row`] of a table, [`parse::ROWS`] or [`build::ROWS`], from which the row's four variants are
//! made: the stock function, C written by hand for this format alone, the reference engine, and the macro. All do the
//! same on the same objects, and each is one call that the optimiser cannot see into.
//!
//! The benches time the rows one variant after the other with criterion; the bench `ratios` in interleaved rounds, which
//! is what ratios are to be taken from.

pub mod build;
pub mod one_by_one;
pub mod output;
pub mod parse;
pub mod python;
pub mod row;
pub mod stock;

pub use row::{Row, Variant};
