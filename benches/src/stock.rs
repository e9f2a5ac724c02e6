//! CPython's own functions, and what is passed to them.

pub use harness::stock::*;
use pyo3_ffi::PyObject;
use std::ffi::{c_char, c_int};

unsafe extern "C" {
    /// Makes the parser of [`_PyArg_ParseStackAndKeywords`], or null. The format and the names live as long as the process.
    pub fn stock_fast_parser(format: *const c_char, names: Names) -> *mut KeywordParser;
}

/// A value of a row that can be passed as a variadic argument.
pub trait Variadic {
    /// The C type.
    type C;
    /// The argument.
    fn variadic(self) -> Self::C;
}

impl Variadic for &std::ffi::CStr {
    type C = *const c_char;

    #[inline(always)]
    fn variadic(self) -> Self::C {
        self.as_ptr()
    }
}

macro_rules! as_it_is {
    ($($type:ty),*) => {$(
        impl Variadic for $type {
            type C = Self;

            #[inline(always)]
            fn variadic(self) -> Self {
                self
            }
        }
    )*};
}
as_it_is!(c_int, isize, f64, *const c_char, *mut PyObject);
