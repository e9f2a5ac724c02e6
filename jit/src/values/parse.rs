//! Parsing into values that say what they are.

use super::output::UnitMemory;
use super::{Input, Output, Tagged, input};
use crate::entry_point::{ArgumentWords, EntryPoint};
use crate::handle::{ParseTarget, RawHandle};
use crate::typed::{InputPlaces, Presence};
use fmtunit_runtime::{Raised, failure};
use pyo3_ffi::PyObject;
use std::ptr;

impl ParseTarget for Tagged {
    type Out<'a> = Vec<Option<Output<'a>>>;
    type Given<'g> = &'g [Input<'g>];
    const VIEWS: bool = true;

    unsafe fn parse<'a, E: EntryPoint>(
        handle: &RawHandle,
        words: ArgumentWords,
        inputs: &[Input<'_>],
    ) -> Result<Self::Out<'a>, Raised> {
        let Some(plan) = handle.parse_plan() else { return Err(failure::misused_handle()) };
        let inputs = input::places(plan, inputs)?;
        let mut inputs = InputPlaces::new(&inputs);
        let mut memory: Vec<_> = plan.members().map(|member| UnitMemory::new(&member)).collect();
        let mut slots = vec![ptr::null_mut::<PyObject>(); memory.len()];
        let mut places = Vec::with_capacity(handle.count + 1);
        memory.iter_mut().for_each(|memory| memory.places(&mut inputs, &mut places));
        places.push(slots.as_mut_ptr().cast());
        // SAFETY: attached, places, plan: the memory was made for the plan. Guards are made of what a call that succeeded
        // has stored.
        unsafe {
            handle.parse_words(words, places.as_mut_ptr().cast())?;
            let present = if E::keywords(words).is_null() {
                Presence::Count(E::positional(words))
            } else {
                Presence::Slots(&slots)
            };
            let values = memory.iter().enumerate();
            Ok(values.map(|(index, memory)| present.has(index).then(|| memory.output())).collect())
        }
    }
}
