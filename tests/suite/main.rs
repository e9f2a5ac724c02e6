//! Every engine beside CPython's own functions: the same calls, and everything about them that can be observed.
//!
//! `python` embeds the interpreter, `engine` holds the engines, `call` and `build_call` make one call and observe it. The
//! tests: `parse_cases` and `build_cases` run the cases in `data/`, `differential` puts every unit before every object
//! of the zoo, `leaks` repeats calls, `memory` lets them run out of it, `units` asks CPython about every spelling, `errors`
//! gives malformed formats, `hostile` huge ones and converters that destroy; `keywords` matches names, in several interpreters too, and `calls` calls functions and methods;
//! `literal_keys` and `given_keys` look at the keys of dicts, which are kept;
//! `compiler` looks at tiers, threads, forks and refusals;
//! `records` gives the memory of structs instead of places and values; `layouts` looks at objects.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::undocumented_unsafe_blocks,
    reason = "a test fails by panicking, and all of this suite is one unsafe call after the other"
)]

mod alone;
mod build_call;
mod build_cases;
mod call;
mod calls;
mod cases;
mod compiler;
mod converter;
mod counts;
mod differential;
mod effort;
mod engine;
mod errors;
mod exports;
mod format;
mod formats;
mod given_keys;
mod hostile;
mod keywords;
mod layouts;
mod leaks;
mod literal_keys;
mod memory;
mod observation;
mod owned;
mod parse_cases;
mod python;
mod random;
mod record;
mod records;
mod report;
mod seen;
mod slots;
mod source;
mod tagged;
mod units;
