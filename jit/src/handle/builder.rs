//! Handles that build, and the ways to give what they build from.

use super::{ObjectKind, RawHandle, SelfDescribed, common};
use crate::formats::TieredFormat;
use crate::sealed::Sealed;
use crate::support::RecordLayout;
use fmtunit_parser::Fault;
use fmtunit_parser::plan::BuildPlan;
use fmtunit_runtime::failure;
use fmtunit_runtime::value::Value;
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::fmt;
use std::marker::PhantomData;
use std::ptr;
use std::sync::Arc;

/// A format of `Py_BuildValue`, ready to be called.
///
/// `S` is the [source](BuildSource): how the caller gives the values. Made by
/// [`Compiler::builder`](crate::Compiler::builder). A clone is as cheap as that of an [`Arc`].
pub struct Builder<S> {
    raw: RawHandle,
    parameters: PhantomData<fn(S)>,
}

common!(Builder<S>);

impl<S> Builder<S> {
    /// Returns the object that is built, with all units in it; nothing for a format without units, which builds `None`.
    pub fn kinds(&self) -> Vec<ObjectKind> {
        self.raw.build_plan().map_or_else(Vec::new, ObjectKind::all)
    }
}

impl<S: BuildSource> Builder<S> {
    /// Builds an object from [values](ValuesOf): a new reference, or null with an exception.
    ///
    /// # Safety
    /// The [contract of calls](crate#safety).
    #[inline]
    pub unsafe fn build(&self, values: impl ValuesOf<S>) -> *mut PyObject {
        // SAFETY: attached, values, plan: the handle was made for the source.
        unsafe { values.build(&self.raw) }
    }
}

/// A way to give the values that are built, or that are arguments of a call.
///
/// | source | a call is given |
/// |---|---|
/// | [`Values`] | `&[Value]`, as for C |
/// | a [signature](crate::typed) | a tuple of values |
/// | [`Struct<R>`](crate::Struct) | `&R` |
/// | [`RecordAt`](crate::RecordAt) | an address |
/// | [`Tagged`](crate::values::Tagged) | `&[Argument]` |
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no source to build from",
    label = "give a tuple of markers of `units::build`, with a comma after a single one",
    note = "other sources are `Values`, `Struct<R>`, `RecordAt` and `Tagged`"
)]
pub trait BuildSource: Sealed {
    /// Returns the layout of the memory that a call is given, unless it is described at run time.
    #[doc(hidden)]
    fn layout() -> Option<RecordLayout> {
        None
    }

    /// Returns what is wrong with the source, for a format.
    #[doc(hidden)]
    fn faults(_plan: &BuildPlan, _format: &str, _layout: Option<&RecordLayout>) -> Vec<Fault> {
        Vec::new()
    }
}

/// The values of a call, for a handle with the [source](BuildSource) `S`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are not the values for the source `{S}`",
    label = "for a signature, give a tuple with a value for each unit, with a comma after a single one"
)]
pub trait ValuesOf<S>: Sized {
    /// Lays the values out in memory for the code of the handle; null with an exception if they do not suit its format.
    ///
    /// # Safety
    /// *attached*, *values*; the handle was made for the source. References that are given away are consumed.
    #[doc(hidden)]
    unsafe fn with_memory(
        self,
        handle: &RawHandle,
        run: impl FnOnce(*const c_void) -> *mut PyObject,
    ) -> *mut PyObject;

    /// # Safety
    /// As [`with_memory`](Self::with_memory), for a handle that builds.
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn build(self, handle: &RawHandle) -> *mut PyObject {
        // SAFETY: attached, values, plan.
        unsafe { self.with_memory(handle, |memory| handle.build(memory)) }
    }
}

/// The source that C has: a value for each unit, with the member that the unit takes. With too few values a call raises
/// SystemError.
#[derive(Clone, Copy, Debug)]
pub enum Values {}

impl Sealed for Values {}
impl SelfDescribed for Values {}
impl BuildSource for Values {}
impl<V: AsRef<[Value]> + ?Sized> ValuesOf<Values> for &V {
    #[inline(always)]
    unsafe fn with_memory(
        self,
        handle: &RawHandle,
        run: impl FnOnce(*const c_void) -> *mut PyObject,
    ) -> *mut PyObject {
        let values = self.as_ref();
        if values.len() < handle.count {
            let _ = failure::misused_handle();
            return ptr::null_mut();
        }
        run(values.as_ptr().cast())
    }
}
