//! Nested sequences: the slow path, for objects other than exact tuples of the right length.
//!
//! Until 3.13, all sequences but `bytes` are accepted, and their elements are retrieved one by one. Since 3.14, other
//! sequences than tuples are copied into a tuple, with a warning if a unit borrows from an element. Text and bytes are
//! refused.

use crate::failure::SequenceFault;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// A sequence of the right length, whose elements can be retrieved.
pub struct Sequence {
    object: *mut PyObject,
    len: usize,
    /// Whether the object is a tuple that was created for the conversion, and is released on drop.
    #[cfg(Py_3_14)]
    owned: bool,
}

impl Sequence {
    /// Returns the number of elements.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Returns whether there are no elements.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// A reference to an item, owned or borrowed. An item is an argument, or an element of a nested sequence.
pub struct ItemRef {
    object: *mut PyObject,
    owned: bool,
}

impl ItemRef {
    /// Borrows an item.
    ///
    /// # Safety
    /// The owner of the item outlives this value.
    #[inline(always)]
    pub unsafe fn borrowed(object: *mut PyObject) -> Self {
        Self { object, owned: false }
    }

    /// Adds a reference to an item whose owner may release it during the conversion.
    ///
    /// # Safety
    /// *attached*, *item*.
    #[inline]
    pub unsafe fn held(object: *mut PyObject) -> Self {
        // SAFETY: attached, item.
        unsafe { pyo3_ffi::Py_INCREF(object) };
        Self { object, owned: true }
    }

    /// Returns the item.
    #[inline(always)]
    pub fn object(&self) -> *mut PyObject {
        self.object
    }
}

impl Drop for ItemRef {
    #[inline(always)]
    fn drop(&mut self) {
        if self.owned {
            // SAFETY: attached, as at its creation; this value owns the reference.
            unsafe { pyo3_ffi::Py_DECREF(self.object) };
        }
    }
}

#[cfg(not(Py_3_14))]
impl Sequence {
    /// Checks that the object is a sequence of `len` elements.
    ///
    /// `borrows` says whether a unit borrows from an element, for the warning of 3.14.
    ///
    /// # Errors
    /// The object is no such sequence, or an exception is set.
    ///
    /// # Safety
    /// *attached*, *item*; the object outlives the sequence.
    pub unsafe fn open(object: *mut PyObject, len: usize, _borrows: bool) -> Result<Self, SequenceFault> {
        // SAFETY: attached, item.
        unsafe {
            if pyo3_ffi::PySequence_Check(object) == 0 || pyo3_ffi::PyBytes_Check(object) != 0 {
                return Err(SequenceFault::NotASequence);
            }
            let actual = crate::unwind::PySequence_Size(object);
            if actual != len as Py_ssize_t {
                return Err(SequenceFault::Length { actual, wants_tuple: false });
            }
            Ok(Self { object, len })
        }
    }

    /// Retrieves the element at an index.
    ///
    /// # Errors
    /// Until 3.13, the object does not return the element.
    ///
    /// # Safety
    /// *attached*.
    pub unsafe fn element(&self, index: usize) -> Result<ItemRef, SequenceFault> {
        // SAFETY: attached; the object outlives the sequence.
        unsafe {
            let object = crate::unwind::PySequence_GetItem(self.object, index as Py_ssize_t);
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
    /// Checks that the object is a sequence of `len` elements.
    ///
    /// `borrows` says whether a unit borrows from an element, for the warning of 3.14.
    ///
    /// # Errors
    /// The object is no such sequence, or an exception is set.
    ///
    /// # Safety
    /// *attached*, *item*; the object outlives the sequence.
    pub unsafe fn open(object: *mut PyObject, len: usize, borrows: bool) -> Result<Self, SequenceFault> {
        // SAFETY: attached, item; a new tuple is released once, on drop.
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
                let actual = crate::unwind::PySequence_Size(object);
                if actual != len as Py_ssize_t {
                    return Err(SequenceFault::Length { actual, wants_tuple: borrows });
                }
            }
            let sequence = if is_tuple {
                Self { object, len, owned: false }
            } else {
                Self { object: crate::unwind::PySequence_Tuple(object), len, owned: true }
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

    /// Retrieves the element at an index.
    ///
    /// # Errors
    /// Until 3.13, the object does not return the element.
    ///
    /// # Safety
    /// *attached*; the index is below the length.
    pub unsafe fn element(&self, index: usize) -> Result<ItemRef, SequenceFault> {
        // SAFETY: attached; `open` has found a tuple with this index.
        let object = unsafe { pyo3_ffi::PyTuple_GetItem(self.object, index as Py_ssize_t) };
        Ok(ItemRef { object, owned: false })
    }
}

#[cfg(Py_3_14)]
impl Drop for Sequence {
    fn drop(&mut self) {
        if self.owned {
            // SAFETY: attached, as at its creation; this value owns the reference.
            unsafe { pyo3_ffi::Py_XDECREF(self.object) };
        }
    }
}
