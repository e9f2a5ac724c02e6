//! The markers, one for each row of the tables.

pub mod build;
pub mod parse;
