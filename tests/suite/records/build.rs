//! Building from records.

use super::memory::{RecordMemory, RecordShape};
use super::{WAYS, compilers};
use crate::build::differential::value;
use crate::compiled;
use fmtunit_jit::{Builder, FieldType, RecordAt};
use fmtunit_parser::ast::Bracket;
use fmtunit_parser::units::{BuildUnit, Unit, ValueKind as Kind};
use fmtunit_runtime::interpret;
use fmtunit_runtime::value::Value;
use harness::build::{self, Manner};
use harness::engine::{Engine, STOCK_ENGINE};
use harness::format::PreparedBuild;
use harness::observation::Logs;
use harness::python::{self, Python};
use harness::random::Random;
use harness::report::Report;
use pyo3_ffi::PyObject;

/// A format and a record, in one of the ways.
struct BuiltRecord {
    way: usize,
    builder: Builder<RecordAt>,
    shape: RecordShape,
}

/// A type for each C argument of a format, as it is or to be promoted.
pub(super) fn classes(units: &[BuildUnit], narrow: bool, random: &mut Random) -> Vec<FieldType> {
    let accepted = units.iter().flat_map(|&unit| FieldType::accepted_by(unit));
    accepted.map(|accepted| accepted[if narrow { random.below(accepted.len()) } else { 0 }]).collect()
}

/// Writes the arguments of all values into a record.
pub(super) fn fill(
    memory: &mut RecordMemory<'_>,
    units: &[BuildUnit],
    values: &[Value],
    classes: &[FieldType],
) {
    let mut next = 0;
    for (unit, value) in units.iter().zip(values) {
        let class = classes[next];
        unsafe {
            match unit.takes() {
                Kind::Int => integer(memory, next, class, value.Int.into()),
                Kind::UInt => integer(memory, next, class, value.UInt.into()),
                Kind::Long => integer(memory, next, class, value.Long.into()),
                Kind::ULong => integer(memory, next, class, value.ULong.into()),
                Kind::LongLong => memory.write(next, value.LongLong),
                Kind::ULongLong => memory.write(next, value.ULongLong),
                Kind::SSize => memory.write(next, value.SSize),
                Kind::Double if class == FieldType::F32 => memory.write(next, value.Double as f32),
                Kind::Double => memory.write(next, value.Double),
                Kind::Complex if class == FieldType::Complex => memory.write(next, *value.Complex),
                Kind::Complex => memory.write(next, value.Complex),
                Kind::Text => memory.write(next, value.Text.data),
                Kind::Bytes => {
                    memory.write(next, value.Bytes.data);
                    memory.write(next + 1, value.Bytes.length);
                }
                Kind::Wide => memory.write(next, value.Wide),
                Kind::WideLen => {
                    memory.write(next, value.WideLen.data);
                    memory.write(next + 1, value.WideLen.length);
                }
                Kind::Object => memory.write(next, value.Object),
                Kind::Conversion => {
                    memory.write(next, value.Conversion.convert);
                    memory.write(next + 1, value.Conversion.argument);
                }
            }
        }
        next += unit.takes().count();
    }
}

/// Writes an integer, of which nothing may be lost.
fn integer(memory: &mut RecordMemory<'_>, field: usize, class: FieldType, value: i128) {
    match class {
        FieldType::Bool => memory.write(field, u8::try_from(value).unwrap() == 1),
        FieldType::I8 => memory.write(field, i8::try_from(value).unwrap()),
        FieldType::U8 => memory.write(field, u8::try_from(value).unwrap()),
        FieldType::I16 => memory.write(field, i16::try_from(value).unwrap()),
        FieldType::U16 => memory.write(field, u16::try_from(value).unwrap()),
        FieldType::I32 => memory.write(field, i32::try_from(value).unwrap()),
        FieldType::U32 => memory.write(field, u32::try_from(value).unwrap()),
        FieldType::I64 => memory.write(field, i64::try_from(value).unwrap()),
        FieldType::U64 => memory.write(field, u64::try_from(value).unwrap()),
        class => panic!("an int cannot be written to {class:?}"),
    }
}

const SINGLE: [&str; 8] = [
    "0.0",
    "-0.0",
    "1.5",
    "float('nan')",
    "float('-inf')",
    "2.0**-149",
    "(2 - 2**-23) * 2.0**127",
    "-0.09375",
];

