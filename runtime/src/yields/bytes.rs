//! A view of bytes that an argument owns.

use core::cell::Cell;
use core::ffi::c_char;
use core::fmt;
use core::marker::PhantomData;
use pyo3_ffi::Py_ssize_t;

/// Bytes that an argument owns: what `s#`, `z#` and `y#` yield.
///
/// There is no safe way to the bytes: these units accept objects whose memory others may write to, or even free, when
/// Python code runs (a `ctypes` array). Vouch for them with [`as_slice`](Self::as_slice). For an exact `str` or `bytes` it
/// is always sound; otherwise, until Python code runs again. `y*` holds on to the memory.
#[derive(Clone, Copy)]
pub struct Bytes<'a> {
    data: *const u8,
    length: usize,
    arguments: PhantomData<&'a Cell<u8>>,
}

impl<'a> Bytes<'a> {
    /// A view of bytes that live for 'a.
    ///
    /// # Safety
    /// An object keeps `length` bytes readable at `data` for 'a.
    #[inline(always)]
    pub(super) unsafe fn new(data: *const c_char, length: Py_ssize_t) -> Self {
        Self { data: data.cast(), length: length as usize, arguments: PhantomData }
    }

    /// The first byte; dangling or null where there is none.
    pub const fn as_ptr(self) -> *const u8 {
        self.data
    }

    /// How many there are.
    pub const fn len(self) -> usize {
        self.length
    }

    /// Is there none?
    pub const fn is_empty(self) -> bool {
        self.length == 0
    }

    /// The bytes as a slice.
    ///
    /// # Safety
    /// Nobody writes to the memory or frees it while the slice lives. For `str` and `bytes` objects nobody ever does.
    pub const unsafe fn as_slice(self) -> &'a [u8] {
        if self.length == 0 {
            return &[];
        }
        // SAFETY: the argument keeps `length` bytes readable at `data` for 'a; the caller vouches for their peace.
        unsafe { core::slice::from_raw_parts(self.data, self.length) }
    }
}

impl fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bytes").field("data", &self.data).field("length", &self.length).finish()
    }
}
