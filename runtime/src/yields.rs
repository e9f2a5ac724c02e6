//! The Rust values of the typed form, created from the outputs of units when all conversions have succeeded.
//!
//! The table of parse units names one of these functions for each unit. A function takes the variable that the arguments
//! came in, and the addresses of the outputs. A value that points into an argument borrows that variable, and so cannot
//! outlive the function that received the arguments.
//!
//! All are unsafe under one clause, *stored*: the routine of a unit that names the function has stored the outputs, and the
//! converted item lives as long as the variable.

use crate::parse::TextView;
use core::ffi::{CStr, c_char, c_int};
use core::marker::PhantomData;
use pyo3_ffi::{Py_buffer, Py_ssize_t, PyObject};

mod buffer;
mod bytes;
mod encoded;

pub use buffer::Buffer;
pub use bytes::Bytes;
pub use encoded::{Encoded, EncodedBytes};

/// Makes guards neither `Send` nor `Sync`: they are dropped by the thread that created them, while it is attached.
type NotSend = PhantomData<*mut PyObject>;

/// Returns the output unchanged.
///
/// # Safety
/// *stored*.
#[inline(always)]
pub unsafe fn value<A, T>(_arguments: &A, value: *const T) -> T {
    // SAFETY: stored.
    unsafe { value.read() }
}

/// Returns a pointer and a length unchanged.
///
/// # Safety
/// *stored*.
#[inline(always)]
pub unsafe fn pair<A, T>(_arguments: &A, pointer: *const T, length: *const Py_ssize_t) -> (T, Py_ssize_t) {
    // SAFETY: stored.
    unsafe { (pointer.read(), length.read()) }
}

/// Returns a byte.
///
/// # Safety
/// *stored*.
#[inline(always)]
pub unsafe fn byte<A>(_arguments: &A, value: *const c_char) -> u8 {
    // SAFETY: stored.
    unsafe { value.read() as u8 }
}

/// Returns a code point, which may be a surrogate.
///
/// # Safety
/// *stored*.
#[inline(always)]
pub unsafe fn code_point<A>(_arguments: &A, value: *const c_int) -> u32 {
    // SAFETY: stored.
    unsafe { value.read() as u32 }
}

/// Returns a truth value.
///
/// # Safety
/// *stored*.
#[inline(always)]
pub unsafe fn truth<A>(_arguments: &A, value: *const c_int) -> bool {
    // SAFETY: stored.
    unsafe { value.read() != 0 }
}

/// Returns text without NUL.
///
/// # Safety
/// *stored*.
#[inline(always)]
pub unsafe fn cstr<A>(_arguments: &A, view: *const TextView) -> &CStr {
    // SAFETY: stored: the first NUL is at `length`, and the item owns the text.
    unsafe {
        let TextView { text, length } = view.read();
        CStr::from_bytes_with_nul_unchecked(core::slice::from_raw_parts(text.cast::<u8>(), length + 1))
    }
}

/// Returns text without NUL, or `None` for the item `None`.
///
/// # Safety
/// *stored*.
#[inline(always)]
pub unsafe fn optional_cstr<A>(arguments: &A, view: *const TextView) -> Option<&CStr> {
    // SAFETY: stored; the pointer is null for `None`.
    unsafe { if (*view).text.is_null() { None } else { Some(cstr(arguments, view)) } }
}

/// Returns bytes and their length.
///
/// # Safety
/// *stored*.
#[inline(always)]
pub unsafe fn bytes<A>(_arguments: &A, data: *const *const c_char, length: *const Py_ssize_t) -> Bytes<'_> {
    // SAFETY: stored: the item owns the bytes.
    unsafe { Bytes::new(data.read(), length.read()) }
}

/// Returns bytes and their length, or `None` for the item `None`.
///
/// # Safety
/// *stored*.
#[inline(always)]
pub unsafe fn optional_bytes<A>(
    arguments: &A,
    data: *const *const c_char,
    length: *const Py_ssize_t,
) -> Option<Bytes<'_>> {
    // SAFETY: stored; the pointer is null for `None`.
    unsafe { if (*data).is_null() { None } else { Some(bytes(arguments, data, length)) } }
}

/// Returns a guard for a view.
///
/// # Safety
/// *stored*; no other code releases the view.
#[inline(always)]
pub unsafe fn buffer<A>(_arguments: &A, view: *const Py_buffer) -> Buffer {
    // SAFETY: stored: the view is filled.
    unsafe { Buffer::new(view) }
}

/// Returns a guard for a view, or `None` for the item `None`.
///
/// # Safety
/// As [`buffer()`].
#[inline(always)]
pub unsafe fn optional_buffer<A>(arguments: &A, view: *const Py_buffer) -> Option<Buffer> {
    // SAFETY: stored; a view without an object needs no release.
    unsafe { if (*view).obj.is_null() { None } else { Some(buffer(arguments, view)) } }
}

/// Returns a guard for encoded text.
///
/// # Safety
/// *stored*; no other code frees the block.
#[inline(always)]
pub unsafe fn encoded<A>(_arguments: &A, text: *const *mut c_char) -> Encoded {
    // SAFETY: stored: the routine has allocated the block.
    unsafe { Encoded::new(text.read()) }
}

/// Returns a guard for encoded text and its length.
///
/// # Safety
/// As [`encoded()`].
#[inline(always)]
pub unsafe fn encoded_bytes<A>(
    _arguments: &A,
    text: *const *mut c_char,
    length: *const Py_ssize_t,
) -> EncodedBytes {
    // SAFETY: stored: the routine has allocated the block.
    unsafe { EncodedBytes::new(text.read(), length.read()) }
}
