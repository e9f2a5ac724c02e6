//! Calls that run out of memory: every allocation that CPython makes in a call fails once, and then all that follow it, too.
//!
//! `allocator` is the hook, `frames` keeps Python code out of it, `engine` makes the calls of an engine with it, `trial` repeats a call
//! until all of its allocations have failed. `parse`, `build` and `calls` say what a call may come to then: what it comes to
//! otherwise, if CPython can do without that memory, or a `MemoryError`; with no reference more or less, and with no block
//! left over.
//!
//! Each test runs in a process of its own, the hook being for all of the process. What Rust allocates does not go this way:
//! engines allocate for formats beyond the usual size only, and abort then as all Rust programs do.

mod allocator;
mod build;
mod calls;
mod engine;
mod frames;
mod parse;
mod trial;
