//! What the typed form makes of what a unit stored: named in the table, called when all conversions have succeeded.
//!
//! Each function takes the variable that the call got its arguments from, and the addresses of what was stored. What
//! points into an argument borrows that variable, so it cannot leave the function that was called with them.
//!
//! All are unsafe under one clause: the outputs hold what the routine of a unit that names this function stored, and the
//! item that it converted lives as long as the variable.

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

/// Guards are dropped by the thread that made them, while it is attached: this makes them neither `Send` nor `Sync`.
type NotSend = PhantomData<*mut PyObject>;

/// What was stored, as it is.
///
/// # Safety
/// The clause above.
#[inline(always)]
pub unsafe fn value<A, T>(_arguments: &A, value: *const T) -> T {
    // SAFETY: the routine stored it.
    unsafe { value.read() }
}

/// A pointer and a length, as they are.
///
/// # Safety
/// The clause above.
#[inline(always)]
pub unsafe fn pair<A, T>(_arguments: &A, pointer: *const T, length: *const Py_ssize_t) -> (T, Py_ssize_t) {
    // SAFETY: the routine stored it.
    unsafe { (pointer.read(), length.read()) }
}

/// A byte.
///
/// # Safety
/// The clause above.
#[inline(always)]
pub unsafe fn byte<A>(_arguments: &A, value: *const c_char) -> u8 {
    // SAFETY: the routine stored it.
    unsafe { value.read() as u8 }
}

/// A code point, which may be that of a surrogate.
///
/// # Safety
/// The clause above.
#[inline(always)]
pub unsafe fn code_point<A>(_arguments: &A, value: *const c_int) -> u32 {
    // SAFETY: the routine stored it.
    unsafe { value.read() as u32 }
}

/// A truth value.
///
/// # Safety
/// The clause above.
#[inline(always)]
pub unsafe fn truth<A>(_arguments: &A, value: *const c_int) -> bool {
    // SAFETY: the routine stored it.
    unsafe { value.read() != 0 }
}

/// Text without NUL.
///
/// # Safety
/// The clause above.
#[inline(always)]
pub unsafe fn cstr<A>(_arguments: &A, view: *const TextView) -> &CStr {
    // SAFETY: the routine has found the first NUL at `length`; the item owns the text.
    unsafe {
        let TextView { text, length } = view.read();
        CStr::from_bytes_with_nul_unchecked(core::slice::from_raw_parts(text.cast::<u8>(), length + 1))
    }
}

/// Text without NUL, or `None`.
///
/// # Safety
/// The clause above.
#[inline(always)]
pub unsafe fn optional_cstr<A>(arguments: &A, view: *const TextView) -> Option<&CStr> {
    // SAFETY: as `cstr`; a null pointer stands for `None`.
    unsafe { if (*view).text.is_null() { None } else { Some(cstr(arguments, view)) } }
}

/// Bytes and their length.
///
/// # Safety
/// The clause above.
#[inline(always)]
pub unsafe fn bytes<A>(_arguments: &A, data: *const *const c_char, length: *const Py_ssize_t) -> Bytes<'_> {
    // SAFETY: the routine stored them; the item owns the bytes.
    unsafe { Bytes::new(data.read(), length.read()) }
}

/// Bytes and their length, or `None`.
///
/// # Safety
/// The clause above.
#[inline(always)]
pub unsafe fn optional_bytes<A>(
    arguments: &A,
    data: *const *const c_char,
    length: *const Py_ssize_t,
) -> Option<Bytes<'_>> {
    // SAFETY: as `bytes`; a null pointer stands for `None`.
    unsafe { if (*data).is_null() { None } else { Some(bytes(arguments, data, length)) } }
}

/// A view, released when dropped.
///
/// # Safety
/// The clause above; nobody else releases the view.
#[inline(always)]
pub unsafe fn buffer<A>(_arguments: &A, view: *const Py_buffer) -> Buffer {
    // SAFETY: the routine filled the view.
    unsafe { Buffer::new(view) }
}

/// A view, released when dropped, or `None` for an item that was `None`.
///
/// # Safety
/// As [`buffer`].
#[inline(always)]
pub unsafe fn optional_buffer<A>(arguments: &A, view: *const Py_buffer) -> Option<Buffer> {
    // SAFETY: as `buffer`; a view without an object needs no release.
    unsafe { if (*view).obj.is_null() { None } else { Some(buffer(arguments, view)) } }
}

/// Encoded text, freed when dropped.
///
/// # Safety
/// The clause above; nobody else frees the block.
#[inline(always)]
pub unsafe fn encoded<A>(_arguments: &A, text: *const *mut c_char) -> Encoded {
    // SAFETY: the routine allocated the block.
    unsafe { Encoded::new(text.read()) }
}

/// Encoded text and its length, freed when dropped.
///
/// # Safety
/// As [`encoded`].
#[inline(always)]
pub unsafe fn encoded_bytes<A>(
    _arguments: &A,
    text: *const *mut c_char,
    length: *const Py_ssize_t,
) -> EncodedBytes {
    // SAFETY: the routine allocated the block.
    unsafe { EncodedBytes::new(text.read(), length.read()) }
}
