//! Parse plans, step by step.

use crate::arguments::Arguments;
use crate::cleanup::{Kept, keep};
use crate::failure::{self, SequenceFault};
use crate::outcome::Outcome;
use crate::parse::sequence::{Element, Sequence};
use crate::place::Place;
use crate::raised::Raised;
use crate::{layout, thunks, version};
use fmtunit_parser::plan::{ItemId, ParsePlan, ParseStep};
use pyo3_ffi::{Py_ssize_t, PyObject};

/// Runs a plan.
///
/// # Errors
/// The exception that CPython raises is set, and conversions are undone as CPython undoes them.
///
/// # Safety
/// *attached*, *places*, *plan*; the arguments are alive.
#[inline]
pub unsafe fn parse(plan: &ParsePlan, arguments: Arguments, places: *const Place) -> Result<(), Raised> {
    if plan.cleanups == 0 {
        // SAFETY: attached, places, plan.
        return unsafe { run(plan, arguments, places, &mut []) };
    }
    if plan.cleanups <= 64 {
        // SAFETY: attached, places, plan.
        return unsafe { run(plan, arguments, places, &mut [0]) };
    }
    let mut kept = vec![0; usize::from(plan.cleanups).div_ceil(64)];
    // SAFETY: attached, places, plan.
    unsafe { run(plan, arguments, places, &mut kept) }
}

#[inline]
unsafe fn run(
    plan: &ParsePlan,
    arguments: Arguments,
    places: *const Place,
    kept: &mut [u64],
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        let mut engine = Engine { plan, places, kept };
        let done = engine.arguments(arguments);
        if done.is_err() {
            Kept(engine.kept).undo(plan, places);
        }
        done
    }
}

/// Converts the sequence that the step at `step` enters: for engines whose own code knows exact tuples only.
///
/// # Errors
/// The exception is set. What is to be undone is noted in `kept`, and not undone.
///
/// # Safety
/// *attached*, *item*, *places*, *plan*; the step enters a sequence, and `kept` has a bit for each cleanup.
#[cold]
#[inline(never)]
pub unsafe fn group(
    plan: &ParsePlan,
    step: usize,
    object: *mut PyObject,
    places: *const Place,
    kept: &mut [u64],
) -> Result<(), Raised> {
    // SAFETY: attached, item, places, plan.
    unsafe { Engine { plan, places, kept }.sequence(step, object) }
}

/// Where elements of a sequence come from.
enum Source<'a> {
    Tuple(*const *mut PyObject),
    Other(&'a Sequence),
}

struct Engine<'a> {
    plan: &'a ParsePlan,
    places: *const Place,
    kept: &'a mut [u64],
}

