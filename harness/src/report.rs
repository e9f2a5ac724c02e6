//! Collects differences, so that one run shows all of them, and the number of comparisons.

use crate::engine::Engine;
use crate::observation::Observation;
use crate::seen::Seen;
use std::fmt::Debug;

/// The number of differences that are shown.
const SHOWN: usize = 25;
/// The number of characters of each line that are shown.
const LINE: usize = 600;

pub struct Report {
    what: &'static str,
    counted: usize,
    failed: usize,
    /// The first of them: should all calls fail, they would need too much memory.
    failures: Vec<String>,
}

impl Report {
    pub fn new(what: &'static str) -> Self {
        Self { what, counted: 0, failed: 0, failures: Vec::new() }
    }

    /// One more comparison.
    pub fn count(&mut self) {
        self.counted += 1;
    }

    /// Compares engines with CPython's own function in a call, which `call` describes. Returns the observation of the latter.
    pub fn compare<'a, T: ComparedOutputs + PartialEq + Debug>(
        &mut self,
        stock: &dyn Engine,
        engines: impl IntoIterator<Item = &'a dyn Engine>,
        observe: impl Fn(&dyn Engine) -> Option<Observation<T>>,
        call: impl Fn() -> String,
    ) -> Observation<T> {
        self.count();
        let expected = observe(stock).expect("it has all formats");
        for engine in engines {
            let Some(seen) = observe(engine) else { continue };
            if let Some(difference) = differ(&expected, &seen) {
                self.fail(format!("{} ({}): {difference}", call(), engine.name()));
            }
        }
        expected
    }

    pub fn fail(&mut self, failure: String) {
        self.failed += 1;
        if self.failures.len() == SHOWN {
            return;
        }
        // Huge objects make huge texts.
        let lines = failure.lines().map(|line| line.chars().take(LINE).collect());
        self.failures.push(lines.collect::<Vec<String>>().join("\n"));
    }

    /// Fails if there was a difference, or fewer comparisons than `least`.
    pub fn finish(self, least: usize) {
        let Self { what, counted, failed, failures } = self;
        let version = fmtunit_runtime::version::RUNNING;
        eprintln!("{what}: {counted} on {version}, {failed} differ");
        assert!(failed == 0, "{failed} of {counted} {what} differ:\n{}", failures.join("\n"));
        assert!(counted >= least, "only {counted} {what}, where {least} are expected");
    }
}

/// Describes the differences between CPython and an engine.
///
/// An engine that returns its outputs has none when it fails.
pub fn differ<T: ComparedOutputs + PartialEq + Debug>(
    stock: &Observation<T>,
    seen: &Observation<T>,
) -> Option<String> {
    let mut stock_shown = Vec::new();
    let mut compare = |what: &str, same: bool, stock: &dyn Debug, ours: &dyn Debug| {
        if !same {
            stock_shown.push(format!("\n    {what}:\n      stock {stock:?}\n      ours  {ours:?}"));
        }
    };
    compare("success", stock.success == seen.success, &stock.success, &seen.success);
    compare("exception", stock.exception == seen.exception, &stock.exception, &seen.exception);
    compare("warnings", stock.warnings == seen.warnings, &stock.warnings, &seen.warnings);
    compare("conversions", stock.conversions == seen.conversions, &stock.conversions, &seen.conversions);
    compare("released", stock.released == seen.released, &stock.released, &seen.released);
    compare("references", stock.references == seen.references, &stock.references, &seen.references);
    if seen.success || !seen.outputs.are_absent() {
        compare("outputs", stock.outputs == seen.outputs, &stock.outputs, &seen.outputs);
    }
    (!stock_shown.is_empty()).then(|| stock_shown.concat())
}

/// The outputs of a call.
pub trait ComparedOutputs {
    /// Are there none because the call has failed?
    fn are_absent(&self) -> bool;

    /// Has nothing been stored or made?
    fn are_untouched(&self) -> bool;
}

impl ComparedOutputs for Vec<Seen> {
    fn are_absent(&self) -> bool {
        self.is_empty()
    }

    fn are_untouched(&self) -> bool {
        self.iter().all(|output| *output == Seen::Unwritten)
    }
}

impl ComparedOutputs for String {
    fn are_absent(&self) -> bool {
        false
    }

    fn are_untouched(&self) -> bool {
        self == "NULL"
    }
}
