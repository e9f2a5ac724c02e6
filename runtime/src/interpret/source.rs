//! Where arguments and elements come from.

use crate::arguments::Arguments;
use crate::failure::SequenceFault;
use crate::parse::sequence::{ItemRef, Sequence};
use crate::raised::Raised;
use fmtunit_parser::plan::{ItemId, ParsePlan, ParseStep};

/// Where the items of the steps at one level come from. What asks for names is for arguments that have some.
///
/// The unsafe functions ask for the clause *attached*, and that what the source was made of is alive.
pub(super) trait Source {
    /// How many there are; for arguments with names, how many by position.
    fn count(&self) -> usize;

    /// The item at an index below the count or, for arguments with names, the one that was looked for last. It is
    /// alive for as long as the element is.
    unsafe fn get(&mut self, index: usize) -> Result<ItemRef, SequenceFault>;

    /// How many arguments there are, by position and by name.
    fn total(&self) -> usize {
        self.count()
    }

    /// Looks for the argument of a parameter.
    unsafe fn find(&mut self, _index: usize) -> Result<(), Raised> {
        Ok(())
    }

    /// Hears which step is about to convert the argument that has been found.
    #[inline(always)]
    unsafe fn prepare(&mut self, _conversion: Option<&ParseStep>) {}

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
    unsafe fn get(&mut self, index: usize) -> Result<ItemRef, SequenceFault> {
        // SAFETY: the caller keeps the arguments alive.
        unsafe { Ok(ItemRef::borrowed(Self::get(*self, index))) }
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
