//! Parsing into values that say what they are.

use super::{Input, Output, Tagged, input, memory};
use crate::handle::Parser;
use crate::typed::{ArgumentArray, Presence, Sources};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::{Raised, failure};
use pyo3_ffi::PyObject;
use std::ptr;

/// The values of a call: one for each parameter, `None` where the argument is absent.
type Outputs<'a> = Result<Vec<Option<Output<'a>>>, Raised>;

impl Parser<Tagged> {
    /// Parses an argument tuple, or for [`Entry::Object`] one object: `PyArg_ParseTuple`, `PyArg_Parse`. There is a value for
    /// each parameter, `None` for those that are absent.
    ///
    /// # Errors
    /// The exception that CPython raises is set; TypeError if the inputs are not those that the units take; SystemError if
    /// the handle is for another entry point.
    ///
    /// # Safety
    /// The [contract of typed calls](crate::typed#safety); the target of a converter is what it fills.
    pub unsafe fn parse_values<'a>(&self, arguments: &'a *mut PyObject, inputs: &[Input<'_>]) -> Outputs<'a> {
        if !matches!(self.entry(), Entry::Tuple | Entry::Object) {
            return Err(failure::misused_handle());
        }
        // SAFETY: attached, places. The one object is no optional argument.
        unsafe {
            let sources = Sources { first: (*arguments).cast(), ..Sources::NOTHING };
            let is_object = self.entry() == Entry::Object;
            self.run_tagged(arguments, sources, inputs, || {
                if is_object { Presence::Count(1) } else { Presence::of_tuple(*arguments) }
            })
        }
    }

    /// Parses an argument array: `PyArg_ParseArray`. As [`parse_values`](Self::parse_values).
    ///
    /// # Errors
    /// As [`parse_values`](Self::parse_values).
    ///
    /// # Safety
    /// As [`parse_values`](Self::parse_values).
    pub unsafe fn parse_array_values<'a, A: ArgumentArray>(
        &self,
        args: &'a A,
        count: usize,
        inputs: &[Input<'_>],
    ) -> Outputs<'a> {
        if self.entry() != Entry::Array {
            return Err(failure::misused_handle());
        }
        let sources = Sources::array(args.items(), count);
        // SAFETY: attached, places.
        unsafe { self.run_tagged(args, sources, inputs, || Presence::Count(count)) }
    }

    /// Parses an argument tuple and a dict of keyword arguments, or null: `PyArg_ParseTupleAndKeywords`. As
    /// [`parse_values`](Self::parse_values).
    ///
    /// # Errors
    /// As [`parse_values`](Self::parse_values).
    ///
    /// # Safety
    /// As [`parse_values`](Self::parse_values).
    pub unsafe fn parse_tuple_and_keywords_values<'a>(
        &self,
        args: &'a *mut PyObject,
        kwargs: *mut PyObject,
        inputs: &[Input<'_>],
    ) -> Outputs<'a> {
        if self.entry() != Entry::TupleAndKeywords {
            return Err(failure::misused_handle());
        }
        // SAFETY: attached, places.
        unsafe {
            let sources = Sources::tuple_and_keywords(*args, kwargs);
            self.run_tagged(args, sources, inputs, || Presence::of_tuple(*args))
        }
    }

    /// Parses an argument array and a tuple of keywords, or null: `PyArg_ParseArrayAndKeywords`. As
    /// [`parse_values`](Self::parse_values).
    ///
    /// # Errors
    /// As [`parse_values`](Self::parse_values).
    ///
    /// # Safety
    /// As [`parse_values`](Self::parse_values).
    pub unsafe fn parse_array_and_keywords_values<'a, A: ArgumentArray>(
        &self,
        args: &'a A,
        count: usize,
        kwnames: *mut PyObject,
        inputs: &[Input<'_>],
    ) -> Outputs<'a> {
        if self.entry() != Entry::ArrayAndKeywords {
            return Err(failure::misused_handle());
        }
        let sources = Sources::array_and_keywords(args.items(), count, kwnames);
        // SAFETY: attached, places.
        unsafe { self.run_tagged(args, sources, inputs, || Presence::Count(count)) }
    }

    /// Makes the call, and the values of what it has stored.
    ///
    /// # Safety
    /// *attached*, *places*; the sources are those of the entry point; `by_position` is asked for the arguments that are
    /// given by position when the call has succeeded.
    unsafe fn run_tagged<'a, A>(
        &self,
        anchor: &'a A,
        sources: Sources,
        inputs: &[Input<'_>],
        by_position: impl FnOnce() -> Presence<'static>,
    ) -> Outputs<'a> {
        let Some(plan) = self.plan() else { return Err(failure::misused_handle()) };
        let inputs = input::places(plan, inputs)?;
        let mut memory = memory::of_plan(plan);
        let mut slots = vec![ptr::null_mut::<PyObject>(); memory.len()];
        let mut places = memory::places(&mut memory, &inputs, usize::from(plan.places) + 1);
        places.push(slots.as_mut_ptr().cast());
        // SAFETY: attached, places, plan: the memory was made for the plan. Guards are made of what a call that succeeded
        // has stored.
        unsafe {
            self.run_unchecked(sources.first, sources.second, sources.third, places.as_mut_ptr().cast())?;
            let present = Presence::of_slots(sources.keywords, &slots, by_position);
            let optional = memory.iter().enumerate();
            Ok(optional.map(|(index, memory)| present.has(index).then(|| memory.output(anchor))).collect())
        }
    }
}
