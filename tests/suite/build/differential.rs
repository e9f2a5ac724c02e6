//! The build family.

use crate::compiled;
use crate::engines::ENGINES;
use fmtunit_parser::units::{BuildUnit, ValueKind as Kind};
use harness::build::{self, Manner};
use harness::effort::{LEAST, part_of};
use harness::engine::STOCK_ENGINE;
use harness::format::PreparedBuild;
use harness::observation::Logs;
use harness::python;
use harness::random::Random;
use harness::report::Report;

/// How often each format is tried.
const ROUNDS: usize = 60;

const INTEGERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "5",
    "127",
    "128",
    "255",
    "256",
    "-129",
    "0xd800",
    "0x10ffff",
    "0x110000",
    "2**31",
    "2**31 - 1",
    "-2**31",
    "2**32 - 1",
    "2**63",
    "2**63 - 1",
    "-2**63",
    "2**64 - 1",
    "2**30",
    "-2**30",
    "120",
];
const FLOATS: &[&str] = &["0.0", "-0.0", "1.5", "1e300", "float('nan')", "float('inf')", "5e-324", "-1/3"];
const COMPLEX: &[&str] = &["0j", "1.5-2j", "complex('nan-infj')", "complex('-0-0j')"];
const TEXTS: &[&str] = &[
    "NULL",
    "b''",
    "b'a'",
    "b'abc'",
    r"b'\xc3\xa9'",
    r"b'\xff'",
    r"b'\xed\xa0\x80'",
    "b'x' * 100",
    r"b'\xf0\x9f\x98\x80' * 20",
    r"b'ab\0cd'",
    r"b'ok\xe2\x82'",
];
const LENGTHS: &[&str] = &["0", "1", "2", "-1", "-7"];
const WIDE: &[&str] =
    &["NULL", "''", "'a'", "'ab'", r"'\u20ac\U0001f600'", "[0xd800, 0xdc00]", "[0x110000, 1]", "[-1, 2]"];
const OBJECTS: &[&str] = &[
    "None",
    "[1]",
    "{}",
    "Noisy('a')",
    "Noisy('b')",
    "Noisy('c')",
    "5",
    "'text'",
    "frozenset([7])",
    "NULL",
    "ListChild([1])",
    "(1, [2])",
];
const CONVERSIONS: &[&str] = &[
    "lambda: [1]",
    "lambda: Noisy('made')",
    "lambda: 'text'",
    "None",
    "raising('__call__')()",
    "[5]",
    "Noisy('itself')",
];

/// An expression for a value of the unit.
pub(crate) fn value(unit: BuildUnit, random: &mut Random) -> String {
    let mut one_of = |choices: &[&str]| choices[random.below(choices.len())].to_owned();
    match unit.takes() {
        Kind::Double => one_of(FLOATS),
        Kind::Complex => one_of(COMPLEX),
        Kind::Text => one_of(TEXTS),
        Kind::Bytes => {
            // A text of two bytes at least, so that none of the lengths is too large.
            let text = one_of(&TEXTS[3..]);
            let text = if random.below(5) == 0 { "NULL".to_owned() } else { text };
            format!("({text}, {})", LENGTHS[random.below(LENGTHS.len())])
        }
        Kind::Wide => one_of(WIDE),
        Kind::WideLen => {
            let text = one_of(&WIDE[3..]);
            let text = if random.below(5) == 0 { "NULL".to_owned() } else { text };
            format!("({text}, {})", LENGTHS[random.below(LENGTHS.len())])
        }
        Kind::Object => one_of(OBJECTS),
        Kind::Conversion => one_of(CONVERSIONS),
        _ => one_of(INTEGERS),
    }
}

#[test]
fn every_format_builds_of_random_values_what_cpython_builds() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("pairs of one build format and random values");
    let mut random = Random::new(0xB01D);
    let mut successes = 0;
    for compiled in compiled::all_build() {
        let format = PreparedBuild::new(compiled.format);
        for round in 0..part_of(ROUNDS) {
            let values: Vec<_> = format.units.iter().map(|unit| value(*unit, &mut random) + ",").collect();
            let expression = format!("({})", values.concat());
            // No Python code is to run while an exception is set.
            let converts = format.units.iter().any(|unit| unit.takes() == Kind::Conversion);
            let manner = Manner { pending: round % 10 == 9 && !converts, last_reference: round % 2 == 1 };
            let stock = report.compare(
                STOCK_ENGINE,
                ENGINES,
                |engine| build::observe(&python, &logs, engine, &format, python.eval(&expression), manner),
                || format!("`{}` {expression} ({manner:?})", format.source),
            );
            successes += usize::from(stock.success);
        }
    }
    eprintln!("{successes} of them succeed");
    assert!(successes > part_of(LEAST) / 10, "the values hardly ever make anything");
    report.finish(part_of(LEAST / 2));
}
