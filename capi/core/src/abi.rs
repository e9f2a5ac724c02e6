//! Variadic arguments by the ABI of the machine.
//!
//! Stable Rust can neither define a C variadic function nor read a `va_list` yet. Once it can, [`VaList`] can be the
//! standard library's. The trampolines will stay: a variadic function, in C or in Rust, cannot forward its arguments to
//! another one, and calls with formats that are left to CPython are forwarded.

#[cfg(target_arch = "aarch64")]
mod aarch64;
mod list;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "aarch64")]
use aarch64 as machine;
#[cfg(target_arch = "x86_64")]
use x86_64 as machine;

pub use machine::{VaList, ValuesFrame, WordsFrame};

use std::ffi::c_void;
use std::ptr;

/// The result of a handler, for its trampoline. C returns it in two registers.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Reply {
    value: usize,
    forward: *const c_void,
}

impl Reply {
    /// Returns from the call with a result.
    #[inline(always)]
    pub fn done(value: usize) -> Self {
        Self { value, forward: ptr::null() }
    }

    /// Jumps to the function at the address, with the arguments of the caller.
    #[inline(always)]
    pub fn forward(address: *const c_void) -> Self {
        Self { value: 0, forward: address }
    }
}
