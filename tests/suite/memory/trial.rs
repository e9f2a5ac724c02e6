//! A call, repeated until each of its allocations has failed.

use super::{allocator, frames};
use crate::engines::ENGINES;
use harness::engine::{Engine, STOCK_ENGINE};
use harness::observation::{Exception, Observation};
use harness::python::Python;
use harness::report::{ComparedOutputs, Report, differ};
use pyo3_ffi as ffi;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::Range;

/// The most allocations of one call that may fail: more would be a loop that does not end.
const MOST: usize = 10_000;

/// A debug build aborts where its own functions meet what they did not expect: they are not called then.
const STOCK_ABORTS: bool = cfg!(py_sys_config = "Py_DEBUG");

/// Which allocations fail.
#[derive(Clone, Copy, Debug)]
enum Failing {
    /// One.
    One,
    /// One, and all that follow.
    Rest,
}

impl Failing {
    fn blocks(self, first: usize) -> Range<usize> {
        match self {
            Self::One => first..first + 1,
            Self::Rest => first..usize::MAX,
        }
    }
}

/// Trials, and what came of them.
pub(super) struct Trials {
    report: Report,
    /// The number of failed allocations, for each engine.
    failed: BTreeMap<String, usize>,
    calls: usize,
}

/// Says what is wrong with what was seen, if anything is, beside what was seen of a usual call.
type Judge<'a, T> = dyn Fn(&Observation<T>, &Observation<T>) -> Option<String> + 'a;

impl Trials {
    /// Sets the hook.
    pub(super) fn new(python: &Python, what: &'static str) -> Self {
        // Collections when they are asked for, and no others; quick ones, which do not look at what there is already.
        python.eval("[__import__('gc').set_threshold(0), __import__('gc').freeze()]");
        // A destructor that finds no memory cannot say so.
        python.eval("setattr(sys, 'unraisablehook', lambda unraisable: released.append('unraisable'))");
        allocator::hook();
        frames::evaluate_outside();
        Self { report: Report::new(what), failed: BTreeMap::new(), calls: 0 }
    }

    /// Makes a call as often as it takes. `run` returns what was seen of it, with nothing left of it; `None` if the engine
    /// does not have it. `wrong` says what is wrong with what was seen of a call that ran out of memory, beside a usual one.
    /// Returns all that was seen of it.
    pub(super) fn of<T: PartialEq>(
        &mut self,
        engine: &str,
        name: &dyn Fn() -> String,
        run: &mut dyn FnMut() -> Option<Observation<T>>,
        wrong: &Judge<'_, T>,
    ) -> Vec<Observation<T>> {
        let mut outcomes = Vec::new();
        allocator::refuse(0..0);
        // The first call fills caches. 3.12 crashes where there is no memory for what a warning needs.
        let Some(usual) = run().and_then(|_| run()).filter(|usual| usual.warnings.is_empty()) else {
            return outcomes;
        };
        self.calls += 1;
        // None, if it has asked for none just now.
        let mut all = if allocator::asked() == 0 { 0 } else { usize::MAX };
        for failing in [Failing::One, Failing::Rest] {
            for first in 0..all {
                assert!(first < MOST, "{} ({engine}) does not come to its end", name());
                allocator::refuse(failing.blocks(first));
                let seen = self.without_leak(run);
                // The call has come to its end before.
                if allocator::asked() <= first {
                    all = first;
                    break;
                }
                self.report.count();
                *self.failed.entry(engine.to_owned()).or_default() += 1;
                let fault = match seen {
                    Ok(seen) => {
                        let fault = wrong(&usual, &seen);
                        outcomes.extend(Some(seen).filter(|seen| !outcomes.contains(seen)));
                        fault
                    }
                    // What CPython leaks is not ours to say.
                    Err(_) if engine == STOCK_ENGINE.name() => None,
                    Err(leaked) => Some(format!("{leaked} blocks are left over")),
                };
                if let Some(fault) = fault {
                    let name = name();
                    self.report.fail(format!("{name} ({engine}), allocation {first} ({failing:?}): {fault}"));
                }
            }
        }
        allocator::refuse(0..0);
        outcomes.push(Observation { released: sorted(&usual.released), ..usual });
        outcomes
    }

