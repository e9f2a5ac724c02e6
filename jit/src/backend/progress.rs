//! The progress of compiled code, which the engine needs to take over a call.

use fmtunit_parser::plan::ParsePlan;
use fmtunit_runtime::interpret::ArgumentSlots;
use std::slice;

/// The address of the frame in which compiled code keeps its progress; or, if that would hold only a step, the step itself.
///
/// The frame holds the step at which the code bailed out; a bit for each conversion that may have to be undone; and, where
/// keywords were given, the argument of each parameter. Each part starts at a word.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub(crate) struct CodeProgress(*mut u64);

impl CodeProgress {
    /// The word with the step.
    pub(super) const STEP: usize = 0;
    /// The first word with bits.
    pub(super) const KEPT: usize = 1;

    /// The first word with an argument.
    pub(super) fn slots(plan: &ParsePlan) -> usize {
        Self::KEPT + cleanup_words(plan)
    }

    /// Returns the number of words of the frame, if there is one. In the typed form the caller has the slots of the
    /// parameters.
    pub(super) fn frame_words(plan: &ParsePlan, views: bool) -> Option<usize> {
        let parameters = plan.parameters.as_ref().filter(|_| !views);
        let words = Self::slots(plan) + parameters.map_or(0, |parameters| parameters.names.len());
        (words > Self::KEPT).then_some(words)
    }

    /// The step.
    ///
    /// # Safety
    /// The progress is that of the code of this plan, in this form.
    pub(crate) unsafe fn step(self, plan: &ParsePlan, views: bool) -> usize {
        match Self::frame_words(plan, views) {
            None => self.0.addr(),
            // SAFETY: the word is there.
            Some(_) => unsafe { *self.0.add(Self::STEP) as usize },
        }
    }

    /// The bits.
    ///
    /// # Safety
    /// The progress is that of the code of this plan, and no other reference uses it meanwhile.
    pub(crate) unsafe fn kept<'a>(self, plan: &ParsePlan) -> &'a mut [u64] {
        match cleanup_words(plan) {
            0 => &mut [],
            // SAFETY: the words are there.
            words => unsafe { slice::from_raw_parts_mut(self.0.add(Self::KEPT), words) },
        }
    }

    /// The slots of the parameters.
    ///
    /// # Safety
    /// The progress is that of the code of this plan, for a call with keywords, and not in the typed form.
    pub(crate) unsafe fn arguments(self, plan: &ParsePlan) -> ArgumentSlots {
        // SAFETY: the words are there.
        unsafe { self.0.add(Self::slots(plan)).cast() }
    }
}

/// Returns the number of words that the bits of a plan's cleanups take.
fn cleanup_words(plan: &ParsePlan) -> usize {
    usize::from(plan.cleanups).div_ceil(64)
}
