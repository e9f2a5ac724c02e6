//! Parsing into records.

use super::memory::RecordShape;
use super::{WAYS, compilers};
use crate::compiled;
use crate::keywords::differential::{made_up, member};
use crate::parse::differential::{inputs, zoo};
use crate::parse::shape::arguments;
use fmtunit_jit::{Field, FieldType, RecordAt};
use fmtunit_parser::plan::{Entry, ParsePlan, ParseStep};
use fmtunit_parser::units::Place as Kind;
use fmtunit_runtime::interpret::Parser;
use fmtunit_runtime::place::types;
use harness::engine::{Engine, ParseReply, STOCK_ENGINE};
use harness::format::PreparedParse;
use harness::jit::AnyParser;
use harness::observation::Logs;
use harness::owned::repr;
use harness::parse::{self, EngineCall};
use harness::python::{self, Python};
use harness::random::Random;
use harness::report::Report;
use harness::slots::size;
use pyo3_ffi::PyObject;

/// A format and a record, in one of the ways.
struct ParsedRecord {
    way: usize,
    parser: AnyParser<RecordAt>,
    shape: RecordShape,
    /// The kind of each field, and whether it is an input.
    kinds: Vec<(Kind, bool)>,
}

macro_rules! define_class {
    ($(#[doc = $doc:literal] $name:ident: $type:ty;)*) => {
        /// The type of a field for a place.
        pub(super) fn of(kind: Kind, random: &mut Random) -> FieldType {
            match kind {
                // What our converter fills has sixteen bytes.
                Kind::Anything => FieldType::Complex,
                Kind::Char => [FieldType::I8, FieldType::U8][random.below(2)],
                $(Kind::$name => define_class!(@class $name),)*
            }
        }
    };
    (@class Anything) => { FieldType::Complex };
    (@class $name:ident) => { <types::$name as Field>::TYPE };
}
mod class {
    #![allow(unreachable_patterns, reason = "the rows with types of their own stand before all rows")]
    use super::{Field, FieldType, Kind, Random, types};
    fmtunit_parser::for_each_place!(define_class);
}

impl ParsedRecord {
    fn new(way: usize, format: &PreparedParse, random: &mut Random) -> Self {
        let kinds: Vec<(Kind, bool)> = format
            .conversions
            .iter()
            .flat_map(|conversion| {
                let takes = conversion.unit.takes().iter().map(|&(_, kind)| (kind, true));
                takes.chain(conversion.unit.stores().iter().map(|&(_, kind)| (kind, false)))
            })
            .collect();
        let types: Vec<_> = kinds.iter().map(|&(kind, _)| class::of(kind, random)).collect();
        let shape = RecordShape::random(&types, random);
        let (compiler, layout, entry) = (&compilers()[way], shape.layout(), format.entry);
        let names: Vec<&str> = format.names.iter().map(String::as_str).collect();
        let parser = AnyParser::new(compiler, (&format.source, &layout), &names, entry);
        let parser = parser.unwrap_or_else(|error| panic!("`{}`: {error}", format.source));
        let is_distinct = format.interpreted.plan().parameters.as_ref().is_none_or(|it| it.distinct);
        assert_eq!(
            parser.is_compiled(),
            way > 0 && is_distinct && fmtunit_jit::HAS_BACK_END,
            "`{}`",
            format.source
        );
        Self { way, parser, shape, kinds }
    }
}

impl Engine for ParsedRecord {
    fn name(&self) -> &'static str {
        WAYS[self.way]
    }

    unsafe fn parse(&self, call: &mut EngineCall<'_>) -> Option<ParseReply> {
        let EngineCall { format, source, places, .. } = call;
        let mut memory = self.shape.memory();
        for (field, (&(kind, is_input), &place)) in self.kinds.iter().zip(*places).enumerate() {
            match is_input {
                true => memory.write(field, place),
                false => unsafe { memory.copy_from(field, place.cast(), size(kind)) },
            }
        }
        let record = memory.address();
        let result = unsafe { self.parser.parse(source, &source.array.as_ptr(), record) };
        assert!(memory.gaps_are_intact(), "`{}` has written between the fields", format.source);
        for (field, (&(kind, is_input), &place)) in self.kinds.iter().zip(*places).enumerate() {
            if !is_input {
                unsafe { memory.copy_to(field, place.cast(), size(kind)) };
            }
        }
        Some(ParseReply::Stored(result.is_ok()))
    }
}

