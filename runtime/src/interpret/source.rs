//! Where arguments and elements come from.

use super::parse::{ParseRun, index, skip};
use crate::arguments::Arguments;
use crate::failure::SequenceFault;
use crate::parse::sequence::{ItemRef, Sequence};
use crate::raised::Raised;
use core::ops::ControlFlow;
use core::slice::Iter;
use fmtunit_parser::plan::ParseStep;

/// The result of a step about names: `Break` if the call is complete.
pub(super) type Flow = Result<ControlFlow<()>, Raised>;

/// The origin of the items that the steps of one level convert.
///
/// The unsafe functions ask for the clause *attached*, and that what the source was made of is alive.
pub(super) trait Source {
    /// The number of items; of arguments with names, of those by position.
    fn count(&self) -> usize;

    /// The item at an index below the count or, of arguments with names, the one that was found last. It is alive for as long as
    /// the element is.
    unsafe fn get(&mut self, index: usize) -> Result<ItemRef, SequenceFault>;

    /// Runs a step that looks for an argument with a name, or checks such arguments. `rest` are the steps that follow it. The step
    /// after one that finds an argument is for an absent one, and skipped. Elements have no names.
    unsafe fn named_step<'p>(
        &mut self,
        _run: &mut ParseRun<'p>,
        _step: &'p ParseStep,
        _rest: &mut Iter<'p, ParseStep>,
    ) -> Flow {
        Ok(ControlFlow::Continue(()))
    }
}

/// Arguments without names; or such as are all known and stand in the order of the parameters, with null or nothing for each that
/// is absent.
impl Source for Arguments {
    #[inline(always)]
    fn count(&self) -> usize {
        Self::count(*self)
    }

    #[inline(always)]
    unsafe fn get(&mut self, index: usize) -> Result<ItemRef, SequenceFault> {
        // SAFETY: the caller keeps the arguments alive.
        unsafe { Ok(ItemRef::borrowed(Self::get(*self, index))) }
    }

    #[inline(always)]
    unsafe fn named_step<'p>(
        &mut self,
        run: &mut ParseRun<'p>,
        step: &'p ParseStep,
        rest: &mut Iter<'p, ParseStep>,
    ) -> Flow {
        match *step {
            ParseStep::Find { item } => {
                let index = index(&run.plan.items, item);
                if index >= Self::count(*self) {
                    return Ok(ControlFlow::Break(()));
                }
                // SAFETY: the index is below the count.
                if unsafe { !Self::get(*self, index).is_null() } {
                    rest.next();
                }
            }
            ParseStep::SkipIfAbsent { steps, .. } => skip(rest, steps),
            // All other checks have been made.
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }
}

impl Source for Sequence {
    fn count(&self) -> usize {
        self.len()
    }

    unsafe fn get(&mut self, index: usize) -> Result<ItemRef, SequenceFault> {
        // SAFETY: attached.
        unsafe { self.element(index) }
    }
}
