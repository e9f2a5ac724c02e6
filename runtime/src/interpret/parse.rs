//! Parse plans, step by step.

use crate::arguments::Arguments;
use crate::cleanup::{Kept, keep};
use crate::failure::{self, SequenceFault};
use crate::outcome::Outcome;
use crate::parse::sequence::{Element, Sequence};
use crate::place::Place;
use crate::raised::Raised;
use crate::{layout, thunks, version};
use fmtunit_parser::plan::{Item, ItemId, ParsePlan, ParseStep};
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ops::Range;

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
        let mut engine = Engine::new(plan, places, kept);
        let done = engine.run(0..plan.steps.len(), &arguments);
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
    unsafe { Engine::new(plan, places, kept).sequence(step, object) }
}

/// Where the items of the steps at one level come from.
trait Source {
    /// How many there are.
    fn count(&self) -> usize;

    /// The item at an index, alive for as long as the element is.
    ///
    /// # Safety
    /// *attached*; the index is below the count, and what the source was made of is alive.
    unsafe fn get(&self, index: usize) -> Result<Element, SequenceFault>;
}

impl Source for Arguments {
    #[inline(always)]
    fn count(&self) -> usize {
        Self::count(*self)
    }

    #[inline(always)]
    unsafe fn get(&self, index: usize) -> Result<Element, SequenceFault> {
        // SAFETY: the caller keeps the arguments alive.
        unsafe { Ok(Element::borrowed(Self::get(*self, index))) }
    }
}

/// The items of an exact tuple.
struct Tuple(*const *mut PyObject, usize);

impl Source for Tuple {
    #[inline(always)]
    fn count(&self) -> usize {
        self.1
    }

    #[inline(always)]
    unsafe fn get(&self, index: usize) -> Result<Element, SequenceFault> {
        // SAFETY: the caller keeps the tuple alive.
        unsafe { Ok(Element::borrowed(*self.0.add(index))) }
    }
}

impl Source for Sequence {
    fn count(&self) -> usize {
        self.len()
    }

    unsafe fn get(&self, index: usize) -> Result<Element, SequenceFault> {
        // SAFETY: attached.
        unsafe { self.element(index) }
    }
}

struct Engine<'a> {
    plan: &'a ParsePlan,
    /// Those of the plan: looked up once, for the plan may own them or not.
    steps: &'a [ParseStep],
    items: &'a [Item],
    places: *const Place,
    kept: &'a mut [u64],
}

impl<'a> Engine<'a> {
    #[inline(always)]
    fn new(plan: &'a ParsePlan, places: *const Place, kept: &'a mut [u64]) -> Self {
        Self { plan, steps: &plan.steps, items: &plan.items, places, kept }
    }

    /// The steps of one level: of the arguments, or of a group.
    #[inline]
    unsafe fn run<S: Source>(&mut self, range: Range<usize>, source: &S) -> Result<(), Raised> {
        let mut at = range.start;
        while at < range.end
            && let Some(step) = self.steps.get(at)
        {
            // SAFETY: attached; plan: items of steps at this level are the source's, and their number has been checked.
            unsafe {
                match *step {
                    ParseStep::CheckCount { min, max } => {
                        let given = source.count();
                        if given < usize::from(min) || given > usize::from(max) {
                            failure::count(&self.plan.site, min, max, given);
                            return Err(Raised::new());
                        }
                    }
                    ParseStep::EndIfAbsent { item } => {
                        if self.index(item) >= source.count() {
                            return Ok(());
                        }
                    }
                    ParseStep::Convert { item, unit, first, cleanup } => {
                        let element = self.load(source, item)?;
                        let outcome =
                            thunks::parse(unit)(element.object(), self.places.add(usize::from(first)));
                        if outcome == Outcome::KEPT
                            && let Some(cleanup) = cleanup
                        {
                            keep(self.kept, cleanup);
                        } else if !outcome.is_stored() {
                            failure::convert(self.plan, at, outcome, element.object(), self.places);
                            return Err(Raised::new());
                        }
                    }
                    ParseStep::EnterSequence { item, steps, .. } => {
                        let element = self.load(source, item)?;
                        self.sequence(at, element.object())?;
                        at += usize::from(steps) + 1;
                    }
                    ParseStep::LeaveSequence => {}
                }
            }
            at += 1;
        }
        Ok(())
    }

    /// The steps of the group that the step at `at` enters.
    unsafe fn sequence(&mut self, at: usize, object: *mut PyObject) -> Result<(), Raised> {
        let Some(&ParseStep::EnterSequence { item, len, encoded, borrows, steps }) = self.steps.get(at)
        else {
            return Ok(());
        };
        let (range, len) = (at + 1..at + 1 + usize::from(steps), usize::from(len));
        // SAFETY: attached, item; the object outlives what is made of it here.
        unsafe {
            if encoded > 0 && version::counts_encoded_twice() {
                return self.miscounted_sequence(range, item, len, usize::from(encoded), object);
            }
            if let Some((items, length)) = layout::tuple(object)
                && length == len
            {
                return self.run(range, &Tuple(items, length));
            }
            match Sequence::open(object, len, borrows) {
                Ok(sequence) => self.run(range, &sequence),
                Err(fault) => self.refuse(item, None, len, fault, object),
            }
        }
    }

    /// The steps of a group whose encoded strings are counted twice: CPython asks for more elements than there are
    /// units, converts what it has units for, and fails at the first element that it has none for.
    #[cold]
    unsafe fn miscounted_sequence(
        &mut self,
        range: Range<usize>,
        item: ItemId,
        len: usize,
        encoded: usize,
        object: *mut PyObject,
    ) -> Result<(), Raised> {
        let wanted = len + encoded;
        // SAFETY: attached, item; the object outlives the sequence.
        unsafe {
            let sequence = match Sequence::open(object, wanted, true) {
                Ok(sequence) => sequence,
                Err(fault) => return self.refuse(item, None, wanted, fault, object),
            };
            self.run(range, &sequence)?;
            let fault = match sequence.element(len) {
                Ok(_) => SequenceFault::NoUnit,
                Err(fault) => fault,
            };
            self.refuse(item, Some(len), wanted, fault, object)
        }
    }

    #[inline(always)]
    unsafe fn load<S: Source>(&self, source: &S, item: ItemId) -> Result<Element, Raised> {
        let index = self.index(item);
        // SAFETY: attached; plan: the index is below the count, which has been checked.
        match unsafe { source.get(index) } {
            Ok(element) => Ok(element),
            Err(fault) => {
                let parent = self.items.get(usize::from(item)).and_then(|item| item.parent);
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

    #[inline(always)]
    fn index(&self, item: ItemId) -> usize {
        self.items.get(usize::from(item)).map_or(0, |item| item.index.into())
    }
}
