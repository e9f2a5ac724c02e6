//! Parse plans, step by step.

use crate::arguments::Arguments;
use crate::cleanup::{Kept, keep};
use crate::failure::{self, SequenceFault};
use crate::outcome::Outcome;
use crate::parse::sequence::{ItemRef, Sequence};
use crate::place::Place;
use crate::raised::Raised;
use crate::thunks::ParseThunk;
use crate::{layout, thunks, version};
use core::slice::Iter;
use fmtunit_parser::plan::{Entry, Item, ItemId, ParsePlan, ParseStep};
use fmtunit_parser::units::ParseUnit;
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ops::Range;

pub(super) use super::source::Source;

/// The places of a call.
#[derive(Clone, Copy, Debug)]
pub struct Outputs {
    pub(super) places: *const Place,
    /// The places of text that is an argument by itself have room for a [`TextView`](crate::parse::TextView).
    pub(super) views: bool,
}

impl Outputs {
    /// Places as C has them.
    #[inline(always)]
    pub const fn places(places: *const Place) -> Self {
        Self { places, views: false }
    }

    /// Places of the macros' typed form, which wants text with its length.
    #[inline(always)]
    pub const fn views(places: *const Place) -> Self {
        Self { places, views: true }
    }
}

/// Fails if more or fewer arguments are given than the format takes.
#[inline(always)]
pub(super) unsafe fn check_count(plan: &ParsePlan, min: u16, max: u16, given: usize) -> Result<(), Raised> {
    if given < usize::from(min) || given > usize::from(max) {
        // SAFETY: attached.
        unsafe { failure::count(&plan.site, min, max, given) };
        return Err(Raised::new());
    }
    Ok(())
}

/// As many cleanups as a word has bits are noted without an allocation.
pub(super) const WORD: u16 = 64;

/// Runs a plan.
#[inline(always)]
pub(super) unsafe fn run<S: Source, const VIEWS: bool>(
    plan: &ParsePlan,
    source: &mut S,
    places: *const Place,
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe { run_from::<_, VIEWS>(plan, 0, source, places) }
}

/// Runs a plan whose first steps are known to succeed.
#[inline(always)]
pub(super) unsafe fn run_from<S: Source, const VIEWS: bool>(
    plan: &ParsePlan,
    first: usize,
    source: &mut S,
    places: *const Place,
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe { with_engine::<VIEWS>(plan, places, |engine| engine.run(first..plan.steps.len(), source)) }
}

/// Has an engine run the steps of a plan, and undoes conversions if one fails.
#[inline(always)]
pub(super) unsafe fn with_engine<const VIEWS: bool>(
    plan: &ParsePlan,
    places: *const Place,
    run: impl FnOnce(&mut Engine<'_, VIEWS>) -> Result<(), Raised>,
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        if plan.cleanups <= WORD {
            run_and_clean(plan, places, &mut [0], run)
        } else {
            with_many_cleanups(plan, places, run)
        }
    }
}

