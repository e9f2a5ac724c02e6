//! Known formats: a record of each format, created at its first use and never freed.

use crate::key::{CallKind, FormatKey};
use crate::text::KnownText;
use crate::values::Passing;
use fmtunit_jit::{
    Array, ArrayAndKeywords, Compiler, Object, Places, RawHandle, Tuple, TupleAndKeywords, Values,
};
use fmtunit_parser::plan::{BuildPlan, BuildStep, ParsePlan, ParseStep};
use fmtunit_parser::units::{Place, ValueKind};
use std::ffi::CStr;

/// A format, its names, and the handling of its calls.
#[derive(Debug)]
pub(crate) struct KnownFormat {
    tag: u8,
    format: KnownText,
    names: Box<[KnownText]>,
    /// The handling of calls.
    pub(crate) handling: Handling,
}

/// The handling of calls with a format.
#[derive(Debug)]
pub(crate) enum Handling {
    /// Parse.
    Parse(Parsing),
    /// Build a value.
    Build(RawHandle, Passing),
    /// Call with built arguments.
    Call(RawHandle, Passing),
    /// Forward to CPython: the format is malformed, or has lengths of type `int`.
    Forward,
}

/// The handling of calls that parse.
#[derive(Debug)]
pub(crate) struct Parsing {
    /// The code.
    pub(crate) parser: RawHandle,
    /// The number of places.
    pub(crate) places: usize,
}

impl KnownFormat {
    /// Creates the record of a format.
    ///
    /// # Safety
    /// *entry*.
    pub(crate) unsafe fn new(key: FormatKey, compiler: &Compiler) -> Self {
        // SAFETY: entry.
        let (format, names) = unsafe { (CStr::from_ptr(key.format), key.names().collect::<Vec<_>>()) };
        Self {
            tag: key.tag(),
            format: KnownText::new(format),
            names: names.iter().map(|&name| KnownText::new(name)).collect(),
            handling: handling(key, format, &names, compiler).unwrap_or(Handling::Forward),
        }
    }

    /// Returns whether the caller's key denotes this format.
    ///
    /// # Safety
    /// *entry*.
    pub(crate) unsafe fn is(&self, key: FormatKey) -> bool {
        // SAFETY: entry: names end with NUL.
        unsafe {
            let is_same = |known: &KnownText, text| known.is(text);
            self.tag == key.tag() && self.format.is(key.format) && key.has_names(&self.names, is_same)
        }
    }

    /// Returns whether the caller's key denotes this format. The result may be a wrong `false` if the caller's text crosses
    /// a page boundary.
    ///
    /// # Safety
    /// *entry*.
    #[inline(always)]
    pub(crate) unsafe fn is_on_page(&self, key: FormatKey) -> bool {
        // SAFETY: entry: names end with NUL.
        unsafe {
            let is_same = |known: &KnownText, text| known.is_on_page(text);
            self.tag == key.tag() && self.format.is_on_page(key.format) && key.has_names(&self.names, is_same)
        }
    }

    /// Returns whether the format runs as machine code, or `None` if its calls are forwarded.
    pub(crate) fn is_compiled(&self) -> Option<bool> {
        match &self.handling {
            Handling::Parse(parsing) => Some(parsing.parser.is_compiled()),
            Handling::Build(builder, _) => Some(builder.is_compiled()),
            Handling::Call(caller, _) => Some(caller.is_compiled()),
            Handling::Forward => None,
        }
    }

    /// Returns the text of the format.
    pub(crate) fn format(&self) -> &CStr {
        self.format.as_c_str()
    }
}

/// Returns the handling of a format, or `None` if its calls are forwarded to CPython.
fn handling(key: FormatKey, format: &CStr, names: &[&CStr], compiler: &Compiler) -> Option<Handling> {
    let format = format.to_str().ok()?;
    let names = names.iter().map(|name| name.to_str()).collect::<Result<Vec<_>, _>>().ok()?;
    match key.kind {
        CallKind::Build => {
            let builder = compiler.builder::<Values>(format).ok()?.raw().clone();
            let values = values(builder.build_plan()?, key.is_legacy)?;
            Some(Handling::Build(builder, values))
        }
        CallKind::Call => {
            let caller = compiler.caller::<Values>(format).ok()?.raw().clone();
            let values = values(caller.build_plan()?, key.is_legacy)?;
            Some(Handling::Call(caller, values))
        }
        kind => {
            let parser = parser(kind, format, &names, compiler)?;
            let plan = parser.parse_plan()?;
            if key.is_legacy && has_lengths(plan) {
                return None;
            }
            let places = plan.places.into();
            Some(Handling::Parse(Parsing { parser, places }))
        }
    }
}

/// Returns the code for a use that parses, or `None` for a malformed format.
fn parser(kind: CallKind, format: &str, names: &[&str], compiler: &Compiler) -> Option<RawHandle> {
    macro_rules! raw {
        ($entry:ident) => {
            compiler.parser::<$entry, Places>(format).ok()?.raw().clone()
        };
        ($entry:ident with names) => {
            compiler.parser_with_names::<$entry, Places>(format, names).ok()?.raw().clone()
        };
    }
    Some(match kind {
        CallKind::Tuple => raw!(Tuple),
        CallKind::Object => raw!(Object),
        CallKind::Array => raw!(Array),
        CallKind::TupleAndKeywords => raw!(TupleAndKeywords with names),
        CallKind::ArrayAndKeywords => raw!(ArrayAndKeywords with names),
        CallKind::Build | CallKind::Call => return None,
    })
}

/// Returns whether a unit stores a pointer and a length.
fn has_lengths(plan: &ParsePlan) -> bool {
    plan.steps.iter().any(|step| match step {
        ParseStep::Convert { unit, .. } => {
            unit.stores().len() > 1 && unit.stores().iter().any(|(_, place)| *place == Place::SSize)
        }
        _ => false,
    })
}

/// Returns the passing of a call's values, or `None` if one has a length of the wrong type.
fn values(plan: &BuildPlan, is_legacy: bool) -> Option<Passing> {
    let units = plan.steps.iter().filter_map(|step| match step {
        BuildStep::Value { unit, .. } => Some(unit.takes()),
        _ => None,
    });
    let values: Vec<_> = units.collect();
    let has_lengths = values.iter().any(|value| matches!(value, ValueKind::Bytes | ValueKind::WideLen));
    (!is_legacy || !has_lengths).then(|| Passing::new(&values))
}
