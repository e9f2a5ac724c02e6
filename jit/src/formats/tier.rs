//! Tiers: a format starts in the reference engine and tiers up to machine code after enough calls.

use super::TieredFormat;
use crate::backend::Refused;
use crate::support::Threshold;
use std::ffi::c_void;
use std::sync::atomic::Ordering;

/// The engine that runs a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Tier {
    /// In the reference engine, until it has been called often enough.
    Warming,
    /// In the reference engine, permanently.
    Interpreted,
    /// As machine code.
    Compiled,
}

/// A format of more steps than this stays interpreted: compiling it takes milliseconds.
const MOST_STEPS: usize = 256;

/// The number of calls until the next attempt, if another thread was compiling.
const RETRY: u32 = 64;

/// The number of calls, times the number of units, after which a format has saved the time that compiling it takes.
///
/// This keeps a promise: no number of calls of a format takes longer than in CPython, including the compilation. The engine
/// saves at least 2.5 ns for each unit, and compiling takes 100 to 400 µs with cold caches (measured on x86-64 by the bench
/// `tiers`).
const CALLS_OF_A_UNIT: u32 = 250_000;

/// As [`CALLS_OF_A_UNIT`], for parameters with names: matching keywords doubles the code (measured on 3.13, `i|sss` with one
/// argument: 1.10 times CPython's time after 75,000 calls, if compiled after 62,500).
const CALLS_OF_A_NAMED_UNIT: u32 = 2 * CALLS_OF_A_UNIT;

impl TieredFormat {
    /// Starts counting calls toward compilation, if the format may be compiled.
    pub(crate) fn start(&self) {
        let (parse, build) = (self.program.parse_plan(), self.program.build_plan());
        let steps = parse.map_or(0, |plan| plan.steps.len()) + build.map_or(0, |plan| plan.steps.len());
        let parameters = parse.and_then(|plan| plan.parameters.as_ref());
        // Where parameters share a name, the order of look-ups decides which takes an argument: only the engine keeps it.
        let is_suitable = steps <= MOST_STEPS && parameters.is_none_or(|parameters| parameters.distinct);
        match self.shared.options.threshold {
            _ if self.shared.backend().is_none() || !is_suitable => {}
            Threshold::Never => {}
            // The thunk of its unit is machine code already.
            _ if self.program.only_unit().is_some() && self.record().is_none() => {
                self.set(Tier::Compiled, self.engine().plain);
            }
            Threshold::Calls(0) => {
                self.warm_up(0);
                self.compile();
            }
            Threshold::Calls(calls) => self.warm_up(calls),
            Threshold::Estimated => {
                let units = parse.map_or(0, |plan| plan.conversions().count())
                    + build.map_or(0, |plan| plan.values.into());
                let calls = if parameters.is_some() { CALLS_OF_A_NAMED_UNIT } else { CALLS_OF_A_UNIT };
                // Counting would cost more than machine code without a unit saves.
                if let Some(calls) = calls.checked_div(units as u32) {
                    self.warm_up(calls);
                }
            }
        }
    }

    /// Returns the engine that runs the format.
    pub(crate) fn tier(&self) -> Tier {
        match self.tier.load(Ordering::Relaxed) {
            0 => Tier::Warming,
            1 => Tier::Interpreted,
            _ => Tier::Compiled,
        }
    }

    /// Stays in the reference engine permanently.
    pub(super) fn interpret_only(&self) {
        self.set(Tier::Interpreted, self.engine().plain);
    }

    fn warm_up(&self, calls: u32) {
        self.calls_left.store(calls, Ordering::Relaxed);
        self.set(Tier::Warming, self.engine().counted);
    }

    /// Switches to a tier by storing the address of its code.
    pub(super) fn set(&self, tier: Tier, entry: *mut c_void) {
        self.entry.store(entry, Ordering::Release);
        self.tier.store(tier as u8, Ordering::Relaxed);
    }

    /// Counts a call, and compiles the format once enough are counted.
    #[inline(always)]
    pub(super) fn count(&self) {
        // A race may lose a call, which an estimate can bear.
        let left = self.calls_left.load(Ordering::Relaxed);
        if left == 0 {
            self.compile();
        } else {
            self.calls_left.store(left - 1, Ordering::Relaxed);
        }
    }

    /// Compiles the format, or decides how it goes on if that is refused.
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
