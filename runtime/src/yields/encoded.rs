//! Guards for encoded text, which owns a block of memory.

use super::NotSend;
use core::ffi::{CStr, c_char};
use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;
use pyo3_ffi::Py_ssize_t;

/// Encoded text without NUL bytes, yielded by `es` and `et`. It dereferences to [`CStr`].
///
/// It owns the `char *` block that `PyArg_ParseTuple` allocates for these units. Dropping it calls `PyMem_Free`, as the
/// caller must in C. It must be dropped while the thread that created it is attached to the interpreter, and so is neither
/// `Send` nor `Sync`.
pub struct Encoded {
    text: *mut c_char,
    thread: NotSend,
}

impl Encoded {
    /// Takes ownership of a block.
    ///
    /// # Safety
    /// The block was allocated with `PyMem_Malloc`, holds text that ends with NUL, and is not freed by other code.
    #[inline(always)]
    pub(super) unsafe fn new(text: *mut c_char) -> Self {
        Self { text, thread: PhantomData }
    }

    /// Returns the block. The caller owns it now, and frees it with `PyMem_Free`.
    pub fn into_raw(self) -> *mut c_char {
        core::mem::ManuallyDrop::new(self).text
    }
}

impl Deref for Encoded {
    type Target = CStr;

    fn deref(&self) -> &CStr {
        // SAFETY: this value owns the block, whose text ends with NUL.
        unsafe { CStr::from_ptr(self.text) }
    }
}

impl Drop for Encoded {
    fn drop(&mut self) {
        // SAFETY: attached, by the contract of the type; this value owns the block.
        unsafe { pyo3_ffi::PyMem_Free(self.text.cast()) };
    }
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

/// Encoded text that may contain NUL bytes, yielded by `es#` and `et#`. It dereferences to `[u8]`, without the final NUL.
///
/// It owns the `char *` block that `PyArg_ParseTuple` allocates for these units when it is given a null pointer, and its
/// length. For the rest it is as [`Encoded`].
pub struct EncodedBytes {
    text: *mut c_char,
    length: usize,
    thread: NotSend,
}

impl EncodedBytes {
    /// Takes ownership of a block.
    ///
    /// # Safety
    /// The block was allocated with `PyMem_Malloc`, holds `length` bytes, and is not freed by other code.
    #[inline(always)]
    pub(super) unsafe fn new(text: *mut c_char, length: Py_ssize_t) -> Self {
        Self { text, length: length as usize, thread: PhantomData }
    }

    /// Returns the block and its length. The caller owns the block now, and frees it with `PyMem_Free`.
    pub fn into_raw(self) -> (*mut c_char, usize) {
        let this = core::mem::ManuallyDrop::new(self);
        (this.text, this.length)
    }
}

impl Deref for EncodedBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: this value owns the block, which has `length` bytes.
        unsafe { core::slice::from_raw_parts(self.text.cast(), self.length) }
    }
}

impl Drop for EncodedBytes {
    fn drop(&mut self) {
        // SAFETY: attached, by the contract of the type; this value owns the block.
        unsafe { pyo3_ffi::PyMem_Free(self.text.cast()) };
    }
}

impl fmt::Debug for EncodedBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
