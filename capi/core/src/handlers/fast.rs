//! Handlers of the private functions, which take the format and the names in a struct.

use super::keywords::{are_names, are_tuple_and_dict};
use super::{CodeArguments, entry, find, forward, hinted, parse_as, run};
use crate::abi::{Reply, VaList, WordsFrame};
use crate::key::{CallKind, ParserStruct};
use crate::known::{Handling, Parsing};
use fmtunit_runtime::layout;
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ffi::c_void;
use std::{ptr, slice};

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
        let key = ParserStruct::key(parser, CallKind::TupleAndKeywords, entry(ENTRY).is_legacy());
        let Some(key) = key.filter(|_| are_tuple_and_dict(args, kwargs)) else {
            return forward::<ENTRY>(ptr::null());
        };
        match hinted(key).or_else(|| find::<ENTRY>(key)) {
            Some(Handling::Parse(parsing)) if is_usual(args, kwargs, parsing) => {
                let arguments =
                    CodeArguments { first: args.cast(), second: kwargs.cast(), third: ptr::null() };
                run(parsing, arguments, list)
            }
            _ => forward::<ENTRY>(key.format),
        }
    }
}

/// Returns whether the public function would do the same: not too many arguments are given by position, and each keyword is a
/// parameter's name in ASCII. The functions differ in the order in which they find other faults, and in the messages.
///
/// # Safety
/// *attached*; the objects are a tuple, and a dict or null.
unsafe fn is_usual(args: *mut PyObject, kwargs: *mut PyObject, parsing: &Parsing) -> bool {
    let Some(parameters) = parsing.parser.parse_plan().and_then(|plan| plan.parameters.as_ref()) else {
        return false;
    };
    let names = parameters.names.iter().skip(parameters.positional_only.into());
    // SAFETY: attached; the dict is not changed meanwhile.
    unsafe {
        if pyo3_ffi::PyTuple_Size(args) > parameters.positional as Py_ssize_t {
            return false;
        }
        let (mut at, mut key) = (0, ptr::null_mut());
        while !kwargs.is_null() && pyo3_ffi::PyDict_Next(kwargs, &mut at, &mut key, ptr::null_mut()) != 0 {
            let Some((text, length)) = layout::ascii(key) else { return false };
            let text = slice::from_raw_parts(text.cast::<u8>(), length);
            if !names.clone().any(|name| name.to_bytes() == text) {
                return false;
            }
        }
        true
    }
}
