//! Encoding text into the caller's memory, or into a new block that the caller frees with `PyMem_Free`.

use super::shape;
use crate::outcome::{Expected, Outcome};
use crate::{failure, layout};
use core::ffi::{CStr, c_char};
use core::mem::ManuallyDrop;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// The encoded form of an item, in a temporary object or in the item itself.
struct EncodedForm {
    /// The temporary object, which is released on drop. Null if the item holds the bytes.
    holder: *mut PyObject,
    data: *const c_char,
    length: usize,
}

impl EncodedForm {
    /// Encodes the item, for the place of a block.
    ///
    /// # Safety
    /// *attached*, *item*; the encoding is null or ends with NUL.
    unsafe fn new(
        item: *mut PyObject,
        encoding: *const c_char,
        place: *mut *mut c_char,
        copies_bytes: bool,
    ) -> Result<Self, Outcome> {
        // SAFETY: attached, item.
        unsafe {
            if place.is_null() {
                return Err(Outcome::mismatch(Expected::EncodedPlace));
            }
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
            let holder = crate::unwind::PyUnicode_AsEncodedString(item, encoding, core::ptr::null());
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
        // SAFETY: a NUL follows the bytes of a `bytes` or `bytearray`, and of an ASCII string.
        unsafe { core::ptr::copy_nonoverlapping(self.data, target, self.length + 1) };
    }

    /// Copies the bytes and a NUL into a new block. Returns `None` with MemoryError set if memory is exhausted.
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

    /// Stores the address of a new block with the bytes and a NUL.
    ///
    /// # Safety
    /// *attached*; `text` is valid for a write.
    #[inline(always)]
    unsafe fn store(&self, text: *mut *mut c_char) -> Outcome {
        // SAFETY: attached; the caller vouches for the place.
        unsafe {
            // CPython stores the null pointer, too, when memory is exhausted.
            let block = self.to_new_block();
            text.write(block.unwrap_or(core::ptr::null_mut()));
            if block.is_some() { Outcome::KEPT } else { Outcome::RAISED }
        }
    }
}

impl Drop for EncodedForm {
    fn drop(&mut self) {
        // SAFETY: attached, as for `new`; this value owns the reference.
        unsafe { pyo3_ffi::Py_XDECREF(self.holder) };
    }
}

/// The usual name of the default encoding, UTF-8.
pub const UTF_8: &CStr = c"utf-8";

/// Returns whether the encoding is the default, or UTF-8 by its usual name. Other spellings take the slow path.
///
/// # Safety
/// The encoding is null or ends with NUL.
#[inline]
pub(super) unsafe fn is_utf8(encoding: *const c_char) -> bool {
    let mut name = UTF_8.to_bytes_with_nul().iter().enumerate();
    // SAFETY: reading stops at the first byte that differs, and so at the NUL.
    encoding.is_null() || name.all(|(index, &byte)| unsafe { *encoding.add(index) } as u8 == byte)
}

/// Returns the data of a `bytes` or `bytearray`.
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

/// Stores a new block with the encoded form, which may not contain NUL bytes.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(never)]
unsafe fn without_length(
    item: *mut PyObject,
    encoding: *const c_char,
    text: *mut *mut c_char,
    copies_bytes: bool,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        let encoded = match EncodedForm::new(item, encoding, text, copies_bytes) {
            Ok(encoded) => encoded,
            Err(outcome) => return outcome,
        };
        if libc::strlen(encoded.data) != encoded.length {
            return Outcome::mismatch(Expected::NoNulBytes);
        }
        encoded.store(text)
    }
}

/// Stores the encoded form in the caller's block, or in a new one, and its length.
///
/// # Safety
/// *attached*, *item*, *places*.
unsafe fn with_length(
    item: *mut PyObject,
    encoding: *const c_char,
    text: *mut *mut c_char,
    length: *mut Py_ssize_t,
    copies_bytes: bool,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        let encoded = match EncodedForm::new(item, encoding, text, copies_bytes) {
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

/// Stores a new block with a copy of the text and a NUL.
///
/// # Safety
/// *attached*; the text has `length` bytes, and a NUL follows them; `place` is valid for a write.
#[inline(never)]
pub unsafe extern "C" fn store_copy(text: *const c_char, length: usize, place: *mut *mut c_char) -> Outcome {
    // The text is borrowed: there is nothing to release.
    let encoded = ManuallyDrop::new(EncodedForm { holder: core::ptr::null_mut(), data: text, length });
    // SAFETY: attached; the caller vouches for the place.
    unsafe { encoded.store(place) }
}

/// Encodes a `str` into a new block, without NUL bytes.
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

/// Converts as [`encoded`] does, and copies a `bytes` or `bytearray` unchanged.
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

/// Encodes a `str` into the block at `*text`, of `*length` bytes, or into a new block if `*text` is null.
///
/// Then stores the length without the final NUL.
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

/// Converts as [`encoded_and_length`] does, and copies a `bytes` or `bytearray` unchanged.
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
