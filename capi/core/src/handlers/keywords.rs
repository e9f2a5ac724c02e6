//! Handlers that parse with keywords.

use super::plain::tuple;
use super::{CodeArguments, entry, find, forward, parse_as, run};
use crate::abi::{Reply, VaList, WordsFrame};
use crate::key::{CallKind, FormatKey};
use crate::known::Handling;
use crate::{StockFunction, stock};
use fmtunit_runtime::build::release;
use fmtunit_runtime::unwind::{self, HeldObject};
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ffi::{c_char, c_int, c_void};
use std::{mem, ptr};

/// A list of names, which ends with a null pointer.
type Names = *const *const c_char;

/// `PyArg_ParseTupleAndKeywords`.
///
/// # Safety
/// *entry*, *attached*.
pub unsafe extern "C-unwind" fn parse_tuple_and_keywords<const ENTRY: usize>(
    args: *mut PyObject,
    kwargs: *mut PyObject,
    format: *const c_char,
    names: Names,
    frame: *const WordsFrame,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe { parse_list::<ENTRY>(args, kwargs, format, names, VaList::of_words(frame, 4)) }
}

/// `PyArg_VaParseTupleAndKeywords`. The caller's list is not changed.
///
/// # Safety
/// *entry*, *attached*.
pub unsafe extern "C-unwind" fn va_parse_tuple_and_keywords<const ENTRY: usize>(
    args: *mut PyObject,
    kwargs: *mut PyObject,
    format: *const c_char,
    names: Names,
    list: *const VaList,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe { parse_list::<ENTRY>(args, kwargs, format, names, *list) }
}

#[inline(always)]
unsafe fn parse_list<const ENTRY: usize>(
    args: *mut PyObject,
    kwargs: *mut PyObject,
    format: *const c_char,
    names: Names,
    list: VaList,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe {
        if !are_tuple_and_dict(args, kwargs) || format.is_null() || names.is_null() {
            return forward::<ENTRY>(format);
        }
        let key = FormatKey {
            kind: CallKind::TupleAndKeywords,
            is_legacy: entry(ENTRY).is_legacy(),
            format,
            names,
        };
        let arguments = CodeArguments { first: args.cast(), second: kwargs.cast(), third: ptr::null() };
        parse_as::<ENTRY>(key, arguments, list)
    }
}

/// Returns whether the arguments are a tuple, and a dict or null. Other arguments are left to CPython, whose exception
/// names a line of its source.
///
/// # Safety
/// *attached*; both are null or alive.
#[inline(always)]
pub(crate) unsafe fn are_tuple_and_dict(args: *mut PyObject, kwargs: *mut PyObject) -> bool {
    // SAFETY: attached.
    unsafe {
        !args.is_null()
            && pyo3_ffi::PyTuple_Check(args) != 0
            && (kwargs.is_null() || pyo3_ffi::PyDict_Check(kwargs) != 0)
    }
}

/// `PyArg_ParseArrayAndKeywords`, which CPython has since 3.15.
///
/// In earlier versions, formats that are left to CPython are parsed as a tuple and a dict.
///
/// # Safety
/// *entry*, *attached*.
pub unsafe extern "C-unwind" fn parse_array_and_keywords<const ENTRY: usize>(
    args: *const *mut PyObject,
    count: Py_ssize_t,
    kwnames: *mut PyObject,
    format: *const c_char,
    names: Names,
    frame: *const WordsFrame,
) -> Reply {
    // SAFETY: entry, attached; the list follows the five named arguments.
    unsafe {
        let is_supported = !format.is_null() && !names.is_null() && are_names(kwnames);
        let key = FormatKey {
            kind: CallKind::ArrayAndKeywords,
            is_legacy: entry(ENTRY).is_legacy(),
            format,
            names,
        };
        let mut list = VaList::of_words(frame, 5);
        if is_supported && let Some(Handling::Parse(parsing)) = find::<ENTRY>(key) {
            let arguments =
                CodeArguments { first: args.cast(), second: count as *const c_void, third: kwnames.cast() };
            return run(parsing, arguments, list);
        }
        if stock::find(entry(ENTRY)).is_some() {
            return forward::<ENTRY>(format);
        }
        Reply::done(parse_as_tuple_and_dict(args, count, kwnames, format, names, &mut list) as usize)
    }
}

/// Returns whether the keywords are a tuple or null.
///
/// # Safety
/// *attached*; the object is null or alive.
#[inline(always)]
pub(super) unsafe fn are_names(kwnames: *mut PyObject) -> bool {
    // SAFETY: attached.
    kwnames.is_null() || unsafe { pyo3_ffi::PyTuple_Check(kwnames) } != 0
}

/// Lets CPython parse the arguments as a tuple and a dict. The array keeps objects alive that outputs borrow from.
#[cold]
unsafe fn parse_as_tuple_and_dict(
    args: *const *mut PyObject,
    count: Py_ssize_t,
    kwnames: *mut PyObject,
    format: *const c_char,
    names: Names,
    list: *mut VaList,
) -> c_int {
    type VaParse =
        unsafe extern "C-unwind" fn(*mut PyObject, *mut PyObject, *const c_char, Names, *mut VaList) -> c_int;
    // SAFETY: entry, attached; the function is of this type.
    unsafe {
        let function = stock::address(StockFunction::VaParseTupleAndKeywordsSize);
        let function = mem::transmute::<*const c_void, VaParse>(function);
        let tuple = tuple(args, count);
        let dict = dict(kwnames, args.offset(count));
        let is_made = !tuple.is_null() && (kwnames.is_null() || !dict.is_null());
        let held = [tuple, dict].map(|object| HeldObject::new(object));
        let status = if is_made { function(tuple, dict, format, names, list) } else { 0 };
        release(&held.map(HeldObject::give));
        status
    }
}

/// Creates a dict of keyword arguments: a new reference. Returns null without keywords, or with an exception set.
unsafe fn dict(kwnames: *mut PyObject, values: *const *mut PyObject) -> *mut PyObject {
    // SAFETY: attached; there is a value for each name.
    unsafe {
        if kwnames.is_null() {
            return ptr::null_mut();
        }
        let dict = pyo3_ffi::PyDict_New();
        for index in 0..pyo3_ffi::PyTuple_Size(kwnames).max(0) {
            let name = pyo3_ffi::PyTuple_GetItem(kwnames, index);
            if dict.is_null() || unwind::PyDict_SetItem(dict, name, *values.offset(index)) != 0 {
                pyo3_ffi::Py_XDECREF(dict);
                return ptr::null_mut();
            }
        }
        dict
    }
}
