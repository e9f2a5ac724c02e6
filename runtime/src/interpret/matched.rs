//! Calls of functions with keywords as most are: without any, or with keywords that can be matched all at once.
//!
//! Measured on 3.11, `i|sss` with a dict: four positional arguments are parsed 2.0 times as fast as by CPython, where looking
//! one by one comes to 1.1; four keywords 2.8 times, where it comes to 1.6.

use super::call::{ArgumentSlots, Outputs};
use super::keywords::{KeywordArguments, KeywordCall};
use super::parse::{ParseRun, index};
use super::source::{Flow, Source};
use super::{FEW, in_order};
use crate::arguments::Arguments;
use crate::failure::{self, SequenceFault};
use crate::keywords::{PositionalRange, is_inert, match_dict, match_names};
use crate::parse::sequence::ItemRef;
use crate::raised::Raised;
use core::mem::MaybeUninit;
use core::ops::ControlFlow;
use core::slice::Iter;
use fmtunit_parser::plan::{Entry, Parameters, ParsePlan, ParseStep};
use fmtunit_parser::units::Runs;
use pyo3_ffi::PyObject;

/// The state of keywords after an attempt to match them with the parameters, all at once.
enum Matching {
    /// The slots hold the arguments.
    Final,
    /// The slots hold the arguments, until Python code runs: it may change the dict.
    Provisional,
    /// Not matched: each has to be looked up when its turn comes, with CPython's errors.
    Failed,
}

/// Runs a plan for a call without keywords.
#[inline(always)]
pub(super) unsafe fn positional(
    plan: &ParsePlan,
    arguments: Arguments,
    outputs: Outputs,
) -> Result<(), Raised> {
    let Some(parameters) = &plan.parameters else { return Err(failure::misused_handle()) };
    if arguments.count() == 0 && parameters.required == 0 {
        return Ok(());
    }
    // SAFETY: attached, places, plan.
    unsafe {
        if limits(parameters).admits(arguments.count()) {
            run_in_order(plan, arguments, outputs)
        } else {
            let nothing = core::ptr::null_mut();
            with_names(plan, arguments, nothing, nothing.cast(), outputs)
        }
    }
}

/// Runs a plan for arguments in the order of the parameters, of which no required one is absent.
#[inline(never)]
unsafe fn run_in_order(plan: &ParsePlan, arguments: Arguments, outputs: Outputs) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe { in_order::run_from::<true>(plan, checks(plan), arguments, outputs) }
}

/// The number of steps that count the arguments: the first, as many in every plan for the entry. To leave them out saves a tenth
/// of the time (measured on 3.11, `|OO` with two positional arguments: 14.8 ns with them, 12.6 without).
#[inline(always)]
fn checks(plan: &ParsePlan) -> usize {
    if plan.site.entry == Entry::ArrayAndKeywords { 2 } else { 1 }
}

/// Runs a plan for a call with a tuple and a dict of keywords, of which either may be something else.
#[inline(never)]
pub(super) unsafe fn with_dict(
    plan: &ParsePlan,
    args: *mut PyObject,
    kwargs: *mut PyObject,
    slots: ArgumentSlots,
    outputs: Outputs,
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan; the caller vouches for the slots.
    with_slots(plan, slots, |slots| unsafe {
        KeywordCall::with_dict(plan, args, kwargs, slots)?.run(outputs)
    })
}

/// Runs a plan for a call with an array and a tuple of keywords, which may be something else.
#[inline(never)]
pub(super) unsafe fn with_names(
    plan: &ParsePlan,
    arguments: Arguments,
    kwnames: *mut PyObject,
    slots: ArgumentSlots,
    outputs: Outputs,
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan; the caller vouches for the slots.
    with_slots(plan, slots, |slots| unsafe {
        KeywordCall::with_names(plan, arguments, kwnames, slots)?.run(outputs)
    })
}

/// Passes on a slot for each parameter, without a value yet: the caller's own, or local ones.
#[inline(always)]
fn with_slots<T>(plan: &ParsePlan, own: ArgumentSlots, call: impl FnOnce(ArgumentSlots) -> T) -> T {
    let mut few = [const { MaybeUninit::<*mut PyObject>::uninit() }; FEW];
    let mut many = Vec::<*mut PyObject>::new();
    let count = plan.parameters.as_ref().map_or(0, |parameters| parameters.names.len());
    call(if !own.is_null() {
        own
    } else if count <= FEW {
        few.as_mut_ptr().cast()
    } else {
        many.reserve(count);
        many.as_mut_ptr()
    })
}

