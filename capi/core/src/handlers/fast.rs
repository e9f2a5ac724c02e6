//! Handlers of the private functions, which take the format and the names in a struct.

use super::keywords::{are_names, are_tuple_and_dict};
use super::{CodeArguments, entry, find, forward, hinted, parse_as, run};
use crate::abi::{Reply, VaList, WordsFrame};
use crate::key::{CallKind, ParserStruct};
use crate::known::{Handling, Parsing};
use fmtunit_runtime::layout;
use fmtunit_runtime::unwind::HeldObject;
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ffi::c_void;
use std::ptr;

/// `_PyArg_ParseStackAndKeywords`.
///
/// # Safety
/// *entry*, *attached*.
pub unsafe extern "C-unwind" fn parse_stack_and_keywords<const ENTRY: usize>(
    args: *const *mut PyObject,
    count: Py_ssize_t,
    kwnames: *mut PyObject,
    parser: *const ParserStruct,
    frame: *const WordsFrame,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe {
        match ParserStruct::key(parser, CallKind::ArrayAndKeywords, entry(ENTRY).is_legacy()) {
            Some(key) if are_names(kwnames) => {
                let list = VaList::of_words(frame, 4);
                let arguments = CodeArguments {
                    first: args.cast(),
                    second: count as *const c_void,
                    third: kwnames.cast(),
                };
                parse_as::<ENTRY>(key, arguments, list)
            }
            _ => forward::<ENTRY>(ptr::null()),
        }
    }
}

/// `_PyArg_ParseTupleAndKeywordsFast`.
///
/// # Safety
/// *entry*, *attached*.
pub unsafe extern "C-unwind" fn parse_tuple_and_keywords_fast<const ENTRY: usize>(
    args: *mut PyObject,
    kwargs: *mut PyObject,
    parser: *const ParserStruct,
    frame: *const WordsFrame,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe { parse_list::<ENTRY>(args, kwargs, parser, VaList::of_words(frame, 3)) }
}

/// `_PyArg_VaParseTupleAndKeywordsFast`. The caller's list is not changed.
///
/// # Safety
/// *entry*, *attached*.
pub unsafe extern "C-unwind" fn va_parse_tuple_and_keywords_fast<const ENTRY: usize>(
    args: *mut PyObject,
    kwargs: *mut PyObject,
    parser: *const ParserStruct,
    list: *const VaList,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe { parse_list::<ENTRY>(args, kwargs, parser, *list) }
}

#[inline(always)]
unsafe fn parse_list<const ENTRY: usize>(
    args: *mut PyObject,
    kwargs: *mut PyObject,
    parser: *const ParserStruct,
    list: VaList,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe {
        let key = ParserStruct::key(parser, CallKind::TupleAndKeywordsFast, entry(ENTRY).is_legacy());
        let Some(key) = key.filter(|_| are_tuple_and_dict(args, kwargs)) else {
            return forward::<ENTRY>(ptr::null());
        };
        match hinted(key).or_else(|| find::<ENTRY>(key)) {
            Some(Handling::Parse(parsing)) => {
                if let Some((limit, refusing)) = &parsing.limit
                    && count(args) > *limit
                {
                    return refuse(args, kwargs, parsing, refusing, list);
                }
                let arguments =
                    CodeArguments { first: args.cast(), second: kwargs.cast(), third: ptr::null() };
                run(parsing, arguments, list)
            }
            _ => forward::<ENTRY>(key.format),
        }
    }
}

/// Refuses too many positional arguments before it reads any, with the code for an array, which does so.
#[cold]
#[inline(never)]
unsafe fn refuse(
    args: *mut PyObject,
    kwargs: *mut PyObject,
    parsing: &Parsing,
    refusing: &fmtunit_jit::RawHandle,
    list: VaList,
) -> Reply {
    // SAFETY: entry, attached; the array has an element for each argument.
    unsafe {
        let count = pyo3_ffi::PyTuple_Size(args);
        let mut items: Vec<_> = (0..count).map(|index| pyo3_ffi::PyTuple_GetItem(args, index)).collect();
        let mut names = ptr::null_mut();
        if !kwargs.is_null() {
            let keys = pyo3_ffi::PyDict_Keys(kwargs);
            if !keys.is_null() {
                names = pyo3_ffi::PyList_AsTuple(keys);
                pyo3_ffi::Py_DECREF(keys);
            }
            if names.is_null() {
                return Reply::done(0);
            }
            // The names stand for their values, which are not read.
            items.extend(
                (0..pyo3_ffi::PyTuple_Size(names)).map(|index| pyo3_ffi::PyTuple_GetItem(names, index)),
            );
        }
        let (items, count) = (items.as_mut_ptr().cast(), count as *mut c_void);
        let held = HeldObject::new(names);
        let is_parsed = list
            .with_places(parsing.places, |places| refusing.parse(items, count, names, places.cast()).is_ok());
        pyo3_ffi::Py_XDECREF(held.give());
        Reply::done(is_parsed.into())
    }
}

/// Returns the number of items of a tuple.
///
/// # Safety
/// *attached*; the object is a tuple.
unsafe fn count(tuple: *mut PyObject) -> usize {
    // SAFETY: attached; the object is a tuple.
    unsafe { layout::tuple(tuple).map_or_else(|| pyo3_ffi::PyTuple_Size(tuple) as usize, |(_, count)| count) }
}