    /// Makes the call by CPython's own function, and then by each engine, which has to come to one of its outcomes.
    pub(super) fn compare<T: Clone + ComparedOutputs + PartialEq + Debug>(
        &mut self,
        name: &dyn Fn() -> String,
        run: &dyn Fn(&'static dyn Engine) -> Option<Observation<T>>,
    ) {
        let stock = if STOCK_ABORTS {
            Vec::new()
        } else {
            self.of(STOCK_ENGINE.name(), name, &mut || run(STOCK_ENGINE), &|_, _| None)
        };
        for engine in ENGINES {
            let judge = |usual: &_, seen: &_| unlike(&stock, usual, seen);
            self.of(engine.name(), name, &mut || run(engine), &judge);
        }
    }

    /// Makes the call. If blocks are left over, again and again: what leaks, leaks each time; a cache keeps one. The error is
    /// the number of blocks that are left over then.
    fn without_leak<T>(
        &self,
        run: &mut dyn FnMut() -> Option<Observation<T>>,
    ) -> Result<Observation<T>, usize> {
        allocator::forget();
        let mut leaked = 0;
        for _ in 0..3 {
            let Some(mut seen) = run() else { unreachable!("the engine had it before") };
            // SAFETY: the suite holds the GIL.
            unsafe { ffi::PyGC_Collect() };
            if allocator::alive() > 0 {
                // It keeps the names that were looked up last.
                // SAFETY: as above.
                unsafe { ffi::PyType_ClearCache() };
            }
            seen.released = sorted(&seen.released);
            let alive = allocator::alive();
            if alive <= leaked {
                return Ok(seen);
            }
            leaked = alive;
        }
        Err(leaked)
    }

    /// Prints the sums; fails if anything was wrong, or if fewer allocations have failed than `least`.
    pub(super) fn finish(self, least: usize) {
        let Self { report, failed, calls } = self;
        let ours: usize =
            failed.iter().filter(|(name, _)| *name != STOCK_ENGINE.name()).map(|(_, count)| count).sum();
        eprintln!("allocations failed in {calls} calls: {failed:?}, {ours} in all of ours");
        report.finish(least);
    }
}

/// Judges a call, where CPython's own function comes to these outcomes.
fn unlike<T: Clone + ComparedOutputs + PartialEq + Debug>(
    stock: &[Observation<T>],
    usual: &Observation<T>,
    seen: &Observation<T>,
) -> Option<String> {
    let out_of_memory = is_memory_error(seen.exception.as_ref());
    let unchanged = seen.references == usual.references || seen.references.iter().all(|change| *change == 0);
    if STOCK_ABORTS {
        return (!unchanged).then(|| format!("references {:?}", seen.references));
    }
    if out_of_memory && unchanged && seen.conversions.is_empty() && seen.outputs.are_untouched() {
        // Before it has begun: ours may need memory where CPython does not.
        return None;
    }
    let mut nearest: Option<String> = None;
    for stock in stock {
        let mut stock = stock.clone();
        if out_of_memory && !stock.success {
            stock.exception.clone_from(&seen.exception);
        }
        let difference = differ(&stock, seen)?;
        if nearest.as_ref().is_none_or(|nearest| difference.len() < nearest.len()) {
            nearest = Some(difference);
        }
    }
    nearest.or_else(|| Some("CPython does not come to an end".to_owned()))
}

/// The names of what was released, in an order that does not depend on how far a call has come.
fn sorted(released: &str) -> String {
    let mut names: Vec<_> = released.lines().collect();
    names.sort_unstable();
    names.join("\n")
}

/// Is it the exception that says that there is no memory?
pub(super) fn is_memory_error(exception: Option<&Exception>) -> bool {
    exception.is_some_and(|exception| exception.class == "MemoryError")
}
