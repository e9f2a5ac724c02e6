//! Places: the variadic arguments of the parse family. A place is the address of an output, or an input.
//!
//! Expansions of the macros use typed places, which the functions of [`output`], [`storage`] and [`input`] check. Engines
//! that run a plan use an array of untyped ones, [`Place`].

use crate::complex::Py_complex;
use core::ffi::{
    c_char, c_double, c_float, c_int, c_long, c_longlong, c_short, c_uchar, c_uint, c_ulong, c_ulonglong,
    c_ushort, c_void,
};
use core::mem::MaybeUninit;
use libc::wchar_t;
use pyo3_ffi::{Py_buffer, Py_ssize_t, PyObject, PyTypeObject};

/// An untyped place, as C passes it: the address of an output, or the input itself.
pub type Place = *mut c_void;

macro_rules! define_outputs {
    ($(#[doc = $doc:literal] $name:ident: $type:ty;)*) => {
        /// The C types of the rows of the table of places, under the names of the rows.
        #[allow(non_camel_case_types, reason = "the names are those of the table")]
        pub mod types {
            use super::*;
            $(#[doc = $doc] pub type $name = $type;)*
        }

        /// Type checks for outputs in the places form: one function for each row of the table.
        ///
        /// A function takes the caller's `&mut` as a tuple of one, and returns the address.
        #[allow(non_snake_case, reason = "the names are those of the table")]
        pub mod output {
            use super::*;
            $(define_outputs!(@output $name, $doc);)*
        }

        /// Memory for the outputs of the typed form: one function for each row of the table.
        #[allow(non_snake_case, reason = "the names are those of the table")]
        pub mod storage {
            use super::*;
            $(define_outputs!(@storage $name, $doc);)*
        }
    };
    (@output Anything, $doc:literal) => {
        /// The target of a converter.
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
        /// The target of a converter.
        #[inline(always)]
        pub const fn Anything<T: super::KnownTarget<Any>, Any>() -> MaybeUninit<T> {
            MaybeUninit::uninit()
        }
    };
    (@storage Encoded, $doc:literal) => {
        /// A null pointer, with which the unit allocates a new block.
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

/// Type checks for inputs, given as tuples of one: a function for each row of the table that units take.
#[allow(non_snake_case, reason = "the names are those of the table")]
pub mod input {
    use super::*;

    /// Takes a type object.
    #[inline(always)]
    pub fn Class((class,): (*mut PyTypeObject,)) -> *mut PyTypeObject {
        class
    }

    /// Takes the name of an encoding.
    #[inline(always)]
    pub fn Encoding((encoding,): (impl super::EncodingName,)) -> *const c_char {
        encoding.as_ptr()
    }

    /// Takes a converter. Its type determines the type of the target.
    #[inline(always)]
    pub fn Converter<T>(
        (converter,): (unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int,),
    ) -> unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int {
        converter
    }
}

/// Targets of known size: all types except `c_void`.
///
/// The typed form allocates the target of a converter by its type. The size of a `c_void` target is unknown, and CPython's
/// own converters have one. `c_void` implements this trait twice, so that the compiler asks for a type;
/// [`void_converter`] supplies it.
pub trait KnownTarget<Any> {}

impl<T> KnownTarget<()> for T {}

/// Marks the second implementation. Its name shows in the error message for a converter to `void *`.
#[derive(Debug)]
pub struct SeeVoidConverter;

impl KnownTarget<SeeVoidConverter> for c_void {}

/// Gives a converter to `void *` the type of its target.
///
/// A converter is the function that `O&` takes in `PyArg_ParseTuple`. CPython's own converters take a `void *`, from which
/// the typed form cannot tell what to allocate.
///
/// ```no_run
/// # use fmtunit_runtime::{ffi, place::void_converter};
/// let to_path = unsafe { void_converter::<*mut ffi::PyObject>(ffi::PyUnicode_FSConverter) };
/// ```
///
/// # Safety
/// The converter writes a `T` to its second argument when it succeeds.
pub const unsafe fn void_converter<T>(
    converter: unsafe extern "C" fn(*mut PyObject, *mut c_void) -> c_int,
) -> unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int {
    // SAFETY: the types differ only in the target of the second argument, for which the caller vouches.
    unsafe { core::mem::transmute(converter) }
}

/// Types that are accepted for the name of an encoding: a C string, or `None` for UTF-8.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the name of an encoding or a method",
    label = "give a `&CStr` or a `*const c_char`, or an `Option<&CStr>` for an encoding"
)]
pub trait EncodingName {
    /// Returns the name, which ends with NUL, or null for UTF-8.
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

/// Types that can be passed as untyped places.
pub trait Erase: Copy {
    /// Returns the untyped place.
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

/// Types that can be restored from untyped inputs.
///
/// # Safety
/// [`restore`](Self::restore) is the inverse of [`Erase::erase`].
pub(crate) unsafe trait Input: Sized {
    /// Returns the input. The place was erased from a value of this type.
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

// SAFETY: the inverse of `Erase` for converters; targets of all types are passed by address.
unsafe impl Input for types::Converter {
    #[inline(always)]
    unsafe fn restore(place: Place) -> Self {
        // SAFETY: places: this place holds a converter, which is not null.
        unsafe { core::mem::transmute::<Place, Self>(place) }
    }
}
