//! Every engine beside CPython's own functions: the same calls, and everything about them that can be observed.
//!
//! Each directory holds the tests of one subject, and its `mod.rs` says which: [`parse`], [`keywords`], [`build`] and [`call`]
//! for the four families of functions; [`records`] for structs instead of places and values; [`formats`] for the formats
//! themselves; [`hostile`], [`memory`] and [`leaks`] for what goes wrong; [`compiler`] for formats compiled at run time;
//! [`objects`] for layouts.
//!
//! The rest is the part of the harness that only the suite needs: [`engines`] lists the engines, [`cases`] reads the cases in
//! `data/`, [`compiled`] lists the formats of expansions. The crate `harness` makes the calls and observes them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::undocumented_unsafe_blocks,
    reason = "a test fails by panicking, and all of this suite is one unsafe call after the other"
)]

mod build;
mod call;
mod cases;
mod compiled;
mod compiler;
mod engines;
mod formats;
mod hostile;
mod keywords;
mod leaks;
// The limited API cannot replace allocators.
#[cfg(not(Py_LIMITED_API))]
mod memory;
mod objects;
mod parse;
mod records;
