//! What a compiler has done.

use super::{Shared, Tier, TieredFormat};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What a [`Compiler`](crate::Compiler) has done so far.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// How many different formats it remembers.
    pub formats: usize,
    /// How many of them run in the reference engine until they have been called often enough.
    pub warming: usize,
    /// How many of them run in the reference engine for good.
    pub interpreted: usize,
    /// How many of them run as machine code.
    pub compiled: usize,
    /// How much machine code there is, in bytes.
    pub code_bytes: usize,
    /// How much memory it takes: whole pages, in bytes.
    pub mapped_bytes: usize,
    /// How long compiling took, all in all.
    pub compile_time: Duration,
    /// Why formats are not compiled, where they cannot be: there is no back end for this machine, compiling is turned off, or
    /// the system refuses executable memory.
    pub refusal: Option<String>,
}

impl Stats {
    pub(crate) fn new(formats: &[Arc<TieredFormat>], shared: &Shared) -> Self {
        let in_tier = |tier| formats.iter().filter(|format| format.tier() == tier).count();
        let counters = &shared.counters;
        Self {
            formats: formats.len(),
            warming: in_tier(Tier::Warming),
            interpreted: in_tier(Tier::Interpreted),
            compiled: in_tier(Tier::Compiled),
            code_bytes: counters.code_bytes.load(Ordering::Relaxed) as usize,
            mapped_bytes: counters.mapped_bytes.load(Ordering::Relaxed) as usize,
            compile_time: Duration::from_nanos(counters.nanoseconds.load(Ordering::Relaxed)),
            refusal: shared.refusal(),
        }
    }
}
