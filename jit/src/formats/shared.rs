//! What a compiler and all of its formats have in common: it outlives the compiler, as long as a handle is left.

use super::{Tier, TieredFormat, perf};
use crate::backend::{Backend, Refused};
use crate::support::{ForkLock, Options};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// What a compiler and all of its formats have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) options: Options,
    backend: Result<Backend, String>,
    pub(crate) counters: Counters,
    /// Why the last format that could not be compiled could not.
    refusal: ForkLock<Option<String>>,
}

/// What is counted.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) compiled: AtomicU64,
    pub(crate) code_bytes: AtomicU64,
    pub(crate) mapped_bytes: AtomicU64,
    pub(crate) nanoseconds: AtomicU64,
}

impl Shared {
    /// # Safety
    /// *attached*.
    pub(crate) unsafe fn new(options: Options) -> Self {
        let backend = if options.compiles() {
            // SAFETY: attached.
            unsafe { Backend::new(options.fast_shapes) }
        } else {
            Err("compiling is turned off".to_owned())
        };
        Self { options, backend, counters: Counters::default(), refusal: ForkLock::new(None) }
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
        let counters = &self.counters;
        let bytes: usize = compiled.sizes.iter().sum();
        counters.compiled.fetch_add(formats.len() as u64, Ordering::Relaxed);
        counters.code_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        counters.mapped_bytes.fetch_max(compiled.mapped as u64, Ordering::Relaxed);
        counters.nanoseconds.fetch_add(start.elapsed().as_nanos() as u64, Ordering::Relaxed);
        if self.options.perf_map {
            perf::write(formats, &compiled);
        }
        for (format, entry) in formats.iter().zip(&compiled.entries) {
            format.set(Tier::Compiled, entry.as_ptr());
        }
        Ok(())
    }

    /// Remembers why a format could not be compiled.
    pub(crate) fn refuse(&self, reason: String) {
        *self.refusal.lock() = Some(reason);
    }

    /// Why formats are not compiled, if they are not.
    pub(crate) fn refusal(&self) -> Option<String> {
        match &self.backend {
            Err(reason) => Some(reason.clone()),
            Ok(_) => self.refusal.lock().clone(),
        }
    }
}
