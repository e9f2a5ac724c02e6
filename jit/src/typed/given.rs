//! The Rust values that a unit of the build family can be given.

use crate::sealed::Sealed;
use fmtunit_runtime::complex::Py_complex;
use fmtunit_runtime::value::{
    Conversion, IntoBytes, IntoText, IntoWide, SizedBytes, Text, Value, WideLen, from as make,
};
use libc::wchar_t;
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ffi::{c_double, c_int, c_long, c_longlong, c_uint, c_ulong, c_ulonglong};

/// A value that a unit can be given: one that the macros accept for it.
///
/// | kind | |
/// |---|---|
/// | `Int`, `UInt`, … `Double` | the C number |
/// | `Complex` | a `&Py_complex`, or a pointer to one |
/// | `Text` | a `&str` without NUL, a `&CStr`, a `*const c_char`, an `Option` of one |
/// | `Bytes` | a `&[u8]`, a `&str`, a `&CStr`, an `Option` of one; a pointer and a length |
/// | `Wide`, `WideLen` | a `*const wchar_t`; a slice, or a pointer and a length |
/// | `Object` | a `*mut PyObject` |
/// | `Conversion` | a function pointer and its argument, or a [`conversion`] |
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value for a unit that takes a `{K}`",
    note = "see `fmtunit::jit::typed::Given` for what each kind of value can be"
)]
pub trait Given<K: GivenKind> {
    /// Returns the value as the unit takes it.
    fn given(self) -> K::Type;
}

/// A kind of value.
pub trait GivenKind: Sealed {
    /// Its type.
    type Type;
    #[doc(hidden)]
    fn value(given: Self::Type) -> Value;
}

/// Returns a function that makes an object, and its argument: for a unit with `&`. Unlike a tuple of both, this takes a
/// function by its name.
#[inline(always)]
pub fn conversion<T>(convert: unsafe extern "C" fn(*mut T) -> *mut PyObject, argument: *mut T) -> Conversion {
    make::Conversion((convert, argument))
}

macro_rules! define_kinds {
    ($(#[doc = $doc:literal] $name:ident from $count:literal: $type:ty;)*) => {
        /// The kinds of values: one for each row of the table.
        pub mod kinds {
            $(
                #[doc = $doc]
                #[derive(Clone, Copy, Debug)]
                pub enum $name {}
            )*
        }

        $(
            impl Sealed for kinds::$name {}
            impl GivenKind for kinds::$name {
                type Type = $type;

                #[inline(always)]
                fn value(given: $type) -> Value {
                    Value { $name: given }
                }
            }

            define_given!($name $type);
        )*
    };
}

/// Implements [`Given`] for the types that serve as a value of a kind: those that the runtime's function of its name takes.
macro_rules! define_given {
    (Complex $type:ty) => {
        define_given!(@ Complex for [] *const Py_complex);
        define_given!(@ Complex for [] *mut Py_complex);
        define_given!(@ Complex for [] &Py_complex);
    };
    (Text $type:ty) => {
        define_given!(@ Text for [T: IntoText] T);
    };
    (Bytes $type:ty) => {
        define_given!(@ Bytes for [T: IntoBytes] T);
    };
    (WideLen $type:ty) => {
        define_given!(@ WideLen for [T: IntoWide] T);
    };
    (Conversion $type:ty) => {
        define_given!(@ Conversion for [T] (unsafe extern "C" fn(*mut T) -> *mut PyObject, *mut T));

        impl Given<kinds::Conversion> for Conversion {
            #[inline(always)]
            fn given(self) -> Conversion {
                self
            }
        }
    };
    ($name:ident $type:ty) => {
        define_given!(@ $name for [] $type);
    };
    (@ $name:ident for [$($generic:tt)*] $type:ty) => {
        impl<$($generic)*> Given<kinds::$name> for $type {
            #[inline(always)]
            fn given(self) -> <kinds::$name as GivenKind>::Type {
                make::$name(self)
            }
        }
    };
}
fmtunit_parser::for_each_value!(define_kinds);
