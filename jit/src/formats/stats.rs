//! Statistics of a compiler.

use super::{Shared, Tier, TieredFormat};
use std::sync::Arc;
use std::time::Duration;

/// Statistics of a [`Compiler`](crate::Compiler).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// The number of different formats that it remembers.
    pub formats: usize,
    /// The number of them that run in the reference engine until they have been called often enough.
    pub warming: usize,
    /// The number of them that run in the reference engine permanently.
    pub interpreted: usize,
    /// The number of them that run as machine code.
    pub compiled: usize,
    /// The size of all machine code, in bytes.
    pub code_bytes: usize,
    /// The memory that it occupies: whole pages, in bytes.
    pub mapped_bytes: usize,
    /// The total time of compiling.
    pub compile_time: Duration,
    /// The reason why formats are not compiled, if any: the machine is not supported, compiling is turned off, or the system
    /// refuses executable memory.
    pub refusal: Option<String>,
}

impl Stats {
    pub(crate) fn new(formats: &[Arc<TieredFormat>], shared: &Shared) -> Self {
        let in_tier = |tier| formats.iter().filter(|format| format.tier() == tier).count();
        let totals = *shared.totals.lock();
        Self {
            formats: formats.len(),
            warming: in_tier(Tier::Warming),
            interpreted: in_tier(Tier::Interpreted),
            compiled: in_tier(Tier::Compiled),
            code_bytes: totals.code_bytes,
            mapped_bytes: totals.mapped_bytes,
            compile_time: totals.time,
            refusal: shared.refusal(),
        }
    }
}
