//! A format with its variants.

use crate::tier::{self, Tier};
use std::time::{Duration, Instant};

/// Formats that are used alike.
pub struct Family {
    /// Its name in reports.
    pub name: &'static str,
    /// The formats.
    pub rows: &'static [Row],
}

/// A format that is timed.
pub struct Row {
    /// Its name in reports.
    pub name: &'static str,
    /// Is it one of the formats that the published means are taken over?
    pub headline: bool,
    /// The number of call sites, of 14,069 in public C and C++ code, that have the format, for the weighted means. Where rows share a format,
    /// it stands with one of them; 0 in the others, and where it was not seen.
    pub sites: u32,
    /// Makes the variants, one for each of the tiers among them, and calls none. The interpreter is started.
    pub prepare: fn(&[Tier]) -> Vec<Variant>,
}

/// One way to do what a format says.
pub struct Variant {
    /// Which way: `stock`, `by_hand`, `header`, `macro`, the name of a tier, or one that only some rows have.
    pub name: &'static str,
    calls: Box<dyn Calls>,
}

/// The calls of a variant.
pub(crate) trait Calls {
    /// Makes one call: what it results in.
    fn result(&self) -> String;

    /// Makes so many calls.
    fn run(&self, calls: u64);
}

impl Row {
    /// The variants, which all have the same result.
    pub fn variants(&self) -> Vec<Variant> {
        let variants = (self.prepare)(&tier::settled());
        self.check(&variants);
        variants
    }

    /// Makes a call of each variant, and compares what they result in.
    pub fn check(&self, variants: &[Variant]) {
        let results: Vec<_> = variants.iter().map(|variant| (variant.name, variant.calls.result())).collect();
        for pair in results.windows(2) {
            let [(a, made), (b, expected)] = pair else { continue };
            assert_eq!(made, expected, "{}: {a} and {b} differ", self.name);
        }
    }
}

impl Variant {
    /// A variant that does this.
    pub(crate) fn new(name: &'static str, calls: impl Calls + 'static) -> Self {
        Self { name, calls: Box::new(calls) }
    }

    /// Makes so many calls.
    pub fn run(&self, calls: u64) {
        self.calls.run(calls);
    }

    /// How long so many calls take.
    pub fn time(&self, calls: u64) -> Duration {
        let start = Instant::now();
        self.run(calls);
        start.elapsed()
    }
}
