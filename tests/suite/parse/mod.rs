//! Parsing without names: the cases in `data/parse` and `data/keywords`, and calls that no person would make up.
//!
//! `cases` runs the cases; `differential` tries every unit with every object of the zoo, and every compiled format with random
//! arguments, which `shape` makes; `exports` looks at buffers, which cannot be resized while there is a view of them.

pub(crate) mod cases;
pub(crate) mod differential;
mod exports;
pub(crate) mod shape;
