//! The frame in which compiled code keeps its progress for the engine.

use fmtunit_parser::plan::ParsePlan;
use fmtunit_runtime::interpret::ArgumentSlots;
use std::slice;

/// The step at which compiled code bailed out; a bit for each conversion that may have to be undone; and, where keywords
/// were given, the argument of each parameter. Each part starts at a word.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub(crate) struct BailoutFrame(*mut u64);

impl BailoutFrame {
    /// The frame of code that keeps only the step.
    pub(crate) fn new(step: &mut [u64; 1]) -> Self {
        Self(step.as_mut_ptr())
    }

    /// The word with the step.
    pub(crate) const STEP: usize = 0;
    /// The first word with bits.
    pub(crate) const KEPT: usize = 1;

    /// The first word with an argument.
    pub(crate) fn slots(plan: &ParsePlan) -> usize {
        Self::KEPT + cleanup_words(plan)
    }

    /// Returns the number of words; none if the step is all that would be kept. In the typed form the caller has the slots
    /// of the parameters.
    pub(crate) fn words(plan: &ParsePlan, views: bool) -> Option<usize> {
        let parameters = plan.parameters.as_ref().filter(|_| !views);
        let words = Self::slots(plan) + parameters.map_or(0, |parameters| parameters.names.len());
        (words > Self::KEPT).then_some(words)
    }

    /// The step.
    ///
    /// # Safety
    /// The frame is that of the code of a format that parses.
    pub(crate) unsafe fn step(self) -> usize {
        // SAFETY: the word is there.
        unsafe { *self.0.add(Self::STEP) as usize }
    }

    /// The bits.
    ///
    /// # Safety
    /// The frame is that of the code of this plan, and used by no other reference meanwhile.
    pub(crate) unsafe fn kept<'a>(self, plan: &ParsePlan) -> &'a mut [u64] {
        // SAFETY: the words are there.
        unsafe { slice::from_raw_parts_mut(self.0.add(Self::KEPT), cleanup_words(plan)) }
    }

    /// The slots of the parameters.
    ///
    /// # Safety
    /// The frame is that of the code of this plan, for a call with keywords.
    pub(crate) unsafe fn arguments(self, plan: &ParsePlan) -> ArgumentSlots {
        // SAFETY: the words are there.
        unsafe { self.0.add(Self::slots(plan)).cast() }
    }
}

/// Returns the number of words that the bits of a plan's cleanups take.
fn cleanup_words(plan: &ParsePlan) -> usize {
    usize::from(plan.cleanups).div_ceil(64)
}
