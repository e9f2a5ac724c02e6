//! The state that a compiler and its formats share. It outlives the compiler as long as a handle exists.

use super::{Tier, TieredFormat, perf};
use crate::backend::{Backend, Refused};
use crate::support::{ForkLock, Options, Threshold};
use std::time::{Duration, Instant};

/// The state that a compiler and its formats share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) options: Options,
    backend: Result<Backend, String>,
    pub(super) totals: ForkLock<Totals>,
    /// The reason of the last refusal to compile a format.
    refusal: ForkLock<Option<String>>,
}

/// Totals of all compilations.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    pub(super) code_bytes: usize,
    pub(super) mapped_bytes: usize,
    pub(super) time: Duration,
}

impl Shared {
    /// # Safety
    /// *attached*.
    pub(crate) unsafe fn new(options: Options) -> Self {
        let backend = if options.threshold != Threshold::Never {
            // SAFETY: attached.
            unsafe { Backend::new(options.fast_shapes) }
        } else {
            Err("compiling is turned off".to_owned())
        };
        Self { options, backend, totals: ForkLock::new(Totals::default()), refusal: ForkLock::new(None) }
    }

    pub(super) fn backend(&self) -> Option<&Backend> {
        self.backend.as_ref().ok()
    }

    /// Compiles formats into memory that they share, and enters their code.
    pub(crate) fn compile(&self, formats: &[&TieredFormat]) -> Result<(), Refused> {
        let backend = self.backend.as_ref().map_err(|reason| Refused::Failed(reason.clone()))?;
        let start = Instant::now();
        let sources: Vec<_> = formats.iter().map(|format| format.code_source()).collect();
        let compiled = backend.compile(&sources)?;
        let mut totals = self.totals.lock();
        totals.code_bytes += compiled.sizes.iter().sum::<usize>();
        totals.mapped_bytes = totals.mapped_bytes.max(compiled.mapped);
        totals.time += start.elapsed();
        drop(totals);
        if self.options.perf_map {
            perf::write(formats, &compiled);
        }
        for (format, entry) in formats.iter().zip(&compiled.entries) {
            format.set(Tier::Compiled, entry.as_ptr());
        }
        Ok(())
    }

    /// Notes why a format could not be compiled.
    pub(crate) fn refuse(&self, reason: String) {
        *self.refusal.lock() = Some(reason);
    }

    /// Returns the reason why formats are not compiled, if any.
    pub(crate) fn refusal(&self) -> Option<String> {
        match &self.backend {
            Err(reason) => Some(reason.clone()),
            Ok(_) => self.refusal.lock().clone(),
        }
    }
}
