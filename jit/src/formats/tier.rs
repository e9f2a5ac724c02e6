//! Tiers: a format is interpreted first, and compiled when it has been called so often that it pays.

use super::TieredFormat;
use crate::backend::Refused;
use crate::support::Threshold;
use std::ffi::c_void;
use std::sync::atomic::Ordering;

/// How a format runs now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Tier {
    /// In the reference engine, until it has been called often enough.
    Warming,
    /// In the reference engine, for good.
    Interpreted,
    /// As machine code.
    Compiled,
}

/// A format of more steps than this stays interpreted: compiling it takes milliseconds.
const MOST_STEPS: usize = 256;

/// Calls until another attempt, where another thread was compiling.
const RETRY: u32 = 64;

/// After so many calls, divided by the number of units, a format has saved what compiling it takes.
///
/// This keeps a promise: no number of calls of a format takes longer than in CPython, the compilation included. The engine
/// saves 2.5 ns or more for a unit, and compiling takes 100 to 400 µs where it was not done just before (measured on x86-64
/// by the bench `tiers`).
const CALLS_OF_A_UNIT: u32 = 250_000;

/// As [`CALLS_OF_A_UNIT`], where parameters have names. Matching keywords takes as much code again (measured on 3.13, `i|sss`
/// with one argument: 1.10 times CPython's time after 75,000 calls, had it been compiled after 62,500).
const CALLS_OF_A_NAMED_UNIT: u32 = 2 * CALLS_OF_A_UNIT;

impl TieredFormat {
    /// Begins with waiting for the calls after which the format is compiled.
    pub(crate) fn start(&self) {
        let is_suitable = self.program.len() <= MOST_STEPS && self.program.is_distinct();
        match self.shared.options.threshold {
            _ if self.shared.backend().is_none() || !is_suitable => {}
            Threshold::Never => {}
            // The engine's code for it is as good as compiled.
            _ if self.program.only_unit().is_some() && self.record().is_none() => {
                self.set(Tier::Compiled, self.engine().plain);
            }
            Threshold::Calls(0) => {
                self.warm_up(0);
                self.compile();
            }
            Threshold::Calls(calls) => self.warm_up(calls),
            // Without a unit there is next to nothing to save: counting would cost more.
            Threshold::Estimated if self.program.units() == 0 => {}
            Threshold::Estimated => {
                let calls = if self.program.has_names() { CALLS_OF_A_NAMED_UNIT } else { CALLS_OF_A_UNIT };
                self.warm_up(calls / self.program.units().max(1));
            }
        }
    }

    /// How the format runs now.
    pub(crate) fn tier(&self) -> Tier {
        match self.tier.load(Ordering::Relaxed) {
            0 => Tier::Warming,
            1 => Tier::Interpreted,
            _ => Tier::Compiled,
        }
    }

    /// Stays in the engine for good.
    pub(super) fn interpret_only(&self) {
        self.set(Tier::Interpreted, self.engine().plain);
    }

    fn warm_up(&self, calls: u32) {
        self.calls_left.store(calls, Ordering::Relaxed);
        self.set(Tier::Warming, self.engine().counted);
    }

    pub(super) fn set(&self, tier: Tier, entry: *mut c_void) {
        self.entry.store(entry, Ordering::Release);
        self.tier.store(tier as u8, Ordering::Relaxed);
    }

    /// Counts a call; compiles the format when it was the last to be waited for.
    #[inline(always)]
    pub(super) fn count(&self) {
        // Threads may count one call for two: it is an estimate.
        let left = self.calls_left.load(Ordering::Relaxed);
        if left == 0 {
            self.compile();
        } else {
            self.calls_left.store(left - 1, Ordering::Relaxed);
        }
    }

    /// Compiles the format, unless that is refused.
    #[cold]
    #[inline(never)]
    pub(crate) fn compile(&self) {
        match self.shared.compile(&[self]) {
            Ok(()) => {}
            Err(Refused::Busy) => self.calls_left.store(RETRY, Ordering::Relaxed),
            Err(Refused::Failed(reason)) => {
                self.shared.refuse(reason);
                self.interpret_only();
            }
        }
    }
}