impl KeywordCall<'_> {
    /// Matches all keywords at once, if they are as most are.
    #[inline(always)]
    unsafe fn match_all(&self) -> Matching {
        let Self { parameters, arguments, keywords, slots, .. } = *self;
        let limits = limits(parameters);
        // SAFETY: attached; the caller vouches for the slots.
        unsafe {
            match keywords {
                _ if !parameters.distinct => Matching::Failed,
                KeywordArguments::Dict(dict)
                    if !dict.is_null() && match_dict(limits, by_name(parameters), slots, arguments, dict) =>
                {
                    Matching::Provisional
                }
                KeywordArguments::Names(names)
                    if !names.is_null()
                        && match_names(limits, by_name(parameters), slots, arguments, names) =>
                {
                    Matching::Final
                }
                KeywordArguments::Dict(_) | KeywordArguments::Names(_) => Matching::Failed,
            }
        }
    }

    /// Runs the plan.
    #[inline(always)]
    unsafe fn run(self, outputs: Outputs) -> Result<(), Raised> {
        // SAFETY: attached, places, plan.
        unsafe {
            match self.match_all() {
                Matching::Final => run_in_order(self.plan, self.matched(), outputs),
                Matching::Provisional => ParseRun::with(self.plan, outputs, |run| {
                    run.run(checks(self.plan), &mut Provisional(self))
                }),
                Matching::Failed => self.run_one_by_one(outputs),
            }
        }
    }
}

/// The arguments of a call whose dict of keywords has been matched all at once. Before Python code runs, which may change the dict,
/// the call is continued one by one.
struct Provisional<'a>(KeywordCall<'a>);

impl Provisional<'_> {
    /// Returns whether the step that converts an argument may run Python code.
    #[inline(always)]
    unsafe fn may_run_code(conversion: Option<&ParseStep>, argument: *mut PyObject) -> bool {
        let runs = match conversion {
            Some(ParseStep::Convert { unit, .. }) => unit.runs(),
            // The elements of a sequence are not known yet.
            _ => Some(Runs::Anything),
        };
        match runs {
            None => false,
            // SAFETY: attached; the argument is alive.
            Some(Runs::Methods) => unsafe { !is_inert(argument) },
            Some(Runs::Anything) => true,
        }
    }
}

impl Source for Provisional<'_> {
    fn count(&self) -> usize {
        self.0.matched().count()
    }

    #[inline(always)]
    unsafe fn get(&mut self, index: usize) -> Result<ItemRef, SequenceFault> {
        // SAFETY: the argument is in the tuple, or still in the dict.
        unsafe { Source::get(&mut self.0.matched(), index) }
    }

    #[inline(always)]
    unsafe fn named_step<'p>(
        &mut self,
        run: &mut ParseRun<'p>,
        step: &'p ParseStep,
        rest: &mut Iter<'p, ParseStep>,
    ) -> Flow {
        // SAFETY: attached, places, plan; the index is that of a parameter.
        unsafe {
            if let ParseStep::Find { item } = *step {
                let argument = self.0.matched().get(index(&run.plan.items, item));
                // Plan: the next step is for an absent argument, and the one after it converts the argument.
                if !argument.is_null() && Self::may_run_code(rest.as_slice().get(1), argument) {
                    let at = run.plan.steps.element_offset(step).unwrap_or_default();
                    self.0.resume(run, at)?;
                    return Ok(ControlFlow::Break(()));
                }
            }
            self.0.matched().named_step(run, step, rest)
        }
    }
}

#[inline(always)]
fn limits(parameters: &Parameters) -> PositionalRange {
    PositionalRange { required: parameters.required.into(), positional: parameters.positional.into() }
}

/// Returns the number of the parameter with a name, or the number of parameters. Most calls give keywords in the order of the
/// parameters, so the search begins after the one that was found last.
fn by_name(parameters: &Parameters) -> impl FnMut(&[u8]) -> usize {
    let names = &*parameters.names;
    let first = usize::from(parameters.positional_only);
    let mut next = first;
    move |text| {
        let is_named = |&index: &usize| names.get(index).is_some_and(|name| name.to_bytes() == text);
        let found = (next..names.len()).find(is_named).or_else(|| (first..next).find(is_named));
        next = found.map_or(next, |index| index + 1);
        found.unwrap_or(names.len())
    }
}
