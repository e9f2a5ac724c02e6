//! A parse format, prepared for every engine.

use crate::compiled;
use crate::engine::jit::Handles;
use fmtunit_parser::plan::{Entry, ItemId, ParsePlan, ParseStep};
use fmtunit_parser::units::{ParseUnit, Place as Kind};
use fmtunit_runtime::interpret::Parser;
use harness::jit::AnyParser;
use harness::source::Source;
use harness::stock::CFormat;
use pyo3_ffi::{self as ffi};
use std::cell::OnceCell;
use std::ffi::CString;

/// A format, prepared for every engine.
pub(crate) struct Format {
    pub(crate) source: String,
    pub(crate) names: Vec<String>,
    pub(crate) c_format: CFormat,
    pub(crate) parser: Parser,
    /// What the macros made of it; formats that come up at run time have not been compiled.
    pub(crate) compiled: Option<&'static compiled::Parse>,
    pub(crate) conversions: Vec<Conversion>,
    /// Compiled at run time, when it is first used.
    pub(crate) jit: OnceCell<Handles<AnyParser<fmtunit_jit::Places>>>,
}

/// A conversion of a plan.
#[derive(Clone, Copy)]
pub(crate) struct Conversion {
    pub(crate) unit: ParseUnit,
    pub(crate) item: ItemId,
}

impl Format {
    /// Prepares a format that is well-formed on the running version. Only functions that take keywords have names.
    pub(crate) fn new(source: &str, entry: Entry, names: &[impl AsRef<str>]) -> Self {
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let parser = if entry.takes_keywords() {
            Parser::with_names(source, &names, entry)
        } else {
            Parser::new(source, entry)
        };
        let parser =
            parser.unwrap_or_else(|error| panic!("`{source}` is refused, and should not be:\n{error}"));
        Self {
            source: source.to_owned(),
            compiled: compiled::parse(source, entry, &names),
            conversions: conversions(parser.plan()),
            jit: OnceCell::new(),
            parser,
            c_format: CFormat::new(entry, CString::new(source).unwrap(), &names),
            names: names.into_iter().map(str::to_owned).collect(),
        }
    }

    pub(crate) fn entry(&self) -> Entry {
        self.parser.plan().site.entry
    }

    /// The kind of each output, in order.
    pub(crate) fn outputs(&self) -> Vec<Kind> {
        self.conversions.iter().flat_map(|it| it.unit.stores().iter().map(|(_, kind)| *kind)).collect()
    }

    /// Do the arguments, all exact tuples on the way, keep the item of a conversion alive?
    pub(crate) fn keeps_alive(&self, item: ItemId, source: &Source) -> bool {
        let plan = self.parser.plan();
        let mut path = Vec::new();
        let mut next = Some(item);
        while let Some(item) = next.and_then(|id| plan.items.get(usize::from(id))) {
            path.push(usize::from(item.index));
            next = item.parent;
        }
        let index = path.pop().unwrap();
        let argument = match self.entry() {
            Entry::Object => Some(source.object),
            _ => source.argument(index, self.names.get(index).map(String::as_str)),
        };
        let Some(mut object) = argument else { return false };
        for index in path.into_iter().rev() {
            let index = index as ffi::Py_ssize_t;
            unsafe {
                if ffi::PyTuple_CheckExact(object) == 0 || index >= ffi::PyTuple_Size(object) {
                    return false;
                }
                object = ffi::PyTuple_GetItem(object, index);
            }
        }
        true
    }
}

fn conversions(plan: &ParsePlan) -> Vec<Conversion> {
    plan.steps
        .iter()
        .filter_map(|step| match *step {
            ParseStep::Convert { item, unit, .. } => Some(Conversion { unit, item }),
            _ => None,
        })
        .collect()
}
