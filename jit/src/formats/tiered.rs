//! A format that is ready to be called: what a handle points to.

use super::calls::Code;
use super::fields::Fields;
use super::keys::KeyPlace;
use super::{Shared, Tier};
use crate::support::RecordLayout;
use fmtunit_parser::plan::{BuildPlan, BuildStep, ParseStep};
use fmtunit_parser::units::BuildUnit;
use fmtunit_runtime::interpret::{Builder, Caller, Parser};
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicU32, Ordering};
use std::{ptr, slice};

/// What a call does: the handle of the reference engine, which is the first tier.
#[derive(Debug)]
pub(crate) enum FormatPlan {
    /// Parses.
    Parse {
        parser: Parser,
        /// Text that is an argument by itself is stored with its length, and a further place points to a slot for each
        /// parameter with a name: for the typed form.
        views: bool,
    },
    /// Builds an object.
    Build(Builder),
    /// Builds arguments, and calls with them.
    Call(Caller),
}

impl FormatPlan {
    /// How many steps it has.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Parse { parser, .. } => parser.plan().steps.len(),
            Self::Build(_) | Self::Call(_) => self.build_plan().map_or(0, |plan| plan.steps.len()),
        }
    }

    /// How many units it has.
    pub(crate) fn units(&self) -> u32 {
        let is_conversion = |step: &&ParseStep| matches!(step, ParseStep::Convert { .. });
        let units = match self {
            Self::Parse { parser, .. } => parser.plan().steps.iter().filter(is_conversion).count(),
            Self::Build(_) | Self::Call(_) => self.build_plan().map_or(0, |plan| plan.values.into()),
        };
        u32::try_from(units).unwrap_or(u32::MAX)
    }

    /// The unit of a format that builds one value, and no container: the thunk of the unit is all of its code.
    pub(super) fn only(&self) -> Option<BuildUnit> {
        match self {
            Self::Build(builder) => match *builder.plan().steps {
                [BuildStep::Value { unit, .. }] => Some(unit),
                _ => None,
            },
            Self::Parse { .. } | Self::Call(_) => None,
        }
    }

    /// Does it build one value, or `None`, and no container?
    pub(crate) fn is_bare(&self) -> bool {
        let Self::Build(builder) = self else { return false };
        matches!(*builder.plan().steps, [BuildStep::Nothing | BuildStep::Value { .. }])
    }

    /// Have its parameters names?
    pub(crate) fn has_names(&self) -> bool {
        match self {
            Self::Parse { parser, .. } => parser.plan().parameters.is_some(),
            Self::Build(_) | Self::Call(_) => false,
        }
    }

    /// No two parameters have the same name. Else the order of looking decides who gets an argument: the engine knows it.
    pub(crate) fn is_distinct(&self) -> bool {
        match self {
            Self::Parse { parser, .. } => {
                parser.plan().parameters.as_ref().is_none_or(|parameters| parameters.distinct)
            }
            Self::Build(_) | Self::Call(_) => true,
        }
    }

    /// How many pairs its dicts have.
    fn pairs(&self) -> usize {
        let is_pair = |step: &&BuildStep| matches!(step, BuildStep::Insert { .. });
        self.build_plan().map_or(0, |plan| plan.steps.iter().filter(is_pair).count())
    }

    pub(super) fn build_plan(&self) -> Option<&BuildPlan> {
        match self {
            Self::Parse { .. } => None,
            Self::Build(builder) => Some(builder.plan()),
            Self::Call(caller) => Some(caller.plan()),
        }
    }
}

/// A format that is ready to be called.
///
/// The code that a call jumps to comes first, where code of other languages finds it.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct TieredFormat {
    /// The code of the current tier: of [`engine`], or machine code.
    pub(super) entry: AtomicPtr<c_void>,
    /// How many calls are left until the format is compiled.
    pub(super) calls_left: AtomicU32,
    pub(super) tier: AtomicU8,
    pub(crate) program: FormatPlan,
    /// Places or values are the fields of a record.
    pub(super) record: Option<Box<Fields>>,
    /// Where keys are given that may be kept: one for each pair of a dict, or none at all.
    keys: Box<[KeyPlace]>,
    /// The format as it was written, and the names of its parameters.
    pub(crate) source: Box<str>,
    pub(super) shared: Arc<Shared>,
}

impl TieredFormat {
    /// A format that stays interpreted until it is [started](Self::start).
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

    /// Where the key of a pair is given, if it may be kept. It stays where it is.
    pub(crate) fn key_place(&self, pair: usize) -> Option<&KeyPlace> {
        self.keys.get(pair)
    }

    /// The code of the current tier. It takes this format as its last argument.
    #[inline(always)]
    pub(crate) fn code<C: Code>(&self) -> C {
        // Pairs with the store of the address: the code is there when its address is.
        let entry = self.entry.load(Ordering::Acquire);
        // SAFETY: the entry is always code of the format's kind, which is that of the handle that asks.
        unsafe { C::from_address(entry) }
    }

    /// Calls with the places of a call: those given, or the fields of the record given.
    ///
    /// # Safety
    /// *places*, *plan*.
    pub(super) unsafe fn with_places<T>(
        &self,
        memory: *mut c_void,
        call: impl FnOnce(*const Place) -> T,
    ) -> T {
        match &self.record {
            None => call(memory.cast()),
            // SAFETY: plan: the layout was checked when the handle was made.
            Some(fields) => unsafe { fields.with_places(memory.cast(), call) },
        }
    }

    /// Calls with the values of a call: those given, or the fields of the record given.
    ///
    /// # Safety
    /// *values*, *plan*.
    pub(super) unsafe fn with_values<T>(
        &self,
        plan: &BuildPlan,
        memory: *const c_void,
        call: impl FnOnce(&[Value]) -> T,
    ) -> T {
        // SAFETY: values, plan: the layout was checked when the handle was made.
        unsafe {
            match &self.record {
                None => call(values(plan, memory)),
                Some(fields) => fields.with_values(memory.cast(), call),
            }
        }
    }
}

/// The values that a call was given.
///
/// # Safety
/// *values*, *plan*: they are no fields of a record.
#[inline(always)]
pub(super) unsafe fn values<'a>(plan: &BuildPlan, memory: *const c_void) -> &'a [Value] {
    if plan.values == 0 {
        return &[];
    }
    // SAFETY: the caller vouches for the values.
    unsafe { slice::from_raw_parts(memory.cast(), plan.values.into()) }
}
