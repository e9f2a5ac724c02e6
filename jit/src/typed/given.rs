//! What a unit of the build family can be given.

use super::sealed::Sealed;
use fmtunit_runtime::value::{self, IntoBytes, IntoText, IntoWide, from};
use libc::wchar_t;
use pyo3_ffi::{Py_complex, Py_ssize_t, PyObject};
use std::ffi::{c_double, c_int, c_long, c_longlong, c_uint, c_ulong, c_ulonglong};

/// A value that a unit can be given: what the macros accept for it.
///
/// | kind | |
/// |---|---|
/// | `Int`, `UInt`, … `Double` | the C number |
/// | `Complex` | a `&Py_complex`, or a pointer to one |
/// | `Text` | a `&str` without NUL, a `&CStr`, a `*const c_char`, an `Option` of one |
/// | `Bytes` | a `&[u8]`, a `&str`, a `&CStr`, an `Option` of one; a pointer and a length |
/// | `Wide`, `WideLen` | a `*const wchar_t`; a slice, or a pointer and a length |
/// | `Object` | a `*mut PyObject` |
/// | `Conversion` | a function pointer and its argument, or what `from::Conversion` makes of them |
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value for a unit that takes a `{Kind}`",
    note = "see `fmtunit_jit::typed::Given` for what each kind of value can be"
)]
pub trait Given<Kind> {
    /// The value, and which it is.
    #[doc(hidden)]
    fn value(self) -> value::Value;
}

/// A kind of value.
pub trait Kind: Sealed {}

macro_rules! define_kinds {
    ($(#[doc = $doc:literal] $name:ident from $count:literal: $type:ty;)*) => {
        /// The kinds of values: one for each row of the table.
        pub mod kinds {
            $(
                #[doc = $doc]
                #[derive(Clone, Copy, Debug)]
                pub enum $name {}

                impl super::Sealed for $name {}
                impl super::Kind for $name {}
            )*
        }

        $(define_kinds!(@ $name $type);)*
    };
    (@ Complex $type:ty) => {
        define_kinds!(for Complex: *const Py_complex, *mut Py_complex, &Py_complex);
    };
    (@ Text $type:ty) => {
        impl<T: IntoText> Given<kinds::Text> for T {
            #[inline(always)]
            fn value(self) -> value::Value {
                value::Value { Text: from::Text(self) }
            }
        }
    };
    (@ Bytes $type:ty) => {
        impl<T: IntoBytes> Given<kinds::Bytes> for T {
            #[inline(always)]
            fn value(self) -> value::Value {
                value::Value { Bytes: from::Bytes(self) }
            }
        }
    };
    (@ WideLen $type:ty) => {
        impl<T: IntoWide> Given<kinds::WideLen> for T {
            #[inline(always)]
            fn value(self) -> value::Value {
                value::Value { WideLen: from::WideLen(self) }
            }
        }
    };
    (@ Conversion $type:ty) => {
        impl<T> Given<kinds::Conversion> for (unsafe extern "C" fn(*mut T) -> *mut PyObject, *mut T) {
            #[inline(always)]
            fn value(self) -> value::Value {
                value::Value { Conversion: from::Conversion(self) }
            }
        }

        impl Given<kinds::Conversion> for value::Conversion {
            #[inline(always)]
            fn value(self) -> value::Value {
                value::Value { Conversion: self }
            }
        }
    };
    (@ $name:ident $type:ty) => {
        define_kinds!(for $name: $type);
    };
    (for $name:ident: $($type:ty),*) => {
        $(
            impl Given<kinds::$name> for $type {
                #[inline(always)]
                fn value(self) -> value::Value {
                    value::Value { $name: from::$name(self) }
                }
            }
        )*
    };
}
fmtunit_parser::for_each_value!(define_kinds);
