//! Text encoded into memory of the caller's, or into a new block that the caller frees with `PyMem_Free`.

use super::shape;
use crate::outcome::{Expected, Outcome};
use crate::{failure, layout};
use core::ffi::{CStr, c_char};
use core::mem::ManuallyDrop;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// The encoded form of an item: an object that holds the bytes, or a piece of the item itself.
struct EncodedForm {
    /// Released when the bytes have been copied; null where the item itself is the holder.
    holder: *mut PyObject,
    data: *const c_char,
    length: usize,
}

impl EncodedForm {
    /// Encodes the item.
    ///
    /// # Safety
    /// *attached*, *item*; the encoding is null or ends with NUL.
    unsafe fn new(item: *mut PyObject, encoding: *const c_char, copies_bytes: bool) -> Result<Self, Outcome> {
        // SAFETY: attached, item.
        unsafe {
            if is_utf8(encoding)
                && let Some((data, length)) = layout::ascii(item)
            {
                return Ok(Self { holder: core::ptr::null_mut(), data, length });
            }
            if copies_bytes && let Some((data, length)) = bytes_or_bytearray(item) {
                return Ok(Self { holder: core::ptr::null_mut(), data, length });
            }
            if pyo3_ffi::PyUnicode_Check(item) == 0 {
                return Err(Outcome::mismatch(if copies_bytes {
                    Expected::StrOrBytes
                } else {
                    Expected::Str
                }));
            }
            let encoding = if encoding.is_null() { UTF_8.as_ptr() } else { encoding };
            let holder = pyo3_ffi::PyUnicode_AsEncodedString(item, encoding, core::ptr::null());
            if holder.is_null() {
                return Err(Outcome::RAISED);
            }
            let data = pyo3_ffi::PyBytes_AsString(holder).cast_const();
            let length = pyo3_ffi::PyBytes_Size(holder) as usize;
            Ok(Self { holder, data, length })
        }
    }

    /// Copies the bytes and a NUL to `target`.
    ///
    /// # Safety
    /// `target` has room for them.
    unsafe fn copy_to(&self, target: *mut c_char) {
        // SAFETY: bytes and bytearray objects, and ASCII strings, end with a NUL behind their length.
        unsafe { core::ptr::copy_nonoverlapping(self.data, target, self.length + 1) };
    }

    /// Copies the bytes and a NUL into a new block; `None` with MemoryError.
    ///
    /// # Safety
    /// *attached*.
    unsafe fn to_new_block(&self) -> Option<*mut c_char> {
        // SAFETY: attached; the block has room for the bytes and the NUL.
        unsafe {
            let block = pyo3_ffi::PyMem_Malloc(self.length + 1).cast::<c_char>();
            if block.is_null() {
                pyo3_ffi::PyErr_NoMemory();
                return None;
            }
            self.copy_to(block);
            Some(block)
        }
    }

    /// Stores a new block with the bytes and a NUL.
    ///
    /// # Safety
    /// *attached*; `text` is valid for a write.
    #[inline(always)]
    unsafe fn store(&self, text: *mut *mut c_char) -> Outcome {
        // SAFETY: attached; the caller vouches for the place.
        unsafe {
            // CPython stores the null pointer, too, when there is no memory.
            let block = self.to_new_block();
            text.write(block.unwrap_or(core::ptr::null_mut()));
            if block.is_some() { Outcome::KEPT } else { Outcome::RAISED }
        }
    }
}

impl Drop for EncodedForm {
    fn drop(&mut self) {
        // SAFETY: attached, as `new` was called; the reference is this value's own.
        unsafe { pyo3_ffi::Py_XDECREF(self.holder) };
    }
}

/// The usual name of the default encoding.
pub const UTF_8: &CStr = c"utf-8";

/// Is this the default encoding, or UTF-8 by its usual name? Other spellings take the general way.
///
/// # Safety
/// The encoding is null or ends with NUL.
#[inline]
pub(super) unsafe fn is_utf8(encoding: *const c_char) -> bool {
    let mut name = UTF_8.to_bytes_with_nul().iter().enumerate();
    // SAFETY: the first byte that differs is the last that is read; so none is behind the NUL.
    encoding.is_null() || name.all(|(index, &byte)| unsafe { *encoding.add(index) } as u8 == byte)
}

