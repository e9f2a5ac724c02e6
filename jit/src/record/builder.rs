//! The handle of a format that builds from a record.

use super::{Record, Untyped};
use crate::formats::{BuildCode, Tier, TieredFormat};
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::fmt;
use std::marker::PhantomData;
use std::ptr;
use std::sync::Arc;

/// A format of `Py_BuildValue` that builds from records: structs whose fields are its variadic arguments.
///
/// Made by [`Compiler::record_builder`](crate::Compiler::record_builder). A clone is as cheap as that of an [`Arc`].
///
/// A field is read at each call, and stays as it is. A narrow integer, a `bool` or an `f32` is promoted as C promotes a
/// variadic argument; a `Py_complex` is given by its address.
pub struct RecordBuilder<R = Untyped> {
    format: Arc<TieredFormat>,
    record: PhantomData<fn(&R)>,
}

impl<R> RecordBuilder<R> {
    pub(super) fn from_format(format: Arc<TieredFormat>) -> Self {
        Self { format, record: PhantomData }
    }

    /// Does the format run as machine code?
    pub fn is_compiled(&self) -> bool {
        self.format.tier() == Tier::Compiled
    }

    /// # Safety
    /// *attached*, *values*; the record is one of the layout that the handle was made for.
    #[inline(always)]
    unsafe fn run(&self, record: *const c_void) -> *mut PyObject {
        // SAFETY: attached, values, plan: the layout was checked against the plan when the handle was made.
        unsafe { self.format.code::<BuildCode>()(record, &raw const *self.format) }
    }
}

impl<R: Record> RecordBuilder<R> {
    /// Builds an object from a record: `Py_BuildValue`. A new reference, or null with an exception.
    ///
    /// # Safety
    /// The calling thread is attached, and no exception is set. Each field holds a valid value for its unit: text is null, or
    /// ends with NUL or has its length; objects are null or alive. The reference in a field of `N` is given away by each call,
    /// and has to be the caller's to give.
    #[inline]
    pub unsafe fn build_record(&self, record: &R) -> *mut PyObject {
        // SAFETY: attached, values; the type is the one that the handle was made for.
        unsafe { self.run(ptr::from_ref(record).cast()) }
    }
}

impl<R> RecordBuilder<R> {
    /// Builds an object from the record at an address: `Py_BuildValue`. A new reference, or null with an exception.
    ///
    /// # Safety
    /// As `build_record`; and a record of the layout that the handle was made for is at the address, aligned and valid for
    /// reads.
    #[inline]
    pub unsafe fn build_record_at(&self, record: *const c_void) -> *mut PyObject {
        // SAFETY: attached, values; the caller vouches for the record.
        unsafe { self.run(record) }
    }
}

impl<R> Clone for RecordBuilder<R> {
    fn clone(&self) -> Self {
        Self::from_format(Arc::clone(&self.format))
    }
}

impl<R> fmt::Debug for RecordBuilder<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordBuilder").field("format", &self.format).finish()
    }
}
