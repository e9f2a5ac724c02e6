//! Entry points: the ways in which arguments come, as types.

use crate::sealed::Sealed;
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::arguments::{ArgumentArray, Arguments};
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::ptr;

/// An entry point: the C function that a [`Parser`](crate::Parser) stands for.
pub trait EntryPoint: Sealed {
    #[doc(hidden)]
    const ENTRY: Entry;
    /// Returns the number of arguments given by position, for a call that has succeeded.
    ///
    /// # Safety
    /// *attached*; the words are those of this entry point.
    #[doc(hidden)]
    unsafe fn positional(words: ArgumentWords) -> usize;
    /// Returns the keywords of a call, or null.
    #[doc(hidden)]
    #[inline(always)]
    fn keywords(_words: ArgumentWords) -> *mut PyObject {
        ptr::null_mut()
    }
    /// Is there certainly no argument, and none by keyword?
    ///
    /// # Safety
    /// *attached*; the words are those of this entry point.
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn is_empty(_words: ArgumentWords) -> bool {
        false
    }
}

/// An entry point without keywords: `Tuple`, `Object` and `Array`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no entry point without keywords",
    label = "a handle for `TupleAndKeywords` or `ArrayAndKeywords` is made by `parser_with_names`"
)]
pub trait NamelessEntryPoint: EntryPoint {}

/// An entry point with keywords: `TupleAndKeywords` and `ArrayAndKeywords`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no entry point with keywords",
    label = "a handle for `Tuple`, `Object` or `Array` is made by `parser`"
)]
pub trait NamedEntryPoint: EntryPoint {}

/// The arguments of a call through the entry point `E`.
///
/// | entry point | arguments |
/// |---|---|
/// | [`Tuple`] | `&args` |
/// | [`Object`] | `&object` |
/// | [`Array`] | `(&args, nargs)` |
/// | [`TupleAndKeywords`] | `(&args, kwargs)` |
/// | [`ArrayAndKeywords`] | `(&args, nargs, kwnames)` |
///
/// The result of a call may borrow from the arguments. It then borrows the *variable* that is passed by reference, and cannot
/// outlive it.
///
/// `nargs` is what CPython passes to a `METH_FASTCALL` function. A vectorcall function gets a count that may include a
/// flag, and passes `PyVectorcall_NARGS(nargsf)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a handle for the entry point `{E}` is called with",
    label = "not the arguments of `{E}`",
    note = "`Tuple` and `Object` take `&args`, `Array` takes `(&args, nargs)`",
    note = "`TupleAndKeywords` takes `(&args, kwargs)`, `ArrayAndKeywords` takes `(&args, nargs, kwnames)`"
)]
pub trait ArgumentsOf<'a, E> {
    #[doc(hidden)]
    fn words(self) -> ArgumentWords;
}

/// The arguments of a call, as the code of a format takes them.
#[derive(Clone, Copy, Debug)]
pub struct ArgumentWords {
    /// The tuple, the object, or the array.
    pub(crate) first: *mut c_void,
    /// The length of the array, or the dict of keywords.
    pub(crate) second: *mut c_void,
    /// The names of the keywords that follow in the array.
    pub(crate) third: *mut PyObject,
}

impl ArgumentWords {
    #[inline(always)]
    const fn new(first: *mut c_void, second: *mut c_void, third: *mut PyObject) -> Self {
        Self { first, second, third }
    }

    #[inline(always)]
    fn array(items: impl ArgumentArray, count: isize, keywords: *mut PyObject) -> Self {
        Self::new(items.items().cast_mut().cast(), ptr::without_provenance_mut(count as usize), keywords)
    }
}

/// `PyArg_ParseTuple`: a tuple, as a `METH_VARARGS` function gets it.
#[derive(Clone, Copy, Debug)]
pub enum Tuple {}

/// `PyArg_Parse`: one object, as a `METH_O` function gets it.
#[derive(Clone, Copy, Debug)]
pub enum Object {}

/// `PyArg_ParseArray`: an array and its length, as a `METH_FASTCALL` function gets them.
#[derive(Clone, Copy, Debug)]
pub enum Array {}

/// `PyArg_ParseTupleAndKeywords`: a tuple, and a dict of keyword arguments or null, as a `METH_VARARGS | METH_KEYWORDS`
/// function gets them.
#[derive(Clone, Copy, Debug)]
pub enum TupleAndKeywords {}

