//! Expansions please strict lints, and the one unsafe block that they ask for is the caller's.

#![deny(warnings, unused, future_incompatible, nonstandard_style, let_underscore, keyword_idents)]
#![deny(rust_2018_idioms, rust_2021_compatibility, rust_2024_compatibility)]
#![deny(unsafe_op_in_unsafe_fn, unused_unsafe, unused_qualifications, unused_results, unused_lifetimes)]
#![deny(
    trivial_casts,
    trivial_numeric_casts,
    absolute_paths_not_starting_with_crate,
    missing_abi,
    unit_bindings
)]
#![deny(single_use_lifetimes, explicit_outlives_requirements, variant_size_differences, ffi_unwind_calls)]
#![deny(
    elided_lifetimes_in_paths,
    redundant_lifetimes,
    non_ascii_idents,
    unreachable_pub,
    meta_variable_misuse
)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::undocumented_unsafe_blocks)]
#![deny(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![deny(clippy::as_conversions, clippy::shadow_unrelated, clippy::let_underscore_untyped)]
#![allow(dead_code)]

use fmtunit::ffi::{PyLong_Type, PyObject};
use fmtunit::{Encoded, Raised, build_value, parse, parse_tuple};
use std::ffi::c_int;
use std::ptr::null_mut;

const unsafe extern "C" fn convert(_object: *mut PyObject, _target: *mut c_int) -> c_int {
    1
}

unsafe fn typed(args: *mut PyObject) -> Result<(usize, Option<Encoded>), Raised> {
    // SAFETY: the caller's contract is that of the macro.
    let (text, number, (first, _), view, encoded) =
        unsafe { parse_tuple!(args, "sO&(ii)s*|es:typed", convert, c"utf-8") }?;
    Ok((text.count_bytes().max(view.len()).max(usize::from(number == first)), encoded))
}

unsafe fn places(args: *mut PyObject) -> Result<*mut PyObject, Raised> {
    let (mut number, mut object, mut second) = (0, null_mut(), 0);
    // SAFETY: the caller's contract is that of the macro.
    unsafe {
        parse_tuple!(args, "iO!|i", &mut number, &raw mut PyLong_Type, &mut object, &mut second)?;
        parse!(object, "i", &mut second)?;
        Ok(build_value!("{s:(iO),s:y#}", "pair", number, object, "bytes", b"bytes"))
    }
}

const unsafe fn nothing_else_in_the_block(args: *mut PyObject) -> *mut PyObject {
    args
}

unsafe fn in_the_block_of_the_caller(args: *mut PyObject) -> Result<c_int, Raised> {
    // SAFETY: the caller's contract is that of the macro.
    unsafe {
        let object = nothing_else_in_the_block(args);
        let (number,) = parse!(object, "i")?;
        Ok(number)
    }
}

fn main() {}
