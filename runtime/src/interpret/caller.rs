//! Calls whose arguments a format describes.

use super::FEW;
use super::build::{build_all, release_stolen};
use crate::unwind::HeldObject;
use crate::value::Value;
use crate::{call, failure, version};
use core::ffi::CStr;
use core::mem::MaybeUninit;
use fmtunit_parser::Error;
use fmtunit_parser::ast::BuildFormat;
use fmtunit_parser::lower;
use fmtunit_parser::plan::BuildPlan;
use pyo3_ffi::PyObject;

/// The arguments of a call as a format, ready to run.
#[derive(Clone, Debug)]
pub struct Caller {
    plan: BuildPlan,
}

impl Caller {
    /// Prepares a format: each of its units is an argument.
    ///
    /// # Errors
    /// The format is malformed, or has units or separators that the running CPython does not support.
    pub fn new(format: &str) -> Result<Self, Error> {
        let format = BuildFormat::parse(format)?;
        version::check_requirements(&format, format.call_requirements())?;
        Ok(Self { plan: lower::call(&format)? })
    }

    /// The plan.
    pub const fn plan(&self) -> &BuildPlan {
        &self.plan
    }

    /// Calls with arguments from values, one for each unit: `PyObject_CallFunction`. A new reference, or null with an
    /// exception: SystemError if a value is missing.
    ///
    /// A single argument that is a tuple is given as that tuple's items, as by CPython. References of `N` units are
    /// consumed whatever happens.
    ///
    /// # Safety
    /// *attached*, *values*; the callable is null or alive.
    #[inline]
    pub unsafe fn call_function(&self, callable: *mut PyObject, values: &[Value]) -> *mut PyObject {
        // SAFETY: attached, values.
        unsafe {
            if callable.is_null() || values.len() < usize::from(self.plan.values) {
                return self.refuse(callable, values);
            }
            if self.plan.results == 0 {
                return call::without_arguments(callable);
            }
            self.call_with_arguments(callable, values)
        }
    }

    /// Raises the reason why a call cannot be made.
    #[cold]
    #[inline(never)]
    unsafe fn refuse(&self, callable: *mut PyObject, values: &[Value]) -> *mut PyObject {
        // SAFETY: attached, values.
        unsafe {
            if values.len() < usize::from(self.plan.values) {
                let _ = failure::misused_handle();
            } else if !call::is_callable_given(callable) {
                release_stolen(&self.plan, values);
            }
        }
        core::ptr::null_mut()
    }

    #[inline(never)]
    unsafe fn call_with_arguments(&self, callable: *mut PyObject, values: &[Value]) -> *mut PyObject {
        let mut few = [const { MaybeUninit::<*mut PyObject>::uninit() }; FEW];
        // SAFETY: attached, values; there is room for the arguments and one more.
        unsafe {
            if usize::from(self.plan.results) < FEW {
                self.call_on(few.as_mut_ptr().cast(), callable, values)
            } else {
                self.call_with_many(callable, values)
            }
        }
    }

    #[cold]
    #[inline(never)]
    unsafe fn call_with_many(&self, callable: *mut PyObject, values: &[Value]) -> *mut PyObject {
        let mut many = vec![core::ptr::null_mut(); usize::from(self.plan.results) + 1];
        // SAFETY: attached, values; there is room for the arguments and one more.
        unsafe { self.call_on(many.as_mut_ptr(), callable, values) }
    }

    /// Calls with a stack for the arguments that is valid for writes, and has room for one more: see [`call::Stack`].
    #[inline(always)]
    unsafe fn call_on(
        &self,
        stack: *mut *mut PyObject,
        callable: *mut PyObject,
        values: &[Value],
    ) -> *mut PyObject {
        let count = usize::from(self.plan.results);
        // SAFETY: attached, values; each element of the stack has a value before it is read.
        unsafe {
            stack.write(core::ptr::null_mut());
            let Some(arguments) = build_all(&self.plan, values.as_ptr(), stack.add(1)) else {
                return core::ptr::null_mut();
            };
            let result = call::call_slice(callable, core::slice::from_raw_parts_mut(stack, count + 1));
            let _ = arguments.give();
            result
        }
    }

    /// Calls a method: `PyObject_CallMethod`. As [`call_function`](Self::call_function).
    ///
    /// # Safety
    /// *attached*, *values*; the object is null or alive.
    pub unsafe fn call_method(&self, object: *mut PyObject, name: &CStr, values: &[Value]) -> *mut PyObject {
        // SAFETY: attached, values; the method is released once.
        unsafe {
            let method = HeldObject::new(call::method(object, name.as_ptr()));
            let result = self.call_function(method.object(), values);
            pyo3_ffi::Py_XDECREF(method.give());
            result
        }
    }
}
