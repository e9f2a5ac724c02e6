//! Values to build from: typed as a macro's caller gives them, and in one array for the steps that know their number.

use crate::complex::Py_complex;
use core::ffi::{CStr, c_char, c_double, c_int, c_long, c_longlong, c_uint, c_ulong, c_ulonglong, c_void};
use libc::wchar_t;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// Text by pointer: up to a NUL, or of a known length.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Text {
    /// The first byte, or null.
    pub data: *const c_char,
    /// The length in bytes; [`UP_TO_NUL`](Self::UP_TO_NUL) or [`HAS_NUL`](Self::HAS_NUL).
    pub length: Py_ssize_t,
}

impl Text {
    /// The text ends with a NUL that has yet to be looked for.
    pub const UP_TO_NUL: Py_ssize_t = -1;
    /// A Rust string with a NUL inside, which C text cannot have.
    pub const HAS_NUL: Py_ssize_t = -2;
}

/// Bytes by pointer and length.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct SizedBytes {
    /// The first byte, or null.
    pub data: *const c_char,
    /// How many there are; up to a NUL, if negative.
    pub length: Py_ssize_t,
}

/// Wide characters by pointer and number.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct WideLen {
    /// The first character, or null.
    pub data: *const wchar_t,
    /// How many there are; up to a NUL, if negative.
    pub length: Py_ssize_t,
}

/// A function that makes an object, and what it makes it of.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Conversion {
    /// The function; it returns a new reference, or null with an exception.
    pub convert: unsafe extern "C" fn(*mut c_void) -> *mut PyObject,
    /// Its argument.
    pub argument: *mut c_void,
}

macro_rules! define_value {
    ($(#[doc = $doc:literal] $name:ident from $count:literal: $type:ty;)*) => {
        /// The value for one build unit: which member it is, the unit says.
        #[allow(non_snake_case, reason = "the names are those of the table")]
        #[derive(Clone, Copy)]
        #[repr(C)]
        pub union Value {
            $(#[doc = $doc] pub $name: $type,)*
        }
    };
}
fmtunit_parser::for_each_value!(define_value);

/// Checks the type of what a caller gives for a value, and makes it one: one function a row of the table.
#[allow(non_snake_case, reason = "the names are those of the table")]
pub mod from {
    use super::*;

    macro_rules! plain {
        ($($name:ident: $type:ty;)*) => {$(
            /// As it is.
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

    /// A complex number, by reference or pointer.
    #[inline(always)]
    pub fn Complex(value: impl Into<super::ComplexPointer>) -> *const Py_complex {
        value.into().0
    }

    /// A pointer to text that ends with NUL, a C string, or a Rust string without NUL.
    #[inline(always)]
    pub fn Text(value: impl super::IntoText) -> super::Text {
        value.into_text()
    }

    /// A slice, a string, or a pointer and a length.
    #[inline(always)]
    pub fn Bytes(value: impl super::IntoBytes) -> super::SizedBytes {
        value.into_bytes()
    }

    /// A pointer and a number of wide characters.
    #[inline(always)]
    pub fn WideLen(value: impl super::IntoWide) -> super::WideLen {
        value.into_wide()
    }

    /// A function and its argument.
    #[inline(always)]
    pub fn Conversion<T>(
        (convert, argument): (unsafe extern "C" fn(*mut T) -> *mut PyObject, *mut T),
    ) -> super::Conversion {
        // SAFETY: the two types differ in what the argument points to only, which is the caller's business.
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

/// What serves as text without a length.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no text for a unit that takes a `const char *`",
    label = "give a `*const c_char`, a `&CStr`, a `&str`, or an `Option` of one"
)]
pub trait IntoText {
    /// The text.
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

/// What serves as bytes with a length.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no text for a unit that takes a `const char *` and a length",
    label = "give a slice of bytes, a `&str`, a `&CStr`, an `Option` of one, or a pointer and a length"
)]
pub trait IntoBytes {
    /// The bytes.
    fn into_bytes(self) -> SizedBytes;
}

impl IntoBytes for (*const c_char, Py_ssize_t) {
    #[inline(always)]
    fn into_bytes(self) -> SizedBytes {
        SizedBytes { data: self.0, length: self.1 }
    }
}

impl IntoBytes for (*mut c_char, Py_ssize_t) {
    #[inline(always)]
    fn into_bytes(self) -> SizedBytes {
        SizedBytes { data: self.0, length: self.1 }
    }
}

impl IntoBytes for (*const u8, Py_ssize_t) {
    #[inline(always)]
    fn into_bytes(self) -> SizedBytes {
        SizedBytes { data: self.0.cast(), length: self.1 }
    }
}

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

/// What serves as wide characters with a length.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no text for a unit that takes a `const wchar_t *` and a length",
    label = "give a slice of `wchar_t`, or a pointer and a length"
)]
pub trait IntoWide {
    /// The characters.
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
