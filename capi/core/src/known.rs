//! What is known of a format: made at its first use, and never freed.

use crate::key::{CallKind, FormatKey};
use crate::text::KnownText;
use crate::values::Passing;
use fmtunit_jit::{Builder, Caller, Compiler, Parser};
use fmtunit_parser::plan::{BuildPlan, BuildStep, Entry, ParsePlan, ParseStep};
use fmtunit_parser::units::{Place, Value};
use std::ffi::CStr;

/// A format and what it came to.
#[derive(Debug)]
pub(crate) struct KnownFormat {
    tag: u8,
    format: KnownText,
    names: Box<[KnownText]>,
    /// What a call does.
    pub(crate) program: Handling,
}

/// What a call with a format does.
#[derive(Debug)]
pub(crate) enum Handling {
    /// It parses.
    Parse(Parsing),
    /// It builds.
    Build(Builder, Passing),
    /// It calls.
    Call(Caller, Passing),
    /// It is for CPython: malformed, or a legacy use.
    Refused,
}

/// How to parse.
#[derive(Debug)]
pub(crate) struct Parsing {
    /// The code.
    pub(crate) parser: Parser,
    /// How many places there are.
    pub(crate) places: usize,
    /// For `TupleAndKeywordsFast`, if not all parameters may be given by position: how many may, and what refuses more.
    pub(crate) limit: Option<(usize, Parser)>,
}

impl KnownFormat {
    /// Looks at a format.
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
            program: program(key, format, &names, compiler).unwrap_or(Handling::Refused),
        }
    }

    /// Is it what the caller has?
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

    /// Is it what the caller has? It may be though the answer is no, if the caller has it on a border of pages.
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

    /// Does it run as machine code? `None` if it is refused.
    pub(crate) fn is_compiled(&self) -> Option<bool> {
        match &self.program {
            Handling::Parse(parsing) => Some(parsing.parser.is_compiled()),
            Handling::Build(builder, _) => Some(builder.is_compiled()),
            Handling::Call(caller, _) => Some(caller.is_compiled()),
            Handling::Refused => None,
        }
    }

    /// As it is written.
    pub(crate) fn format(&self) -> &CStr {
        self.format.as_c_str()
    }
}

/// What the format says; `None` where that is for CPython to do.
fn program(key: FormatKey, format: &CStr, names: &[&CStr], compiler: &Compiler) -> Option<Handling> {
    let format = format.to_str().ok()?;
    let names = names.iter().map(|name| name.to_str()).collect::<Result<Vec<_>, _>>().ok()?;
    match key.kind {
        CallKind::Build => {
            let builder = compiler.builder(format).ok()?;
            let values = values(builder.raw_plan()?, key.is_legacy)?;
            Some(Handling::Build(builder, values))
        }
        CallKind::Call => {
            let caller = compiler.caller(format).ok()?;
            let values = values(caller.raw_plan()?, key.is_legacy)?;
            Some(Handling::Call(caller, values))
        }
        kind => {
            let parser = parser(kind, format, &names, compiler)?;
            let plan = parser.raw_plan()?;
            if key.is_legacy && has_lengths(plan) {
                return None;
            }
            let limit = match &plan.parameters {
                Some(parameters)
                    if kind == CallKind::TupleAndKeywordsFast
                        && usize::from(parameters.positional) < parameters.names.len() =>
                {
                    let array = compiler.parser_with_names(format, &names, Entry::ArrayAndKeywords).ok()?;
                    Some((parameters.positional.into(), array))
                }
                _ => None,
            };
            let places = plan.places.into();
            Some(Handling::Parse(Parsing { parser, places, limit }))
        }
    }
}

fn parser(kind: CallKind, format: &str, names: &[&str], compiler: &Compiler) -> Option<Parser> {
    let (entry, has_names) = match kind {
        CallKind::Tuple => (Entry::Tuple, false),
        CallKind::Object => (Entry::Object, false),
        CallKind::Array => (Entry::Array, false),
        CallKind::TupleAndKeywords | CallKind::TupleAndKeywordsFast => (Entry::TupleAndKeywords, true),
        CallKind::ArrayAndKeywords => (Entry::ArrayAndKeywords, true),
        CallKind::Build | CallKind::Call => return None,
    };
    if has_names { compiler.parser_with_names(format, names, entry) } else { compiler.parser(format, entry) }
        .ok()
}

/// Does a unit store a length beside a pointer?
fn has_lengths(plan: &ParsePlan) -> bool {
    plan.steps.iter().any(|step| match step {
        ParseStep::Convert { unit, .. } => {
            unit.stores().len() > 1 && unit.stores().iter().any(|(_, place)| *place == Place::SSize)
        }
        _ => false,
    })
}

/// How the values of a call are passed, in order; `None` if one has a length of the wrong type.
fn values(plan: &BuildPlan, is_legacy: bool) -> Option<Passing> {
    let units = plan.steps.iter().filter_map(|step| match step {
        BuildStep::Value { unit, .. } => Some(unit.takes()),
        _ => None,
    });
    let values: Vec<_> = units.collect();
    let has_lengths = values.iter().any(|value| matches!(value, Value::Bytes | Value::WideLen));
    (!is_legacy || !has_lengths).then(|| Passing::new(&values))
}
