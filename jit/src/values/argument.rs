//! The values that units of the build family are given.

use fmtunit_parser::units;
use fmtunit_runtime::complex::Py_complex;
use fmtunit_runtime::value::{Conversion, SizedBytes, Text, Value, WideLen};
use libc::wchar_t;
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ffi::{c_double, c_int, c_long, c_longlong, c_uint, c_ulong, c_ulonglong};

macro_rules! define_argument {
    ($(#[doc = $doc:literal] $name:ident from $count:literal: $type:ty;)*) => {
        /// A value for a unit of the build family: one variant for each row of the table of values.
        #[derive(Clone, Copy, Debug)]
        pub enum Argument {
            $(#[doc = $doc] $name($type),)*
        }

        impl Argument {
            /// Returns the kind of the value.
            pub const fn kind(self) -> units::ValueKind {
                match self {
                    $(Self::$name(_) => units::ValueKind::$name,)*
                }
            }

            pub(crate) const fn value(self) -> Value {
                match self {
                    $(Self::$name($name) => Value { $name },)*
                }
            }
        }
    };
}

#[allow(non_snake_case, reason = "the members of the union have the names of the table")]
mod defined {
    use super::*;

    fmtunit_parser::for_each_value!(define_argument);
}
pub use defined::Argument;
