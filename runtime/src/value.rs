//! Values of the build family: the C types that units take, and their conversion from Rust types.
//!
//! [`Value`] holds the value of one unit, so that engines can take all values of a call in one array. [`from`] converts the
//! arguments of the macros.

use crate::complex::Py_complex;
use core::ffi::{CStr, c_char, c_double, c_int, c_long, c_longlong, c_uint, c_ulong, c_ulonglong, c_void};
use libc::wchar_t;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// Text for units that take a `const char *` without a length (`s`, `z`, `U`, `y`).
///
/// The caller owns the text, which is read during the call. A null pointer stands for `None`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Text {
    /// The first byte, or null.
    pub data: *const c_char,
    /// The length in bytes if it is known, or [`UP_TO_NUL`](Self::UP_TO_NUL), or [`HAS_NUL`](Self::HAS_NUL).
    pub length: Py_ssize_t,
}

impl Text {
    /// The length of C text: it is unknown, and a NUL ends the text.
    pub const UP_TO_NUL: Py_ssize_t = -1;
    /// The length of a Rust string that contains a NUL. Building from it raises `ValueError`.
    pub const HAS_NUL: Py_ssize_t = -2;
}

/// A `const char *` and a `Py_ssize_t`, for units with a length (`s#`, `z#`, `U#`, `y#`).
///
/// The caller owns the bytes, which are read during the call. A null pointer stands for `None`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct SizedBytes {
    /// The first byte, or null.
    pub data: *const c_char,
    /// The length in bytes. If it is negative, a NUL ends the bytes.
    pub length: Py_ssize_t,
}

/// A `const wchar_t *` and a `Py_ssize_t`, for `u#`.
///
/// The caller owns the characters, which are read during the call. A null pointer stands for `None`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct WideLen {
    /// The first character, or null.
    pub data: *const wchar_t,
    /// The number of characters. If it is negative, a NUL ends them.
    pub length: Py_ssize_t,
}

/// A function and its argument, for `O&`, `S&` and `N&`. The function creates the object.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Conversion {
    /// The function. It returns a new reference, or null with an exception set.
    pub convert: unsafe extern "C" fn(*mut c_void) -> *mut PyObject,
    /// The argument of the function.
    pub argument: *mut c_void,
}

macro_rules! define_value {
    ($(#[doc = $doc:literal] $name:ident from $count:literal: $type:ty;)*) => {
        /// The value of one build unit. The unit determines the member that is read.
        #[allow(non_snake_case, reason = "the names are those of the table")]
        #[derive(Clone, Copy)]
        #[repr(C)]
        pub union Value {
            $(#[doc = $doc] pub $name: $type,)*
        }
    };
}
fmtunit_parser::for_each_value!(define_value);

/// Conversions from the types that callers of the macros may give: one function for each row of the table of values.
#[allow(non_snake_case, reason = "the names are those of the table")]
pub mod from {
    use super::*;

    macro_rules! plain {
        ($($name:ident: $type:ty;)*) => {$(
            /// Returns the value unchanged.
            #[inline(always)]
            pub fn $name(value: $type) -> $type {
                value
            }
        )*};
    }

    plain! {
        Int: c_int;
        UInt: c_uint;
        Long: c_long;
        ULong: c_ulong;
        LongLong: c_longlong;
        ULongLong: c_ulonglong;
        SSize: Py_ssize_t;
        Double: c_double;
        Wide: *const wchar_t;
        Object: *mut PyObject;
    }

    /// Takes a complex number by reference or pointer.
    #[inline(always)]
    pub fn Complex(value: impl Into<super::ComplexPointer>) -> *const Py_complex {
        value.into().0
    }

    /// Takes a pointer to text that ends with NUL, a C string, or a Rust string without NUL.
    #[inline(always)]
    pub fn Text(value: impl super::IntoText) -> super::Text {
        value.into_text()
    }

    /// Takes a slice, a string, or a pointer and a length.
    #[inline(always)]
    pub fn Bytes(value: impl super::IntoBytes) -> super::SizedBytes {
        value.into_bytes()
    }

    /// Takes a slice of wide characters, or a pointer and a length.
    #[inline(always)]
    pub fn WideLen(value: impl super::IntoWide) -> super::WideLen {
        value.into_wide()
    }

    /// Takes a function and its argument.
    #[inline(always)]
    pub fn Conversion<T>(
        (convert, argument): (unsafe extern "C" fn(*mut T) -> *mut PyObject, *mut T),
    ) -> super::Conversion {
        // SAFETY: the two types differ only in the target of the argument, and the argument is passed on unchanged.
        let convert = unsafe {
            core::mem::transmute::<
                unsafe extern "C" fn(*mut T) -> *mut PyObject,
                unsafe extern "C" fn(*mut c_void) -> *mut PyObject,
            >(convert)
        };
        super::Conversion { convert, argument: argument.cast() }
    }
}

/// The address of a complex number.
#[derive(Clone, Copy, Debug)]
pub struct ComplexPointer(*const Py_complex);

impl From<*const Py_complex> for ComplexPointer {
    #[inline(always)]
    fn from(value: *const Py_complex) -> Self {
        Self(value)
    }
}

impl From<*mut Py_complex> for ComplexPointer {
    #[inline(always)]
    fn from(value: *mut Py_complex) -> Self {
        Self(value)
    }
}

impl From<&Py_complex> for ComplexPointer {
    #[inline(always)]
    fn from(value: &Py_complex) -> Self {
        Self(value)
    }
}

/// Types that are accepted for a `const char *` without a length.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given to a unit that takes a `const char *`",
    label = "give a `*const c_char`, a `&CStr`, a `&str`, or an `Option` of one"
)]
pub trait IntoText {
    /// Returns the text.
    fn into_text(self) -> Text;
}

