//! The code that `libfmtunit.so` and `libfmtunit_preload.so` share.
//!
//! A call enters through a *trampoline* ([`abi`]), which saves the arguments unchanged and calls a *handler*
//! ([`handlers`]). The handler looks up the format (`registry`) and runs it. Or it returns the address of CPython's own
//! function ([`stock`]), and the trampoline jumps there with the arguments of the caller. One table lists the entry points:
//! [`for_each_entry!`].
//!
//! | module | contents |
//! |---|---|
//! | [`abi`] | variadic arguments: trampolines, `va_list` |
//! | `entries` | the table of entry points |
//! | [`handlers`] | a function for each entry point |
//! | `key`, `known`, `registry` | looking up formats |
//! | `values` | reading the values of the build family |
//! | `engine`, `options`, `process` | the compiler, and whether the process has one |
//! | [`stock`] | the addresses of CPython's functions |
//! | `stats` | `FMTUNIT_STATS` |
//!
//! `SAFETY` comments quote the clauses of the [contract of a routine](fmtunit_runtime). A C caller upholds them as it does
//! for CPython's functions. There is one more clause: *entry*, the arguments are those that the C function of that name
//! takes.

// The calling convention is written in assembly, for these targets only.
#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))]

pub mod abi;
mod engine;
mod entries;
pub mod handlers;
mod key;
mod known;
mod options;
mod process;
mod registry;
mod stats;
pub mod stock;
mod text;
mod values;

pub use entries::StockFunction;
#[doc(hidden)]
pub use fmtunit_runtime as runtime;
pub use key::ParserStruct;
