//! The rest of a call, for engines whose own code has run the first steps and knows fast shapes only.

use super::parse::{Engine, Outputs, Source};
use crate::arguments::Arguments;
use crate::cleanup::Kept;
use crate::failure::{self, SequenceFault};
use crate::layout;
use crate::parse::sequence::ItemRef;
use crate::raised::Raised;
use fmtunit_parser::plan::{ItemId, ParsePlan, ParseStep};
use pyo3_ffi::PyObject;
use std::ops::Range;

/// Runs the steps from `step` on, and undoes conversions if one fails.
///
/// The step may stand in a sequence, if that and those around it are exact tuples; else, where parameters have names, it looks
/// for one. The arguments of a plan with keywords
/// are in the order of its parameters, with null or nothing for each that is absent; none is checked again, and none
/// is in a dict that may let go of it.
///
/// # Errors
/// The exception that CPython raises is set.
///
/// # Safety
/// *attached*, *places*, *plan*; the arguments are alive; the steps before have been run, and `kept` has a bit for each
/// cleanup.
pub unsafe fn resume(
    plan: &ParsePlan,
    step: usize,
    arguments: Arguments,
    outputs: Outputs,
    kept: &mut [u64],
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        let done = match (outputs.views, plan.parameters.is_some()) {
            (false, false) => finish::<_, false>(plan, step, arguments, arguments, outputs, kept),
            (true, false) => finish::<_, true>(plan, step, arguments, arguments, outputs, kept),
            (false, true) => {
                finish::<_, false>(plan, step, arguments, Matched::new(arguments), outputs, kept)
            }
            (true, true) => finish::<_, true>(plan, step, arguments, Matched::new(arguments), outputs, kept),
        };
        if done.is_err() {
            Kept(kept).undo(plan, outputs.places);
        }
        done
    }
}

/// The steps of the sequences that the step stands in, from the innermost outward, and then those of the arguments.
unsafe fn finish<S: Source, const VIEWS: bool>(
    plan: &ParsePlan,
    step: usize,
    arguments: Arguments,
    mut source: S,
    outputs: Outputs,
    kept: &mut [u64],
) -> Result<(), Raised> {
    let mut at = step;
    let mut engine = Engine::<VIEWS>::new(plan, outputs.places, kept);
    // SAFETY: attached; plan: the groups that the step stands in have been entered, as exact tuples.
    unsafe {
        for (item, end) in enclosing(plan, step).into_iter().rev() {
            let Some((items, len)) = object(plan, item, arguments).and_then(|tuple| layout::tuple(tuple))
            else {
                return Err(failure::misused_handle());
            };
            engine.run(at..end, &mut Arguments::array(items, len))?;
            at = end + 1;
        }
        engine.run(Range { start: at, end: plan.steps.len() }, &mut source)
    }
}

/// The sequences that a step stands in, outermost first: their items, and the index of the step that leaves them.
fn enclosing(plan: &ParsePlan, step: usize) -> Vec<(ItemId, usize)> {
    let entered = plan.steps.iter().enumerate().take(step);
    let groups = entered.filter_map(|(at, entered)| match *entered {
        ParseStep::EnterSequence { item, steps, .. } => Some((item, at + 1 + usize::from(steps))),
        _ => None,
    });
    groups.filter(|&(_, end)| step <= end).collect()
}

/// The object of an item: an argument, or an element of a tuple that is one, or that stands in one.
unsafe fn object(plan: &ParsePlan, item: ItemId, arguments: Arguments) -> Option<*mut PyObject> {
    let item = plan.items.get(usize::from(item))?;
    let index = usize::from(item.index);
    // SAFETY: plan: the item's parent is a tuple that has been entered, and the index is below its length.
    unsafe {
        match item.parent {
            None => Some(arguments.get(index)),
            Some(parent) => {
                let (items, _) = layout::tuple(object(plan, parent, arguments)?)?;
                Some(*items.add(index))
            }
        }
    }
}

/// The arguments of parameters, all of which have been found.
struct Matched {
    arguments: Arguments,
    current: *mut PyObject,
}

impl Matched {
    fn new(arguments: Arguments) -> Self {
        Self { arguments, current: core::ptr::null_mut() }
    }
}

impl Source for Matched {
    fn count(&self) -> usize {
        self.arguments.count()
    }

    unsafe fn get(&mut self, _index: usize) -> Result<ItemRef, SequenceFault> {
        // SAFETY: the caller keeps the arguments alive.
        unsafe { Ok(ItemRef::borrowed(self.current)) }
    }

    unsafe fn find(&mut self, index: usize) -> Result<(), Raised> {
        // SAFETY: the index is below the count.
        let found = (index < self.count()).then(|| unsafe { self.arguments.get(index) });
        self.current = found.unwrap_or(core::ptr::null_mut());
        Ok(())
    }

    fn is_present(&self) -> bool {
        !self.current.is_null()
    }

    fn keywords_left(&self) -> usize {
        // Any parameter that follows may have an argument.
        1
    }
}
