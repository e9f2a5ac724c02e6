//! The parts that the targets share.
//!
//! A target makes a call of the fuzzer's bytes ([`parse`], [`build`]), has each engine do it, and compares what was seen with
//! what CPython's own function gave. Two things make that fast: formats are compiled once ([`cache`]), and the odd objects live
//! as long as the process ([`zoo`]).
//!
//! The crate `harness`, which the suite uses, too, decides what an output, an exception, a warning and a reference is.
//!
//! The `SAFETY` comments quote the clauses of the [contract of a routine](fmtunit_runtime). *attached* holds everywhere: the one
//! thread of the fuzzer never lets go of the interpreter.

#![feature(c_variadic)]

mod cache;
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
pub mod capi;
mod items;
mod zoo;

pub mod build;
pub mod engine;
pub mod formats;
pub mod lower;
pub mod parse;
pub mod session;
