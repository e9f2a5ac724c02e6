//! The C functions under comparison, and how they are called with arguments whose number is known at run time only.
//!
//! Rust can call a C function with variable arguments, but not with any number of them. So every call passes as many as the
//! longest format needs; the function reads those that its format names, and no others.

use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ffi::{c_char, c_int};
use std::ptr::null_mut;

/// A list of names that ends with null.
pub(crate) type Names = *const *const c_char;

/// How many words a call passes.
pub(crate) const MOST: usize = 64;

/// The functions of one implementation.
#[derive(Clone, Copy)]
pub(crate) struct Functions {
    pub(crate) tuple: unsafe extern "C" fn(*mut PyObject, *const c_char, ...) -> c_int,
    pub(crate) object: unsafe extern "C" fn(*mut PyObject, *const c_char, ...) -> c_int,
    pub(crate) array: unsafe extern "C" fn(*const *mut PyObject, Py_ssize_t, *const c_char, ...) -> c_int,
    pub(crate) tuple_and_keywords:
        unsafe extern "C" fn(*mut PyObject, *mut PyObject, *const c_char, Names, ...) -> c_int,
    pub(crate) array_and_keywords: ArrayAndKeywords,
    pub(crate) build: unsafe extern "C" fn(*const c_char, ...) -> *mut PyObject,
}

/// The function for an array with keywords: until 3.14 a private one, which keeps the format in a structure.
#[cfg(not(Py_3_15))]
pub(crate) type ArrayAndKeywords =
    unsafe extern "C" fn(*const *mut PyObject, Py_ssize_t, *mut PyObject, *mut KeywordParser, ...) -> c_int;
#[cfg(Py_3_15)]
pub(crate) type ArrayAndKeywords =
    unsafe extern "C" fn(*const *mut PyObject, Py_ssize_t, *mut PyObject, *const c_char, Names, ...) -> c_int;

/// CPython's own.
pub(crate) const STOCK: Functions = {
    // Up to 3.12 these are what C calls by the public names if it defines PY_SSIZE_T_CLEAN.
    unsafe extern "C" {
        #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseTuple_SizeT")]
        fn PyArg_ParseTuple(arguments: *mut PyObject, format: *const c_char, ...) -> c_int;
        #[cfg_attr(not(Py_3_13), link_name = "_PyArg_Parse_SizeT")]
        fn PyArg_Parse(object: *mut PyObject, format: *const c_char, ...) -> c_int;
        #[cfg_attr(Py_3_15, link_name = "PyArg_ParseArray")]
        #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseStack_SizeT")]
        fn _PyArg_ParseStack(
            arguments: *const *mut PyObject,
            count: Py_ssize_t,
            format: *const c_char,
            ...
        ) -> c_int;
        #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseTupleAndKeywords_SizeT")]
        fn PyArg_ParseTupleAndKeywords(
            arguments: *mut PyObject,
            keywords: *mut PyObject,
            format: *const c_char,
            names: Names,
            ...
        ) -> c_int;
        #[cfg(not(Py_3_15))]
        #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseStackAndKeywords_SizeT")]
        fn _PyArg_ParseStackAndKeywords(
            arguments: *const *mut PyObject,
            count: Py_ssize_t,
            names: *mut PyObject,
            parser: *mut KeywordParser,
            ...
        ) -> c_int;
        #[cfg(Py_3_15)]
        #[link_name = "PyArg_ParseArrayAndKeywords"]
        fn _PyArg_ParseStackAndKeywords(
            arguments: *const *mut PyObject,
            count: Py_ssize_t,
            keywords: *mut PyObject,
            format: *const c_char,
            names: Names,
            ...
        ) -> c_int;
        #[cfg_attr(not(Py_3_13), link_name = "_Py_BuildValue_SizeT")]
        fn Py_BuildValue(format: *const c_char, ...) -> *mut PyObject;
    }
    Functions {
        tuple: PyArg_ParseTuple,
        object: PyArg_Parse,
        array: _PyArg_ParseStack,
        tuple_and_keywords: PyArg_ParseTupleAndKeywords,
        array_and_keywords: _PyArg_ParseStackAndKeywords,
        build: Py_BuildValue,
    }
};

/// `_PyArg_Parser`, as the version has it.
#[cfg(not(Py_3_15))]
#[repr(C)]
pub(crate) struct KeywordParser {
    #[cfg(all(Py_3_12, not(Py_3_13)))]
    initialized: c_int,
    format: *const c_char,
    keywords: Names,
    name: *const c_char,
    message: *const c_char,
    #[cfg(Py_3_13)]
    once: u8,
    #[cfg(Py_3_13)]
    owns_names: c_int,
    positional_only: c_int,
    min: c_int,
    max: c_int,
    names: *mut PyObject,
    next: *mut KeywordParser,
}

#[cfg(not(Py_3_15))]
impl KeywordParser {
    /// A parser for a format, which has to live as long. CPython makes a tuple of the names when it is first used, and then
    /// keeps it in a list, where it only looks when the interpreter ends. Here that never happens, so a parser may die.
    pub(crate) fn new(format: *const c_char, keywords: Names) -> Box<Self> {
        use std::ptr::null;
        let mut parser = Box::new(Self {
            #[cfg(all(Py_3_12, not(Py_3_13)))]
            initialized: 0,
            format,
            keywords,
            name: null(),
            message: null(),
            #[cfg(Py_3_13)]
            once: 0,
            #[cfg(Py_3_13)]
            owns_names: 0,
            positional_only: 0,
            min: 0,
            max: 0,
            names: null_mut(),
            next: null_mut(),
        });
        // SAFETY: attached. So many arguments are refused, but with the first call the names are made: that takes references to
        // texts, which are not to be seen as those of a call that is observed.
        unsafe {
            let array = [null_mut::<PyObject>(); MOST];
            let count = MOST as Py_ssize_t;
            with_words!(
                (STOCK.array_and_keywords)(array.as_ptr(), count, null_mut(), &raw mut *parser),
                array
            );
            pyo3_ffi::PyErr_Clear();
        }
        parser
    }
}

#[cfg(not(Py_3_15))]
impl Drop for KeywordParser {
    fn drop(&mut self) {
        // SAFETY: attached; the tuple is null or the parser's own.
        unsafe { pyo3_ffi::Py_XDECREF(self.names) };
    }
}

/// The call with all words of an array.
macro_rules! with_words {
    ($function:tt($($fixed:expr),*), $words:ident) => {
        $crate::functions::with_words!(@ $function($($fixed),*), $words, [
            0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
            32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63
        ])
    };
    (@ $function:tt($($fixed:expr),*), $words:ident, [$($index:literal)*]) => {
        $function($($fixed,)* $($words[$index]),*)
    };
}
pub(crate) use with_words;
