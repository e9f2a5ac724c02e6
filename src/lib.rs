//! CPython's argument and value format strings, compiled.
//!
//! `PyArg_ParseTuple(args, "s|si:open", …)` walks its format at every call. [`parse_tuple!`] walks it once, at compile
//! time, and leaves straight-line Rust that comes to the same result: the same values, exceptions, messages, warnings and
//! reference counts.

pub use fmtunit_codegen_macro::{
    build_value, call_function, call_method, parse, parse_array, parse_array_and_keywords, parse_tuple,
    parse_tuple_and_keywords,
};
pub use fmtunit_runtime::interpret;
pub use fmtunit_runtime::yields::{Buffer, Bytes, Encoded, EncodedBytes};
pub use fmtunit_runtime::{Raised, ffi, parser};

/// What expansions of the macros call. Not for use by hand: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use fmtunit_runtime::arguments::Arguments;
    pub use fmtunit_runtime::cleanup::keep;
    pub use fmtunit_runtime::failure::{abandon, count as fail_count};
    pub use fmtunit_runtime::ffi::PyObject;
    pub use fmtunit_runtime::interpret::{self, Open};
    pub use fmtunit_runtime::value::Value;
    pub use fmtunit_runtime::version::require;
    pub use fmtunit_runtime::{Outcome, Raised, build, call, keywords, layout, parse, place, value, yields};

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

        /// The variable with the argument tuple, or the object.
        #[inline(always)]
        pub const fn object_anchor(object: &*mut PyObject) -> &*mut PyObject {
            object
        }

        /// Something to call, or to call a method of.
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
        pub const fn array_anchor(array: &*const *mut PyObject) -> &*const *mut PyObject {
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