impl IntoText for *const c_char {
    #[inline(always)]
    fn into_text(self) -> Text {
        Text { data: self, length: Text::UP_TO_NUL }
    }
}

impl IntoText for *mut c_char {
    #[inline(always)]
    fn into_text(self) -> Text {
        self.cast_const().into_text()
    }
}

impl IntoText for &CStr {
    #[inline(always)]
    fn into_text(self) -> Text {
        Text { data: self.as_ptr(), length: self.count_bytes() as Py_ssize_t }
    }
}

impl IntoText for &str {
    #[inline(always)]
    fn into_text(self) -> Text {
        let length = if self.as_bytes().contains(&0) { Text::HAS_NUL } else { self.len() as Py_ssize_t };
        Text { data: self.as_ptr().cast(), length }
    }
}

impl<T: IntoText> IntoText for Option<T> {
    #[inline(always)]
    fn into_text(self) -> Text {
        self.map_or(Text { data: core::ptr::null(), length: 0 }, IntoText::into_text)
    }
}

/// Types that are accepted for a `const char *` and its length.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given to a unit that takes a `const char *` and a length",
    label = "give a slice of bytes, a `&str`, a `&CStr`, an `Option` of one, or a pointer and a length"
)]
pub trait IntoBytes {
    /// Returns the bytes.
    fn into_bytes(self) -> SizedBytes;
}

macro_rules! into_bytes {
    ($($pointer:ty),*) => {$(
        impl IntoBytes for ($pointer, Py_ssize_t) {
            #[inline(always)]
            fn into_bytes(self) -> SizedBytes {
                SizedBytes { data: self.0.cast(), length: self.1 }
            }
        }
    )*};
}

// The platform decides which of them is `c_char`.
into_bytes!(*const i8, *mut i8, *const u8, *mut u8);

impl IntoBytes for &[u8] {
    #[inline(always)]
    fn into_bytes(self) -> SizedBytes {
        SizedBytes { data: self.as_ptr().cast(), length: self.len() as Py_ssize_t }
    }
}

impl<const N: usize> IntoBytes for &[u8; N] {
    #[inline(always)]
    fn into_bytes(self) -> SizedBytes {
        self.as_slice().into_bytes()
    }
}

impl IntoBytes for &str {
    #[inline(always)]
    fn into_bytes(self) -> SizedBytes {
        self.as_bytes().into_bytes()
    }
}

impl IntoBytes for &CStr {
    #[inline(always)]
    fn into_bytes(self) -> SizedBytes {
        self.to_bytes().into_bytes()
    }
}

impl<T: IntoBytes> IntoBytes for Option<T> {
    #[inline(always)]
    fn into_bytes(self) -> SizedBytes {
        self.map_or(SizedBytes { data: core::ptr::null(), length: 0 }, IntoBytes::into_bytes)
    }
}

/// Types that are accepted for a `const wchar_t *` and its length.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given to a unit that takes a `const wchar_t *` and a length",
    label = "give a slice of `wchar_t`, or a pointer and a length"
)]
pub trait IntoWide {
    /// Returns the characters.
    fn into_wide(self) -> WideLen;
}

impl IntoWide for (*const wchar_t, Py_ssize_t) {
    #[inline(always)]
    fn into_wide(self) -> WideLen {
        WideLen { data: self.0, length: self.1 }
    }
}

impl IntoWide for &[wchar_t] {
    #[inline(always)]
    fn into_wide(self) -> WideLen {
        WideLen { data: self.as_ptr(), length: self.len() as Py_ssize_t }
    }
}
