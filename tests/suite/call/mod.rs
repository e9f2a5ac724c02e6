//! Calls of functions and methods with arguments that are built from values.

pub(crate) mod functions;
