//! The functions that the macros of the header call.
//!
//! `SAFETY` comments quote the clauses of `fmtunit-capi-core`.

use fmtunit_capi_core::site::{CallSite, Object, Place, PlaceArray, PlacesCall};
use std::ffi::{c_char, c_int};
use std::ptr;

/// `PyArg_ParseTuple`, with an array of places.
///
/// # Safety
/// *entry*, *attached*; the site is null, or all its calls pass this format.
#[unsafe(no_mangle)]
unsafe extern "C-unwind" fn FmtUnit_ParseTupleAt(
    site: *const CallSite,
    args: *mut Object,
    format: *const c_char,
    places: *mut Place,
    count: usize,
    lengths_are_int: c_int,
) -> c_int {
    let places = PlaceArray { first: places, count };
    // SAFETY: entry, attached.
    unsafe { PlacesCall::tuple(args).run(site, format, ptr::null(), places, lengths_are_int != 0) }
}

/// `PyArg_Parse`, with an array of places.
///
/// # Safety
/// As [`FmtUnit_ParseTupleAt`].
#[unsafe(no_mangle)]
unsafe extern "C-unwind" fn FmtUnit_ParseAt(
    site: *const CallSite,
    object: *mut Object,
    format: *const c_char,
    places: *mut Place,
    count: usize,
    lengths_are_int: c_int,
) -> c_int {
    let places = PlaceArray { first: places, count };
    // SAFETY: entry, attached.
    unsafe { PlacesCall::object(object).run(site, format, ptr::null(), places, lengths_are_int != 0) }
}

/// `PyArg_ParseTupleAndKeywords`, with an array of places. It has no site: the names may differ between calls, and are
/// compared each time.
///
/// # Safety
/// *entry*, *attached*.
#[unsafe(no_mangle)]
unsafe extern "C-unwind" fn FmtUnit_ParseTupleAndKeywordsAt(
    args: *mut Object,
    kwargs: *mut Object,
    format: *const c_char,
    names: *const *const c_char,
    places: *mut Place,
    count: usize,
    lengths_are_int: c_int,
) -> c_int {
    let call = PlacesCall::tuple_and_keywords(args, kwargs);
    let places = PlaceArray { first: places, count };
    // SAFETY: entry, attached.
    unsafe { call.run(ptr::null(), format, names, places, lengths_are_int != 0) }
}
