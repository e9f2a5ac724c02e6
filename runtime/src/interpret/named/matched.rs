//! Calls of functions with keywords as they mostly are: without any, or with such as can be matched all at once.
//!
//! Measured on 3.11, `i|sss` with a dict: four positional arguments are taken 2.0 times as fast as by CPython, where looking
//! one by one comes to 1.1; four keywords 2.8 times, where it comes to 1.6.
//!
//! Whatever else comes in is left to the look-up one by one.

use super::entry::{dict_one_by_one, names_one_by_one, run_named};
use super::{Keywords, Named};
use crate::arguments::Arguments;
use crate::failure::{self, SequenceFault};
use crate::interpret::FEW;
use crate::interpret::parse::{Outputs, Source, WORD, run_from};
use crate::keywords::{PositionalRange, match_dict, match_names};
use crate::layout;
use crate::parse::sequence::ItemRef;
use crate::place::Place;
use crate::raised::Raised;
use core::mem::MaybeUninit;
use fmtunit_parser::plan::{Entry, ItemId, Parameters, ParsePlan};
use pyo3_ffi::PyObject;

/// The arguments of a call without keywords. There is nothing to look up, and no slots are needed.
struct Positional<'a> {
    parameters: &'a Parameters,
    arguments: Arguments,
    /// The number of the parameter whose argument was looked for last.
    current: usize,
}

impl Source for Positional<'_> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.arguments.count()
    }

    #[inline(always)]
    unsafe fn get(&mut self, index: usize) -> Result<ItemRef, SequenceFault> {
        // SAFETY: the caller keeps the arguments alive; the argument has been found.
        unsafe { Ok(ItemRef::borrowed(self.arguments.get(index))) }
    }

    #[inline(always)]
    unsafe fn find(&mut self, index: usize) -> Result<(), Raised> {
        self.current = index;
        Ok(())
    }

    #[inline(always)]
    fn is_present(&self) -> bool {
        self.current < self.arguments.count()
    }

    #[inline(always)]
    unsafe fn refuse_absent(&self, plan: &ParsePlan, item: ItemId) {
        // SAFETY: attached.
        unsafe { failure::missing(plan, self.parameters, item, self.arguments.count()) };
    }
}

/// The first of the slots of a caller that wants to see the argument of each parameter, which are written where keywords are
/// given; or null.
pub type OwnSlots = *mut *mut PyObject;

/// Runs a plan for a call with a tuple and a dict of keywords: `PyArg_ParseTupleAndKeywords`; `VIEWS` as in
/// [`Outputs::views`].
///
/// # Errors
/// The exception that CPython raises is set, and conversions are undone as CPython undoes them.
///
/// # Safety
/// *attached*, *places*, *plan*; the objects are null or alive. `own` is null, or points to a slot for
/// each parameter, valid for writes and used by nobody else.
#[inline(always)]
pub unsafe fn parse_tuple_and_keywords<const VIEWS: bool>(
    plan: &ParsePlan,
    args: *mut PyObject,
    kwargs: *mut PyObject,
    places: *const Place,
    own: OwnSlots,
) -> Result<(), Raised> {
    let Some(parameters) = &plan.parameters else { return Err(failure::misused_handle()) };
    // SAFETY: attached, places, plan.
    unsafe {
        if kwargs.is_null()
            && !args.is_null()
            && plan.cleanups <= WORD
            && let Some((items, count)) = layout::tuple(args)
        {
            return positional::<VIEWS>(plan, parameters, Arguments::array(items, count), places);
        }
        with_dict::<VIEWS>(plan, parameters, args, kwargs, places, own)
    }
}

/// Runs a plan for a call with an array and a tuple of keywords: `PyArg_ParseArrayAndKeywords`.
///
/// # Errors
/// As [`parse_tuple_and_keywords`].
///
/// # Safety
/// As [`parse_tuple_and_keywords`]; `args` points to `count` objects and, if `kwnames` is a tuple, one more for each of its
/// items; all are alive.
#[inline(always)]
pub unsafe fn parse_array_and_keywords<const VIEWS: bool>(
    plan: &ParsePlan,
    args: *const *mut PyObject,
    count: usize,
    kwnames: *mut PyObject,
    places: *const Place,
    own: OwnSlots,
) -> Result<(), Raised> {
    let Some(parameters) = &plan.parameters else { return Err(failure::misused_handle()) };
    // SAFETY: attached, places, plan.
    unsafe {
        let arguments = Arguments::array(args, count);
        if kwnames.is_null() && plan.cleanups <= WORD {
            return positional::<VIEWS>(plan, parameters, arguments, places);
        }
        with_names::<VIEWS>(plan, parameters, arguments, args, kwnames, places, own)
    }
}

