//! Formats, prepared for every engine.

use crate::jit::{self, AnyParser, Compilers, WAYS};
use crate::source::Source;
use crate::stock::CFormat;
use fmtunit_jit::{Builder, ParseTarget, Places, SelfDescribed, Values};
use fmtunit_parser::plan::{BuildStep, Entry, ItemId, ParseStep};
use fmtunit_parser::units::{BuildUnit, ParseUnit, Place as Kind};
use fmtunit_runtime::interpret;
use pyo3_ffi as ffi;
use std::cell::OnceCell;
use std::ffi::CString;

/// The longest plan that is compiled.
const MOST_STEPS: usize = 256;

/// A format of the parse family.
pub struct PreparedParse {
    pub source: String,
    pub entry: Entry,
    pub names: Vec<String>,
    pub c_format: CFormat,
    pub interpreted: interpret::Parser,
    pub conversions: Vec<PlannedConversion>,
    compilers: Compilers,
    compiled: [OnceCell<AnyParser<Places>>; WAYS],
}

/// A conversion of a plan.
#[derive(Clone, Copy)]
pub struct PlannedConversion {
    pub unit: ParseUnit,
    pub item: ItemId,
}

impl PreparedParse {
    /// Prepares a format that is well-formed on the running version. Only functions that take keywords have names.
    pub fn new(source: &str, entry: Entry, names: &[impl AsRef<str>]) -> Self {
        Self::with_compilers(source, entry, names, jit::compilers())
    }

    /// The same for compilers whose machine code goes away with them.
    pub fn with_compilers(
        source: &str,
        entry: Entry,
        names: &[impl AsRef<str>],
        compilers: &Compilers,
    ) -> Self {
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let parser = if entry.takes_keywords() {
            interpret::Parser::with_names(source, &names, entry)
        } else {
            interpret::Parser::new(source, entry)
        };
        let interpreted =
            parser.unwrap_or_else(|error| panic!("`{source}` is refused, and should not be:\n{error}"));
        let conversions = interpreted.plan().steps.iter().filter_map(|step| match *step {
            ParseStep::Convert { item, unit, .. } => Some(PlannedConversion { unit, item }),
            _ => None,
        });
        Self {
            conversions: conversions.collect(),
            source: source.to_owned(),
            entry,
            c_format: CFormat::new(entry, CString::new(source).expect("no NUL"), &names),
            names: names.into_iter().map(str::to_owned).collect(),
            interpreted,
            compilers: compilers.clone(),
            compiled: Default::default(),
        }
    }

    /// The handle that is compiled in one of the ways, made when it is first used.
    pub fn compiled(&self, way: usize) -> &AnyParser<Places> {
        self.compiled[way].get_or_init(|| {
            let (parser, source) = (self.handle(way), &self.source);
            // The reference engine runs long plans, and tells parameters of the same name apart.
            let plan = self.interpreted.plan();
            let is_distinct = plan.parameters.as_ref().is_none_or(|parameters| parameters.distinct);
            let is_suitable = fmtunit_jit::HAS_BACK_END && is_distinct && plan.steps.len() <= MOST_STEPS;
            assert_eq!(parser.is_compiled(), is_suitable, "`{source}`: {:?}", self.compilers[way].stats());
            parser
        })
    }

    /// A new handle with another target.
    pub fn handle<T: ParseTarget + SelfDescribed>(&self, way: usize) -> AnyParser<T> {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let parser = AnyParser::new(&self.compilers[way], &self.source, &names, self.entry);
        parser.unwrap_or_else(|error| panic!("`{}` is refused:\n{error}", self.source))
    }

    /// The kind of each output, in order.
    pub fn outputs(&self) -> impl Iterator<Item = Kind> {
        self.conversions.iter().flat_map(|it| it.unit.stores().iter().map(|(_, kind)| *kind))
    }

    /// Do the arguments, all exact tuples on the way, keep the item of a conversion alive?
    pub fn keeps_alive(&self, item: ItemId, source: &Source) -> bool {
        let plan = self.interpreted.plan();
        let mut item = plan.items[usize::from(item)];
        let mut path = Vec::new();
        while let Some(parent) = item.parent {
            path.push(item.index as ffi::Py_ssize_t);
            item = plan.items[usize::from(parent)];
        }
        let index = usize::from(item.index);
        let argument = match self.entry {
            Entry::Object => Some(source.object),
            _ => source.argument(index, self.names.get(index).map(String::as_str)),
        };
        let Some(mut object) = argument else { return false };
        path.into_iter().rev().all(|index| unsafe {
            let is_kept = ffi::PyTuple_CheckExact(object) != 0 && index < ffi::PyTuple_Size(object);
            if is_kept {
                object = ffi::PyTuple_GetItem(object, index);
            }
            is_kept
        })
    }
}

/// A format of `Py_BuildValue`.
pub struct PreparedBuild {
    pub source: String,
    pub c_source: CString,
    pub units: Vec<BuildUnit>,
    pub interpreted: interpret::Builder,
    compilers: Compilers,
    compiled: [OnceCell<Builder<Values>>; WAYS],
}

impl PreparedBuild {
    /// Prepares a format that is well-formed on the running version.
    pub fn new(source: &str) -> Self {
        Self::with_compilers(source, jit::compilers())
    }

    /// The same for compilers whose machine code goes away with them.
    pub fn with_compilers(source: &str, compilers: &Compilers) -> Self {
        let interpreted = interpret::Builder::new(source)
            .unwrap_or_else(|error| panic!("`{source}` is refused, and should not be:\n{error}"));
        let units = interpreted.plan().steps.iter().filter_map(|step| match *step {
            BuildStep::Value { unit, .. } => Some(unit),
            _ => None,
        });
        Self {
            source: source.to_owned(),
            c_source: CString::new(source).expect("no NUL"),
            units: units.collect(),
            interpreted,
            compilers: compilers.clone(),
            compiled: Default::default(),
        }
    }

    /// The handle that is compiled in one of the ways, made when it is first used.
    pub fn compiled(&self, way: usize) -> &Builder<Values> {
        self.compiled[way].get_or_init(|| {
            let builder = self.compilers[way].builder(&self.source);
            let builder = builder.unwrap_or_else(|error| panic!("`{}` is refused:\n{error}", self.source));
            let (is_compiled, stats) = (builder.is_compiled(), self.compilers[way].stats());
            assert_eq!(is_compiled, fmtunit_jit::HAS_BACK_END, "`{}`: {stats:?}", self.source);
            builder
        })
    }

    pub fn compiler(&self, way: usize) -> &fmtunit_jit::Compiler {
        &self.compilers[way]
    }
}
