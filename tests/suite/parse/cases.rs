//! The parse cases: every engine beside CPython, and CPython beside the values that the cases expect.

use crate::cases::{self, ParseCase};
use crate::engines::ENGINES;
use fmtunit_parser::units::{ParseUnit, Unit};
use fmtunit_runtime::version::RUNNING;
use harness::engine::{Engine, STOCK_ENGINE};
use harness::format::PreparedParse;
use harness::observation::{Logs, Observation, Watched};
use harness::parse;
use harness::python::{self, Python};
use harness::report::Report;
use harness::seen::Seen;

/// Runs a case with arguments of its own.
pub(crate) fn run(
    python: &Python,
    logs: &Logs,
    engine: &dyn Engine,
    case: &ParseCase,
    format: &PreparedParse,
) -> Option<(Observation<Vec<Seen>>, String)> {
    let arguments = python.eval(&case.args);
    let inputs = case.inputs(python);
    let mut seen = parse::observe(python, logs, engine, format, &inputs, arguments.get())?;
    let watched = Watched::reachable(arguments.get());
    let outputs: Vec<_> =
        seen.outputs.iter().zip(format.outputs()).map(|(seen, kind)| seen.show(kind, &watched)).collect();
    seen.outputs.iter_mut().for_each(Seen::forget_address);
    Some((seen, format!("[{}]", outputs.join(", "))))
}

#[test]
fn every_engine_does_what_cpython_does_in_every_parse_case() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("parse cases");
    for case in cases::parse() {
        for &entry in case.entries() {
            compare(
                &python,
                &logs,
                &mut report,
                &case,
                &PreparedParse::new(&case.format, entry, &case.names),
            );
        }
    }
    python.filter_warnings("always");
    report.finish(1000);
}

/// Compares all engines on one case; where CPython warns, also with warnings that are exceptions.
fn compare(python: &Python, logs: &Logs, report: &mut Report, case: &ParseCase, format: &PreparedParse) {
    for action in ["always", "error"] {
        python.filter_warnings(action);
        let stock = report.compare(
            STOCK_ENGINE,
            ENGINES,
            |engine| Some(run(python, logs, engine, case, format)?.0),
            || format!("`{}` {} ({:?}, warnings: {action})", case.format, case.args, format.entry),
        );
        // Warnings that become exceptions only matter where there are some.
        if stock.warnings.is_empty() {
            break;
        }
    }
}

#[test]
fn cpython_does_what_the_parse_cases_say() {
    // Some values in the cases are for a `long` of 64 bits.
    if size_of::<std::ffi::c_long>() < 8 {
        return;
    }
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("expectations of parse cases");
    for case in cases::parse() {
        let format = PreparedParse::new(&case.format, case.entries()[0], &case.names);
        let (seen, outputs) = run(&python, &logs, STOCK_ENGINE, &case, &format).unwrap();
        let class = seen.exception.as_ref().map(|exception| exception.class.clone());
        report.count();
        let expects_success = case.raises.is_none();
        let output_expected = if expects_success { &case.gives } else { &case.leaves };
        let right = class == case.raises && output_expected.as_ref().is_none_or(|gives| *gives == outputs);
        if !right {
            report.fail(format!(
                "`{}` {}: expected {:?} or {:?}, got {outputs} {:?}",
                case.format, case.args, case.gives, case.raises, seen.exception
            ));
        }
    }
    report.finish(200);
}

#[test]
fn every_parse_unit_has_a_case_that_it_accepts_and_one_that_it_rejects() {
    // Formats are prepared by an attached thread.
    let _python = python::attach();
    let mut missing = Vec::new();
    let cases = cases::parse();
    for unit in ParseUnit::ALL.iter().filter(|unit| unit.versions().contain(RUNNING)) {
        let of_unit = |case: &&ParseCase| {
            let format = PreparedParse::new(&case.format, case.entries()[0], &case.names);
            let alone = !format.source.contains(['(', '|']) && format.conversions.len() == 1;
            alone && format.conversions[0].unit == *unit
        };
        let own: Vec<_> = cases.iter().filter(of_unit).collect();
        if !own.iter().any(|case| case.raises.is_none()) {
            missing.push(format!("`{}`: none that it accepts", unit.spelling()));
        }
        if !accepts_anything(*unit) && !own.iter().any(|case| case.raises.is_some()) {
            missing.push(format!("`{}`: none that it rejects", unit.spelling()));
        }
    }
    assert!(missing.is_empty(), "units without a case of their own:\n{}", missing.join("\n"));
}

/// Units that only take the pointer: there is no object that they could reject. (`p` asks the object, which may raise.)
fn accepts_anything(unit: ParseUnit) -> bool {
    unit == ParseUnit::Object
}
