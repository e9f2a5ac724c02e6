//! The harness of the suite, the fuzz targets and the benches.
//!
//! * [`python`] embeds the interpreter, with the zoo of odd objects (`harness/python`); [`owned`] holds references.
//! * [`engine`] holds CPython's functions, the reference engine and machine code as one trait; [`mod@format`] a format prepared for
//!   all of them; [`parse`] and [`build`] make one call and observe it; [`jit`] has compilers.
//! * [`observation`] is everything that can be observed of a call, [`seen`] its outputs, [`report`] the differences.
//! * [`slots`] is memory for outputs, [`source`] the arguments for each entry point, [`converter`] a converter for `O&`.
//! * [`stock`] declares CPython's own functions and calls them, with [`variadic`] arguments.
//! * [`random`] makes random numbers, [`alone`] runs a test in a process of its own, [`effort`] says how much is tried.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::undocumented_unsafe_blocks,
    clippy::missing_safety_doc,
    clippy::not_unsafe_ptr_arg_deref,
    clippy::new_without_default,
    reason = "tests fail by panicking, and all of this is one unsafe call after the other, made by an attached thread"
)]

pub mod alone;
pub mod build;
pub mod converter;
pub mod effort;
pub mod engine;
pub mod format;
pub mod jit;
pub mod observation;
pub mod owned;
pub mod parse;
pub mod python;
pub mod random;
pub mod report;
pub mod seen;
pub mod slots;
pub mod source;
pub mod stock;
pub mod variadic;
