//! What `libfmtunit.so` and `libfmtunit_preload.so` share.
//!
//! A call comes in through a *trampoline* ([`abi`]), which saves the arguments as they came, and asks a *handler*
//! ([`handlers`]). The handler finds what is known of the format (`registry`), and runs it; or it answers with the address of
//! CPython's own function ([`stock`]), to which the trampoline jumps as if nothing had happened. Which entry points there are
//! says one table, [`for_each_entry!`].
//!
//! The `SAFETY` comments quote the clauses of the [contract of a routine](fmtunit_runtime), which a C caller keeps as it does
//! for CPython's functions, and one more: *entry*, the arguments are what the C function of that name takes.

// The calling convention is spelled out: others have to be written first.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

pub mod abi;
mod engine;
mod entries;
pub mod handlers;
mod key;
mod known;
mod options;
mod process;
mod registry;
pub mod site;

mod stats;
pub mod stock;
mod text;
mod values;

pub use entries::EntryPoint;
#[doc(hidden)]
pub use fmtunit_runtime as runtime;
pub use key::ParserStruct;