/// The data of a `bytes` or `bytearray`.
///
/// # Safety
/// *attached*, *item*.
unsafe fn bytes_or_bytearray(item: *mut PyObject) -> Option<(*const c_char, usize)> {
    // SAFETY: attached, item.
    unsafe {
        if pyo3_ffi::PyBytes_Check(item) != 0 {
            Some((pyo3_ffi::PyBytes_AsString(item), pyo3_ffi::PyBytes_Size(item) as usize))
        } else if pyo3_ffi::PyByteArray_Check(item) != 0 {
            Some((pyo3_ffi::PyByteArray_AsString(item), pyo3_ffi::PyByteArray_Size(item) as usize))
        } else {
            None
        }
    }
}

#[inline(never)]
unsafe fn without_length(
    item: *mut PyObject,
    encoding: *const c_char,
    text: *mut *mut c_char,
    copies_bytes: bool,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if text.is_null() {
            return Outcome::mismatch(Expected::EncodedPlace);
        }
        let encoded = match EncodedForm::new(item, encoding, copies_bytes) {
            Ok(encoded) => encoded,
            Err(outcome) => return outcome,
        };
        if libc::strlen(encoded.data) != encoded.length {
            return Outcome::mismatch(Expected::NoNulBytes);
        }
        encoded.store(text)
    }
}

unsafe fn with_length(
    item: *mut PyObject,
    encoding: *const c_char,
    text: *mut *mut c_char,
    length: *mut Py_ssize_t,
    copies_bytes: bool,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        if text.is_null() {
            return Outcome::mismatch(Expected::EncodedPlace);
        }
        let encoded = match EncodedForm::new(item, encoding, copies_bytes) {
            Ok(encoded) => encoded,
            Err(outcome) => return outcome,
        };
        if length.is_null() {
            return Outcome::mismatch(Expected::LengthPlace);
        }
        let size = encoded.length as Py_ssize_t;
        let outcome = if (*text).is_null() {
            let Some(block) = encoded.to_new_block() else { return Outcome::RAISED };
            text.write(block);
            Outcome::KEPT
        } else {
            if size >= *length {
                failure::encoded_too_long(size, *length - 1);
                return Outcome::RAISED;
            }
            encoded.copy_to(*text);
            Outcome::STORED
        };
        length.write(size);
        outcome
    }
}

/// Stores a new block with the text and a NUL.
///
/// # Safety
/// *attached*; the text has so many bytes and a NUL behind them; `place` is valid for a write.
#[inline(never)]
pub unsafe extern "C" fn store_copy(text: *const c_char, length: usize, place: *mut *mut c_char) -> Outcome {
    // What this borrows is not released.
    let encoded = ManuallyDrop::new(EncodedForm { holder: core::ptr::null_mut(), data: text, length });
    // SAFETY: attached; the caller vouches for the place.
    unsafe { encoded.store(place) }
}

/// A `str`, encoded into a new block, without NUL bytes.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn encoded(item: *mut PyObject, encoding: *const c_char, text: *mut *mut c_char) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        match shape::EncodedText(item, encoding, text) {
            Outcome::MISSED => without_length(item, encoding, text, false),
            outcome => outcome,
        }
    }
}

/// As [`encoded`]; `bytes` and `bytearray` are copied as they are.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
pub unsafe fn encoded_or_bytes(
    item: *mut PyObject,
    encoding: *const c_char,
    text: *mut *mut c_char,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        match shape::EncodedText(item, encoding, text) {
            Outcome::MISSED => without_length(item, encoding, text, true),
            outcome => outcome,
        }
    }
}

/// A `str`, encoded into the block that `*text` points to, which has room for `*length` bytes, or into a new block if
/// that is null; and the length without the final NUL.
///
/// # Safety
/// *attached*, *item*, *places*.
pub unsafe fn encoded_and_length(
    item: *mut PyObject,
    encoding: *const c_char,
    text: *mut *mut c_char,
    length: *mut Py_ssize_t,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe { with_length(item, encoding, text, length, false) }
}

/// As [`encoded_and_length`]; `bytes` and `bytearray` are copied as they are.
///
/// # Safety
/// *attached*, *item*, *places*.
pub unsafe fn encoded_or_bytes_and_length(
    item: *mut PyObject,
    encoding: *const c_char,
    text: *mut *mut c_char,
    length: *mut Py_ssize_t,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe { with_length(item, encoding, text, length, true) }
}
