//! The build cases: every engine beside CPython, and CPython beside the values that the cases expect.

use crate::cases::{self, BuildCase};
use crate::engines::ENGINES;
use fmtunit_parser::units::{BuildUnit, Unit};
use fmtunit_runtime::version::RUNNING;
use harness::build::{self, Manner};
use harness::engine::{Engine, STOCK_ENGINE};
use harness::format::PreparedBuild;
use harness::observation::{Logs, Observation};
use harness::python::{self, Python};
use harness::report::Report;

/// Runs a case with values of its own.
fn run(
    python: &Python,
    logs: &Logs,
    engine: &dyn Engine,
    case: &BuildCase,
    format: &PreparedBuild,
    last_reference: bool,
) -> Option<Observation<String>> {
    let arguments = python.eval(&case.args);
    let manner = Manner { pending: case.pending, last_reference };
    build::observe(python, logs, engine, format, arguments, manner)
}

#[test]
fn every_engine_does_what_cpython_does_in_every_build_case() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("build cases");
    for case in cases::build() {
        let format = PreparedBuild::new(&case.format);
        for last_reference in [false, true] {
            report.compare(
                STOCK_ENGINE,
                ENGINES,
                |engine| run(&python, &logs, engine, &case, &format, last_reference),
                || format!("`{}` {} (last reference: {last_reference})", case.format, case.args),
            );
        }
    }
    report.finish(200);
}

#[test]
fn cpython_does_what_the_build_cases_say() {
    // Some values in the cases are for a `long` of 64 bits.
    if size_of::<std::ffi::c_long>() < 8 {
        return;
    }
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("expectations of build cases");
    for case in cases::build() {
        let format = PreparedBuild::new(&case.format);
        let seen = run(&python, &logs, STOCK_ENGINE, &case, &format, false).unwrap();
        let class = seen.exception.as_ref().map_or("", |exception| &exception.class);
        report.count();
        let right = match (&case.raises, &case.gives) {
            (Some(raises), _) => !seen.success && raises == class,
            (None, Some(gives)) => {
                // The expected result, written as Python, described as the one that was seen.
                let expected = python.eval(&format!("describe({gives}, ())")).to_text();
                seen.success && expected == seen.outputs
            }
            (None, None) => seen.success,
        };
        if !right {
            report.fail(format!(
                "`{}` {}: expected {:?} or {:?}, got {} {:?}",
                case.format, case.args, case.gives, case.raises, seen.outputs, seen.exception
            ));
        }
    }
    report.finish(100);
}

#[test]
fn every_build_unit_has_a_case_that_succeeds_and_one_that_fails() {
    // Formats are prepared by an attached thread.
    let _python = python::attach();
    let mut missing = Vec::new();
    let cases = cases::build();
    for unit in BuildUnit::ALL.iter().filter(|unit| unit.versions().contain(RUNNING)) {
        let own: Vec<_> =
            cases.iter().filter(|case| PreparedBuild::new(&case.format).units == [*unit]).collect();
        if !own.iter().any(|case| case.raises.is_none()) {
            missing.push(format!("`{}`: none that succeeds", unit.spelling()));
        }
        if can_fail(*unit) && !own.iter().any(|case| case.raises.is_some()) {
            missing.push(format!("`{}`: none that fails", unit.spelling()));
        }
    }
    assert!(missing.is_empty(), "units without a case of their own:\n{}", missing.join("\n"));
}

/// Can the unit fail where there is memory? Numbers and bytes are made of whatever value there is; text has to be
/// decoded, code points have a range, objects can be null, and converters do as they like.
fn can_fail(unit: BuildUnit) -> bool {
    use fmtunit_parser::units::ValueKind as Kind;
    match unit.takes() {
        Kind::Text | Kind::Bytes => !matches!(unit, BuildUnit::Bytes | BuildUnit::BytesLen),
        Kind::Wide | Kind::WideLen | Kind::Object | Kind::Conversion => true,
        Kind::Int => unit == BuildUnit::CodePoint,
        _ => false,
    }
}
