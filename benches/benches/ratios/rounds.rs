//! Measuring: where code happens to lie and how fast the clock happens to run move a single number by more than what is
//! looked for. So the variants take turns, in an order that changes from round to round. The ratio of two is the median of
//! their ratios in each round: a machine whose clock changes now and then has the same one for both in most of them.

use fmtunit_benches::{Variant, median};
use harness::random::Random;
use std::collections::BTreeMap;
use std::time::Duration;

/// How long a sample should take: less than a time slice, so that few are interrupted on a busy machine.
const SAMPLE: Duration = Duration::from_micros(200);

/// Nanoseconds for one call of each variant, by its name, in each round.
#[derive(Clone, Default)]
pub(crate) struct Times(BTreeMap<String, Vec<f64>>);

impl Times {
    /// The times of so many rounds.
    pub(crate) fn of(variants: Vec<Variant>, rounds: usize) -> Self {
        let mut timed: Vec<_> = variants.into_iter().map(Timed::new).collect();
        let mut random = Random::new(0x9E37_79B9_7F4A_7C15);
        for _ in 0..rounds {
            random.shuffle(&mut timed);
            timed.iter_mut().for_each(Timed::sample);
        }
        Self(timed.into_iter().map(|timed| (timed.variant.name.to_owned(), timed.samples)).collect())
    }

    /// Adds the times of further rounds.
    pub(crate) fn add(&mut self, variant: &str, times: impl IntoIterator<Item = f64>) {
        self.0.entry(variant.to_owned()).or_default().extend(times);
    }

    /// The time of a variant, if the row has it.
    pub(crate) fn get(&self, variant: &str) -> Option<f64> {
        self.0.get(variant).and_then(|times| median(times.iter().copied(), f64::total_cmp))
    }

    /// The time of the first divided by that of the second, if the row has both.
    pub(crate) fn ratio(&self, a: &str, b: &str) -> Option<f64> {
        let ratios = self.0.get(a)?.iter().zip(self.0.get(b)?).map(|(a, b)| a / b);
        median(ratios, f64::total_cmp)
    }

    /// All variants and their times.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &[f64])> {
        self.0.iter().map(|(variant, times)| (variant.as_str(), times.as_slice()))
    }
}

/// A variant and its samples.
struct Timed {
    variant: Variant,
    /// The number of calls in a sample.
    calls: u64,
    /// Nanoseconds for one call.
    samples: Vec<f64>,
}

impl Timed {
    /// Warms the variant up, and finds out how many calls make a sample.
    fn new(variant: Variant) -> Self {
        let mut calls = 1000;
        loop {
            let taken = variant.time(calls);
            if taken >= SAMPLE / 4 {
                let calls = calls as f64 * SAMPLE.as_secs_f64() / taken.as_secs_f64();
                return Self { variant, calls: calls as u64 + 1, samples: Vec::new() };
            }
            calls *= 2;
        }
    }

    fn sample(&mut self) {
        let mut taken = self.variant.time(self.calls);
        // If an interrupt came while the number of calls was found out, there are too few for an exact sample.
        while taken < SAMPLE / 2 {
            self.calls *= 2;
            taken = self.variant.time(self.calls);
        }
        self.samples.push(taken.as_secs_f64() * 1e9 / self.calls as f64);
    }
}
