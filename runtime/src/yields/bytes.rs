//! Bytes that an argument owns, by pointer and length.

use core::cell::Cell;
use core::ffi::c_char;
use core::fmt;
use core::marker::PhantomData;
use pyo3_ffi::Py_ssize_t;

/// Bytes that an argument owns, yielded by `s#`, `z#` and `y#`.
///
/// It holds what `PyArg_ParseTuple` stores for these units: a `const char *` and a `Py_ssize_t`. The bytes are borrowed from
/// the argument, and `'a` from the variable that the arguments came in.
///
/// There is no safe access to the bytes. These units accept objects whose memory changes, or is even freed, when Python
/// code runs, such as a `ctypes` array. Vouch for the bytes with [`as_slice`](Self::as_slice). That is always sound for a
/// `str` or a `bytes`, and otherwise until Python code runs again. `y*` yields a [`Buffer`](super::Buffer), which keeps the
/// memory in place.
#[derive(Clone, Copy)]
pub struct Bytes<'a> {
    data: *const u8,
    length: usize,
    arguments: PhantomData<&'a Cell<u8>>,
}

impl<'a> Bytes<'a> {
    /// Creates a view of bytes that live for `'a`.
    ///
    /// # Safety
    /// An object keeps `length` bytes readable at `data` for `'a`.
    #[inline(always)]
    pub(super) unsafe fn new(data: *const c_char, length: Py_ssize_t) -> Self {
        Self { data: data.cast(), length: length as usize, arguments: PhantomData }
    }

    /// Returns the address of the first byte. It may be null or dangling if there are no bytes.
    pub const fn as_ptr(self) -> *const u8 {
        self.data
    }

    /// Returns the number of bytes.
    pub const fn len(self) -> usize {
        self.length
    }

    /// Returns whether there are no bytes.
    pub const fn is_empty(self) -> bool {
        self.length == 0
    }

    /// Returns the bytes as a slice.
    ///
    /// # Safety
    /// The memory is neither written to nor freed while the slice lives. That always holds if the argument is a `str` or a
    /// `bytes`.
    pub const unsafe fn as_slice(self) -> &'a [u8] {
        if self.length == 0 {
            return &[];
        }
        // SAFETY: the argument keeps `length` bytes readable at `data` for 'a; the caller vouches that they do not change.
        unsafe { core::slice::from_raw_parts(self.data, self.length) }
    }
}

impl fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bytes").field("data", &self.data).field("length", &self.length).finish()
    }
}
