//! The back end's floor: from plans to machine code, where Cranelift supports the platform.
//!
//! It may import the support floor. It knows nothing of tiers and handles: a [`CodeSource`] says what a function is made of, and
//! its [`Exits`] what the function calls when it leaves a call to the reference engine.

mod helpers;
mod plan;
mod progress;

#[cfg(compiles)]
mod native;
#[cfg(compiles)]
pub(crate) use native::Backend;

#[cfg(not(compiles))]
mod none;
#[cfg(not(compiles))]
pub(crate) use none::Backend;

pub(crate) use helpers::call_without;
pub(crate) use plan::FormatPlan;
pub(crate) use progress::CodeProgress;

use crate::support::RecordLayout;
use std::ffi::c_void;
use std::ptr::NonNull;

/// The status of a call that has parsed its arguments; any other means that an exception is set.
pub(crate) const PARSED: u32 = 0;

/// The source of a function: everything about a format that its code contains.
#[derive(Debug)]
pub(crate) struct CodeSource<'a> {
    /// The name of the function for debuggers.
    pub(crate) name: &'a str,
    pub(crate) plan: &'a FormatPlan,
    /// The record that holds the places or values, if they are not in an array.
    pub(crate) record: Option<&'a RecordLayout>,
    /// For each pair of a dict the address of its key place, or none at all. A key place begins with the address of code that
    /// takes a value, the place and the thunk of the key's unit, and returns the key.
    pub(crate) key_places: Vec<*const c_void>,
    pub(crate) exits: Exits,
}

/// The functions that compiled code ends in when it does not complete a call itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exits {
    /// The last argument of [`engine`](Self::engine), and an argument of all others.
    pub(crate) format: *const c_void,
    /// Runs the whole call in the engine: takes and returns what the code itself does.
    pub(crate) engine: *const (),
    /// Resumes parsing in the engine: takes what the code takes, and the [`CodeProgress`].
    pub(crate) resume: *const (),
    /// Fails at a conversion: takes the memory, the format, the [`CodeProgress`], the outcome and the item.
    pub(crate) fail: *const (),
    /// Abandons building: takes the memory, the format, the step, the open containers and the value that was not inserted.
    pub(crate) abandon: *const (),
}

/// The machine code of some formats.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// The entry of each function.
    pub(crate) entries: Vec<NonNull<c_void>>,
    /// The size of each function in bytes.
    pub(crate) sizes: Vec<usize>,
    /// The memory that the arena uses now: whole pages, in bytes.
    pub(crate) mapped: usize,
}

/// The reason why formats are not compiled.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Another thread is compiling.
    Busy,
    /// The system or the compiler refuses, and would refuse again.
    Failed(String),
}
