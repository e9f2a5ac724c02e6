//! Every case a thousand times, or as often as the `effort` allows: neither memory nor references grow.
//!
//! A debug build of CPython counts all references (`sys.gettotalrefcount`): there the sum must be the same, exactly. Others count
//! the blocks that are allocated, which may be a few more.

use crate::cases;
use crate::engines::ENGINES;
use harness::build::{self, GivenValues};
use harness::effort::part_of;
use harness::format::{PreparedBuild, PreparedParse};
use harness::observation::Watched;
use harness::parse;
use harness::python::{self, Python};
use harness::report::Report;
use pyo3_ffi as ffi;

/// How often each call is made.
const TIMES: usize = 1000;
/// How often before anything is counted: caches fill up.
const WARM_UP: usize = 20;
/// From how many more blocks on it is a leak: some may be allocated otherwise meanwhile, and a leak loses one each time.
const TOLERATED: i64 = 200;

/// The interpreter counts references: then all of them are counted, and none may be left over.
const COUNTS_REFERENCES: bool = cfg!(py_sys_config = "Py_REF_DEBUG");

/// Cases, and by how much all of them together let the count grow.
pub(crate) struct Leaks {
    report: Report,
    drift: i64,
    times: usize,
    tolerated: i64,
}

impl Leaks {
    pub(crate) fn new(what: &'static str) -> Self {
        let times = part_of(TIMES);
        let tolerated = if COUNTS_REFERENCES { 1 } else { TOLERATED.min(times as i64) };
        Self { report: Report::new(what), drift: 0, times, tolerated }
    }

    /// Checks that many runs leave everything as it was. `run` makes so many; `None` where there is nothing to run.
    pub(crate) fn of(
        &mut self,
        python: &Python,
        watched: &Watched,
        name: &dyn Fn() -> String,
        run: &mut dyn FnMut(usize) -> Option<()>,
    ) {
        let Some(growth) = self.growth(python, watched, run) else { return };
        self.report.count();
        self.drift += growth.total;
        if growth.total.abs() >= self.tolerated || growth.before != growth.after {
            let Growth { total, before, after } = growth;
            self.report.fail(format!("{}: {total} more, references {before:?} and then {after:?}", name()));
        }
    }

    fn growth(
        &self,
        python: &Python,
        watched: &Watched,
        run: &mut dyn FnMut(usize) -> Option<()>,
    ) -> Option<Growth> {
        run(WARM_UP)?;
        let before = watched.changes();
        let mut start = python.allocated();
        run(self.times)?;
        let mut total = python.allocated() - start;
        if total.abs() >= self.tolerated {
            // What the garbage collector finds is not leaked.
            unsafe { ffi::PyGC_Collect() };
            start = python.allocated();
            run(self.times)?;
            unsafe { ffi::PyGC_Collect() };
            total = python.allocated() - start;
        }
        Some(Growth { total, before, after: watched.changes() })
    }

    /// Prints the sums; fails if anything has leaked, or if there were fewer cases than `least`.
    pub(crate) fn finish(self, least: usize) {
        let counted = if COUNTS_REFERENCES { "sys.gettotalrefcount()" } else { "sys.getallocatedblocks()" };
        eprintln!("total drift of {counted}: {}", self.drift);
        self.report.finish(least);
    }
}

/// The growth over many runs.
struct Growth {
    /// References, or blocks.
    total: i64,
    /// The change of each count before, and after.
    before: Vec<isize>,
    after: Vec<isize>,
}

#[test]
fn no_parse_case_leaks_anything_however_often_it_is_repeated() {
    let python = python::attach();
    let mut leaks = Leaks::new("leak checks of parse cases");
    // Those that are recorded would be kept.
    python.filter_warnings("ignore");
    let released = python.log("released");
    for case in cases::parse() {
        let inputs = case.inputs(&python);
        // Without names, an array makes no difference.
        let entries = case.entries().iter().enumerate();
        for (_, &entry) in entries.filter(|(index, entry)| *index == 0 || entry.takes_keywords()) {
            let format = PreparedParse::new(&case.format, entry, &case.names);
            for engine in ENGINES {
                let arguments = python.eval(&case.args);
                let watched = Watched::reachable(arguments.get());
                let name = || format!("`{}` {} ({entry:?}, {})", case.format, case.args, engine.name());
                leaks.of(&python, &watched, &name, &mut |times| {
                    let done = parse::repeat(times, engine, &format, &inputs, arguments.get(), &watched);
                    python.drain(&released);
                    done
                });
            }
        }
    }
    python.filter_warnings("always");
    leaks.finish(500);
}

#[test]
fn no_build_case_leaks_anything_however_often_it_is_repeated() {
    let python = python::attach();
    let mut leaks = Leaks::new("leak checks of build cases");
    let released = python.log("released");
    for case in cases::build() {
        let format = PreparedBuild::new(&case.format);
        for engine in ENGINES {
            let arguments = python.eval(&case.args);
            let values = GivenValues::new(&python, &format, &arguments);
            let watched = Watched::these(&values.objects());
            let name = || format!("`{}` {} ({})", case.format, case.args, engine.name());
            leaks.of(&python, &watched, &name, &mut |times| {
                let done = build::repeat(times, &values, case.pending, || unsafe {
                    engine.build(&format, &values.values)
                });
                python.drain(&released);
                done
            });
        }
    }
    leaks.finish(200);
}
