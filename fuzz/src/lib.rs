//! What the targets share.
//!
//! A target makes a call of the fuzzer's bytes ([`parse`], [`build`]), has each engine do it, and compares what was seen with
//! what CPython's own function gave. Two things make that fast: formats are compiled once ([`cache`]), and the odd objects live
//! as long as the process ([`zoo`]).
//!
//! The eyes are those of the suite in `tests`, file by file: what is an output, an exception, a warning and a reference is
//! not to be decided twice.
//!
//! The `SAFETY` comments quote the clauses of the [contract of a routine](fmtunit_runtime). *attached* holds everywhere: the one
//! thread of the fuzzer never lets go of the interpreter.

#![feature(c_variadic)]

mod cache;
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
pub mod capi;
mod functions;
mod items;
mod zoo;

pub mod build;
pub mod engine;
pub mod formats;
pub mod lower;
pub mod parse;
pub mod session;

macro_rules! from_the_suite {
    ($($module:ident from $path:literal;)*) => {$(
        #[allow(dead_code, clippy::undocumented_unsafe_blocks, reason = "it is the suite's, which has more uses for it")]
        #[path = $path]
        mod $module;
    )*};
}

from_the_suite! {
    converter from "../../tests/suite/converter.rs";
    observation from "../../tests/suite/observation.rs";
    owned from "../../tests/suite/owned.rs";
    python from "../../tests/suite/python.rs";
    report from "../../tests/suite/report.rs";
    seen from "../../tests/suite/seen.rs";
    slots from "../../tests/suite/slots.rs";
    source from "../../tests/suite/source.rs";
}
