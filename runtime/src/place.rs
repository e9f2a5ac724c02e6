//! Places: typed from what a macro's caller wrote, untyped for the steps that only know their number.

use crate::complex::Py_complex;
use core::ffi::{
    c_char, c_double, c_float, c_int, c_long, c_longlong, c_short, c_uchar, c_uint, c_ulong, c_ulonglong,
    c_ushort, c_void,
};
use core::mem::MaybeUninit;
use libc::wchar_t;
use pyo3_ffi::{Py_buffer, Py_ssize_t, PyObject, PyTypeObject};

/// An untyped place: the address of an output, or an input itself. What C passes as a variadic argument.
pub type Place = *mut c_void;

macro_rules! define_outputs {
    ($(#[doc = $doc:literal] $name:ident: $type:ty;)*) => {
        /// The C type of each row of the table of places, under its name.
        #[allow(non_camel_case_types, reason = "the names are those of the table")]
        pub mod types {
            use super::*;
            $(#[doc = $doc] pub type $name = $type;)*
        }

        /// Checks the type of a place that a caller gives, as a tuple of one, and takes its address: one function a row.
        #[allow(non_snake_case, reason = "the names are those of the table")]
        pub mod output {
            use super::*;
            $(define_outputs!(@output $name, $doc);)*
        }

        /// Memory for an output of the typed form: one function a row.
        #[allow(non_snake_case, reason = "the names are those of the table")]
        pub mod storage {
            use super::*;
            $(define_outputs!(@storage $name, $doc);)*
        }
    };
    (@output Anything, $doc:literal) => {
        /// What a converter fills.
        #[inline(always)]
        pub fn Anything<T>((place,): (&mut T,)) -> *mut T {
            place
        }
    };
    (@output $name:ident, $doc:literal) => {
        #[doc = $doc]
        #[inline(always)]
        pub fn $name((place,): (&mut types::$name,)) -> *mut types::$name {
            place
        }
    };
    (@storage Anything, $doc:literal) => {
        /// What a converter fills.
        #[inline(always)]
        pub const fn Anything<T: super::KnownTarget<Any>, Any>() -> MaybeUninit<T> {
            MaybeUninit::uninit()
        }
    };
    (@storage Encoded, $doc:literal) => {
        /// Null: the encoded text goes into a new block.
        #[inline(always)]
        pub const fn Encoded() -> MaybeUninit<types::Encoded> {
            MaybeUninit::new(core::ptr::null_mut())
        }
    };
    (@storage $name:ident, $doc:literal) => {
        #[doc = $doc]
        #[inline(always)]
        pub const fn $name() -> MaybeUninit<types::$name> {
            MaybeUninit::uninit()
        }
    };
}
fmtunit_parser::for_each_place!(define_outputs);

/// Checks the type of an input that a caller gives, as a tuple of one: one function for each row that a unit takes.
#[allow(non_snake_case, reason = "the names are those of the table")]
pub mod input {
    use super::*;

    /// A type object.
    #[inline(always)]
    pub fn Class((class,): (*mut PyTypeObject,)) -> *mut PyTypeObject {
        class
    }

    /// The name of an encoding.
    #[inline(always)]
    pub fn Encoding((encoding,): (impl super::EncodingName,)) -> *const c_char {
        encoding.as_ptr()
    }

    /// A converter and, by its type, what it fills.
    #[inline(always)]
    pub fn Converter<T>(
        (converter,): (unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int,),
    ) -> unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int {
        converter
    }
}

/// A target of a converter that says what it is: anything but `c_void`.
///
/// The typed form makes room for what a converter fills, by its type. For a converter to `void *`, CPython's own among
/// them, that would be a single byte. Such a converter meets both implementations, so the compiler asks for a type.
pub trait KnownTarget<Any> {}

impl<T> KnownTarget<()> for T {}

/// The second implementation, for the type that is not to be.
#[derive(Debug)]
pub struct SeeVoidConverter;

impl KnownTarget<SeeVoidConverter> for c_void {}

/// A converter to `void *` as one to a type: that of what it fills.
///
/// ```no_run
/// # use fmtunit_runtime::{ffi, place::void_converter};
/// let to_path = unsafe { void_converter::<*mut ffi::PyObject>(ffi::PyUnicode_FSConverter) };
/// ```
///
/// # Safety
/// The converter fills a `T`.
pub const unsafe fn void_converter<T>(
    converter: unsafe extern "C" fn(*mut PyObject, *mut c_void) -> c_int,
) -> unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int {
    // SAFETY: the types differ in what the second argument points to only, for which the caller vouches.
    unsafe { core::mem::transmute(converter) }
}

/// The name of an encoding: a C string, or nothing for UTF-8.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no name of an encoding or a method",
    label = "give a `&CStr` or a `*const c_char`; for an encoding, an `Option<&CStr>`, too"
)]
pub trait EncodingName {
    /// The name, or null for UTF-8. It ends with NUL.
    fn as_ptr(&self) -> *const c_char;
}

impl EncodingName for *const c_char {
    #[inline(always)]
    fn as_ptr(&self) -> *const c_char {
        *self
    }
}

impl EncodingName for &core::ffi::CStr {
    #[inline(always)]
    fn as_ptr(&self) -> *const c_char {
        core::ffi::CStr::as_ptr(self)
    }
}

impl EncodingName for Option<&core::ffi::CStr> {
    #[inline(always)]
    fn as_ptr(&self) -> *const c_char {
        self.map_or(core::ptr::null(), core::ffi::CStr::as_ptr)
    }
}

/// What can be passed as an untyped place.
pub trait Erase: Copy {
    /// The untyped place.
    fn erase(self) -> Place;
}

impl<T> Erase for *mut T {
    #[inline(always)]
    fn erase(self) -> Place {
        self.cast()
    }
}

impl<T> Erase for *const T {
    #[inline(always)]
    fn erase(self) -> Place {
        self.cast_mut().cast()
    }
}

impl<T> Erase for unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int {
    #[inline(always)]
    fn erase(self) -> Place {
        self as Place
    }
}

/// What an untyped input is turned back into.
///
/// # Safety
/// Each value of the type was erased from one of the same type.
pub(crate) unsafe trait Input: Sized {
    /// The input.
    unsafe fn restore(place: Place) -> Self;
}

// SAFETY: the inverse of `Erase` for pointers.
unsafe impl Input for *mut PyTypeObject {
    #[inline(always)]
    unsafe fn restore(place: Place) -> Self {
        place.cast()
    }
}

// SAFETY: the inverse of `Erase` for pointers.
unsafe impl Input for *const c_char {
    #[inline(always)]
    unsafe fn restore(place: Place) -> Self {
        place.cast_const().cast()
    }
}

// SAFETY: the inverse of `Erase` for converters; a target is passed by address, whatever its type.
unsafe impl Input for types::Converter {
    #[inline(always)]
    unsafe fn restore(place: Place) -> Self {
        // SAFETY: places: this place holds a converter, which is not null.
        unsafe { core::mem::transmute::<Place, Self>(place) }
    }
}
