//! A guard for a buffer view.

use super::NotSend;
use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;
use pyo3_ffi::Py_buffer;

/// A view of an object's memory, yielded by `s*`, `z*`, `y*` and `w*`.
///
/// It is a `Py_buffer` as `PyObject_GetBuffer` fills it: one-dimensional, C-contiguous, and of bytes; for `w*` it is
/// writable. The guard owns the view. Dropping it calls `PyBuffer_Release`, and until then the exporter keeps the memory in
/// place.
///
/// There is no safe `&[u8]`: the exporter may be mutable, and two guards may view one object. Read or write the bytes
/// as [cells](Self::as_cells), [copy](Self::to_vec) them, or vouch for them with [`as_slice`](Self::as_slice).
///
/// The guard is neither `Send` nor `Sync`. It must be used and dropped while the thread that created it is attached to the
/// interpreter: see the safety section of the crate.
pub struct Buffer {
    view: Py_buffer,
    /// The address at which the exporter filled the view: some exporters point `shape` at the view's own `len`.
    origin: *const Py_buffer,
    thread: NotSend,
}

impl Buffer {
    /// Takes ownership of the view that an exporter filled at this address.
    ///
    /// # Safety
    /// The view is filled, and no other code releases it.
    #[inline(always)]
    pub(super) unsafe fn new(origin: *const Py_buffer) -> Self {
        // SAFETY: the caller vouches for the view.
        Self { view: unsafe { origin.read() }, origin, thread: PhantomData }
    }

    /// Corrects pointers of the view into itself, after it has moved.
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

    /// Releases the view, whatever the exporter is.
    ///
    /// # Safety
    /// *attached*; the view is not used afterwards.
    #[inline(never)]
    unsafe fn release(&mut self) {
        self.rebase();
        // SAFETY: attached; the view is filled, and owned by this value.
        unsafe { pyo3_ffi::PyBuffer_Release(&mut self.view) };
    }

    /// Returns the address of the first byte. It may be null if the view is empty.
    pub const fn as_ptr(&self) -> *const u8 {
        self.view.buf.cast_const().cast()
    }

    /// Returns the address of the first byte, for writing. Writing is undefined behaviour if the view
    /// [is read-only](Self::is_readonly).
    pub const fn as_mut_ptr(&self) -> *mut u8 {
        self.view.buf.cast()
    }

    /// Returns the number of bytes.
    pub const fn len(&self) -> usize {
        self.view.len as usize
    }

    /// Returns whether the view is empty.
    pub const fn is_empty(&self) -> bool {
        self.view.len == 0
    }

    /// Returns whether the memory is read-only.
    pub const fn is_readonly(&self) -> bool {
        self.view.readonly != 0
    }

    /// Returns the bytes as cells, or `None` if the memory is read-only.
    pub fn as_cells(&self) -> Option<&[Cell<u8>]> {
        if self.is_readonly() {
            return None;
        }
        if self.is_empty() {
            return Some(&[]);
        }
        // SAFETY: the exporter keeps `len` bytes at `buf` until the release. Other code may write to them, but not
        // concurrently: this thread is attached, and the value is not `Sync`. Cells allow such writes.
        Some(unsafe { core::slice::from_raw_parts(self.as_ptr().cast(), self.len()) })
    }

    /// Returns an iterator over the bytes. It reads each byte when it reaches it: other code may change them meanwhile.
    pub fn iter(&self) -> impl Iterator<Item = u8> + '_ {
        // SAFETY: the exporter keeps `len` bytes readable at `buf` until the release.
        (0..self.len()).map(|at| unsafe { self.as_ptr().add(at).read_volatile() })
    }

    /// Returns a copy of the bytes.
    pub fn to_vec(&self) -> Vec<u8> {
        // SAFETY: no Python code runs during the copy, so the memory does not change.
        unsafe { self.as_slice() }.to_vec()
    }

    /// Returns the bytes as a slice.
    ///
    /// # Safety
    /// The memory is not written to while the slice lives. Any Python code may write to it, unless the exporter is immutable.
    pub const unsafe fn as_slice(&self) -> &[u8] {
        if self.view.len == 0 {
            return &[];
        }
        // SAFETY: the exporter keeps `len` bytes at `buf` until the release; the caller vouches that they do not change.
        unsafe { core::slice::from_raw_parts(self.as_ptr(), self.len()) }
    }

    /// Returns the `Py_buffer`, for C functions that take one. Pointers within it are valid until this value moves.
    ///
    /// The guard keeps ownership: the C function must not release the view.
    pub fn as_raw(&mut self) -> &mut Py_buffer {
        self.rebase();
        &mut self.view
    }
}

impl Drop for Buffer {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: attached, by the contract of the type. Releasing a view of these exporters takes no more than this.
        unsafe {
            #[cfg(known_layout)]
            {
                use crate::layout::{is_exactly, withdraw_bytearray_export};
                let object = self.view.obj;
                if !object.is_null()
                    && (is_exactly(object, &raw const pyo3_ffi::PyBytes_Type)
                        || is_exactly(object, &raw const pyo3_ffi::PyUnicode_Type)
                        || withdraw_bytearray_export(object))
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
