//! Handles that call.

use super::{BuildSource, ObjectKind, RawHandle, ValuesOf, common};
use crate::formats::TieredFormat;
use fmtunit_runtime::call;
use pyo3_ffi::PyObject;
use std::ffi::CStr;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// The arguments of a call as a format, ready to be called.
///
/// `S` is the [source](BuildSource): how the caller gives the values. Made by
/// [`Compiler::caller`](crate::Compiler::caller). A clone is as cheap as that of an [`Arc`].
pub struct Caller<S> {
    raw: RawHandle,
    parameters: PhantomData<fn(S)>,
}

common!(Caller<S>);

impl<S> Caller<S> {
    /// Returns the objects that are the arguments, with all units in them.
    pub fn kinds(&self) -> Vec<ObjectKind> {
        self.raw.build_plan().map_or_else(Vec::new, ObjectKind::all)
    }
}

impl<S: BuildSource> Caller<S> {
    /// Calls a [callee](Callee) with arguments made from [values](ValuesOf): a new reference, or null with an exception.
    ///
    /// A single argument that is a tuple is passed as that tuple's items, as by CPython.
    ///
    /// # Safety
    /// The [contract of calls](crate#safety).
    #[inline]
    pub unsafe fn call(&self, callee: impl Callee, values: impl ValuesOf<S>) -> *mut PyObject {
        // SAFETY: attached, values, plan: the handle was made for the source.
        unsafe {
            callee.with_callable(|callable| {
                values.with_memory(&self.raw, |memory| self.raw.call(callable, memory))
            })
        }
    }
}

/// Something to call: a callable, `PyObject_CallFunction`; or an object and the name of its method,
/// `PyObject_CallMethod`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing to call",
    label = "give a callable, or `(object, c\"name\")` to call a method"
)]
pub trait Callee {
    /// # Safety
    /// *attached*; the object is null or alive.
    #[doc(hidden)]
    unsafe fn with_callable(self, call: impl FnOnce(*mut PyObject) -> *mut PyObject) -> *mut PyObject;
}

impl Callee for *mut PyObject {
    #[inline(always)]
    unsafe fn with_callable(self, call: impl FnOnce(*mut PyObject) -> *mut PyObject) -> *mut PyObject {
        call(self)
    }
}

impl Callee for (*mut PyObject, &CStr) {
    #[inline]
    unsafe fn with_callable(self, call: impl FnOnce(*mut PyObject) -> *mut PyObject) -> *mut PyObject {
        // SAFETY: attached; the method is released once.
        unsafe {
            let method = call::method(self.0, self.1.as_ptr());
            let result = call(method);
            pyo3_ffi::Py_XDECREF(method);
            result
        }
    }
}