/// `PyArg_ParseArrayAndKeywords`: an array, the number of its positional arguments, and a tuple of the names of the others
/// or null, as a `METH_FASTCALL | METH_KEYWORDS` function gets them.
#[derive(Clone, Copy, Debug)]
pub enum ArrayAndKeywords {}

impl Sealed for Tuple {}
impl NamelessEntryPoint for Tuple {}
impl EntryPoint for Tuple {
    const ENTRY: Entry = Entry::Tuple;

    #[inline(always)]
    unsafe fn positional(words: ArgumentWords) -> usize {
        // SAFETY: attached; a call with the tuple has succeeded.
        unsafe { Arguments::tuple(words.first.cast()) }.map_or(0, Arguments::count)
    }

    #[inline(always)]
    unsafe fn is_empty(words: ArgumentWords) -> bool {
        // SAFETY: attached; the object is null or alive.
        unsafe { Arguments::exact_tuple(words.first.cast()) }.is_some_and(|given| given.count() == 0)
    }
}

impl Sealed for Object {}
impl NamelessEntryPoint for Object {}
impl EntryPoint for Object {
    const ENTRY: Entry = Entry::Object;

    #[inline(always)]
    unsafe fn positional(_words: ArgumentWords) -> usize {
        1
    }
}

impl Sealed for Array {}
impl NamelessEntryPoint for Array {}
impl EntryPoint for Array {
    const ENTRY: Entry = Entry::Array;

    #[inline(always)]
    unsafe fn positional(words: ArgumentWords) -> usize {
        words.second.addr()
    }

    #[inline(always)]
    unsafe fn is_empty(words: ArgumentWords) -> bool {
        words.second.is_null()
    }
}

impl Sealed for TupleAndKeywords {}
impl NamedEntryPoint for TupleAndKeywords {}
impl EntryPoint for TupleAndKeywords {
    const ENTRY: Entry = Entry::TupleAndKeywords;

    #[inline(always)]
    unsafe fn positional(words: ArgumentWords) -> usize {
        // SAFETY: attached; the words are those of a tuple, too.
        unsafe { Tuple::positional(words) }
    }

    #[inline(always)]
    fn keywords(words: ArgumentWords) -> *mut PyObject {
        words.second.cast()
    }
}

impl Sealed for ArrayAndKeywords {}
impl NamedEntryPoint for ArrayAndKeywords {}
impl EntryPoint for ArrayAndKeywords {
    const ENTRY: Entry = Entry::ArrayAndKeywords;

    #[inline(always)]
    unsafe fn positional(words: ArgumentWords) -> usize {
        words.second.addr()
    }

    #[inline(always)]
    fn keywords(words: ArgumentWords) -> *mut PyObject {
        words.third
    }
}

impl<'a> ArgumentsOf<'a, Tuple> for &'a *mut PyObject {
    #[inline(always)]
    fn words(self) -> ArgumentWords {
        ArgumentWords::new(self.cast(), ptr::null_mut(), ptr::null_mut())
    }
}

impl<'a> ArgumentsOf<'a, Object> for &'a *mut PyObject {
    #[inline(always)]
    fn words(self) -> ArgumentWords {
        ArgumentWords::new(self.cast(), ptr::null_mut(), ptr::null_mut())
    }
}

impl<'a, A: ArgumentArray> ArgumentsOf<'a, Array> for (&'a A, isize) {
    #[inline(always)]
    fn words(self) -> ArgumentWords {
        ArgumentWords::array(*self.0, self.1, ptr::null_mut())
    }
}

impl<'a> ArgumentsOf<'a, TupleAndKeywords> for (&'a *mut PyObject, *mut PyObject) {
    #[inline(always)]
    fn words(self) -> ArgumentWords {
        ArgumentWords::new(self.0.cast(), self.1.cast(), ptr::null_mut())
    }
}

impl<'a, A: ArgumentArray> ArgumentsOf<'a, ArrayAndKeywords> for (&'a A, isize, *mut PyObject) {
    #[inline(always)]
    fn words(self) -> ArgumentWords {
        ArgumentWords::array(*self.0, self.1, self.2)
    }
}
