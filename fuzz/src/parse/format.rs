//! A format of the parse family, prepared for every engine.

use crate::cache::{Compilers, WAYS};
use fmtunit_jit::{Places, values::Tagged};
use fmtunit_parser::plan::{Entry, ItemId, ParseStep};
use fmtunit_parser::units::ParseUnit;
use fmtunit_runtime::interpret;
use harness::jit::AnyParser;
use harness::source::Source;
use harness::stock::CFormat;
use pyo3_ffi as ffi;
use std::cell::OnceCell;
use std::ffi::CString;
use std::rc::Rc;

/// The longest plan that is compiled.
const MOST_STEPS: usize = 256;

/// What a format is known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) entry: Entry,
    pub(crate) format: String,
    /// The names of the parameters, for an entry point with keywords.
    pub(crate) names: Vec<&'static str>,
}

/// A format, prepared for every engine.
pub(crate) struct Format {
    pub(crate) entry: Entry,
    pub(crate) c_format: CFormat,
    pub(crate) interpreted: interpret::Parser,
    key: Key,
    compilers: Rc<Compilers>,
    compiled: [OnceCell<AnyParser<Places>>; WAYS],
    /// What is converted, and by which unit, in order.
    pub(super) conversions: Vec<(ItemId, ParseUnit)>,
}

impl Format {
    /// Prepares a format, which is well-formed: that it is refused would be a finding.
    pub(crate) fn new(key: &Key, compilers: Rc<Compilers>) -> Self {
        let Key { entry, format, names } = key;
        let parser = if entry.takes_keywords() {
            interpret::Parser::with_names(format, names, *entry)
        } else {
            interpret::Parser::new(format, *entry)
        };
        let interpreted = parser.unwrap_or_else(|error| panic!("{key:?} is refused:\n{error}"));
        let conversions = interpreted.plan().steps.iter().filter_map(|step| match *step {
            ParseStep::Convert { item, unit, .. } => Some((item, unit)),
            _ => None,
        });
        Self {
            entry: *entry,
            c_format: CFormat::new(*entry, c_string(format), names),
            conversions: conversions.collect(),
            interpreted,
            key: key.clone(),
            compilers,
            compiled: Default::default(),
        }
    }

    /// The handle of the format, compiled in one of the ways.
    pub(crate) fn compiled(&self, way: usize) -> &AnyParser<Places> {
        self.compiled[way].get_or_init(|| {
            let (compiler, Key { entry, format, names }) = (&self.compilers[way], &self.key);
            let parser = AnyParser::new(compiler, format, names, *entry);
            let parser = parser.unwrap_or_else(|error| panic!("{:?} is refused:\n{error}", self.key));
            // Two parameters of one name are told apart by the reference engine, which runs long plans, too.
            let plan = self.interpreted.plan();
            let is_distinct = plan.parameters.as_ref().is_none_or(|parameters| parameters.distinct);
            let is_suitable = is_distinct && plan.steps.len() <= MOST_STEPS;
            assert_eq!(parser.is_compiled(), is_suitable, "{:?}: {:?}", self.key, compiler.stats());
            parser
        })
    }

    /// As [`compiled`](Self::compiled), for values that say what they are.
    pub(crate) fn tagged(&self, way: usize) -> AnyParser<Tagged> {
        let (compiler, Key { entry, format, names }) = (&self.compilers[way], &self.key);
        let parser = AnyParser::new(compiler, format, names, *entry);
        parser.unwrap_or_else(|error| panic!("{:?} is refused:\n{error}", self.key))
    }

    /// Do the arguments, all exact tuples on the way, keep the item alive?
    pub(super) fn keeps_alive(&self, item: ItemId, source: &Source) -> bool {
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
            _ => source.argument(index, self.key.names.get(index).copied()),
        };
        let Some(mut object) = argument else { return false };
        path.into_iter().rev().all(|index| {
            // SAFETY: attached; the object is alive, and the index is looked at.
            unsafe {
                let is_kept = ffi::PyTuple_CheckExact(object) != 0 && index < ffi::PyTuple_Size(object);
                if is_kept {
                    object = ffi::PyTuple_GetItem(object, index);
                }
                is_kept
            }
        })
    }
}

pub(crate) fn c_string(text: &str) -> CString {
    CString::new(text).expect("no NUL")
}
