//! Handlers that parse without keywords.

use super::{CodeArguments, entry, find, forward, parse_as, run};
use crate::abi::{Reply, VaList, WordsFrame};
use crate::key::{CallKind, FormatKey};
use crate::known::Handling;
use crate::stock;
use fmtunit_runtime::unwind::HeldObject;
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ffi::{c_char, c_int, c_void};
use std::{mem, ptr};

/// `PyArg_ParseTuple`.
///
/// # Safety
/// *entry*, *attached*.
#[inline(never)]
pub unsafe extern "C-unwind" fn parse_tuple<const ENTRY: usize>(
    args: *mut PyObject,
    format: *const c_char,
    frame: *const WordsFrame,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe { parse_list::<ENTRY>(CallKind::Tuple, args, format, VaList::of_words(frame, 2)) }
}

/// `PyArg_VaParse`. The caller's list is not changed.
///
/// # Safety
/// *entry*, *attached*.
pub unsafe extern "C-unwind" fn va_parse<const ENTRY: usize>(
    args: *mut PyObject,
    format: *const c_char,
    list: *const VaList,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe { parse_list::<ENTRY>(CallKind::Tuple, args, format, *list) }
}

/// `PyArg_Parse`.
///
/// # Safety
/// *entry*, *attached*.
pub unsafe extern "C-unwind" fn parse<const ENTRY: usize>(
    object: *mut PyObject,
    format: *const c_char,
    frame: *const WordsFrame,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe { parse_list::<ENTRY>(CallKind::Object, object, format, VaList::of_words(frame, 2)) }
}

/// Parses a tuple or an object.
#[inline(always)]
unsafe fn parse_list<const ENTRY: usize>(
    kind: CallKind,
    object: *mut PyObject,
    format: *const c_char,
    list: VaList,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe {
        if object.is_null() || format.is_null() {
            return forward::<ENTRY>(format);
        }
        let key = FormatKey::plain(kind, entry(ENTRY).is_legacy(), format);
        let arguments = CodeArguments { first: object.cast(), second: ptr::null(), third: ptr::null() };
        parse_as::<ENTRY>(key, arguments, list)
    }
}

/// `_PyArg_ParseStack`.
///
/// # Safety
/// *entry*, *attached*.
pub unsafe extern "C-unwind" fn parse_stack<const ENTRY: usize>(
    args: *const *mut PyObject,
    count: Py_ssize_t,
    format: *const c_char,
    frame: *const WordsFrame,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe {
        if format.is_null() {
            return forward::<ENTRY>(format);
        }
        let key = FormatKey::plain(CallKind::Array, entry(ENTRY).is_legacy(), format);
        parse_as::<ENTRY>(key, array(args, count), VaList::of_words(frame, 3))
    }
}

/// `PyArg_ParseArray`, which CPython has since 3.15.
///
/// In earlier versions, formats that are left to CPython are parsed as a tuple.
///
/// # Safety
/// *entry*, *attached*.
pub unsafe extern "C-unwind" fn parse_array<const ENTRY: usize>(
    args: *const *mut PyObject,
    count: Py_ssize_t,
    format: *const c_char,
    frame: *const WordsFrame,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe {
        let mut list = VaList::of_words(frame, 3);
        if !format.is_null()
            && let Some(Handling::Parse(parsing)) =
                find::<ENTRY>(FormatKey::plain(CallKind::Array, entry(ENTRY).is_legacy(), format))
        {
            return run(parsing, array(args, count), list);
        }
        if stock::find(entry(ENTRY)).is_some() {
            return forward::<ENTRY>(format);
        }
        Reply::done(parse_array_as_tuple(args, count, format, &mut list) as usize)
    }
}

fn array(args: *const *mut PyObject, count: Py_ssize_t) -> CodeArguments {
    CodeArguments { first: args.cast(), second: count as *const c_void, third: ptr::null() }
}

/// Lets CPython parse the arguments as a tuple. The array keeps objects alive that outputs borrow from.
#[cold]
unsafe fn parse_array_as_tuple(
    args: *const *mut PyObject,
    count: Py_ssize_t,
    format: *const c_char,
    list: *mut VaList,
) -> c_int {
    type VaParse = unsafe extern "C-unwind" fn(*mut PyObject, *const c_char, *mut VaList) -> c_int;
    // SAFETY: entry, attached; the function is of this type.
    unsafe {
        let function =
            mem::transmute::<*const c_void, VaParse>(stock::address(crate::StockFunction::VaParseSize));
        let tuple = tuple(args, count);
        if tuple.is_null() {
            return 0;
        }
        let tuple = HeldObject::new(tuple);
        let status = function(tuple.object(), format, list);
        pyo3_ffi::Py_DECREF(tuple.give());
        status
    }
}

/// Creates a tuple of the elements of an array: a new reference, or null with an exception set.
///
/// # Safety
/// *attached*; the elements are alive.
pub(super) unsafe fn tuple(args: *const *mut PyObject, count: Py_ssize_t) -> *mut PyObject {
    // SAFETY: attached.
    unsafe {
        let tuple = pyo3_ffi::PyTuple_New(count);
        if !tuple.is_null() {
            for index in 0..count {
                let item = *args.offset(index);
                pyo3_ffi::Py_INCREF(item);
                pyo3_ffi::PyTuple_SetItem(tuple, index, item);
            }
        }
        tuple
    }
}
