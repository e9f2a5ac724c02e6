//! CPython extension modules of small functions, for timing calls from Python: what they all have in common. A function
//! costs what its parsing and building cost, calling convention and all; what it does besides is next to nothing, and
//! stands here, so that it is the same in each module.
//!
//! The entry points of the modules rely on what CPython promises to functions of their convention: the GIL is held, and the
//! arguments are valid. `SAFETY` comments call that *convention*.

mod bodies;
mod module;
#[cfg(not(Py_LIMITED_API))]
pub mod vectorcall;

/// Where functions are opaque, they keep CPython's.
#[cfg(Py_LIMITED_API)]
#[macro_export]
macro_rules! vectorcalls {
    ($($functions:tt)*) => {};
}

pub use bodies::{HELLO, open, parrot, peek, sum};
pub use module::{Fast, FastWithKeywords, Single, fast, fast_with_keywords, single};
pub use pyo3_ffi;
