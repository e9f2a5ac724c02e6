//! Building and calling with values that the compiler checks.

use super::given::{Given, Kind};
use super::sealed::Sealed;
use super::tuple::for_each_tuple;
use crate::handle::{Builder, Caller};
use fmtunit_parser::units::BuildUnit;
use fmtunit_runtime::build as make;
use fmtunit_runtime::value::Value;
use pyo3_ffi::PyObject;
use std::ffi::CStr;
use std::ptr;

/// A [marker](crate::units::build) of a unit.
pub trait BuildMarker: Sealed {
    #[doc(hidden)]
    const UNIT: BuildUnit;
    /// What a call is given for it.
    type Kind: Kind;
    /// A new reference of a value, or null with an exception.
    ///
    /// # Safety
    /// *attached*, *values*.
    #[doc(hidden)]
    unsafe fn object(value: Value) -> *mut PyObject;
}

/// The signature of a format of the build family: a tuple of [markers](crate::units::build), one for each unit whatever the
/// brackets. There are 24 at most.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no signature of a format of the build family",
    label = "give a tuple of markers of `units::build`, with a comma behind a single one"
)]
pub trait BuildSignature: Sealed {
    #[doc(hidden)]
    const UNITS: &'static [BuildUnit];
    /// What builds the values of a format without brackets, if that is one object at most.
    #[doc(hidden)]
    const BARE: Option<Bare>;
}

/// Makes an object of all values of a call: a new reference, or null with an exception.
///
/// The caller keeps the clauses *attached* and *values*.
type Bare = unsafe fn(&[Value]) -> *mut PyObject;

/// Makes `None`.
#[inline(always)]
unsafe fn nothing(_: &[Value]) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { make::nothing() }
}

/// Makes an object of the first value.
#[inline(always)]
unsafe fn only<M: BuildMarker>(values: &[Value]) -> *mut PyObject {
    match values {
        // SAFETY: attached, values.
        [value, ..] => unsafe { M::object(*value) },
        [] => ptr::null_mut(),
    }
}

macro_rules! bare {
    () => {
        Some(nothing)
    };
    ($M:ident) => {
        Some(only::<$M>)
    };
    ($($M:ident)*) => {
        None
    };
}

/// The values of a call: a tuple with something [`Given`] for each marker of the signature.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are not the values for the signature `{S}`",
    label = "give a tuple with a value for each unit, with a comma behind a single one"
)]
pub trait Values<S>: Sealed {
    #[doc(hidden)]
    type Array: AsRef<[Value]>;
    #[doc(hidden)]
    fn array(self) -> Self::Array;
}

macro_rules! define_signatures {
    ($(($M:ident $value:ident $index:tt))*) => {
        impl<$($M: BuildMarker),*> BuildSignature for ($($M,)*) {
            const UNITS: &'static [BuildUnit] = &[$($M::UNIT),*];
            const BARE: Option<Bare> = bare!($($M)*);
        }

        // The type of a value has the name of the value.
        #[allow(non_camel_case_types, reason = "there is one list of names")]
        impl<$($M: BuildMarker, $value: Given<$M::Kind>),*> Values<($($M,)*)> for ($($value,)*) {
            type Array = [Value; <[&str]>::len(&[$(stringify!($M)),*])];

            #[inline(always)]
            fn array(self) -> Self::Array {
                let ($($value,)*) = self;
                [$($M::Kind::value($value.given())),*]
            }
        }
    };
}
for_each_tuple!(define_signatures);

impl<S: BuildSignature> Builder<S> {
    /// Builds an object: `Py_BuildValue`. A new reference, or null with an exception.
    ///
    /// # Safety
    /// The [contract of typed calls](crate::typed#safety).
    #[inline]
    pub unsafe fn build(&self, values: impl Values<S>) -> *mut PyObject {
        let values = values.array();
        // SAFETY: attached, values, plan: the signature was compared with the format.
        unsafe {
            match S::BARE {
                Some(build) if self.is_bare() => build(values.as_ref()),
                _ => self.run_unchecked(values.as_ref().as_ptr().cast()),
            }
        }
    }
}

impl<S: BuildSignature> Caller<S> {
    /// Calls with arguments: `PyObject_CallFunction`. A new reference, or null with an exception.
    ///
    /// A single argument that is a tuple is given as that tuple's items, as by CPython. References of `N` units are
    /// consumed whatever happens.
    ///
    /// # Safety
    /// The [contract of typed calls](crate::typed#safety).
    #[inline]
    pub unsafe fn call_function(&self, callable: *mut PyObject, values: impl Values<S>) -> *mut PyObject {
        let values = values.array();
        // SAFETY: attached, values, plan: the signature was compared with the format.
        unsafe { self.run_unchecked(callable, values.as_ref().as_ptr().cast()) }
    }

    /// Calls a method: `PyObject_CallMethod`. As [`call_function`](Self::call_function).
    ///
    /// # Safety
    /// The [contract of typed calls](crate::typed#safety).
    pub unsafe fn call_method(
        &self,
        object: *mut PyObject,
        name: &CStr,
        values: impl Values<S>,
    ) -> *mut PyObject {
        // SAFETY: attached, values.
        unsafe { Self::with_method(object, name, |method| self.call_function(method, values)) }
    }
}
