//! Handles that parse, and the ways to receive what they parse.

use super::{Parameter, RawHandle, SelfDescribed, common};
use crate::entry_point::{ArgumentWords, ArgumentsOf, EntryPoint};
use crate::formats::TieredFormat;
use crate::sealed::Sealed;
use crate::support::RecordLayout;
use fmtunit_parser::Fault;
use fmtunit_parser::plan::ParsePlan;
use fmtunit_runtime::place::Place;
use fmtunit_runtime::{Raised, failure};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A format of the parse family, ready to be called.
///
/// `E` is the [entry point](EntryPoint), `T` the [target](ParseTarget): how the caller receives what is parsed. Made by
/// [`Compiler::parser`](crate::Compiler::parser) and
/// [`Compiler::parser_with_names`](crate::Compiler::parser_with_names). A clone is as cheap as that of an [`Arc`].
pub struct Parser<E, T> {
    raw: RawHandle,
    parameters: PhantomData<fn(E) -> T>,
}

common!(Parser<E, T>);

impl<E, T> Parser<E, T> {
    /// Returns the parameters: for each its unit or group, and whether it is optional.
    pub fn kinds(&self) -> Vec<Parameter> {
        let plan = self.raw.parse_plan().into_iter();
        plan.flat_map(|plan| plan.members()).map(|member| Parameter::new(&member)).collect()
    }
}

impl<E: EntryPoint, T: ParseTarget> Parser<E, T> {
    /// Parses arguments.
    ///
    /// The [entry point](ArgumentsOf) says which arguments these are. The [target](ParseTarget) says what else is given, and
    /// what is returned.
    ///
    /// # Errors
    /// The exception that CPython raises is set; or one for a target that does not suit the format, as its page says.
    ///
    /// # Safety
    /// The [contract of calls](crate#safety).
    #[inline]
    pub unsafe fn parse<'a>(
        &self,
        arguments: impl ArgumentsOf<'a, E>,
        target: T::Given<'_>,
    ) -> Result<T::Out<'a>, Raised> {
        // SAFETY: attached, places, plan: the handle was made for the entry point and the target.
        unsafe { T::parse::<E>(&self.raw, arguments.words(), target) }
    }
}

/// A way to receive what is parsed.
///
/// | target | a call is given | and returns |
/// |---|---|---|
/// | [`Places`] | `&[Place]`, as for C | `()` |
/// | a [signature](crate::typed) | a tuple of the inputs, `()` without | a tuple of values |
/// | [`Struct<R>`](crate::Struct) | `&mut R` | `()` |
/// | [`RecordAt`](crate::RecordAt) | an address | `()` |
/// | [`Tagged`](crate::values::Tagged) | `&[Input]` | a list of values |
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no target to parse into",
    label = "give a tuple of markers of `units::parse`, with a comma after a single one",
    note = "other targets are `Places`, `Struct<R>`, `RecordAt` and `Tagged`"
)]
pub trait ParseTarget: Sealed {
    /// The value of a call. It may borrow the variable that the arguments came in.
    type Out<'a>;
    /// The target of a call, and the inputs of its units.
    type Given<'g>
    where
        Self: 'g;
    /// Are views of text stored, and slots of parameters?
    #[doc(hidden)]
    const VIEWS: bool = false;

    /// Returns the layout of the memory that a call is given, unless it is described at run time.
    #[doc(hidden)]
    fn layout() -> Option<RecordLayout> {
        None
    }

    /// Returns what is wrong with the target, for a format.
    #[doc(hidden)]
    fn faults(_plan: &ParsePlan, _layout: Option<&RecordLayout>) -> Vec<Fault> {
        Vec::new()
    }

    /// # Safety
    /// *attached*, *places*; the handle was made for the entry point and this target.
    #[doc(hidden)]
    unsafe fn parse<'a, E: EntryPoint>(
        handle: &RawHandle,
        words: ArgumentWords,
        given: Self::Given<'_>,
    ) -> Result<Self::Out<'a>, Raised>;
}

/// The target that C has: an address for each variadic argument of the C function, of its type.
///
/// An output is valid for writes; an input (the class of `O!`, the encoding of `es`, the converter of `O&`) is what C is
/// given. Places of absent optional arguments keep their values. With too few places a call raises SystemError.
#[derive(Clone, Copy, Debug)]
pub enum Places {}

impl Sealed for Places {}
impl SelfDescribed for Places {}
impl ParseTarget for Places {
    type Out<'a> = ();
    type Given<'g> = &'g [Place];

    #[inline(always)]
    unsafe fn parse<'a, E: EntryPoint>(
        handle: &RawHandle,
        words: ArgumentWords,
        places: &[Place],
    ) -> Result<Self::Out<'a>, Raised> {
        if places.len() < handle.count {
            return Err(failure::misused_handle());
        }
        // SAFETY: attached, places, plan: there are as many places as the plan says.
        unsafe { handle.parse_words(words, places.as_ptr().cast_mut().cast()) }
    }
}