/// Runs a plan for a call without keywords.
#[inline(always)]
unsafe fn positional<const VIEWS: bool>(
    plan: &ParsePlan,
    parameters: &Parameters,
    arguments: Arguments,
    places: *const Place,
) -> Result<(), Raised> {
    // As in `parse`: no need to set up the engine.
    if arguments.count() == 0 && parameters.required == 0 {
        return Ok(());
    }
    // SAFETY: attached, places, plan.
    unsafe { run_positional::<VIEWS>(plan, parameters, arguments, places) }
}

#[inline(never)]
unsafe fn run_positional<const VIEWS: bool>(
    plan: &ParsePlan,
    parameters: &Parameters,
    arguments: Arguments,
    places: *const Place,
) -> Result<(), Raised> {
    // Plan: the first steps count the arguments, as many steps in every plan for the entry. To leave them out saves a tenth
    // of the time (measured on 3.11, `|OO` with two positional arguments: 14.8 ns with them, 12.6 without).
    let checks = match plan.site.entry {
        _ if !limits(parameters).admits(arguments.count()) => 0,
        Entry::ArrayAndKeywords => 2,
        _ => 1,
    };
    // SAFETY: attached, places, plan.
    unsafe {
        run_from::<_, VIEWS>(plan, checks, &mut Positional { parameters, arguments, current: 0 }, places)
    }
}

#[inline(never)]
unsafe fn with_dict<const VIEWS: bool>(
    plan: &ParsePlan,
    parameters: &Parameters,
    args: *mut PyObject,
    kwargs: *mut PyObject,
    places: *const Place,
    own: OwnSlots,
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan; the caller vouches for the slots.
    with_slots(parameters, own, |slots| unsafe {
        if parameters.distinct
            && !args.is_null()
            && !kwargs.is_null()
            && let Some((items, count)) = layout::tuple(args)
        {
            let arguments = Arguments::array(items, count);
            if match_dict(limits(parameters), by_name(parameters), slots, arguments, kwargs) {
                let mut source = Named::matched(parameters, arguments, Keywords::Dict(kwargs), &mut *slots);
                return run_named::<VIEWS>(plan, &mut source, places);
            }
        }
        dict_one_by_one(plan, args, kwargs, outputs::<VIEWS>(places), emptied(slots))
    })
}

#[inline(never)]
unsafe fn with_names<const VIEWS: bool>(
    plan: &ParsePlan,
    parameters: &Parameters,
    arguments: Arguments,
    args: *const *mut PyObject,
    kwnames: *mut PyObject,
    places: *const Place,
    own: OwnSlots,
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan; the caller vouches for the slots.
    with_slots(parameters, own, |slots| unsafe {
        if parameters.distinct
            && !kwnames.is_null()
            && match_names(limits(parameters), by_name(parameters), slots, arguments, kwnames)
        {
            let mut source = Named::matched(parameters, arguments, Keywords::Names(kwnames), &mut *slots);
            return run_named::<VIEWS>(plan, &mut source, places);
        }
        names_one_by_one(plan, args, arguments.count(), kwnames, outputs::<VIEWS>(places), emptied(slots))
    })
}

fn outputs<const VIEWS: bool>(places: *const Place) -> Outputs {
    if VIEWS { Outputs::views(places) } else { Outputs::places(places) }
}

/// Calls with a slot for each parameter, which has no value yet: the caller's own, or such as nobody else sees.
#[inline(always)]
fn with_slots<T>(parameters: &Parameters, own: OwnSlots, call: impl FnOnce(*mut [*mut PyObject]) -> T) -> T {
    let count = parameters.names.len();
    let mut few = [const { MaybeUninit::<*mut PyObject>::uninit() }; FEW];
    let mut many = Vec::<*mut PyObject>::new();
    let slots = if !own.is_null() {
        own
    } else if count <= FEW {
        few.as_mut_ptr().cast()
    } else {
        many.reserve(count);
        many.as_mut_ptr()
    };
    call(core::ptr::slice_from_raw_parts_mut(slots, count))
}

/// The slots, with null in each.
///
/// # Safety
/// They are valid for writes, and used by nobody else.
pub(in crate::interpret) unsafe fn emptied<'a>(slots: *mut [*mut PyObject]) -> &'a mut [*mut PyObject] {
    // SAFETY: the caller vouches for the slots; each has a value before it is referred to.
    unsafe {
        for index in 0..slots.len() {
            slots.cast::<*mut PyObject>().add(index).write(core::ptr::null_mut());
        }
        &mut *slots
    }
}

#[inline(always)]
fn limits(parameters: &Parameters) -> PositionalRange {
    PositionalRange { required: parameters.required.into(), positional: parameters.positional.into() }
}

/// Tells the number of the parameter with a name, or that of all. Most calls give keywords in the order of the parameters,
/// so the search begins behind the one that was found last.
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
