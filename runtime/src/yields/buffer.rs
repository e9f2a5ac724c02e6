//! A buffer view that releases itself.

use super::NotSend;
use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;
use pyo3_ffi::Py_buffer;

/// A simple, C-contiguous view of an object's memory: what `s*`, `z*`, `y*` and `w*` yield. Released when dropped.
///
/// There is no safe `&[u8]`: the exporter may be mutable, and one object may be viewed twice. Read and write the bytes as
/// [cells](Self::as_cells), copy them, or vouch for them with [`as_slice`](Self::as_slice).
///
/// It is dropped by the thread that made it, while that is attached to the interpreter; so it is not `Send`.
pub struct Buffer {
    view: Py_buffer,
    /// Where the exporter filled the view: some exporters point its `shape` at its own `len`.
    origin: *const Py_buffer,
    thread: NotSend,
}

impl Buffer {
    /// Takes over the view that an exporter filled at this address.
    ///
    /// # Safety
    /// The view is filled, and nobody else releases it.
    #[inline(always)]
    pub(super) unsafe fn new(origin: *const Py_buffer) -> Self {
        // SAFETY: the caller vouches for the view.
        Self { view: unsafe { origin.read() }, origin, thread: PhantomData }
    }

    /// Makes pointers of the view into itself good again, for it has moved since the exporter filled it.
    fn rebase(&mut self) {
        let size = size_of::<Py_buffer>();
        let home = (&raw mut self.view).cast::<u8>();
        for pointer in [&mut self.view.shape, &mut self.view.strides, &mut self.view.suboffsets] {
            let offset = pointer.addr().wrapping_sub(self.origin.addr());
            if offset < size {
                *pointer = home.wrapping_add(offset).cast();
            }
        }
        self.origin = &raw const self.view;
    }

    /// Releases the view of any object.
    ///
    /// # Safety
    /// *attached*; the view is not used from now on.
    #[inline(never)]
    unsafe fn release(&mut self) {
        self.rebase();
        // SAFETY: attached; the view is filled, and this value's alone.
        unsafe { pyo3_ffi::PyBuffer_Release(&mut self.view) };
    }

    /// The first byte; may be null where there is none.
    pub const fn as_ptr(&self) -> *const u8 {
        self.view.buf.cast_const().cast()
    }

    /// The first byte, for writing. The memory can be written to unless [`is_readonly`](Self::is_readonly).
    pub const fn as_mut_ptr(&self) -> *mut u8 {
        self.view.buf.cast()
    }

    /// How many bytes there are.
    pub const fn len(&self) -> usize {
        self.view.len as usize
    }

    /// Is there none?
    pub const fn is_empty(&self) -> bool {
        self.view.len == 0
    }

    /// May the memory not be written to?
    pub const fn is_readonly(&self) -> bool {
        self.view.readonly != 0
    }

    /// The bytes as cells, or `None` where the memory is read-only.
    pub fn as_cells(&self) -> Option<&[Cell<u8>]> {
        if self.is_readonly() {
            return None;
        }
        if self.is_empty() {
            return Some(&[]);
        }
        // SAFETY: the exporter keeps `len` bytes at `buf` until the release; others may write to them, but not at the
        // same time: this thread is attached, and the value is not Sync. A cell allows for all of that.
        Some(unsafe { core::slice::from_raw_parts(self.as_ptr().cast(), self.len()) })
    }

    /// The bytes, which may change behind the reader's back.
    pub fn iter(&self) -> impl Iterator<Item = u8> + '_ {
        // SAFETY: the exporter keeps `len` bytes readable at `buf` until the release.
        (0..self.len()).map(|at| unsafe { self.as_ptr().add(at).read_volatile() })
    }

    /// A copy of the bytes.
    pub fn to_vec(&self) -> Vec<u8> {
        // SAFETY: no Python code runs while this copies, so the memory stays as it is.
        unsafe { self.as_slice() }.to_vec()
    }

    /// The bytes as a slice.
    ///
    /// # Safety
    /// Nobody writes to the memory while the slice lives.
    pub const unsafe fn as_slice(&self) -> &[u8] {
        if self.view.len == 0 {
            return &[];
        }
        // SAFETY: the exporter keeps `len` bytes at `buf` until the release; the caller vouches for their peace.
        unsafe { core::slice::from_raw_parts(self.as_ptr(), self.len()) }
    }

    /// The view itself, for C functions that take one. It is good until this value moves.
    pub fn as_raw(&mut self) -> &mut Py_buffer {
        self.rebase();
        &mut self.view
    }
}

impl Drop for Buffer {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: attached, by the contract of the type; a view of one of these types needs no more than this.
        unsafe {
            #[cfg(known_layout)]
            {
                use crate::layout::{is_exactly, take_back_bytearray};
                let object = self.view.obj;
                if !object.is_null()
                    && (is_exactly(object, &raw const pyo3_ffi::PyBytes_Type)
                        || is_exactly(object, &raw const pyo3_ffi::PyUnicode_Type)
                        || take_back_bytearray(object))
                {
                    pyo3_ffi::Py_DECREF(object);
                    return;
                }
            }
            self.release();
        }
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffer")
            .field("data", &self.view.buf)
            .field("length", &self.view.len)
            .field("readonly", &self.is_readonly())
            .finish()
    }
}
