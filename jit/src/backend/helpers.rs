//! Functions that compiled code calls for parts of its work. All have the C ABI. If an exception passes through them, the frame of
//! the code releases what is in its stack: see `held_words`.

use fmtunit_runtime::unwind::{self, HeldObject};
use fmtunit_runtime::{build, call};
use pyo3_ffi::PyObject;
use std::ffi::c_longlong;
use std::slice;

/// Makes an `int` that is known not to be a small one.
///
/// # Safety
/// *attached*; as [`build::large`].
pub(super) unsafe extern "C-unwind" fn large_int(value: c_longlong) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { build::large(value) }
}

/// Returns `None`.
///
/// # Safety
/// *attached*.
pub(super) unsafe extern "C-unwind" fn nothing() -> *mut PyObject {
    // SAFETY: attached.
    unsafe { build::nothing() }
}

/// Puts a pair into a dict and returns 1; or returns 0 with an exception, and the caller still owns the pair.
///
/// # Safety
/// *attached*, *fresh*; the caller owns key and value.
pub(super) unsafe extern "C-unwind" fn insert(
    dict: *mut PyObject,
    key: *mut PyObject,
    value: *mut PyObject,
) -> u32 {
    // SAFETY: attached, fresh. The key is released by the frame of the machine code if an exception passes.
    unsafe {
        let value = HeldObject::new(value);
        let is_inserted = build::insert(dict, key, value.object());
        let _ = value.give();
        is_inserted.into()
    }
}

/// Calls with arguments, and releases them.
///
/// # Safety
/// *attached*; `stack` has `size` words: one for the callee's use, then owned references.
unsafe extern "C-unwind" fn call_with(
    callable: *mut PyObject,
    stack: *mut *mut PyObject,
    size: usize,
) -> *mut PyObject {
    // SAFETY: attached; the caller vouches for the stack.
    unsafe { call::call_slice(callable, slice::from_raw_parts_mut(stack, size)) }
}

/// Returns [`call_with`], or for a small number of arguments a function that does the same without a loop.
pub(super) fn call_with_count(count: usize) -> *const () {
    match count {
        0 => call_without as *const (),
        1 => call_with_few::<1> as *const (),
        2 => call_with_few::<2> as *const (),
        3 => call_with_few::<3> as *const (),
        _ => call_with as *const (),
    }
}

/// As [`call_with`], without arguments; the stack is not looked at.
///
/// # Safety
/// *attached*; the callable is alive.
pub(crate) unsafe extern "C-unwind" fn call_without(callable: *mut PyObject) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { unwind::PyObject_CallNoArgs(callable) }
}

/// As [`call_with`], for `N` arguments.
///
/// # Safety
/// As [`call_with`].
unsafe extern "C-unwind" fn call_with_few<const N: usize>(
    callable: *mut PyObject,
    stack: *mut call::Stack<N>,
) -> *mut PyObject {
    // SAFETY: attached; the stack has C's layout; the caller vouches for its contents.
    unsafe { (*stack).call(callable) }
}

/// Releases the arguments of a call that is not made.
///
/// # Safety
/// *attached*; each is null or an owned reference.
pub(super) unsafe extern "C-unwind" fn release(arguments: *const *mut PyObject, count: usize) {
    // SAFETY: attached; the caller vouches for the array.
    unsafe { build::release(slice::from_raw_parts(arguments, count)) }
}