/// An expression for a tuple of values that fit their fields.
pub(super) fn expression(units: &[BuildUnit], classes: &[FieldType], random: &mut Random) -> String {
    let mut next = 0;
    let values: Vec<_> = units
        .iter()
        .map(|&unit| {
            let class = classes[next];
            next += unit.takes().count();
            let value = value(unit, random);
            let signed = |bits: u32| format!("(({value}) + 2**{bits}) % 2**{} - 2**{bits},", bits + 1);
            match class {
                FieldType::Bool => format!("({value}) % 2,"),
                FieldType::U8 => format!("({value}) % 2**8,"),
                FieldType::U16 => format!("({value}) % 2**16,"),
                FieldType::I8 => signed(7),
                FieldType::I16 => signed(15),
                FieldType::F32 => SINGLE[random.below(SINGLE.len())].to_owned() + ",",
                _ => value + ",",
            }
        })
        .collect();
    format!("({})", values.concat())
}

impl Engine for BuiltRecord {
    fn name(&self) -> &'static str {
        WAYS[self.way]
    }

    unsafe fn build(&self, format: &PreparedBuild, values: &[Value]) -> Option<*mut PyObject> {
        let mut memory = self.shape.memory();
        let classes: Vec<_> = self.shape.layout().fields().iter().map(|field| field.class).collect();
        fill(&mut memory, &format.units, values, &classes);
        let before = memory.bytes();
        let object = unsafe { self.builder.build(memory.address()) };
        assert_eq!(before, memory.bytes(), "`{}` has written to its record", format.source);
        Some(object)
    }
}

/// Compares random values for a format with what CPython builds of them. Returns how often that succeeds.
fn compare(
    python: &Python,
    logs: &Logs,
    report: &mut Report,
    random: &mut Random,
    format: &PreparedBuild,
    narrow: bool,
) -> usize {
    let classes = classes(&format.units, narrow, random);
    let records: Vec<_> = (0..WAYS.len())
        .map(|way| {
            let shape = RecordShape::random(&classes, random);
            let builder = compilers()[way].builder((&format.source, &shape.layout()));
            let builder: Builder<_> = builder.unwrap_or_else(|error| panic!("`{}`: {error}", format.source));
            assert_eq!(builder.is_compiled(), way > 0 && fmtunit_jit::HAS_BACK_END, "`{}`", format.source);
            BuiltRecord { way, builder, shape }
        })
        .collect();
    let mut successes = 0;
    for round in 0..8 {
        let expression = expression(&format.units, &classes, random);
        // No Python code is to run while an exception is set.
        let converts = format.units.iter().any(|unit| unit.takes() == Kind::Conversion);
        let manner = Manner { pending: round == 7 && !converts, last_reference: round % 2 == 1 };
        let stock = report.compare(
            STOCK_ENGINE,
            records.iter().map(|record| record as &dyn Engine),
            |engine| build::observe(python, logs, engine, format, python.eval(&expression), manner),
            || format!("`{}` {expression} of {classes:?} ({manner:?})", format.source),
        );
        successes += usize::from(stock.success);
    }
    successes
}

#[test]
fn every_build_format_makes_of_a_record_what_cpython_makes_of_values() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("pairs of one build format and a record");
    let mut random = Random::new(0xB111D);
    let mut successes = 0;
    for compiled in compiled::all_build() {
        let format = PreparedBuild::new(compiled.format);
        for narrow in [false, true] {
            successes += compare(&python, &logs, &mut report, &mut random, &format, narrow);
        }
    }
    eprintln!("{successes} of them succeed");
    assert!(successes > 2000, "the values hardly ever make anything");
    report.finish(4000);
}

#[test]
fn random_formats_make_of_records_what_cpython_makes_of_values() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("pairs of a random build format and a record");
    let mut random = Random::new(0xB22D);
    let mut successes = 0;
    for _ in 0..600 {
        let format = made_up(&mut random);
        successes += compare(&python, &logs, &mut report, &mut random, &format, true);
    }
    eprintln!("{successes} of them succeed");
    assert!(successes > 1000, "the values hardly ever make anything");
    report.finish(4000);
}

/// A format that no macro has compiled.
fn made_up(random: &mut Random) -> PreparedBuild {
    loop {
        let mut source = String::new();
        for _ in 0..random.below(6) {
            member(&mut source, random, 0);
        }
        if interpret::Builder::new(&source).is_err() {
            continue;
        }
        let format = PreparedBuild::new(&source);
        // No more are passed in registers.
        if format.units.iter().filter(|unit| unit.takes() == Kind::Double).count() <= 8 {
            return format;
        }
    }
}

/// A unit or, now and then, a container.
fn member(source: &mut String, random: &mut Random, depth: usize) {
    if depth < 3 && random.below(5) == 0 {
        let kind = Bracket::ALL[random.below(Bracket::ALL.len())];
        let (open, close) = kind.characters();
        source.push(open);
        let count = random.below(3);
        for _ in 0..if kind == Bracket::Dict { 2 * count } else { count } {
            member(source, random, depth + 1);
        }
        source.push(close);
        return;
    }
    source.push_str(BuildUnit::ALL[random.below(BuildUnit::ALL.len())].spelling());
}
