//! A format that is ready to be called: the target of a handle.

use super::calls::{self, Code};
use super::fields::Fields;
use super::keys::KeyPlace;
use super::{Shared, Tier};
use crate::backend::{CodeSource, FormatPlan};
use crate::support::RecordLayout;
use fmtunit_parser::plan::BuildPlan;
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicU32, Ordering};
use std::{mem, ptr, slice};

/// A format that is ready to be called, in the tier that it has reached.
///
/// The address of its code comes first, where code in other languages finds it.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct TieredFormat {
    /// The code of the current tier: a function of [`first_tier`](super::first_tier), or machine code.
    pub(super) entry: AtomicPtr<c_void>,
    /// The number of calls until the format is compiled.
    pub(super) calls_left: AtomicU32,
    pub(super) tier: AtomicU8,
    pub(crate) program: FormatPlan,
    /// The record whose fields are the places or values, if any.
    pub(super) record: Option<Box<Fields>>,
    /// The places of keys that may be kept: one for each pair of a dict, or none at all.
    keys: Box<[KeyPlace]>,
    /// The format as it was written, and the names of its parameters.
    pub(crate) source: Box<str>,
    pub(super) shared: Arc<Shared>,
}

impl TieredFormat {
    /// Creates a format that stays interpreted until it is [started](Self::start).
    pub(crate) fn new(
        program: FormatPlan,
        record: Option<RecordLayout>,
        source: &str,
        shared: Arc<Shared>,
    ) -> Self {
        let pairs = if shared.options.keep_keys { program.pairs() } else { 0 };
        let format = Self {
            entry: AtomicPtr::new(ptr::null_mut()),
            calls_left: AtomicU32::new(0),
            tier: AtomicU8::new(Tier::Interpreted as u8),
            record: record.map(|layout| Box::new(Fields::new(&program, layout))),
            keys: (0..pairs).map(|_| KeyPlace::new()).collect(),
            program,
            source: source.into(),
            shared,
        };
        format.interpret_only();
        format
    }

    pub(crate) fn record(&self) -> Option<&RecordLayout> {
        self.record.as_deref().map(Fields::layout)
    }

    /// Returns the source of the format's machine code.
    pub(super) fn code_source(&self) -> CodeSource<'_> {
        CodeSource {
            name: &self.source,
            plan: &self.program,
            record: self.record(),
            key_places: self.keys.iter().map(|place| ptr::from_ref(place).cast()).collect(),
            exits: calls::exits(self, self.engine().plain.cast_const().cast()),
        }
    }

    /// Returns the code of the current tier. It takes this format as its last argument.
    #[inline(always)]
    pub(crate) fn code<C: Code>(&self) -> C {
        // Pairs with the store of the address: the code is there when its address is.
        let entry = self.entry.load(Ordering::Acquire);
        // SAFETY: the entry is always code of the format's kind, which is that of the handle; a function is its address.
        unsafe { mem::transmute_copy(&entry) }
    }

    /// Runs a function with the given places, or with the fields of the given record.
    ///
    /// # Safety
    /// *places*, *plan*.
    pub(super) unsafe fn with_places<T>(&self, base: *mut c_void, run: impl FnOnce(*const Place) -> T) -> T {
        match &self.record {
            None => run(base.cast()),
            // SAFETY: plan: the layout was checked when the handle was made.
            Some(fields) => unsafe { fields.with_places(base.cast(), run) },
        }
    }
}

/// Returns the values that a call was given.
///
/// # Safety
/// *values*, *plan*: they are not the fields of a record.
#[inline(always)]
pub(super) unsafe fn values<'a>(plan: &BuildPlan, memory: *const c_void) -> &'a [Value] {
    if plan.values == 0 {
        return &[];
    }
    // SAFETY: the caller vouches for the values.
    unsafe { slice::from_raw_parts(memory.cast(), plan.values.into()) }
}
