//! A format with its variants.

use crate::tier::{self, Tier};
use std::time::{Duration, Instant};

/// Formats that are used alike.
pub struct Family {
    /// What it is called in reports.
    pub name: &'static str,
    /// The formats.
    pub rows: &'static [Row],
}

/// A format that is timed.
pub struct Row {
    /// What it is called in reports.
    pub name: &'static str,
    /// Is it one of the formats that the published means are taken over?
    pub headline: bool,
    /// How many of 14,069 call sites in public C and C++ code have the format, for the weighted means. Where rows share a format,
    /// it stands with one of them; 0 in the others, and where it was not seen.
    pub sites: u32,
    /// Makes the variants, one for each of the tiers among them. The interpreter is started.
    pub prepare: fn(&[Tier]) -> Vec<Variant>,
}

/// One way to do what a format says.
pub struct Variant {
    /// Which way: `stock`, `by_hand`, `macro`, the name of a tier, or one that only some rows have.
    pub name: &'static str,
    /// What one call results in.
    pub result: String,
    /// Makes so many calls.
    run: Box<dyn FnMut(u64)>,
}

impl Row {
    /// The variants, which all have the same result.
    pub fn variants(&self) -> Vec<Variant> {
        self.variants_with(&tier::settled())
    }

    /// The variants with other tiers.
    pub fn variants_with(&self, tiers: &[Tier]) -> Vec<Variant> {
        let variants = (self.prepare)(tiers);
        for pair in variants.windows(2) {
            let [a, b] = pair else { continue };
            assert_eq!(a.result, b.result, "{}: {} and {} differ", self.name, a.name, b.name);
        }
        variants
    }
}

impl Variant {
    /// A variant from what one call results in, and a function that makes so many calls.
    pub fn new(name: &'static str, result: String, run: impl FnMut(u64) + 'static) -> Self {
        Self { name, result, run: Box::new(run) }
    }

    /// Makes so many calls.
    pub fn run(&mut self, calls: u64) {
        (self.run)(calls);
    }

    /// How long so many calls take.
    pub fn time(&mut self, calls: u64) -> Duration {
        let start = Instant::now();
        self.run(calls);
        start.elapsed()
    }
}
