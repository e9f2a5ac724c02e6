//! The functions that expansions call for units with a fast shape, under the names of the units' routines.
//!
//! An item of the fast shape is converted. Any other is [missed](Outcome::MISSED): the engine converts it and all that
//! follow. So an expansion has one cold exit, and saves no registers for a return from it. Measured on 3.11, calls of
//! routines that return take 38 instructions for `i` and 104 for `dddddddd`, and these functions 27 and 86.
//!
//! If layouts are unknown, these names are those of the routines themselves.

#[cfg(not(known_layout))]
pub use super::*;

#[cfg(known_layout)]
macro_rules! define_fast {
    ($(
        #[doc = $doc:literal]
        $spelling:literal $name:ident takes $takes:tt stores $stores:tt
        by $routine:ident $verb:ident $yields:ident $columns:tt;
    )*) => {
        use super::shape;
        use crate::outcome::Outcome;
        use pyo3_ffi::PyObject;

        /// The types of places, and of text with its length.
        mod types {
            pub(super) use crate::parse::TextView;
            pub(super) use crate::place::types::*;
        }

        /// The results of shape functions.
        trait Answer {
            fn outcome(self) -> Outcome;
        }

        impl Answer for bool {
            #[inline(always)]
            fn outcome(self) -> Outcome {
                if self { Outcome::STORED } else { Outcome::MISSED }
            }
        }

        impl Answer for Outcome {
            #[inline(always)]
            fn outcome(self) -> Outcome {
                self
            }
        }

        $(define_fast!(@fast $columns [$doc $routine $takes $stores] $columns);)*
    };
    // The routine of a unit with a fast shape, and the one for the typed form.
    (@fast [fast($shape:ident) $($rest:tt)*] [$doc:literal $routine:ident $takes:tt $stores:tt] $columns:tt) => {
        define_fast!(@routine $doc $shape $routine $takes $stores);
        define_fast!(@viewed $columns $doc $shape);
    };
    (@viewed [viewed($routine:ident) $($rest:tt)*] $doc:literal $shape:ident) => {
        define_fast!(@routine $doc $shape $routine () (view: TextView));
    };
    (@$wanted:ident [$other:ident $value:tt $($rest:tt)*] $($row:tt)*) => {
        define_fast!(@$wanted [$($rest)*] $($row)*);
    };
    (@$wanted:ident [] $($row:tt)*) => {};
    (@routine $doc:literal $shape:ident $routine:ident
        ($($take:ident: $Take:ident),*) ($($store:ident: $Store:ident),*)
    ) => {
        #[doc = $doc]
        ///
        /// # Safety
        /// *attached*, *item*, *places*.
        #[inline(always)]
        pub unsafe fn $routine(
            item: *mut PyObject,
            $($take: types::$Take,)*
            $($store: *mut types::$Store,)*
        ) -> Outcome {
            // SAFETY: attached, item, places.
            unsafe { shape::$shape(item, $($take,)* $($store,)*) }.outcome()
        }
    };
}
#[cfg(known_layout)]
fmtunit_parser::for_each_parse_unit!(define_fast);
