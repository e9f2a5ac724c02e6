//! Every case a thousand times: neither memory nor references grow.

use crate::build_call::{self, Values};
use crate::call;
use crate::cases;
use crate::engine::ENGINES;
use crate::format::Format;
use crate::observation::Watched;
use crate::python::{self, Python};
use crate::report::Report;
use pyo3_ffi as ffi;

/// How often each call is made.
const TIMES: usize = 1000;
/// How often before anything is counted: caches fill up.
const WARM_UP: usize = 20;
/// How many blocks may be allocated otherwise meanwhile.
const NOISE: i64 = 200;

/// Checks that a thousand runs leave everything as it was; answers what has grown, as text. `None` where there is
/// nothing to run.
pub(crate) fn growth(
    python: &Python,
    watched: &Watched,
    mut run: impl FnMut(usize) -> Option<()>,
) -> Option<Result<(), String>> {
    run(WARM_UP)?;
    let counts = watched.changes();
    let mut before = python.allocated();
    run(TIMES)?;
    let mut grown = python.allocated() - before;
    if grown >= NOISE {
        // What the garbage collector finds is not leaked.
        unsafe { ffi::PyGC_Collect() };
        before = python.allocated();
        run(TIMES)?;
        unsafe { ffi::PyGC_Collect() };
        grown = python.allocated() - before;
    }
    let now = watched.changes();
    if grown >= NOISE || counts != now {
        return Some(Err(format!("{grown} blocks more, references {counts:?} and then {now:?}")));
    }
    Some(Ok(()))
}

#[test]
fn no_parse_case_leaks_anything_in_a_thousand_runs() {
    let python = python::attach();
    let mut report = Report::new("leak checks of parse cases");
    // Those that are recorded would be kept.
    python.filter_warnings("ignore");
    let released = python.log("released");
    for case in cases::parse() {
        let inputs = case.inputs(&python);
        // Without names, an array makes no difference.
        let entries = case.entries().iter().enumerate();
        for (_, &entry) in entries.filter(|(index, entry)| *index == 0 || entry.takes_keywords()) {
            let format = Format::new(&case.format, entry, &case.names);
            for engine in ENGINES {
                let arguments = python.eval(&case.args);
                let watched = Watched::reachable(arguments.get());
                let grown = growth(&python, &watched, |times| {
                    let done = call::repeat(times, engine, &format, &inputs, arguments.get(), &watched);
                    python.drain(&released);
                    done
                });
                let Some(grown) = grown else { continue };
                report.count();
                if let Err(what) = grown {
                    let name = engine.name();
                    report.fail(format!("`{}` {} ({entry:?}, {name}): {what}", case.format, case.args));
                }
            }
        }
    }
    python.filter_warnings("always");
    report.finish(500);
}

#[test]
fn no_build_case_leaks_anything_in_a_thousand_runs() {
    let python = python::attach();
    let mut report = Report::new("leak checks of build cases");
    let released = python.log("released");
    for case in cases::build() {
        let format = build_call::Format::new(&case.format);
        for engine in ENGINES {
            let arguments = python.eval(&case.args);
            let values = Values::new(&python, &format, &arguments);
            let objects: Vec<_> = values.objects.iter().map(|(_, object)| *object).collect();
            let watched = Watched::these(&objects);
            let grown = growth(&python, &watched, |times| {
                let done = build_call::repeat(times, engine, &format, &values, case.pending);
                python.drain(&released);
                done
            });
            let Some(grown) = grown else { continue };
            report.count();
            if let Err(what) = grown {
                report.fail(format!("`{}` {} ({}): {what}", case.format, case.args, engine.name()));
            }
        }
    }
    report.finish(200);
}
