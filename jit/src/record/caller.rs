//! The handle of a format that calls with arguments from a record.

use super::{Record, Untyped};
use crate::formats::{CallCode, Tier, TieredFormat};
use fmtunit_runtime::call;
use pyo3_ffi::PyObject;
use std::ffi::{CStr, c_void};
use std::fmt;
use std::marker::PhantomData;
use std::ptr;
use std::sync::Arc;

/// The arguments of a call as a format, from records: structs whose fields are its variadic arguments.
///
/// Made by [`Compiler::record_caller`](crate::Compiler::record_caller). A clone is as cheap as that of an [`Arc`]. Fields are
/// read as by a [`RecordBuilder`](super::RecordBuilder).
pub struct RecordCaller<R = Untyped> {
    format: Arc<TieredFormat>,
    record: PhantomData<fn(&R)>,
}

impl<R> RecordCaller<R> {
    pub(super) fn from_format(format: Arc<TieredFormat>) -> Self {
        Self { format, record: PhantomData }
    }

    /// Does the format run as machine code?
    pub fn is_compiled(&self) -> bool {
        self.format.tier() == Tier::Compiled
    }

    /// # Safety
    /// *attached*, *values*; the callable is null or alive; the record is one of the layout that the handle was made for.
    #[inline(always)]
    unsafe fn run(&self, callable: *mut PyObject, record: *const c_void) -> *mut PyObject {
        // SAFETY: attached, values, plan: the layout was checked against the plan when the handle was made.
        unsafe { self.format.code::<CallCode>()(callable, record, &raw const *self.format) }
    }

    /// # Safety
    /// As [`run`](Self::run), for the object.
    unsafe fn run_method(&self, object: *mut PyObject, name: &CStr, record: *const c_void) -> *mut PyObject {
        // SAFETY: attached, values; the method is released once.
        unsafe {
            let method = call::method(object, name.as_ptr());
            let result = self.run(method, record);
            pyo3_ffi::Py_XDECREF(method);
            result
        }
    }
}

impl<R: Record> RecordCaller<R> {
    /// Calls with arguments from a record: `PyObject_CallFunction`. A new reference, or null with an exception.
    ///
    /// A single argument that is a tuple is given as that tuple's items, as by CPython. References of `N` units are
    /// consumed whatever happens.
    ///
    /// # Safety
    /// As [`RecordBuilder::build_record`](super::RecordBuilder::build_record); the callable is null or alive.
    #[inline]
    pub unsafe fn call_function(&self, callable: *mut PyObject, record: &R) -> *mut PyObject {
        // SAFETY: attached, values; the type is the one that the handle was made for.
        unsafe { self.run(callable, ptr::from_ref(record).cast()) }
    }

    /// Calls a method: `PyObject_CallMethod`. As [`call_function`](Self::call_function).
    ///
    /// # Safety
    /// As [`call_function`](Self::call_function); the object is null or alive.
    pub unsafe fn call_method(&self, object: *mut PyObject, name: &CStr, record: &R) -> *mut PyObject {
        // SAFETY: attached, values; the type is the one that the handle was made for.
        unsafe { self.run_method(object, name, ptr::from_ref(record).cast()) }
    }
}

impl<R> RecordCaller<R> {
    /// Calls with arguments from the record at an address: `PyObject_CallFunction`. A new reference, or null with an
    /// exception.
    ///
    /// # Safety
    /// As `call_function`; and a record of the layout that the handle was made for is at the address, aligned and valid for
    /// reads.
    #[inline]
    pub unsafe fn call_function_at(&self, callable: *mut PyObject, record: *const c_void) -> *mut PyObject {
        // SAFETY: attached, values; the caller vouches for the record.
        unsafe { self.run(callable, record) }
    }

    /// Calls a method: `PyObject_CallMethod`. As [`call_function_at`](Self::call_function_at).
    ///
    /// # Safety
    /// As [`call_function_at`](Self::call_function_at); the object is null or alive.
    pub unsafe fn call_method_at(
        &self,
        object: *mut PyObject,
        name: &CStr,
        record: *const c_void,
    ) -> *mut PyObject {
        // SAFETY: attached, values; the caller vouches for the record.
        unsafe { self.run_method(object, name, record) }
    }
}

impl<R> Clone for RecordCaller<R> {
    fn clone(&self) -> Self {
        Self::from_format(Arc::clone(&self.format))
    }
}

impl<R> fmt::Debug for RecordCaller<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordCaller").field("format", &self.format).finish()
    }
}
