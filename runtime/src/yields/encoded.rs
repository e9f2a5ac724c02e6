//! Encoded text in a block of its own.

use super::NotSend;
use core::ffi::{CStr, c_char};
use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;
use pyo3_ffi::Py_ssize_t;

/// Encoded text without NUL bytes: what `es` and `et` yield. Freed with `PyMem_Free` when dropped.
pub struct Encoded {
    text: *mut c_char,
    thread: NotSend,
}

impl Encoded {
    /// Takes over a block.
    ///
    /// # Safety
    /// `PyMem_Malloc` made it, it holds text that ends with NUL, and nobody else frees it.
    #[inline(always)]
    pub(super) unsafe fn new(text: *mut c_char) -> Self {
        Self { text, thread: PhantomData }
    }

    /// Gives the block up: the caller frees it with `PyMem_Free`.
    pub fn into_raw(self) -> *mut c_char {
        core::mem::ManuallyDrop::new(self).text
    }
}

impl Deref for Encoded {
    type Target = CStr;

    fn deref(&self) -> &CStr {
        // SAFETY: the block is this value's own, and its text ends with NUL.
        unsafe { CStr::from_ptr(self.text) }
    }
}

impl Drop for Encoded {
    fn drop(&mut self) {
        // SAFETY: attached, by the contract of the type; the block is this value's own.
        unsafe { pyo3_ffi::PyMem_Free(self.text.cast()) };
    }
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

/// Encoded text, which may have NUL bytes: what `es#` and `et#` yield. Freed with `PyMem_Free` when dropped.
pub struct EncodedBytes {
    text: *mut c_char,
    length: usize,
    thread: NotSend,
}

impl EncodedBytes {
    /// Takes over a block.
    ///
    /// # Safety
    /// `PyMem_Malloc` made it, it holds `length` bytes, and nobody else frees it.
    #[inline(always)]
    pub(super) unsafe fn new(text: *mut c_char, length: Py_ssize_t) -> Self {
        Self { text, length: length as usize, thread: PhantomData }
    }

    /// Gives the block and its length up: the caller frees it with `PyMem_Free`.
    pub fn into_raw(self) -> (*mut c_char, usize) {
        let this = core::mem::ManuallyDrop::new(self);
        (this.text, this.length)
    }
}

impl Deref for EncodedBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: the block is this value's own, and has `length` bytes.
        unsafe { core::slice::from_raw_parts(self.text.cast(), self.length) }
    }
}

impl Drop for EncodedBytes {
    fn drop(&mut self) {
        // SAFETY: attached, by the contract of the type; the block is this value's own.
        unsafe { pyo3_ffi::PyMem_Free(self.text.cast()) };
    }
}

impl fmt::Debug for EncodedBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
