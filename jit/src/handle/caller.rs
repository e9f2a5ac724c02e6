//! Handles that call.

use super::{build_plan, common, values};
use crate::formats::{CallCode, TieredFormat};
use crate::record::Untyped;
use fmtunit_parser::plan::BuildPlan;
use fmtunit_runtime::value::Value;
use fmtunit_runtime::{call, failure};
use pyo3_ffi::PyObject;
use std::ffi::{CStr, c_void};
use std::marker::PhantomData;
use std::ptr;
use std::sync::Arc;

/// The arguments of a call as a format, ready to be called.
///
/// Made by [`Compiler::caller`](crate::Compiler::caller), or with a [signature](crate::typed) by
/// [`Compiler::typed_caller`](crate::Compiler::typed_caller). A clone is as cheap as that of an [`Arc`].
pub struct Caller<S = Untyped> {
    format: Arc<TieredFormat>,
    values: usize,
    signature: PhantomData<fn() -> S>,
}

impl<S> Caller<S> {
    /// The signature is that of the format.
    pub(crate) fn from_format(format: Arc<TieredFormat>) -> Self {
        let values = values(&format);
        Self { format, values, signature: PhantomData }
    }

    pub(crate) fn plan(&self) -> Option<&BuildPlan> {
        build_plan(&self.format)
    }

    /// Calls the format's code: see [`CallCode`].
    ///
    /// # Safety
    /// *attached*, *values*, *plan*: `memory` points to as many values as the plan says, or to the record; the callable is
    /// null or alive.
    #[inline(always)]
    pub(crate) unsafe fn run_unchecked(
        &self,
        callable: *mut PyObject,
        memory: *const c_void,
    ) -> *mut PyObject {
        // SAFETY: attached, values, plan.
        unsafe { self.format.code::<CallCode>()(callable, memory, &raw const *self.format) }
    }

    /// Looks a method up, has it called, and releases it.
    ///
    /// # Safety
    /// *attached*; the object is null or alive.
    pub(crate) unsafe fn with_method(
        object: *mut PyObject,
        name: &CStr,
        call: impl FnOnce(*mut PyObject) -> *mut PyObject,
    ) -> *mut PyObject {
        // SAFETY: attached; the method is released once.
        unsafe {
            let method = call::method(object, name.as_ptr());
            let result = call(method);
            pyo3_ffi::Py_XDECREF(method);
            result
        }
    }
}

impl Caller {
    /// Calls with arguments from values, one for each unit: `PyObject_CallFunction`. A new reference, or null with an
    /// exception: SystemError if a value is missing.
    ///
    /// A single argument that is a tuple is given as that tuple's items, as by CPython. References of `N` units are
    /// consumed whatever happens.
    ///
    /// # Safety
    /// As [`Builder::build`](crate::Builder::build); the callable is null or alive.
    #[inline]
    pub unsafe fn call_function(&self, callable: *mut PyObject, values: &[Value]) -> *mut PyObject {
        if values.len() < self.values {
            let _ = failure::misused_handle();
            return ptr::null_mut();
        }
        // SAFETY: attached, values, plan: there are as many values as the plan says.
        unsafe { self.run_unchecked(callable, values.as_ptr().cast()) }
    }

    /// Calls a method: `PyObject_CallMethod`. As [`call_function`](Self::call_function).
    ///
    /// # Safety
    /// As [`call_function`](Self::call_function); the object is null or alive.
    pub unsafe fn call_method(&self, object: *mut PyObject, name: &CStr, values: &[Value]) -> *mut PyObject {
        // SAFETY: attached, values.
        unsafe { Self::with_method(object, name, |method| self.call_function(method, values)) }
    }
}

common!(Caller: values);
