//! From plans to machine code, where Cranelift has a back end; elsewhere every format stays interpreted.

pub(crate) mod bailout;
#[cfg(compiles)]
mod native;
#[cfg(compiles)]
pub(crate) use native::Backend;

#[cfg(not(compiles))]
mod none;
#[cfg(not(compiles))]
pub(crate) use none::Backend;

use std::ffi::c_void;
use std::ptr::NonNull;

/// What compiling some formats came to.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// Where the code of each begins.
    pub(crate) entries: Vec<NonNull<c_void>>,
    /// How long the code of each is.
    pub(crate) sizes: Vec<usize>,
    /// How much memory the arena uses now: whole pages.
    pub(crate) mapped: usize,
}

/// Why formats are not compiled.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Another thread compiles just now.
    Busy,
    /// The system or the compiler refuses: it would again.
    Failed(String),
}
