//! The calls whose machine code is looked at: one function each, named after its format, in both forms.

use fmtunit::ffi::PyObject;
use fmtunit::parse_tuple;
use std::ffi::{c_double, c_int};

/// Makes a function for each form of a call, which returns 0, or -1 on failure.
macro_rules! call {
    ($format:literal as $places:ident and $typed:ident stores ($($place:ident: $type:ty),*)) => {
        /// The form that stores to places.
        ///
        /// # Safety
        /// That of the macro.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $places(args: *mut PyObject, $($place: &mut $type),*) -> c_int {
            match unsafe { parse_tuple!(args, $format, $($place),*) } {
                Ok(()) => 0,
                Err(_) => -1,
            }
        }

        /// The form that returns values.
        ///
        /// # Safety
        /// That of the macro.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $typed(args: *mut PyObject, values: &mut ($($type,)*)) -> c_int {
            match unsafe { parse_tuple!(args, $format) } {
                Ok(parsed) => {
                    *values = parsed;
                    0
                }
                Err(_) => -1,
            }
        }
    };
}

call!("iii:f" as places_iii and typed_iii stores (a: c_int, b: c_int, c: c_int));
call!("OO" as places_oo and typed_oo stores (a: *mut PyObject, b: *mut PyObject));
call!("dddddddd" as places_dddddddd and typed_dddddddd stores (
    a: c_double, b: c_double, c: c_double, d: c_double, e: c_double, f: c_double, g: c_double, h: c_double
));
