//! Building and calling with values that the compiler checks.

use super::check;
use super::given::{Given, GivenKind};
use super::tuple::for_each_tuple;
use crate::handle::{BuildSource, RawHandle, ValuesOf};
use crate::sealed::Sealed;
use crate::support::RecordLayout;
use fmtunit_parser::Fault;
use fmtunit_parser::plan::BuildPlan;
use fmtunit_parser::units::BuildUnit;
use fmtunit_runtime::build as make;
use fmtunit_runtime::value::Value;
use pyo3_ffi::PyObject;
use std::ffi::c_void;

/// A [marker](crate::units::build) of a unit.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not stand for a unit of the build family",
    label = "give a marker of `units::build`"
)]
pub trait BuildMarker: Sealed {
    #[doc(hidden)]
    const UNIT: BuildUnit;
    /// The kind of value that a call is given.
    type Kind: GivenKind;
    /// Returns a new reference made of a value, or null with an exception.
    ///
    /// # Safety
    /// *attached*, *values*.
    #[doc(hidden)]
    unsafe fn object(value: Value) -> *mut PyObject;
}

/// Builds the one object of a format without brackets, whose code would do no more.
macro_rules! build_bare {
    () => {
        build_bare!(@ () make::nothing(); self);
    };
    ($M:ident $value:ident) => {
        build_bare!(@ ($M,) $M::object($M::Kind::value(self.0.given())); self);
    };
    ($($M:ident $value:ident)*) => {};
    (@ $signature:tt $object:expr; $self:ident) => {
        #[inline(always)]
        unsafe fn build($self, handle: &RawHandle) -> *mut PyObject {
            // SAFETY: attached, values, plan: the signature was compared with the format.
            unsafe {
                if handle.is_bare {
                    return $object;
                }
                ValuesOf::<$signature>::with_memory($self, handle, |memory| handle.build(memory))
            }
        }
    };
}

macro_rules! define_signatures {
    ($(($M:ident $value:ident $index:tt))*) => {
        impl<$($M: BuildMarker),*> BuildSource for ($($M,)*) {
            fn faults(plan: &BuildPlan, format: &str, _layout: Option<&RecordLayout>) -> Vec<Fault> {
                check::build(plan, format, &[$($M::UNIT),*])
            }
        }

        // The type of a value has the name of the value.
        #[allow(non_camel_case_types, reason = "there is one list of names")]
        impl<$($M: BuildMarker, $value: Given<$M::Kind>),*> ValuesOf<($($M,)*)> for ($($value,)*) {
            #[inline(always)]
            unsafe fn with_memory(
                self,
                _handle: &RawHandle,
                run: impl FnOnce(*const c_void) -> *mut PyObject,
            ) -> *mut PyObject {
                let ($($value,)*) = self;
                let values: [Value; <[&str]>::len(&[$(stringify!($M)),*])] =
                    [$($M::Kind::value($value.given())),*];
                run(values.as_ptr().cast())
            }

            build_bare!($($M $value)*);
        }
    };
}
for_each_tuple!(define_signatures);
