//! Handles that build.

use super::{build_plan, common, values};
use crate::formats::{BuildCode, TieredFormat};
use crate::record::Untyped;
use fmtunit_parser::plan::BuildPlan;
use fmtunit_runtime::failure;
use fmtunit_runtime::value::Value;
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::marker::PhantomData;
use std::ptr;
use std::sync::Arc;

/// A format of `Py_BuildValue`, ready to be called.
///
/// Made by [`Compiler::builder`](crate::Compiler::builder), or with a [signature](crate::typed) by
/// [`Compiler::typed_builder`](crate::Compiler::typed_builder). A clone is as cheap as that of an [`Arc`].
pub struct Builder<S = Untyped> {
    format: Arc<TieredFormat>,
    values: usize,
    is_bare: bool,
    signature: PhantomData<fn() -> S>,
}

impl<S> Builder<S> {
    /// The signature is that of the format.
    pub(crate) fn from_format(format: Arc<TieredFormat>) -> Self {
        let (values, is_bare) = (values(&format), format.program.is_bare());
        Self { format, values, is_bare, signature: PhantomData }
    }

    /// Is the format without brackets, and has one unit at most?
    #[inline(always)]
    pub(crate) fn is_bare(&self) -> bool {
        self.is_bare
    }

    pub(crate) fn plan(&self) -> Option<&BuildPlan> {
        build_plan(&self.format)
    }

    /// Calls the format's code: see [`BuildCode`].
    ///
    /// # Safety
    /// *attached*, *values*, *plan*: `memory` points to as many values as the plan says, or to the record.
    #[inline(always)]
    pub(crate) unsafe fn run_unchecked(&self, memory: *const c_void) -> *mut PyObject {
        // SAFETY: attached, values, plan.
        unsafe { self.format.code::<BuildCode>()(memory, &raw const *self.format) }
    }
}

impl Builder {
    /// Builds an object from values, one for each unit: `Py_BuildValue`. A new reference, or null with an exception:
    /// SystemError if a value is missing.
    ///
    /// # Safety
    /// The calling thread is attached, and no exception is set. Each value has the member that its unit takes, and is
    /// valid: text ends with NUL or has its length, objects are null or alive, and the reference given to `N` is the
    /// caller's to give.
    #[inline]
    pub unsafe fn build(&self, values: &[Value]) -> *mut PyObject {
        if values.len() < self.values {
            let _ = failure::misused_handle();
            return ptr::null_mut();
        }
        // SAFETY: attached, values, plan: there are as many values as the plan says.
        unsafe { self.run_unchecked(values.as_ptr().cast()) }
    }
}

common!(Builder: values, is_bare);
