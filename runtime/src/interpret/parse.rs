//! Parse plans, step by step.

use crate::arguments::Arguments;
use crate::cleanup::{Kept, keep};
use crate::failure::{self, SequenceFault};
use crate::outcome::Outcome;
use crate::parse::sequence::{Element, Sequence};
use crate::place::Place;
use crate::raised::Raised;
use crate::thunks::ParseThunk;
use crate::{layout, thunks, version};
use fmtunit_parser::plan::{Item, ItemId, ParsePlan, ParseStep};
use fmtunit_parser::units::ParseUnit;
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::ops::Range;

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

/// Runs a plan whose parameters have no names.
///
/// # Errors
/// The exception that CPython raises is set, and conversions are undone as CPython undoes them.
///
/// # Safety
/// *attached*, *places*, *plan*; the arguments are alive.
#[inline]
pub unsafe fn parse(plan: &ParsePlan, mut arguments: Arguments, places: *const Place) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe { run::<_, false>(plan, &mut arguments, places) }
}

/// Runs a plan.
#[inline(always)]
pub(super) unsafe fn run<S: Source, const VIEWS: bool>(
    plan: &ParsePlan,
    source: &mut S,
    places: *const Place,
) -> Result<(), Raised> {
    /// As many cleanups as a word has bits are noted without an allocation.
    const WORD: u16 = 64;
    // SAFETY: attached, places, plan.
    unsafe {
        match plan.cleanups {
            0 => Engine::<VIEWS>::new(plan, places, &mut []).run(0..plan.steps.len(), source),
            1..=WORD => run_and_clean::<_, VIEWS>(plan, source, places, &mut [0]),
            more => run_and_clean::<_, VIEWS>(
                plan,
                source,
                places,
                &mut vec![0; usize::from(more.div_ceil(WORD))],
            ),
        }
    }
}

unsafe fn run_and_clean<S: Source, const VIEWS: bool>(
    plan: &ParsePlan,
    source: &mut S,
    places: *const Place,
    kept: &mut [u64],
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        let mut engine = Engine::<VIEWS>::new(plan, places, kept);
        let done = engine.run(0..plan.steps.len(), source);
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
    unsafe { Engine::<false>::new(plan, places, kept).sequence(step, object) }
}

/// Where the items of the steps at one level come from. What asks for names is for arguments that have some.
///
/// The unsafe functions ask for the clause *attached*, and that what the source was made of is alive.
pub(super) trait Source {
    /// How many there are; for arguments with names, how many by position.
    fn count(&self) -> usize;

    /// The item at an index below the count or, for arguments with names, the one that was looked for last. It is
    /// alive for as long as the element is.
    unsafe fn get(&mut self, index: usize) -> Result<Element, SequenceFault>;

    /// How many arguments there are, by position and by name.
    fn total(&self) -> usize {
        self.count()
    }

    /// Looks for the argument of a parameter.
    unsafe fn find(&mut self, _index: usize) -> Result<(), Raised> {
        Ok(())
    }

    /// Has the argument that was looked for last been found?
    fn is_present(&self) -> bool {
        true
    }

    /// How many keywords no parameter has been found for.
    fn keywords_left(&self) -> usize {
        0
    }

    /// Raises that a required argument is absent.
    unsafe fn refuse_absent(&self, _plan: &ParsePlan, _item: ItemId) {}

    /// Fails if a keyword is left.
    unsafe fn check_leftovers(&mut self, _plan: &ParsePlan) -> Result<(), Raised> {
        Ok(())
    }
}

impl Source for Arguments {
    #[inline(always)]
    fn count(&self) -> usize {
        Self::count(*self)
    }

    #[inline(always)]
    unsafe fn get(&mut self, index: usize) -> Result<Element, SequenceFault> {
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
    unsafe fn get(&mut self, index: usize) -> Result<Element, SequenceFault> {
        // SAFETY: the caller keeps the tuple alive.
        unsafe { Ok(Element::borrowed(*self.0.add(index))) }
    }
}

impl Source for Sequence {
    fn count(&self) -> usize {
        self.len()
    }

    unsafe fn get(&mut self, index: usize) -> Result<Element, SequenceFault> {
        // SAFETY: attached.
        unsafe { self.element(index) }
    }
}

/// What runs the steps. It is made twice over, so that a call for places as C has them does not ask about views.
pub(super) struct Engine<'a, const VIEWS: bool> {
    plan: &'a ParsePlan,
    /// Those of the plan: looked up once, for the plan may own them or not.
    steps: &'a [ParseStep],
    items: &'a [Item],
    places: *const Place,
    kept: &'a mut [u64],
}

impl<'a, const VIEWS: bool> Engine<'a, VIEWS> {
    #[inline(always)]
    pub(super) fn new(plan: &'a ParsePlan, places: *const Place, kept: &'a mut [u64]) -> Self {
        Self { plan, steps: &plan.steps, items: &plan.items, places, kept }
    }

    /// The steps of one level: of the arguments, or of a group.
    #[inline]
    pub(super) unsafe fn run<S: Source>(
        &mut self,
        range: Range<usize>,
        source: &mut S,
    ) -> Result<(), Raised> {
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
                    ParseStep::CheckTotal { max } => {
                        if source.total() > usize::from(max) {
                            failure::too_many(&self.plan.site, max, source.count(), source.total());
                            return Err(Raised::new());
                        }
                    }
                    ParseStep::CheckPositionals { max, at_most } => {
                        if source.count() > usize::from(max) {
                            failure::too_many_positionals(&self.plan.site, max, at_most, source.count());
                            return Err(Raised::new());
                        }
                    }
                    ParseStep::Find { item } => source.find(self.index(item))?,
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
                            at += usize::from(steps);
                        }
                    }
                    ParseStep::CheckLeftovers => source.check_leftovers(self.plan)?,
                    ParseStep::EndIfAbsent { item } => {
                        if self.index(item) >= source.count() {
                            return Ok(());
                        }
                    }
                    ParseStep::Convert { item, unit, first, cleanup } => {
                        let element = self.load(source, item)?;
                        let thunk = self.thunk(unit, item);
                        let outcome = thunk(element.object(), self.places.add(usize::from(first)));
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
                return self.run(range, &mut Tuple(items, length));
            }
            match Sequence::open(object, len, borrows) {
                Ok(mut sequence) => self.run(range, &mut sequence),
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
            let mut sequence = match Sequence::open(object, wanted, true) {
                Ok(sequence) => sequence,
                Err(fault) => return self.refuse(item, None, wanted, fault, object),
            };
            self.run(range, &mut sequence)?;
            let fault = match sequence.element(len) {
                Ok(_) => SequenceFault::NoUnit,
                Err(fault) => fault,
            };
            self.refuse(item, Some(len), wanted, fault, object)
        }
    }

    #[inline(always)]
    unsafe fn load<S: Source>(&self, source: &mut S, item: ItemId) -> Result<Element, Raised> {
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

    /// The routine of a unit: where text is wanted with its length, and is no element, the one that stores both.
    #[inline(always)]
    fn thunk(&self, unit: ParseUnit, item: ItemId) -> ParseThunk {
        if VIEWS
            && let Some(view) = thunks::view(unit)
            && self.items.get(usize::from(item)).is_some_and(|item| item.parent.is_none())
        {
            return view;
        }
        thunks::parse(unit)
    }

    #[inline(always)]
    fn index(&self, item: ItemId) -> usize {
        self.items.get(usize::from(item)).map_or(0, |item| item.index.into())
    }
}
