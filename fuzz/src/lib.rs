//! What the targets share: a format and arguments made of random bytes, and the interpreter that they are for.

pub mod formats;
pub mod python;
