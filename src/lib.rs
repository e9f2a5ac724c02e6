//! CPython's argument and value format strings, compiled.
//!
//! `PyArg_ParseTuple(args, "s|si:open", &path, &mode, &size)` walks its format at every call. [`parse_tuple!`] walks
//! it once, at compile time, and expands to straight-line Rust with the same result: the same values, exceptions,
//! messages, warnings and reference counts, and the same outputs after a failure.
//!
//! ```no_run
//! use fmtunit::ffi::PyObject;
//! use fmtunit::{Raised, build_value, parse_tuple};
//!
//! /// `open(path, mode="r", buffering=-1)`: a `METH_VARARGS` function.
//! unsafe extern "C" fn open(_module: *mut PyObject, args: *mut PyObject) -> *mut PyObject {
//!     let run = || -> Result<*mut PyObject, Raised> {
//!         // SAFETY: CPython calls with the GIL held, and with a tuple.
//!         let (path, mode, buffering) = unsafe { parse_tuple!(args, "s|si:open") }?;
//!         // SAFETY: as above; the values are good.
//!         Raised::check(unsafe { build_value!("(ssi)", path, mode.unwrap_or(c"r"), buffering.unwrap_or(-1)) })
//!     };
//!     run().unwrap_or_else(Raised::null)
//! }
//! ```
//!
//! # The macros
//!
//! | macro | C function | source of the arguments |
//! |---|---|---|
//! | [`parse_tuple!`] | `PyArg_ParseTuple` | a tuple: `METH_VARARGS` |
//! | [`parse_tuple_and_keywords!`] | `PyArg_ParseTupleAndKeywords` | a tuple and a dict: `METH_VARARGS \| METH_KEYWORDS` |
//! | [`parse_array!`] | `PyArg_ParseArray` | an array: `METH_FASTCALL` |
//! | [`parse_array_and_keywords!`] | `PyArg_ParseArrayAndKeywords` | an array and a tuple of keywords: `METH_FASTCALL \| METH_KEYWORDS` |
//! | [`parse!`] | `PyArg_Parse` | one object: `METH_O` |
//! | [`build_value!`] | `Py_BuildValue` | |
//! | [`call_function!`] | `PyObject_CallFunction` | |
//! | [`call_method!`] | `PyObject_CallMethod` | |
//!
//! The array functions are public in CPython since 3.15; the macros have them on every version. The fastest
//! convention for a function without keywords is `METH_FASTCALL`, with them `METH_FASTCALL | METH_KEYWORDS`.
//!
//! The format is a string literal. For formats that are known at run time, [`interpret`] runs them, and with the
//! feature `jit` the module of that name compiles them to machine code. `UNITS.md`, in the repository, lists all
//! format units with their C arguments. Formats are those of CPython with `PY_SSIZE_T_CLEAN`: lengths are
//! `Py_ssize_t`. A malformed format is a compile error, also where CPython would notice late or never.
//!
//! # Two forms of parsing
//!
//! *Typed*: after the format come only the units' inputs (the class of `O!`, the encoding of `es`, the converter of
//! `O&`), and the result is `Result<(T0, T1, …), Raised>`, one value for each unit:
//!
//! | units | value |
//! |---|---|
//! | `b B h H i I l k L K n f d D` | the C number |
//! | `p`, `c`, `C` | `bool`, `u8`, the code point as `u32` |
//! | `s`, `z` | `&CStr`, `Option<&CStr>` |
//! | `y` | `*const c_char`, borrowed |
//! | `s# y#`, `z#` | [`Bytes`], `Option<Bytes>`: a view of the argument's memory |
//! | `s* y* w*`, `z*` | [`Buffer`], `Option<Buffer>`: released when dropped |
//! | `es et`, `es# et#` | [`Encoded`], [`EncodedBytes`]: freed when dropped |
//! | `O O! S Y U` | `*mut PyObject`, borrowed |
//! | `O&` | the converter's target, by its type; for a converter to `void *` see [`void_converter`] |
//! | `u Z`, `u# Z#` | a pointer; a pointer and a length |
//! | `(…)` | a tuple of the values within |
//!
//! After `|`, each is an `Option` (`|z` yields an `Option<Option<&CStr>>`: absent, or `None`, or text). A value that
//! points into an argument borrows the *variable* that holds the arguments, so it cannot leave the function. Within
//! `(…)`, elements of a list may die at any time: there, units that borrow yield raw pointers.
//!
//! *Places*: after the format come the variadic arguments of C, inputs as above and `&mut x` for each output, and the
//! result is `Result<(), Raised>`. Places of absent optional arguments keep their values. This is for porting C line by
//! line: the caller frees or releases the memory that a unit allocates or locks (`es`, `s*`).
//!
//! # Converters
//!
//! For `O&`, a parse macro is given a converter, `unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int`. It fills its
//! target and returns 1, or raises and returns 0. If the target must be released when a later conversion fails, it
//! returns [`Py_CLEANUP_SUPPORTED`](ffi::Py_CLEANUP_SUPPORTED), and is then called again with NULL for the object.
//! When all succeed, the target is the caller's: the value of the typed form, or the place. CPython's own converters
//! take a `void *`; [`void_converter`] gives them the type of their target.
//!
//! ```no_run
//! # use fmtunit::{ffi, parse_tuple, void_converter, Raised};
//! unsafe fn path(args: *mut ffi::PyObject) -> Result<*mut ffi::PyObject, Raised> {
//!     // A new reference to a `bytes` object, which the caller releases.
//!     let (path,) = unsafe { parse_tuple!(args, "O&", void_converter::<*mut ffi::PyObject>(ffi::PyUnicode_FSConverter)) }?;
//!     Ok(path)
//! }
//! ```
//!
//! For building, `O&` takes a function `unsafe extern "C" fn(*mut T) -> *mut PyObject` and a `*mut T`. It returns a new
//! reference, or NULL with an exception.
//!
//! # Safety
//!
//! All macros ask for an `unsafe` block, or stand in an `unsafe fn`. The contract is that of the C functions:
//!
//! * The calling thread is attached to the interpreter (it holds the GIL, where there is one), and no exception is set.
//! * Argument tuples, arrays, dicts and objects are valid, and stay so during the call; an array has as many elements as
//!   it says, plus one for each keyword.
//! * Values of a dict of keyword arguments stay in it as long as a result borrows from them. CPython gives each call a dict of
//!   its own, which Python code cannot reach; a C caller of `PyObject_Call` may pass on another.
//! * Guards are dropped while the thread is attached.
//! * Types, encodings and converters given as inputs are valid; a converter fills its target when it succeeds. Neither it nor
//!   code of an object unwinds: an exception of C++ would pass only through calls by the C ABI.
//! * Values to build from are valid: text ends with NUL or has its length, objects are null or alive, and an `N` unit gets a
//!   reference that the caller owns.
//!
//! # Errors
//!
//! [`Raised`] says that an exception is set, and nothing else. `build_value!` and the call macros return a new
//! reference, or null when an exception is set; [`Raised::check`] makes a `Result` of that, [`Raised::null`] the NULL
//! for CPython.