impl Engine<'_> {
    /// The steps of the whole plan.
    #[inline]
    unsafe fn arguments(&mut self, arguments: Arguments) -> Result<(), Raised> {
        let plan = self.plan;
        let mut at = 0;
        while let Some(&step) = plan.steps.get(at) {
            at += 1;
            // SAFETY: plan: items of steps at this level are arguments, whose number `CheckCount` has checked.
            unsafe {
                match step {
                    ParseStep::CheckCount { min, max } => {
                        let given = arguments.count();
                        if given < usize::from(min) || given > usize::from(max) {
                            failure::count(&plan.site, min, max, given);
                            return Err(Raised::new());
                        }
                    }
                    ParseStep::EndIfAbsent { item } => {
                        if self.index(item) >= arguments.count() {
                            return Ok(());
                        }
                    }
                    ParseStep::Convert { item, .. } => {
                        self.convert(at - 1, step, arguments.get(self.index(item)))?;
                    }
                    ParseStep::EnterSequence { item, steps, .. } => {
                        self.sequence(at - 1, arguments.get(self.index(item)))?;
                        at += usize::from(steps) + 1;
                    }
                    ParseStep::LeaveSequence => {}
                }
            }
        }
        Ok(())
    }

    /// The steps of a group.
    unsafe fn elements(&mut self, first: usize, steps: usize, source: Source<'_>) -> Result<(), Raised> {
        let plan = self.plan;
        let mut at = first;
        while at < first + steps {
            let Some(&step) = plan.steps.get(at) else { return Ok(()) };
            // SAFETY: plan: items of steps at this level are elements of the open sequence.
            unsafe {
                match step {
                    ParseStep::Convert { item, .. } => {
                        let element = self.element(&source, item)?;
                        self.convert(at, step, element.object())?;
                    }
                    ParseStep::EnterSequence { item, steps, .. } => {
                        let element = self.element(&source, item)?;
                        self.sequence(at, element.object())?;
                        at += usize::from(steps) + 1;
                    }
                    // The first two are about arguments, and the end of an inner group has been stepped over.
                    ParseStep::CheckCount { .. }
                    | ParseStep::EndIfAbsent { .. }
                    | ParseStep::LeaveSequence => {}
                }
            }
            at += 1;
        }
        Ok(())
    }

    #[inline(always)]
    unsafe fn convert(&mut self, at: usize, step: ParseStep, object: *mut PyObject) -> Result<(), Raised> {
        let ParseStep::Convert { unit, first, cleanup, .. } = step else { return Ok(()) };
        // SAFETY: attached, item, places; plan: the unit's places begin at `first`.
        unsafe {
            let outcome = thunks::parse(unit)(object, self.places.add(usize::from(first)));
            if outcome == Outcome::STORED {
                return Ok(());
            }
            if outcome == Outcome::KEPT {
                if let Some(cleanup) = cleanup {
                    keep(self.kept, cleanup);
                }
                return Ok(());
            }
            failure::convert(self.plan, at, outcome, object, self.places);
            Err(Raised::new())
        }
    }

    /// The steps of the group that the step at `at` enters.
    unsafe fn sequence(&mut self, at: usize, object: *mut PyObject) -> Result<(), Raised> {
        let Some(&ParseStep::EnterSequence { item, len, encoded, borrows, steps }) = self.plan.steps.get(at)
        else {
            return Ok(());
        };
        // SAFETY: attached, item; the object outlives what is made of it here.
        unsafe {
            let miscounted = if encoded > 0 && version::counts_encoded_twice() { encoded } else { 0 };
            let wanted = usize::from(len) + usize::from(miscounted);
            if let Some((items, length)) = layout::tuple(object)
                && length == wanted
            {
                self.elements(at + 1, steps.into(), Source::Tuple(items))?;
            } else {
                let sequence = match Sequence::open(object, wanted as Py_ssize_t, borrows) {
                    Ok(sequence) => sequence,
                    Err(fault) => return self.refuse(item, None, wanted, fault, object),
                };
                self.elements(at + 1, steps.into(), Source::Other(&sequence))?;
                if miscounted > 0 {
                    // CPython goes on to the element that it has no unit for, and gets it before it notices.
                    if let Err(fault) = sequence.element(len.into()) {
                        return self.refuse(item, Some(len.into()), wanted, fault, object);
                    }
                }
            }
            if miscounted > 0 {
                return self.refuse(item, Some(len.into()), wanted, SequenceFault::NoUnit, object);
            }
            Ok(())
        }
    }

    unsafe fn element(&self, source: &Source<'_>, item: ItemId) -> Result<Element, Raised> {
        let index = self.index(item);
        // SAFETY: attached; plan: the index is below the length, which has been checked.
        unsafe {
            match source {
                Source::Tuple(items) => Ok(Element::borrowed(*items.add(index))),
                Source::Other(sequence) => match sequence.element(index) {
                    Ok(element) => Ok(element),
                    Err(fault) => {
                        let parent = self.plan.items.get(usize::from(item)).and_then(|item| item.parent);
                        let none = core::ptr::null_mut();
                        self.refuse(parent.unwrap_or(item), Some(index), 0, fault, none)?;
                        Err(Raised::new())
                    }
                },
            }
        }
    }

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

    #[inline(always)]
    fn index(&self, item: ItemId) -> usize {
        self.plan.items.get(usize::from(item)).map_or(0, |item| item.index.into())
    }
}