#[cold]
#[inline(never)]
unsafe fn with_many_cleanups<const VIEWS: bool>(
    plan: &ParsePlan,
    places: *const Place,
    run: impl FnOnce(&mut Engine<'_, VIEWS>) -> Result<(), Raised>,
) -> Result<(), Raised> {
    let kept = &mut vec![0; usize::from(plan.cleanups.div_ceil(WORD))];
    // SAFETY: attached, places, plan.
    unsafe { run_and_clean(plan, places, kept, run) }
}

#[inline(always)]
unsafe fn run_and_clean<const VIEWS: bool>(
    plan: &ParsePlan,
    places: *const Place,
    kept: &mut [u64],
    run: impl FnOnce(&mut Engine<'_, VIEWS>) -> Result<(), Raised>,
) -> Result<(), Raised> {
    let mut engine = Engine::new(plan, places, kept);
    let done = run(&mut engine);
    if done.is_err() {
        // SAFETY: attached, places, plan.
        unsafe { Kept(engine.kept).undo(plan, places) };
    }
    done
}

/// What runs the steps. It is made twice over, so that a call for places as C has them does not ask about views.
pub(super) struct Engine<'a, const VIEWS: bool> {
    plan: &'a ParsePlan,
    places: *const Place,
    kept: &'a mut [u64],
}

impl<'a, const VIEWS: bool> Engine<'a, VIEWS> {
    #[inline(always)]
    pub(super) fn new(plan: &'a ParsePlan, places: *const Place, kept: &'a mut [u64]) -> Self {
        Self { plan, places, kept }
    }

    /// The steps of one level: of the arguments, or of a group.
    #[inline(always)]
    pub(super) unsafe fn run<S: Source>(
        &mut self,
        range: Range<usize>,
        source: &mut S,
    ) -> Result<(), Raised> {
        let steps = self.plan.steps.get(range).unwrap_or_default();
        // SAFETY: attached, places, plan.
        unsafe { self.run_steps(steps, source) }
    }

    #[inline(always)]
    unsafe fn run_steps<S: Source>(&mut self, steps: &'a [ParseStep], source: &mut S) -> Result<(), Raised> {
        // Copies: what stands in the engine would be loaded again after each call.
        let (items, places) = (&*self.plan.items, self.places);
        let mut rest = steps.iter();
        while let Some(step) = rest.next() {
            // SAFETY: attached; plan: items of steps at this level are the source's, and their number has been checked.
            unsafe {
                // Most steps: told by a comparison, not a jump table (measured on 3.11, `dddddddd`: 21.4 ns with the table,
                // 19.7 so).
                if let ParseStep::Convert { item, unit, first, .. } = *step {
                    let element = self.load(items, source, item)?;
                    let thunk = self.thunk(unit, item);
                    let outcome = thunk(element.object(), places.add(usize::from(first)));
                    if outcome != Outcome::STORED {
                        self.settle(step, outcome, element.object())?;
                    }
                    continue;
                }
                match *step {
                    ParseStep::CheckCount { min, max } => {
                        check_count(self.plan, min, max, source.count())?;
                    }
                    ParseStep::CheckTotal { max } => {
                        if source.total() > usize::from(max) {
                            failure::too_many(&self.plan.site, max, source.count(), source.total());
                            return Err(Raised::new());
                        }
                    }
                    ParseStep::CheckPositionals { max, at_most } => {
                        if source.count() > usize::from(max) {
                            return Err(self.too_many_positionals(max, at_most, rest.as_slice(), source));
                        }
                    }
                    ParseStep::Find { item } => {
                        source.find(index(items, item))?;
                        // Plan: the next step asks whether it is present, and the one behind that converts it.
                        if source.is_present() {
                            rest.next();
                            source.prepare(rest.as_slice().first());
                        }
                    }
                    ParseStep::Require { item } => {
                        if !source.is_present() {
                            source.refuse_absent(self.plan, item);
                            return Err(Raised::new());
                        }
                    }
                    ParseStep::SkipIfAbsent { steps, .. } => {
                        if !source.is_present() {
                            if source.keywords_left() == 0 {
                                return Ok(());
                            }
                            rest = split(&rest, steps).1.iter();
                        }
                    }
                    ParseStep::CheckLeftovers => source.check_leftovers(self.plan)?,
                    ParseStep::EndIfAbsent { item } => {
                        if index(items, item) >= source.count() {
                            return Ok(());
                        }
                    }
                    ParseStep::EnterSequence { item, steps, .. } => {
                        let element = self.load(items, source, item)?;
                        let (group, behind) = split(&rest, steps);
                        self.sequence(step, group, element.object())?;
                        rest = behind.iter();
                    }
                    ParseStep::Convert { .. } | ParseStep::LeaveSequence => {}
                }
            }
        }
        Ok(())
    }

    /// More arguments are given by position than may be. Where CPython counts them late, those before the mark are
    /// converted first.
    #[cold]
    #[inline(never)]
    unsafe fn too_many_positionals<S: Source>(
        &mut self,
        max: u16,
        mut at_most: bool,
        rest: &'a [ParseStep],
        source: &mut S,
    ) -> Raised {
        // SAFETY: attached, places, plan.
        unsafe {
            if version::HAS_PUBLIC_ARRAYS && self.plan.site.entry == Entry::ArrayAndKeywords {
                let items = &*self.plan.items;
                let is_behind = |step: &ParseStep| matches!(*step, ParseStep::Find { item } if index(items, item) == usize::from(max));
                let before = rest.split(is_behind).next().unwrap_or_default();
                if let Err(raised) = self.run_steps(before, source) {
                    return raised;
                }
                // A `|` may stand directly before the `$`.
                at_most = self.plan.parameters.as_ref().is_some_and(|it| it.required <= max);
            }
            failure::too_many_positionals(&self.plan.site, max, at_most, source.count());
        }
        Raised::new()
    }

    /// What follows from a conversion that may have to be undone, or has failed.
    #[cold]
    pub(super) unsafe fn settle(
        &mut self,
        step: &ParseStep,
        outcome: Outcome,
        object: *mut PyObject,
    ) -> Result<(), Raised> {
        if outcome == Outcome::KEPT
            && let ParseStep::Convert { cleanup: Some(cleanup), .. } = *step
        {
            keep(self.kept, cleanup);
            return Ok(());
        }
        if outcome.is_stored() {
            return Ok(());
        }
        // Only a failure asks for the number of the step: counting along takes time.
        let at = self.plan.steps.element_offset(step).unwrap_or_default();
        // SAFETY: attached, item, places, plan.
        unsafe { failure::convert(self.plan, at, outcome, object, self.places) };
        Err(Raised::new())
    }

    /// The steps of the group that a step enters.
    #[inline(always)]
    unsafe fn sequence(
        &mut self,
        enter: &ParseStep,
        group: &'a [ParseStep],
        object: *mut PyObject,
    ) -> Result<(), Raised> {
        let ParseStep::EnterSequence { len, encoded, .. } = *enter else { return Ok(()) };
        // SAFETY: attached, item; the object outlives what is made of it here.
        unsafe {
            if let Some((items, length)) = layout::tuple(object)
                && length == usize::from(len)
                && (encoded == 0 || !version::counts_encoded_twice())
            {
                return self.elements(group, Arguments::array(items, length));
            }
            self.other_sequence(enter, group, object)
        }
    }

    /// The steps of a group, for the items of a tuple. The call stands here, so that the loop over the arguments can be
    /// inlined where it is run (measured on 3.11, `iii`: 12.6 ns if the loops are one function, 11.0 so).
    #[inline(never)]
    unsafe fn elements(&mut self, group: &'a [ParseStep], mut items: Arguments) -> Result<(), Raised> {
        // SAFETY: attached; the tuple is alive.
        unsafe { self.run_steps(group, &mut items) }
    }

    /// As [`sequence`](Self::sequence), for what is not an exact tuple of the right length.
    #[cold]
    #[inline(never)]
    unsafe fn other_sequence(
        &mut self,
        enter: &ParseStep,
        group: &'a [ParseStep],
        object: *mut PyObject,
    ) -> Result<(), Raised> {
        let ParseStep::EnterSequence { item, len, encoded, borrows, .. } = *enter else { return Ok(()) };
        let len = usize::from(len);
        // SAFETY: attached, item; the object outlives what is made of it here.
        unsafe {
            if encoded > 0 && version::counts_encoded_twice() {
                return self.miscounted_sequence(group, item, len, usize::from(encoded), object);
            }
            match Sequence::open(object, len, borrows) {
                Ok(mut sequence) => self.run_steps(group, &mut sequence),
                Err(fault) => self.refuse(item, None, len, fault, object),
            }
        }
    }

    /// The steps of a group whose encoded strings are counted twice: CPython asks for more elements than there are
    /// units, converts what it has units for, and fails at the first element that it has none for.
    #[cold]
    unsafe fn miscounted_sequence(
        &mut self,
        group: &'a [ParseStep],
        item: ItemId,
        len: usize,
        encoded: usize,
        object: *mut PyObject,
    ) -> Result<(), Raised> {
        let wanted = len + encoded;
        // SAFETY: attached, item; the object outlives the sequence.
        unsafe {
            let mut sequence = match Sequence::open(object, wanted, true) {
                Ok(sequence) => sequence,
                Err(fault) => return self.refuse(item, None, wanted, fault, object),
            };
            self.run_steps(group, &mut sequence)?;
            let fault = match sequence.element(len) {
                Ok(_) => SequenceFault::NoUnit,
                Err(fault) => fault,
            };
            self.refuse(item, Some(len), wanted, fault, object)
        }
    }

    #[inline(always)]
    unsafe fn load<S: Source>(
        &self,
        items: &[Item],
        source: &mut S,
        item: ItemId,
    ) -> Result<ItemRef, Raised> {
        let index = index(items, item);
        // SAFETY: attached; plan: the index is below the count, which has been checked.
        match unsafe { source.get(index) } {
            Ok(element) => Ok(element),
            Err(fault) => {
                let parent = items.get(usize::from(item)).and_then(|item| item.parent);
                // SAFETY: attached; such a fault names no object.
                unsafe { self.refuse(parent.unwrap_or(item), Some(index), 0, fault, core::ptr::null_mut()) }?;
                Err(Raised::new())
            }
        }
    }

    /// Raises what is wrong with a sequence, or with an element of it.
    #[cold]
    unsafe fn refuse(
        &self,
        item: ItemId,
        element: Option<usize>,
        wanted: usize,
        fault: SequenceFault,
        object: *mut PyObject,
    ) -> Result<(), Raised> {
        // SAFETY: attached; the object is alive where the message names it.
        unsafe { failure::sequence(self.plan, item, element, wanted as Py_ssize_t, fault, object) };
        Err(Raised::new())
    }

    /// The routine of a unit.
    #[inline(always)]
    fn thunk(&self, unit: ParseUnit, item: ItemId) -> ParseThunk {
        let is_argument = || self.plan.items.get(usize::from(item)).is_some_and(|item| item.parent.is_none());
        if VIEWS && is_argument() { thunk::<VIEWS>(unit) } else { thunks::parse(unit) }
    }
}

/// The routine of a unit for an argument: where text is wanted with its length, the one that stores both.
#[inline(always)]
pub(super) fn thunk<const VIEWS: bool>(unit: ParseUnit) -> ParseThunk {
    match thunks::view(unit) {
        Some(view) if VIEWS => view,
        _ => thunks::parse(unit),
    }
}

/// The next so many steps, and those behind.
#[inline(always)]
fn split<'a>(rest: &Iter<'a, ParseStep>, steps: u16) -> (&'a [ParseStep], &'a [ParseStep]) {
    rest.as_slice().split_at_checked(usize::from(steps)).unwrap_or_default()
}

/// The index of an item among the arguments, or the elements of its sequence.
#[inline(always)]
fn index(items: &[Item], item: ItemId) -> usize {
    items.get(usize::from(item)).map_or(0, |item| item.index.into())
}
