//! What is known of a format: made at its first use, and never freed.

use crate::key::{Key, Kind};
use crate::text::Text;
use crate::values::Passing;
use fmtunit_jit::{Builder, Caller, Compiler, Parser};
use fmtunit_parser::plan::{BuildPlan, BuildStep, Entry as PlanEntry, ParsePlan, ParseStep};
use fmtunit_parser::units::{Place, Value};
use std::ffi::CStr;

/// A format and what it came to.
#[derive(Debug)]
pub(crate) struct Known {
    tag: u8,
    format: Text,
    names: Box<[Text]>,
    /// What a call does.
    pub(crate) program: Program,
}

/// What a call with a format does.
#[derive(Debug)]
pub(crate) enum Program {
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

impl Known {
    /// Looks at a format.
    ///
    /// # Safety
    /// *entry*.
    pub(crate) unsafe fn new(key: Key, compiler: &Compiler) -> Self {
        // SAFETY: entry.
        let (format, names) = unsafe { (CStr::from_ptr(key.format), key.names().collect::<Vec<_>>()) };
        Self {
            tag: key.tag(),
            format: Text::new(format),
            names: names.iter().map(|&name| Text::new(name)).collect(),
            program: program(key, format, &names, compiler).unwrap_or(Program::Refused),
        }
    }

    /// Is it what the caller has?
    ///
    /// # Safety
    /// *entry*.
    pub(crate) unsafe fn is(&self, key: Key) -> bool {
        // SAFETY: entry: names end with NUL.
        unsafe {
            let is_same = |known: &Text, text| known.is(text);
            self.tag == key.tag() && self.format.is(key.format) && key.has_names(&self.names, is_same)
        }
    }

    /// Is it what the caller has? It may be though the answer is no, if the caller has it on a border of pages.
    ///
    /// # Safety
    /// *entry*.
    #[inline(always)]
    pub(crate) unsafe fn is_on_page(&self, key: Key) -> bool {
        // SAFETY: entry: names end with NUL.
        unsafe {
            let is_same = |known: &Text, text| known.is_on_page(text);
            self.tag == key.tag() && self.format.is_on_page(key.format) && key.has_names(&self.names, is_same)
        }
    }

    /// Does it run as machine code? `None` if it is refused.
    pub(crate) fn is_compiled(&self) -> Option<bool> {
        match &self.program {
            Program::Parse(parsing) => Some(parsing.parser.is_compiled()),
            Program::Build(builder, _) => Some(builder.is_compiled()),
            Program::Call(caller, _) => Some(caller.is_compiled()),
            Program::Refused => None,
        }
    }

    /// As it is written.
    pub(crate) fn format(&self) -> &CStr {
        self.format.as_c_str()
    }
}

/// What the format says; `None` where that is for CPython to do.
fn program(key: Key, format: &CStr, names: &[&CStr], compiler: &Compiler) -> Option<Program> {
    let format = format.to_str().ok()?;
    let names = names.iter().map(|name| name.to_str()).collect::<Result<Vec<_>, _>>().ok()?;
    match key.kind {
        Kind::Build => {
            let builder = compiler.builder(format).ok()?;
            let values = values(builder.raw_plan()?, key.is_legacy)?;
            Some(Program::Build(builder, values))
        }
        Kind::Call => {
            let caller = compiler.caller(format).ok()?;
            let values = values(caller.raw_plan()?, key.is_legacy)?;
            Some(Program::Call(caller, values))
        }
        kind => {
            let parser = parser(kind, format, &names, compiler)?;
            let plan = parser.raw_plan()?;
            if key.is_legacy && has_lengths(plan) {
                return None;
            }
            let limit = match &plan.parameters {
                Some(parameters)
                    if kind == Kind::TupleAndKeywordsFast
                        && usize::from(parameters.positional) < parameters.names.len() =>
                {
                    let array =
                        compiler.parser_with_names(format, &names, PlanEntry::ArrayAndKeywords).ok()?;
                    Some((parameters.positional.into(), array))
                }
                _ => None,
            };
            let places = plan.places.into();
            Some(Program::Parse(Parsing { parser, places, limit }))
        }
    }
}

fn parser(kind: Kind, format: &str, names: &[&str], compiler: &Compiler) -> Option<Parser> {
    let (entry, has_names) = match kind {
        Kind::Tuple => (PlanEntry::Tuple, false),
        Kind::Object => (PlanEntry::Object, false),
        Kind::Array => (PlanEntry::Array, false),
        Kind::TupleAndKeywords | Kind::TupleAndKeywordsFast => (PlanEntry::TupleAndKeywords, true),
        Kind::ArrayAndKeywords => (PlanEntry::ArrayAndKeywords, true),
        Kind::Build | Kind::Call => return None,
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
