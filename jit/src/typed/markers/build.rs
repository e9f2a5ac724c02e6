//! A marker for each unit of the build family.
//!
//! A call is given a value for each: any for which [`Given`](crate::typed::Given) is implemented with the
//! [kind](crate::typed::kinds) of the unit.

use crate::sealed::Sealed;
use crate::typed::build::BuildMarker;
use crate::typed::given::kinds;
use fmtunit_parser::units::BuildUnit;
use fmtunit_runtime::build;
use fmtunit_runtime::value::Value;
use pyo3_ffi::PyObject;

macro_rules! define_build_markers {
    ($(
        #[doc = $doc:literal]
        $spelling:literal $name:ident takes $value:ident by $routine:ident $columns:tt;
    )*) => {$(
        #[doc = concat!("`", $spelling, "`:", $doc)]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl Sealed for $name {}
        impl BuildMarker for $name {
            const UNIT: BuildUnit = BuildUnit::$name;
            type Kind = kinds::$value;

            #[inline(always)]
            unsafe fn object(value: Value) -> *mut PyObject {
                // SAFETY: attached, values: the value has the member of the kind.
                unsafe { build::$routine(value.$value) }
            }
        }
    )*};
}
fmtunit_parser::for_each_build_unit!(define_build_markers);
