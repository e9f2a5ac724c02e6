//! Thunks: `extern "C-unwind"` functions that give all routines of a family one signature, in arrays indexed by unit.
//!
//! The reference engine and compiled code call them with a pointer into the array of places or values. They are generated
//! from the tables: a row without a routine, or whose types differ from those of the routine, does not compile here.

use crate::outcome::Outcome;
use crate::place::{Input, Place, types};
use crate::value::Value;
use crate::{build, cleanup, parse};
use core::ffi::c_void;
use fmtunit_parser::units::{BuildUnit, ParseUnit, Unit};
use pyo3_ffi::PyObject;

/// Converts an item with the unit's routine. `places` points to the first place that the unit consumes.
///
/// The caller upholds the clauses *attached*, *item* and *places* of the [contract](crate#the-contract-of-a-routine).
pub type ParseThunk = unsafe extern "C-unwind" fn(item: *mut PyObject, places: *const Place) -> Outcome;

/// A thunk for each parse unit, in the order of [`ParseUnit::ALL`].
pub type ParseThunks = [ParseThunk; ParseUnit::ALL.len()];

/// Undoes a conversion. `places` points to the first place that the unit consumes.
///
/// The caller upholds the clauses *attached* and *places*, and calls it once for each outcome of
/// [`KEPT`](Outcome::KEPT).
pub type CleanupThunk = unsafe extern "C-unwind" fn(places: *const Place);

/// Builds an object from a value: returns a new reference, or null with an exception set.
///
/// Only the member that the unit takes is read, and only that much memory must be valid. The second argument is ignored: it
/// gives the thunk the signature of a compiled format, so that it can serve as the code of a format of one unit.
///
/// The caller upholds the clauses *attached* and *values*.
pub type BuildThunk =
    unsafe extern "C-unwind" fn(value: *const Value, format: *const c_void) -> *mut PyObject;

/// A cursor over the places of a unit.
struct PlaceReader(*const Place);

impl PlaceReader {
    #[inline(always)]
    unsafe fn next(&mut self) -> Place {
        // SAFETY: places: there are as many as the unit's row names.
        unsafe {
            let place = *self.0;
            self.0 = self.0.add(1);
            place
        }
    }

    #[inline(always)]
    unsafe fn input<T: Input>(&mut self) -> T {
        // SAFETY: places: the row names the type.
        unsafe { T::restore(self.next()) }
    }

    #[inline(always)]
    unsafe fn output<T>(&mut self) -> *mut T {
        // SAFETY: places: the row names the type.
        unsafe { self.next() }.cast()
    }
}

macro_rules! cleanup_thunk {
    ([cleans($name:ident) $($rest:tt)*]) => {
        Some(cleanup::$name as CleanupThunk)
    };
    ([$other:ident $value:tt $($rest:tt)*]) => {
        cleanup_thunk!([$($rest)*])
    };
    ([]) => {
        None
    };
}

macro_rules! view_thunk {
    ($unit:expr, [viewed($view:ident) $($rest:tt)*]) => {{
        unsafe extern "C-unwind" fn thunk(item: *mut PyObject, places: *const Place) -> Outcome {
            // SAFETY: the caller upholds the routine's contract; units with a view have one place.
            unsafe { parse::$view(item, PlaceReader(places).output::<parse::TextView>()) }
        }
        thunk as ParseThunk
    }};
    ($unit:expr, [$other:ident $value:tt $($rest:tt)*]) => {
        view_thunk!($unit, [$($rest)*])
    };
    ($unit:expr, []) => {
        STORED[$unit as usize]
    };
}

macro_rules! define_parse_thunks {
    ($(
        #[doc = $doc:literal]
        $spelling:literal $name:ident takes ($($take:ident: $Take:ident),*) stores ($($store:ident: $Store:ident),*)
        by $routine:ident $verb:ident $yields:ident $columns:tt;
    )*) => {
        static STORED: ParseThunks = [$({
            unsafe extern "C-unwind" fn thunk(item: *mut PyObject, places: *const Place) -> Outcome {
                let mut reader = PlaceReader(places);
                // SAFETY: the caller upholds the routine's contract.
                unsafe {
                    $(let $take = reader.input::<types::$Take>();)*
                    $(let $store = reader.output::<types::$Store>();)*
                    let _ = reader;
                    parse::$routine(item, $($take,)* $($store,)*)
                }
            }
            thunk
        },)*];

        static VIEWED: ParseThunks = [$(view_thunk!(ParseUnit::$name, $columns),)*];

        static CLEANUP: [Option<CleanupThunk>; ParseUnit::ALL.len()] = [$(cleanup_thunk!($columns),)*];
    };
}
fmtunit_parser::for_each_parse_unit!(define_parse_thunks);

macro_rules! define_build_thunks {
    ($(
        #[doc = $doc:literal]
        $spelling:literal $name:ident takes $value:ident by $routine:ident $columns:tt;
    )*) => {
        static BUILD: [BuildThunk; BuildUnit::ALL.len()] = [$({
            unsafe extern "C-unwind" fn thunk(value: *const Value, _format: *const c_void) -> *mut PyObject {
                // SAFETY: the caller upholds the routine's contract; the unit's row names the member.
                unsafe { build::$routine((&raw const (*value).$value).read()) }
            }
            thunk
        },)*];
    };
}
fmtunit_parser::for_each_build_unit!(define_build_thunks);

/// Returns the thunks of parse units.
#[inline(always)]
pub fn stored() -> &'static ParseThunks {
    &STORED
}

/// Returns the thunks of parse units: for text, those that store it with its length, as a [`TextView`](parse::TextView).
#[inline(always)]
pub fn viewed() -> &'static ParseThunks {
    &VIEWED
}

/// Returns the thunk that undoes a conversion by the unit, if it needs one.
#[inline(always)]
pub fn cleanup(unit: ParseUnit) -> Option<CleanupThunk> {
    CLEANUP[unit as usize]
}

/// Returns the thunk of a build unit.
#[inline(always)]
pub fn build(unit: BuildUnit) -> BuildThunk {
    BUILD[unit as usize]
}
