//! What the parts of a signature of the parse family have to say.
//!
//! A signature knows the memory for what its units store, the places that point there, and how to make the values.

use super::inputs::InputPlaces;
use super::sealed::Sealed;
use super::shape::Shape;
use super::source::Presence;
use pyo3_ffi::PyObject;

/// A [marker](crate::units::parse) of a unit, a group of such as a tuple, or one of both in [`Opt`](crate::units::Opt).
pub trait Marker: Sealed {
    #[doc(hidden)]
    const SHAPE: Shape;
    /// A list of inputs that begins with those of this part.
    #[doc(hidden)]
    type In<Rest>;
}

/// What stands in a group: a marker, or a group of such.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a group",
    label = "give a marker of `units::parse`, or a tuple of markers"
)]
pub trait Element: Marker {
    /// The value. What the element lends is a raw pointer, for the element may die at any time.
    type Out;
    #[doc(hidden)]
    type Memory;
    /// Nothing but places, without gaps.
    #[doc(hidden)]
    type Places;
    #[doc(hidden)]
    fn memory() -> Self::Memory;
    /// Where the unit stores, behind its inputs.
    #[doc(hidden)]
    fn places(memory: &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places;
    /// # Safety
    /// The unit has stored what it converted.
    #[doc(hidden)]
    unsafe fn out<A>(anchor: &A, memory: &Self::Memory) -> Self::Out;
}

/// What stands for an argument: a marker, a group, or something in [`Opt`](crate::units::Opt).
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not stand for an argument",
    label = "give a marker of `units::parse`, a tuple of markers, or one of both in `Opt`"
)]
pub trait Parameter: Marker {
    /// The value, which may borrow the variable that the arguments came in.
    type Out<'a>;
    #[doc(hidden)]
    const OPTIONAL: bool = false;
    #[doc(hidden)]
    type Memory;
    /// Nothing but places, without gaps.
    #[doc(hidden)]
    type Places;
    #[doc(hidden)]
    fn memory() -> Self::Memory;
    /// Where the unit stores, behind its inputs.
    #[doc(hidden)]
    fn places(memory: &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places;
    /// # Safety
    /// The unit has stored what it converted, unless the argument is optional and absent.
    #[doc(hidden)]
    unsafe fn out<'a, A>(
        anchor: &'a A,
        memory: &Self::Memory,
        is_present: impl FnOnce() -> bool,
    ) -> Self::Out<'a>;
}

/// The signature of a format of the parse family: a tuple of [parameters](Parameter), of which there are 24 at most.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no signature of a format of the parse family",
    label = "give a tuple of markers of `units::parse`, with a comma behind a single one"
)]
pub trait Signature: Sealed {
    /// The value of a call: a tuple of [`Parameter::Out`].
    type Out<'a>;
    /// The list of inputs that a call is given besides the arguments.
    type Inputs;
    #[doc(hidden)]
    const SHAPES: &'static [Shape];
    #[doc(hidden)]
    const OPTIONAL: bool;
    /// A slot for each parameter.
    #[doc(hidden)]
    const SLOTS: Self::Slots;
    #[doc(hidden)]
    type Slots: AsRef<[*mut PyObject]>;
    #[doc(hidden)]
    type Memory;
    /// Nothing but places, without gaps.
    #[doc(hidden)]
    type Places;
    #[doc(hidden)]
    fn memory() -> Self::Memory;
    /// Where the units store, each behind its inputs.
    #[doc(hidden)]
    fn places(memory: &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places;
    /// # Safety
    /// The units of the arguments that are present have stored what they converted.
    #[doc(hidden)]
    unsafe fn out<'a, A>(anchor: &'a A, memory: &Self::Memory, present: Presence<'_>) -> Self::Out<'a>;
}
