//! Parsing into values that the compiler checks.

use super::frame::Frame;
use super::inputs::{Inputs, WithoutInputs};
use super::member::Signature;
use super::source::{ArgumentArray, Presence, Sources};
use crate::handle::Parser;
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::arguments::Arguments;
use fmtunit_runtime::{Raised, failure};
use pyo3_ffi::PyObject;

/// What a call takes besides the arguments.
type InputsOf<'i, S> = <<S as Signature>::Inputs as Inputs>::Given<'i>;

impl<S: Signature<Inputs: Inputs>> Parser<S> {
    /// Parses an argument tuple, or for [`Entry::Object`] one object: `PyArg_ParseTuple`, `PyArg_Parse`.
    ///
    /// # Errors
    /// The exception that CPython raises is set; SystemError if the handle is for another entry point.
    ///
    /// # Safety
    /// The [contract of typed calls](crate::typed#safety).
    #[inline]
    pub unsafe fn parse<'a>(&self, arguments: &'a *mut PyObject) -> Result<S::Out<'a>, Raised>
    where
        S::Inputs: WithoutInputs,
    {
        // SAFETY: attached, places.
        unsafe { self.parse_with(arguments, S::Inputs::nothing()) }
    }

    /// Parses an argument array: `PyArg_ParseArray`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// The [contract of typed calls](crate::typed#safety).
    #[inline]
    pub unsafe fn parse_array<'a, A: ArgumentArray>(
        &self,
        args: &'a A,
        count: usize,
    ) -> Result<S::Out<'a>, Raised>
    where
        S::Inputs: WithoutInputs,
    {
        // SAFETY: attached, places.
        unsafe { self.parse_array_with(args, count, S::Inputs::nothing()) }
    }

    /// Parses an argument tuple and a dict of keyword arguments, or null: `PyArg_ParseTupleAndKeywords`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// The [contract of typed calls](crate::typed#safety).
    #[inline]
    pub unsafe fn parse_tuple_and_keywords<'a>(
        &self,
        args: &'a *mut PyObject,
        kwargs: *mut PyObject,
    ) -> Result<S::Out<'a>, Raised>
    where
        S::Inputs: WithoutInputs,
    {
        // SAFETY: attached, places.
        unsafe { self.parse_tuple_and_keywords_with(args, kwargs, S::Inputs::nothing()) }
    }

    /// Parses an argument array and a tuple of keywords, or null: `PyArg_ParseArrayAndKeywords`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// The [contract of typed calls](crate::typed#safety).
    #[inline]
    pub unsafe fn parse_array_and_keywords<'a, A: ArgumentArray>(
        &self,
        args: &'a A,
        count: usize,
        kwnames: *mut PyObject,
    ) -> Result<S::Out<'a>, Raised>
    where
        S::Inputs: WithoutInputs,
    {
        // SAFETY: attached, places.
        unsafe { self.parse_array_and_keywords_with(args, count, kwnames, S::Inputs::nothing()) }
    }

    /// As [`parse`](Self::parse), with the inputs of the units.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// The [contract of typed calls](crate::typed#safety).
    #[inline]
    pub unsafe fn parse_with<'a>(
        &self,
        arguments: &'a *mut PyObject,
        inputs: InputsOf<'_, S>,
    ) -> Result<S::Out<'a>, Raised> {
        if !matches!(self.entry(), Entry::Tuple | Entry::Object) {
            return Err(failure::misused_handle());
        }
        // SAFETY: attached, places: what takes no arguments, and is given none, stores nothing. The one object is no optional
        // argument.
        unsafe {
            let is_empty = |args| Arguments::exact_tuple(args).is_some_and(|given| given.count() == 0);
            if S::SHAPES.is_empty() && self.entry() == Entry::Tuple && is_empty(*arguments) {
                return Ok(S::out(arguments, &S::memory(), Presence::Count(0)));
            }
            let sources = Sources { first: (*arguments).cast(), ..Sources::NOTHING };
            self.run::<_, false>(arguments, sources, inputs, || Presence::of_tuple(*arguments))
        }
    }

    /// As [`parse_array`](Self::parse_array), with the inputs of the units.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// The [contract of typed calls](crate::typed#safety).
    #[inline]
    pub unsafe fn parse_array_with<'a, A: ArgumentArray>(
        &self,
        args: &'a A,
        count: usize,
        inputs: InputsOf<'_, S>,
    ) -> Result<S::Out<'a>, Raised> {
        if self.entry() != Entry::Array {
            return Err(failure::misused_handle());
        }
        // SAFETY: attached, places: what takes no arguments, and is given none, stores nothing.
        unsafe {
            if S::SHAPES.is_empty() && count == 0 {
                return Ok(S::out(args, &S::memory(), Presence::Count(0)));
            }
            let sources = Sources::array(args.items(), count);
            self.run::<_, false>(args, sources, inputs, || Presence::Count(count))
        }
    }

    /// As [`parse_tuple_and_keywords`](Self::parse_tuple_and_keywords), with the inputs of the units.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// The [contract of typed calls](crate::typed#safety).
    #[inline]
    pub unsafe fn parse_tuple_and_keywords_with<'a>(
        &self,
        args: &'a *mut PyObject,
        kwargs: *mut PyObject,
        inputs: InputsOf<'_, S>,
    ) -> Result<S::Out<'a>, Raised> {
        if self.entry() != Entry::TupleAndKeywords {
            return Err(failure::misused_handle());
        }
        // SAFETY: attached, places.
        unsafe {
            let sources = Sources::tuple_and_keywords(*args, kwargs);
            self.run::<_, true>(args, sources, inputs, || Presence::of_tuple(*args))
        }
    }

    /// As [`parse_array_and_keywords`](Self::parse_array_and_keywords), with the inputs of the units.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    ///
    /// # Safety
    /// The [contract of typed calls](crate::typed#safety).
    #[inline]
    pub unsafe fn parse_array_and_keywords_with<'a, A: ArgumentArray>(
        &self,
        args: &'a A,
        count: usize,
        kwnames: *mut PyObject,
        inputs: InputsOf<'_, S>,
    ) -> Result<S::Out<'a>, Raised> {
        if self.entry() != Entry::ArrayAndKeywords {
            return Err(failure::misused_handle());
        }
        let sources = Sources::array_and_keywords(args.items(), count, kwnames);
        // SAFETY: attached, places.
        unsafe { self.run::<_, true>(args, sources, inputs, || Presence::Count(count)) }
    }

    /// Makes the call, and the values of what it has stored; `NAMED` if the entry point has keywords.
    ///
    /// # Safety
    /// *attached*, *places*; the sources are those of the entry point; `by_position` is asked for the arguments that are
    /// given by position when the call has succeeded.
    #[inline(always)]
    unsafe fn run<'a, A, const NAMED: bool>(
        &self,
        anchor: &'a A,
        sources: Sources,
        inputs: InputsOf<'_, S>,
        by_position: impl FnOnce() -> Presence<'static>,
    ) -> Result<S::Out<'a>, Raised> {
        let mut frame = Frame::<S>::new(inputs);
        // Without keywords nobody looks at them.
        if NAMED && !sources.keywords.is_null() {
            frame.clear_slots();
        }
        // SAFETY: attached, places, plan: the signature was compared with the format, and the format has the layout of the
        // frame. Guards are made of what a call that succeeded has stored.
        unsafe {
            self.run_unchecked(sources.first, sources.second, sources.third, frame.as_mut_ptr())?;
            let present = match S::OPTIONAL {
                true if NAMED => Presence::of_slots(sources.keywords, frame.slots(), by_position),
                true => by_position(),
                // Nobody asks.
                false => Presence::Count(0),
            };
            Ok(S::out(anchor, frame.memory(), present))
        }
    }
}