pub mod interpret;
#[cfg(feature = "jit")]
pub mod jit;
mod macros;

/// The examples of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use fmtunit_runtime::complex::Py_complex;
pub use fmtunit_runtime::place::void_converter;
pub use fmtunit_runtime::yields::{Buffer, Bytes, Encoded, EncodedBytes};
pub use fmtunit_runtime::{Raised, ffi, parser};
pub use macros::*;

/// The items that expansions of the macros use. Not for use by hand: they change without notice.
#[doc(hidden)]
pub mod __private {
    pub use fmtunit_runtime::arguments::Arguments;
    pub use fmtunit_runtime::cleanup::keep;
    pub use fmtunit_runtime::ffi::PyObject;
    pub use fmtunit_runtime::interpret::{self, BailOut, CallArguments, InterruptedCall, OpenContainer};
    pub use fmtunit_runtime::value::Value;
    pub use fmtunit_runtime::version::require;
    pub use fmtunit_runtime::{Outcome, Raised, build, call, keywords, layout, parse, place, value, yields};

    /// The items that `#[derive(Record)]` uses.
    #[cfg(feature = "jit")]
    pub mod record {
        pub use fmtunit_jit::{Field, FieldLayout, Record, field};
    }

    /// The constants of a plan.
    pub mod plan {
        pub use fmtunit_parser::ast::{Bracket, TrailerKind};
        pub use fmtunit_parser::plan::*;
        pub use fmtunit_parser::units::{BuildUnit, ParseUnit, Version, Versions};
        pub use std::borrow::Cow;
    }

    /// Asks for the caller's `unsafe` block, once.
    ///
    /// # Safety
    /// The contract of the macro.
    #[inline(always)]
    pub const unsafe fn contract() {}

    /// Checks the types of what the arguments come from.
    pub mod source {
        use super::PyObject;
        pub use fmtunit_runtime::arguments::ArgumentArray;

        /// The variable with the argument tuple, or the object.
        #[inline(always)]
        pub const fn object_anchor(object: &*mut PyObject) -> &*mut PyObject {
            object
        }

        /// The callable, or the object of a method.
        #[inline(always)]
        pub const fn object(object: *mut PyObject) -> *mut PyObject {
            object
        }

        /// The name of a method.
        #[inline(always)]
        pub fn method_name(name: impl super::place::EncodingName) -> *const core::ffi::c_char {
            name.as_ptr()
        }

        /// The variable with the argument array.
        #[inline(always)]
        pub const fn array_anchor<A: ArgumentArray>(array: &A) -> &A {
            array
        }

        /// The number of arguments in the array, which CPython gives as a `Py_ssize_t`.
        #[inline(always)]
        pub const fn nargs(nargs: isize) -> usize {
            nargs as usize
        }

        /// The keyword arguments: a dict, or a tuple of names; or null.
        #[inline(always)]
        pub const fn keywords(keywords: *mut PyObject) -> *mut PyObject {
            keywords
        }
    }
}
