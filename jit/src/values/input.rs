//! The inputs of units of the parse family.

use fmtunit_parser::plan::ParsePlan;
use fmtunit_parser::units;
use fmtunit_runtime::place::{EncodingName as _, Erase as _, Place};
use fmtunit_runtime::{Raised, failure};
use pyo3_ffi::{PyObject, PyTypeObject};
use std::ffi::{CStr, c_int, c_void};

/// An input of a unit of the parse family: what it takes in addition to the argument.
#[derive(Clone, Copy, Debug)]
pub enum Input<'i> {
    /// The class of `O!`.
    Class(*mut PyTypeObject),
    /// The encoding of `es` and its like; `None` for UTF-8.
    Encoding(Option<&'i CStr>),
    /// The converter of `O&`, and the address of its target.
    Converter(unsafe extern "C" fn(*mut PyObject, *mut c_void) -> c_int, *mut c_void),
}

impl Input<'_> {
    /// Returns the kind of the input.
    pub const fn kind(self) -> units::Place {
        match self {
            Self::Class(_) => units::Place::Class,
            Self::Encoding(_) => units::Place::Encoding,
            Self::Converter(..) => units::Place::Converter,
        }
    }
}

/// Returns the inputs as places, if there is one of the right kind for each unit that takes one. The target of a converter
/// follows the converter.
pub(super) fn places(plan: &ParsePlan, inputs: &[Input<'_>]) -> Result<Vec<Place>, Raised> {
    let mut places = Vec::with_capacity(2 * inputs.len());
    let (mut given, mut taken) = (inputs.iter(), 0);
    for (_, takes) in plan.conversions().flat_map(|conversion| conversion.unit.takes()) {
        taken += 1;
        let Some(&input) = given.next() else { continue };
        if input.kind() != *takes {
            return Err(failure::wrong_kind("input", taken - 1, takes.c_type(), input.kind().c_type()));
        }
        match input {
            Input::Class(class) => places.push(class.erase()),
            Input::Encoding(encoding) => places.push(encoding.as_ptr().erase()),
            Input::Converter(converter, target) => places.extend([converter.erase(), target]),
        }
    }
    if taken == inputs.len() { Ok(places) } else { Err(failure::wrong_number("input", taken, inputs.len())) }
}
