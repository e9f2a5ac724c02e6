//! Handlers that build a value, or call with built arguments.

use super::{entry, find, forward, hinted};
use crate::abi::{Reply, VaList, ValuesFrame};
use crate::key::{CallKind, FormatKey};
use crate::known::Handling;
use crate::values::{with_few_values, with_values};
use fmtunit_runtime::unwind::HeldObject;
use fmtunit_runtime::value::Value;
use pyo3_ffi::PyObject;
use std::ffi::c_char;

/// `Py_BuildValue`.
///
/// # Safety
/// *entry*, *attached*, except that an exception may be set.
pub unsafe extern "C-unwind" fn build_value<const ENTRY: usize>(
    format: *const c_char,
    frame: *const ValuesFrame,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe { build_list::<ENTRY>(format, VaList::of_values(frame, 1)) }
}

/// `Py_VaBuildValue`. The caller's list is not changed.
///
/// # Safety
/// *entry*, *attached*, except that an exception may be set.
pub unsafe extern "C-unwind" fn va_build_value<const ENTRY: usize>(
    format: *const c_char,
    list: *const VaList,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe { build_list::<ENTRY>(format, *list) }
}

#[inline(always)]
unsafe fn build_list<const ENTRY: usize>(format: *const c_char, list: VaList) -> Reply {
    // SAFETY: entry, attached.
    unsafe {
        if !format.is_null()
            && let Some(Handling::Build(builder, passing)) =
                hinted(FormatKey::plain(CallKind::Build, entry(ENTRY).is_legacy(), format))
            && passing.are_few()
        {
            let built = with_few_values(passing, list, |values| builder.build(values.cast()));
            return Reply::done(built.addr());
        }
        let (offsets, overflow, saved) = list.parts();
        build_slowly::<ENTRY>(format, offsets, overflow, saved)
    }
}

#[cold]
#[inline(never)]
unsafe fn build_slowly<const ENTRY: usize>(
    format: *const c_char,
    offsets: u64,
    overflow: *const usize,
    saved: *const u8,
) -> Reply {
    let list = VaList::from_parts(offsets, overflow, saved);
    // SAFETY: entry, attached.
    unsafe {
        if !format.is_null()
            && let Some(Handling::Build(builder, passing)) =
                find::<ENTRY>(FormatKey::plain(CallKind::Build, entry(ENTRY).is_legacy(), format))
        {
            let built = with_values(passing, list, |values| builder.build(values.cast()));
            return Reply::done(built.addr());
        }
        forward::<ENTRY>(format)
    }
}

/// `PyObject_CallFunction`. Without a callable, CPython reads no values, and so consumes no references.
///
/// # Safety
/// *entry*, *attached*.
pub unsafe extern "C-unwind" fn call_function<const ENTRY: usize>(
    callable: *mut PyObject,
    format: *const c_char,
    frame: *const ValuesFrame,
) -> Reply {
    // SAFETY: entry, attached.
    unsafe {
        let list = VaList::of_values(frame, 2);
        let key = FormatKey::plain(CallKind::Call, entry(ENTRY).is_legacy(), or_empty(format));
        if !callable.is_null()
            && let Some(Handling::Call(caller, passing)) = hinted(key)
            && passing.are_few()
        {
            let result = with_few_values(passing, list, |values| caller.call(callable, values.cast()));
            return Reply::done(result.addr());
        }
        let (offsets, overflow, saved) = list.parts();
        call_slowly::<ENTRY>(callable, format, offsets, overflow, saved)
    }
}

#[cold]
#[inline(never)]
unsafe fn call_slowly<const ENTRY: usize>(
    callable: *mut PyObject,
    format: *const c_char,
    offsets: u64,
    overflow: *const usize,
    saved: *const u8,
) -> Reply {
    let list = VaList::from_parts(offsets, overflow, saved);
    // SAFETY: entry, attached.
    unsafe {
        let key = FormatKey::plain(CallKind::Call, entry(ENTRY).is_legacy(), or_empty(format));
        if !callable.is_null()
            && let Some(Handling::Call(caller, passing)) = find::<ENTRY>(key)
        {
            let result = with_values(passing, list, |values| caller.call(callable, values.cast()));
            return Reply::done(result.addr());
        }
        forward::<ENTRY>(format)
    }
}

/// `PyObject_CallMethod`. Without a method, CPython reads no values, and so consumes no references.
///
/// # Safety
/// *entry*, *attached*.
pub unsafe extern "C-unwind" fn call_method<const ENTRY: usize>(
    object: *mut PyObject,
    name: *const c_char,
    format: *const c_char,
    frame: *const ValuesFrame,
) -> Reply {
    // SAFETY: entry, attached; the method is released once.
    unsafe {
        if object.is_null() || name.is_null() {
            return forward::<ENTRY>(format);
        }
        let key = FormatKey::plain(CallKind::Call, entry(ENTRY).is_legacy(), or_empty(format));
        match hinted(key).or_else(|| find::<ENTRY>(key)) {
            Some(Handling::Call(caller, passing)) => {
                let method = HeldObject::new(fmtunit_runtime::call::method(object, name));
                if method.object().is_null() {
                    let _ = method.give();
                    return Reply::done(0);
                }
                let list = VaList::of_values(frame, 3);
                let call = |values: *const Value| caller.call(method.object(), values.cast());
                let result = if passing.are_few() {
                    with_few_values(passing, list, call)
                } else {
                    with_values(passing, list, call)
                };
                pyo3_ffi::Py_DECREF(method.give());
                Reply::done(result.addr())
            }
            _ => forward::<ENTRY>(format),
        }
    }
}

/// Returns the format, or an empty one for null, which means no arguments.
#[inline(always)]
fn or_empty(format: *const c_char) -> *const c_char {
    if format.is_null() { c"".as_ptr() } else { format }
}