/// Compares random calls of a format with those of CPython. Returns how many succeed.
fn compare(
    python: &Python,
    logs: &Logs,
    report: &mut Report,
    random: &mut Random,
    (format, rounds): (&PreparedParse, usize),
    zoo: &[*mut PyObject],
) -> usize {
    let records: Vec<_> = (0..WAYS.len()).map(|way| ParsedRecord::new(way, format, random)).collect();
    let mut successes = 0;
    for round in 0..rounds {
        let inputs = inputs(random);
        let given = arguments(python, format, zoo, random, round);
        let stock = report.compare(
            STOCK_ENGINE,
            records.iter().map(|record| record as &dyn Engine),
            |engine| parse::observe(python, logs, engine, format, &inputs, given.get()),
            || {
                let (format, entry, given) = (&format.source, format.entry, repr(given.get()));
                format!("`{format}` ({entry:?}) {given} (room {:?})", inputs.room)
            },
        );
        successes += usize::from(stock.success);
    }
    successes
}

#[test]
fn every_parse_format_fills_a_record_as_cpython_fills_places() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("pairs of one format with a record and random arguments");
    let zoo = zoo(&python);
    let mut random = Random::new(0x2EC02D);
    let mut successes = 0;
    for compiled in compiled::all() {
        let format = PreparedParse::new(compiled.format, compiled.entry, compiled.names);
        successes += compare(&python, &logs, &mut report, &mut random, (&format, 12), &zoo);
    }
    eprintln!("{successes} of them succeed");
    assert!(successes > 4000, "the arguments hardly ever fit");
    report.finish(16_000);
}

#[test]
fn random_formats_fill_records_as_cpython_fills_places() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("pairs of a random format with a record and random arguments");
    let zoo = zoo(&python);
    let mut random = Random::new(0xF1E1D);
    let mut successes = 0;
    for number in 0..600 {
        let format = if number % 3 == 0 { made_up(&mut random) } else { nameless(&mut random) };
        successes += compare(&python, &logs, &mut report, &mut random, (&format, 10), &zoo);
    }
    eprintln!("{successes} of them succeed");
    assert!(successes > 400, "the arguments hardly ever fit");
    report.finish(5000);
}

/// A format for one of the entry points without names.
fn nameless(random: &mut Random) -> PreparedParse {
    let entry = [Entry::Tuple, Entry::Array, Entry::Object][random.below(3)];
    loop {
        let mut source = String::new();
        let count = if entry == Entry::Object { 1 } else { random.below(7) };
        let optional = random.below(count + 2);
        for index in 0..count {
            if index == optional && entry != Entry::Object {
                source.push('|');
            }
            member(&mut source, random, 0);
        }
        source.push_str(["", "", ":f", ";message"][random.below(4)]);
        // CPython has room to undo as many conversions as there are arguments.
        if Parser::new(&source, entry).is_ok_and(|parser| conversions_noted(parser.plan()) <= 8) {
            return PreparedParse::new(&source, entry, &[""; 0]);
        }
    }
}

/// The number of conversions that CPython notes because they may have to be undone: also the last one.
fn conversions_noted(plan: &ParsePlan) -> usize {
    let is_noted =
        |step: &&ParseStep| matches!(step, ParseStep::Convert { unit, .. } if unit.cleanup().is_some());
    plan.steps.iter().filter(is_noted).count()
}
