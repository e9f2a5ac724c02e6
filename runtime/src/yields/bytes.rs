//! A view of bytes that an argument owns.

use core::cell::Cell;
use core::ffi::c_char;
use core::fmt;
use core::marker::PhantomData;
use pyo3_ffi::Py_ssize_t;

/// Bytes that an argument owns: what `s#`, `z#` and `y#` yield.
///
/// There is no safe `&[u8]`: these units accept objects whose memory others may write to (a `ctypes` array), so what is
/// seen may change. Copy the bytes with [`to_vec`](Self::to_vec), read them as cells, or vouch for them with
/// [`as_slice`](Self::as_slice).
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

    /// The bytes, which may change behind the reader's back. They are for reading: the memory may be read-only.
    pub fn iter(self) -> impl Iterator<Item = u8> + 'a {
        // SAFETY: the argument keeps `length` bytes readable at `data` for 'a.
        (0..self.length).map(move |at| unsafe { self.data.add(at).read_volatile() })
    }

    /// A copy.
    pub fn to_vec(self) -> Vec<u8> {
        // SAFETY: no Python code and no other thread runs while this copies, so the memory stays as it is.
        unsafe { self.as_slice() }.to_vec()
    }

    /// The bytes as a slice.
    ///
    /// # Safety
    /// Nobody writes to the memory while the slice lives. For `str` and `bytes` objects nobody ever does.
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
