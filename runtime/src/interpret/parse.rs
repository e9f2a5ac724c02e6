//! Parse plans, step by step.

use super::call::Outputs;
use super::source::Source;
use crate::arguments::Arguments;
use crate::failure::{self, SequenceFault};
use crate::outcome::Outcome;
use crate::parse::sequence::{ItemRef, Sequence};
use crate::raised::Raised;
use crate::thunks::ParseThunks;
use crate::{cleanup, layout, thunks, version};
use core::slice::Iter;
use fmtunit_parser::plan::{Item, ItemId, ParsePlan, ParseStep, PlanMembers};
use pyo3_ffi::{Py_ssize_t, PyObject};

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
const WORD: u16 = 64;

/// A run of the steps of a parse plan.
pub(super) struct ParseRun<'a> {
    pub(super) plan: &'a ParsePlan,
    pub(super) outputs: Outputs,
    /// The conversions that have to be undone if a later one fails: a bit for each of the plan's cleanups.
    pub(super) kept: &'a mut [u64],
}

impl<'a> ParseRun<'a> {
    /// Runs steps from a state in which no conversion has to be undone, and undoes conversions if one fails.
    #[inline(always)]
    pub(super) unsafe fn with(
        plan: &ParsePlan,
        outputs: Outputs,
        steps: impl FnOnce(&mut ParseRun<'_>) -> Result<(), Raised>,
    ) -> Result<(), Raised> {
        let (mut word, mut words);
        let kept: &mut [u64] = if plan.cleanups <= WORD {
            word = [0];
            &mut word
        } else {
            words = vec![0; usize::from(plan.cleanups.div_ceil(WORD))];
            &mut words
        };
        let mut run = ParseRun { plan, outputs, kept };
        // SAFETY: attached, places, plan.
        steps(&mut run).inspect_err(|_| unsafe { run.undo() })
    }

    /// Undoes conversions after an exception has been raised.
    #[cold]
    pub(super) unsafe fn undo(&self) {
        // SAFETY: attached, places, plan.
        unsafe { cleanup::undo(self.plan, self.kept, self.outputs.places) };
    }

    /// Runs the steps of the arguments, from step `first` on.
    #[inline(always)]
    pub(super) unsafe fn run<S: Source>(&mut self, first: usize, source: &mut S) -> Result<(), Raised> {
        let steps = self.plan.steps.get(first..).unwrap_or_default();
        // SAFETY: attached, places, plan.
        unsafe { self.run_steps(self.outputs.routines, steps, source) }
    }

    /// Runs the steps of the arguments from step `first` on, which may stand in a sequence.
    pub(super) unsafe fn resume(&mut self, first: usize, arguments: Arguments) -> Result<(), Raised> {
        // SAFETY: attached, places, plan.
        unsafe { self.resume_level(self.outputs.routines, &self.plan.members(), first, arguments) }
    }

    /// Runs the rest of one level: first that of the sequence that step `first` stands in, if it does.
    unsafe fn resume_level(
        &mut self,
        routines: &'static ParseThunks,
        members: &PlanMembers<'a>,
        first: usize,
        mut items: Arguments,
    ) -> Result<(), Raised> {
        let mut at = first;
        // SAFETY: attached; plan: the group that the step stands in has been entered, as an exact tuple.
        unsafe {
            if let Some(group) = members.group_around(first) {
                let Some((elements, len)) = layout::tuple(items.get(self.plan.index_of(group.item))) else {
                    return Err(failure::misused_handle());
                };
                let elements = Arguments::array(elements, len);
                self.resume_level(thunks::stored(), &group.members, first, elements)?;
                at = group.members.end() + 1;
            }
            let steps = self.plan.steps.get(at..members.end()).unwrap_or_default();
            self.run_steps(routines, steps, &mut items)
        }
    }

    /// Runs the steps of one level, of the arguments or of a group, with the routines for that level.
    #[inline(always)]
    pub(super) unsafe fn run_steps<S: Source>(
        &mut self,
        routines: &'static ParseThunks,
        steps: &'a [ParseStep],
        source: &mut S,
    ) -> Result<(), Raised> {
        // Copies: fields would be loaded again after each call.
        let (items, places) = (&*self.plan.items, self.outputs.places);
        let mut rest = steps.iter();
        while let Some(step) = rest.next() {
            // SAFETY: attached; plan: items of steps at this level are the source's, and their number has been checked.
            unsafe {
                // Most steps: found by a comparison, not a jump table (measured on 3.11, `dddddddd`: 21.4 ns with the table,
                // 19.7 so).
                if let ParseStep::Convert { item, unit, first, .. } = *step {
                    let element = self.load(items, source, item)?;
                    let outcome = routines[unit as usize](element.object(), places.add(usize::from(first)));
                    if outcome != Outcome::STORED {
                        self.settle(step, outcome, element.object())?;
                    }
                    continue;
                }
                match *step {
                    ParseStep::CheckCount { min, max } => {
                        check_count(self.plan, min, max, source.count())?;
                    }
                    ParseStep::EndIfAbsent { item } => {
                        if index(items, item) >= source.count() {
                            return Ok(());
                        }
                    }
                    ParseStep::EnterSequence { item, steps, .. } => {
                        let element = self.load(items, source, item)?;
                        let (group, after) = split(&rest, steps);
                        self.sequence(step, group, element.object())?;
                        rest = after.iter();
                    }
                    ParseStep::Convert { .. } | ParseStep::LeaveSequence => {}
                    ParseStep::CheckTotal { .. }
                    | ParseStep::CheckPositionals { .. }
                    | ParseStep::Find { .. }
                    | ParseStep::Require { .. }
                    | ParseStep::SkipIfAbsent { .. }
                    | ParseStep::CheckLeftovers => {
                        if source.named_step(self, step, &mut rest)?.is_break() {
                            return Ok(());
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Notes a conversion that may have to be undone, or raises for one that failed.
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
            cleanup::keep(self.kept, cleanup);
            return Ok(());
        }
        if outcome.is_stored() {
            return Ok(());
        }
        // Only a failure asks for the number of the step: counting along takes time.
        let at = self.plan.steps.element_offset(step).unwrap_or_default();
        // SAFETY: attached, item, places, plan.
        unsafe { failure::convert(self.plan, at, outcome, object, self.outputs.places) };
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
        unsafe { self.run_steps(thunks::stored(), group, &mut items) }
    }

    /// As [`sequence`](Self::sequence), for an object that is not an exact tuple of the right length.
    ///
    /// Some versions count encoded strings twice: they ask for more elements than there are units, convert those that there is a
    /// unit for, and fail at the first that there is none for.
    #[cold]
    #[inline(never)]
    unsafe fn other_sequence(
        &mut self,
        enter: &ParseStep,
        group: &'a [ParseStep],
        object: *mut PyObject,
    ) -> Result<(), Raised> {
        let ParseStep::EnterSequence { item, len, encoded, borrows, .. } = *enter else { return Ok(()) };
        let counts_twice = encoded > 0 && version::counts_encoded_twice();
        let surplus = if counts_twice { usize::from(encoded) } else { 0 };
        let (len, wanted) = (usize::from(len), usize::from(len) + surplus);
        // SAFETY: attached, item; the object outlives what is made of it here.
        unsafe {
            let mut sequence = match Sequence::open(object, wanted, borrows) {
                Ok(sequence) => sequence,
                Err(fault) => return Err(self.refuse(item, None, wanted, fault, object)),
            };
            self.run_steps(thunks::stored(), group, &mut sequence)?;
            if surplus == 0 {
                return Ok(());
            }
            let fault = sequence.element(len).err().unwrap_or(SequenceFault::NoUnit);
            Err(self.refuse(item, Some(len), wanted, fault, object))
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
                Err(unsafe {
                    self.refuse(parent.unwrap_or(item), Some(index), 0, fault, core::ptr::null_mut())
                })
            }
        }
    }

    /// Raises the fault of a sequence, or of an element of it.
    #[cold]
    unsafe fn refuse(
        &self,
        item: ItemId,
        element: Option<usize>,
        wanted: usize,
        fault: SequenceFault,
        object: *mut PyObject,
    ) -> Raised {
        // SAFETY: attached; the object is alive where the message names it.
        unsafe { failure::sequence(self.plan, item, element, wanted as Py_ssize_t, fault, object) };
        Raised::new()
    }
}

/// The next `count` steps, and those after them.
#[inline(always)]
fn split<'a>(rest: &Iter<'a, ParseStep>, count: u16) -> (&'a [ParseStep], &'a [ParseStep]) {
    rest.as_slice().split_at_checked(usize::from(count)).unwrap_or_default()
}

/// Skips the next `count` steps.
#[inline(always)]
pub(super) fn skip(rest: &mut Iter<'_, ParseStep>, count: u16) {
    *rest = split(rest, count).1.iter();
}

/// The index of an item among the arguments, or the elements of its sequence.
#[inline(always)]
pub(super) fn index(items: &[Item], item: ItemId) -> usize {
    items.get(usize::from(item)).map_or(0, |item| item.index.into())
}
