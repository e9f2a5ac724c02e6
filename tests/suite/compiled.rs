//! The formats that the macros have compiled: the build script writes the tables.

pub(crate) use compiled::WAYS;
use compiled::{BUILD, PARSE};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use harness::format::{PreparedBuild, PreparedParse};
use harness::parse::Recorder;
use harness::source::Source;
use pyo3_ffi::PyObject;
use std::collections::HashMap;
use std::ffi::c_int;
use std::sync::LazyLock;

/// Parses in one of the ways; returns whether it succeeded.
type CompiledParse = unsafe fn(usize, &Source, *const Place, &mut Recorder<'_>) -> bool;

/// A compiled parse format.
pub(crate) struct Parse {
    pub(crate) format: &'static str,
    pub(crate) entry: Entry,
    pub(crate) names: &'static [&'static str],
    /// The form that stores to places; returns whether it succeeded.
    pub(crate) places: unsafe fn(&Source, *const Place) -> bool,
    /// The form that returns values; inputs are taken from the places.
    pub(crate) typed: unsafe fn(&Source, *const Place, &mut Recorder<'_>) -> bool,
    /// The typed form, compiled at run time in one of the ways, if the format is not too long for that.
    pub(crate) jit: Option<CompiledParse>,
    /// The calls that `fmtunit.h` compiles, in each of the [`WAYS`].
    pub(crate) in_c: &'static [ParseInC; WAYS.len()],
}

/// The inputs of a call in C, and its places.
#[repr(C)]
pub(crate) struct CallInC {
    pub(crate) object: *mut PyObject,
    pub(crate) array: *const *mut PyObject,
    pub(crate) count: isize,
    pub(crate) dict: *mut PyObject,
    pub(crate) names: *mut PyObject,
    pub(crate) places: *const Place,
}

type ParseInC = unsafe extern "C" fn(*const CallInC) -> c_int;
type BuildInC = unsafe extern "C" fn(*const Value) -> *mut PyObject;

/// A compiled build format.
pub(crate) struct Build {
    pub(crate) format: &'static str,
    pub(crate) build: unsafe fn(*const Value) -> *mut PyObject,
    /// The typed form, compiled at run time in one of the ways, if the format is not too long for that.
    pub(crate) jit: Option<unsafe fn(usize, *const Value) -> *mut PyObject>,
    /// The calls that `fmtunit.h` compiles, in each of the [`WAYS`].
    pub(crate) in_c: &'static [BuildInC; WAYS.len()],
}

/// The compiled form of a parse format.
pub(crate) fn parse(format: &PreparedParse) -> Option<&'static Parse> {
    static INDEX: LazyLock<HashMap<&str, Vec<&Parse>>> = LazyLock::new(|| {
        let mut index: HashMap<_, Vec<_>> = HashMap::new();
        PARSE.iter().for_each(|it| index.entry(it.format).or_default().push(it));
        index
    });
    let same = INDEX.get(format.source.as_str())?.iter();
    same.copied().find(|it| it.entry == format.entry && it.names == format.names)
}

/// The compiled form of a build format.
pub(crate) fn build(format: &PreparedBuild) -> Option<&'static Build> {
    static INDEX: LazyLock<HashMap<&str, &Build>> =
        LazyLock::new(|| BUILD.iter().map(|it| (it.format, it)).collect());
    INDEX.get(format.source.as_str()).copied()
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
    // The header's calls are compiled on request.
    #[allow(unused_imports, reason = "only those calls need it")]
    use super::CallInC;
    use super::{Build, BuildInC, Parse, ParseInC};
    use crate::engines::jit_typed::{Builders, Parsers, encoding};
    use crate::engines::record::Record;
    use fmtunit_jit::units::{Opt, build, parse};
    use fmtunit_parser::plan::Entry;
    use fmtunit_runtime::place::{Place, types};
    use fmtunit_runtime::value::Value;
    use harness::converter::Target;
    use harness::parse::Recorder;
    use harness::source::Source;
    use pyo3_ffi::PyObject;
    #[allow(unused_imports, reason = "as above")]
    use std::ffi::c_int;

    include!(concat!(env!("OUT_DIR"), "/formats.rs"));
    include!(concat!(env!("OUT_DIR"), "/in_c.rs"));
}
