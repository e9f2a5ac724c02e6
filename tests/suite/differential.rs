//! Calls that nobody has thought of: every unit before every object, every compiled format before random arguments.

pub(crate) mod build;
pub(crate) mod parse;
pub(crate) mod shape;

/// How many calls each test compares at least.
const LEAST: usize = 20_000;
