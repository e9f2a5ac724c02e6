//! Nested sequences: the general way in, for what is not an exact tuple of the right length.
//!
//! Until 3.13 any sequence but `bytes` will do, and its elements are got one by one. Since 3.14 a tuple is wanted: other
//! sequences are copied into one, with a warning where a unit borrows from an element; text and bytes are refused.

use crate::failure::SequenceFault;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// A sequence whose length is right, open for conversion.
pub struct Sequence {
    object: *mut PyObject,
    len: usize,
    /// The object is a tuple that was made for the conversion, and is released at its end.
    #[cfg(Py_3_14)]
    owned: bool,
}

impl Sequence {
    /// How many elements were asked for and found.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Is there none?
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// An element, or an argument: borrowed from what keeps it alive, or with a reference of its own.
pub struct ItemRef {
    object: *mut PyObject,
    owned: bool,
}

impl ItemRef {
    /// An element that something keeps alive.
    ///
    /// # Safety
    /// What keeps it alive outlives the element.
    #[inline(always)]
    pub unsafe fn borrowed(object: *mut PyObject) -> Self {
        Self { object, owned: false }
    }

    /// An argument whose holder may let go of it.
    ///
    /// # Safety
    /// *attached*, *item*.
    #[inline]
    pub unsafe fn held(object: *mut PyObject) -> Self {
        // SAFETY: attached, item.
        unsafe { pyo3_ffi::Py_INCREF(object) };
        Self { object, owned: true }
    }

    /// The element itself.
    #[inline(always)]
    pub fn object(&self) -> *mut PyObject {
        self.object
    }
}

impl Drop for ItemRef {
    #[inline(always)]
    fn drop(&mut self) {
        if self.owned {
            // SAFETY: attached, as for its making; the reference is this value's own.
            unsafe { pyo3_ffi::Py_DECREF(self.object) };
        }
    }
}

#[cfg(not(Py_3_14))]
impl Sequence {
    /// Opens the object as a sequence of `len` elements.
    ///
    /// # Safety
    /// *attached*, *item*; the object outlives the sequence.
    pub unsafe fn open(object: *mut PyObject, len: usize, _borrows: bool) -> Result<Self, SequenceFault> {
        // SAFETY: attached, item.
        unsafe {
            if pyo3_ffi::PySequence_Check(object) == 0 || pyo3_ffi::PyBytes_Check(object) != 0 {
                return Err(SequenceFault::NotASequence);
            }
            let actual = pyo3_ffi::PySequence_Size(object);
            if actual != len as Py_ssize_t {
                return Err(SequenceFault::Length { actual, wants_tuple: false });
            }
            Ok(Self { object, len })
        }
    }

    /// The element at an index.
    ///
    /// # Safety
    /// *attached*.
    pub unsafe fn element(&self, index: usize) -> Result<ItemRef, SequenceFault> {
        // SAFETY: attached; the object outlives the sequence.
        unsafe {
            let object = pyo3_ffi::PySequence_GetItem(self.object, index as Py_ssize_t);
            if object.is_null() {
                pyo3_ffi::PyErr_Clear();
                return Err(SequenceFault::NotRetrievable);
            }
            Ok(ItemRef { object, owned: true })
        }
    }
}

#[cfg(Py_3_14)]
impl Sequence {
    /// Opens the object as a sequence of `len` elements.
    ///
    /// # Safety
    /// *attached*, *item*; the object outlives the sequence.
    pub unsafe fn open(object: *mut PyObject, len: usize, borrows: bool) -> Result<Self, SequenceFault> {
        // SAFETY: attached, item; the tuple that is made is released once, by the drop.
        unsafe {
            let is_tuple = pyo3_ffi::PyTuple_Check(object) != 0;
            if !is_tuple {
                if pyo3_ffi::PySequence_Check(object) == 0
                    || pyo3_ffi::PyUnicode_Check(object) != 0
                    || pyo3_ffi::PyBytes_Check(object) != 0
                    || pyo3_ffi::PyByteArray_Check(object) != 0
                {
                    return Err(SequenceFault::NotATuple);
                }
                if borrows && crate::failure::warn_not_a_tuple(object, len as Py_ssize_t).is_err() {
                    return Err(SequenceFault::Raised);
                }
                let actual = pyo3_ffi::PySequence_Size(object);
                if actual != len as Py_ssize_t {
                    return Err(SequenceFault::Length { actual, wants_tuple: borrows });
                }
            }
            let sequence = if is_tuple {
                Self { object, len, owned: false }
            } else {
                Self { object: pyo3_ffi::PySequence_Tuple(object), len, owned: true }
            };
            if sequence.object.is_null() {
                return Err(SequenceFault::Raised);
            }
            let actual = pyo3_ffi::PyTuple_Size(sequence.object);
            if actual != len as Py_ssize_t {
                return Err(SequenceFault::Length { actual, wants_tuple: true });
            }
            Ok(sequence)
        }
    }

    /// The element at an index.
    ///
    /// # Safety
    /// *attached*; the index is below the length.
    pub unsafe fn element(&self, index: usize) -> Result<ItemRef, SequenceFault> {
        // SAFETY: attached; `open` has seen a tuple with this index.
        let object = unsafe { pyo3_ffi::PyTuple_GetItem(self.object, index as Py_ssize_t) };
        Ok(ItemRef { object, owned: false })
    }
}

#[cfg(Py_3_14)]
impl Drop for Sequence {
    fn drop(&mut self) {
        if self.owned {
            // SAFETY: attached, as for its making; the reference is this value's own.
            unsafe { pyo3_ffi::Py_XDECREF(self.object) };
        }
    }
}
