//! Tiers: a format is interpreted first, and compiled when it has been called so often that it pays.

use super::calls::{self, BuildCode, CallCode, ParseCode};
use super::{Format, Program};
use crate::backend::Refused;
use crate::options::Threshold;
use fmtunit_parser::plan::ParsePlan;
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::sync::atomic::Ordering;
use std::time::Instant;

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

/// What compiling costs, in calls' worth of savings: for any format, and for each step.
///
/// Measured on x86-64: 50 µs and 10 µs for a unit, against the 3 to 5 ns that compiled code saves for a unit over the engine.
/// They are chosen so that no number of calls takes longer than in CPython, the compilation included.
const CALLS: u32 = 12_000;
const CALLS_PER_KEYWORD: u32 = 0;

impl Format {
    /// Begins with waiting for the calls after which the format is compiled.
    pub(crate) fn start(&self) {
        let is_suitable = self.program.len() <= MOST_STEPS && self.program.is_distinct();
        match self.shared.options.threshold {
            _ if self.shared.backend().is_none() || !is_suitable => {}
            Threshold::Never => {}
            Threshold::Calls(0) => {
                self.warm_up(0);
                self.compile();
            }
            Threshold::Calls(calls) => self.warm_up(calls),
            Threshold::Estimated => self.warm_up(self.estimate()),
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
    fn interpret_only(&self) {
        self.set(Tier::Interpreted, self.program.interpreter());
    }

    fn warm_up(&self, calls: u32) {
        self.calls_left.store(calls, Ordering::Relaxed);
        self.set(Tier::Warming, self.program.counted());
    }

    fn set(&self, tier: Tier, entry: *mut c_void) {
        self.entry.store(entry, Ordering::Release);
        self.tier.store(tier as u8, Ordering::Relaxed);
    }

    /// Makes machine code the entry.
    pub(crate) fn set_compiled(&self, entry: *mut c_void) {
        self.set(Tier::Compiled, entry);
    }

    fn estimate(&self) -> u32 {
        let keywords = match &self.program {
            Program::Parse { parser, .. } => parameters(parser.plan()),
            Program::Build(_) | Program::Call(_) => 0,
        };
        CALLS + CALLS_PER_KEYWORD * keywords
    }

    /// Counts a call; compiles the format when it was the last to be waited for.
    #[inline(always)]
    fn count(&self) {
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
        let Some(backend) = self.shared.backend() else { return self.interpret_only() };
        let start = Instant::now();
        match backend.compile(&[self]) {
            Ok(compiled) => {
                self.shared.note(&[self], &compiled, start.elapsed());
                if let Some(entry) = compiled.entries.first() {
                    self.set_compiled(entry.as_ptr());
                }
            }
            Err(Refused::Busy) => self.calls_left.store(RETRY, Ordering::Relaxed),
            Err(Refused::Failed(reason)) => {
                self.shared.refuse(reason);
                self.interpret_only();
            }
        }
    }
}

impl Program {
    /// The code that runs it in the engine.
    pub(super) fn interpreter(&self) -> *mut c_void {
        match self {
            Self::Parse { .. } => calls::parse as ParseCode as *mut c_void,
            Self::Build(_) => calls::build as BuildCode as *mut c_void,
            Self::Call(_) => calls::call as CallCode as *mut c_void,
        }
    }

    /// The code that counts the call, and runs it in the engine.
    fn counted(&self) -> *mut c_void {
        match self {
            Self::Parse { .. } => parse as ParseCode as *mut c_void,
            Self::Build(_) => build as BuildCode as *mut c_void,
            Self::Call(_) => call as CallCode as *mut c_void,
        }
    }
}

fn parameters(plan: &ParsePlan) -> u32 {
    plan.parameters.as_ref().map_or(0, |parameters| parameters.names.len() as u32)
}

/// Counts the call, and parses in the engine.
///
/// # Safety
/// As [`calls::parse`].
unsafe extern "C" fn parse(
    first: *mut c_void,
    second: *mut c_void,
    third: *mut PyObject,
    memory: *mut c_void,
    format: *const Format,
) -> u32 {
    // SAFETY: as for the caller.
    unsafe {
        (*format).count();
        calls::parse(first, second, third, memory, format)
    }
}

/// Counts the call, and builds in the engine.
///
/// # Safety
/// As [`calls::build`].
unsafe extern "C" fn build(memory: *const c_void, format: *const Format) -> *mut PyObject {
    // SAFETY: as for the caller.
    unsafe {
        (*format).count();
        calls::build(memory, format)
    }
}

/// Counts the call, and calls in the engine.
///
/// # Safety
/// As [`calls::call`].
unsafe extern "C" fn call(
    callable: *mut PyObject,
    memory: *const c_void,
    format: *const Format,
) -> *mut PyObject {
    // SAFETY: as for the caller.
    unsafe {
        (*format).count();
        calls::call(callable, memory, format)
    }
}
