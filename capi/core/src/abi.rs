//! Variable arguments, as C passes them.
//!
//! Rust can neither define a C variadic function nor read a `va_list` yet. The first will be stable with Rust 1.99, and then
//! [`VaList`] can be the standard library's. The trampolines stay: a variadic function, be it in C or in Rust, cannot hand its
//! arguments on to another one as they came, which is what a format that is not ours needs.

mod call;
mod list;
mod trampoline;

pub use call::call_with_words;
pub use list::{VaList, ValuesFrame, WordsFrame};

use std::ffi::c_void;
use std::ptr;

/// What a handler tells its trampoline. C returns it in two registers.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Reply {
    value: usize,
    forward: *const c_void,
}

impl Reply {
    /// The call is done, and this is its result.
    #[inline(always)]
    pub fn done(value: usize) -> Self {
        Self { value, forward: ptr::null() }
    }

    /// The function at the address takes over, with the arguments of the caller.
    #[inline(always)]
    pub fn forward(address: *const c_void) -> Self {
        Self { value: 0, forward: address }
    }
}
