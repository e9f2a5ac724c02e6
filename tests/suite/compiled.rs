//! The formats that the macros have compiled: the build script writes the tables.

use crate::parse_call::Recorder;
use compiled::{BUILD, PARSE};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use harness::source::Source;
use pyo3_ffi::PyObject;

/// Parses in one of the ways; answers whether it succeeded.
type CompiledParse = unsafe fn(usize, &Source, *const Place, &mut Recorder<'_>) -> bool;

/// A compiled parse format.
pub(crate) struct Parse {
    pub(crate) format: &'static str,
    pub(crate) entry: Entry,
    pub(crate) names: &'static [&'static str],
    /// The form that stores to places; answers whether it succeeded.
    pub(crate) places: unsafe fn(&Source, *const Place) -> bool,
    /// The form that returns values; inputs are taken from the places.
    pub(crate) typed: unsafe fn(&Source, *const Place, &mut Recorder<'_>) -> bool,
    /// The typed form, compiled at run time in one of the ways, if the format is not too long for that.
    pub(crate) jit: Option<CompiledParse>,
}

/// A compiled build format.
pub(crate) struct Build {
    pub(crate) format: &'static str,
    pub(crate) build: unsafe fn(*const Value) -> *mut PyObject,
    /// The typed form, compiled at run time in one of the ways, if the format is not too long for that.
    pub(crate) jit: Option<unsafe fn(usize, *const Value) -> *mut PyObject>,
}

/// The compiled form of a parse format.
pub(crate) fn parse(format: &str, entry: Entry, names: &[&str]) -> Option<&'static Parse> {
    PARSE.iter().find(|it| it.format == format && it.entry == entry && it.names == names)
}

/// The compiled form of a build format.
pub(crate) fn build(format: &str) -> Option<&'static Build> {
    BUILD.iter().find(|compiled| compiled.format == format)
}

/// Every compiled parse format.
pub(crate) fn all() -> impl Iterator<Item = &'static Parse> {
    PARSE.iter()
}

/// Every compiled build format.
pub(crate) fn all_build() -> impl Iterator<Item = &'static Build> {
    BUILD.iter()
}

#[allow(
    unused_variables,
    unused_parens,
    clippy::all,
    reason = "formats without outputs have no use for places"
)]
mod compiled {
    use super::{Build, Parse};
    use crate::engine::jit_typed::{Builders, Parsers, encoding};
    use crate::parse_call::Recorder;
    use crate::record::Record;
    use fmtunit_jit::units::{Opt, build, parse};
    use fmtunit_parser::plan::Entry;
    use fmtunit_runtime::place::{Place, types};
    use fmtunit_runtime::value::Value;
    use harness::converter::Target;
    use harness::source::Source;
    use pyo3_ffi::PyObject;

    include!(concat!(env!("OUT_DIR"), "/formats.rs"));
}
