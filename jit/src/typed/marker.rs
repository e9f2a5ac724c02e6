//! The parts of a signature of the parse family.

use super::inputs::InputPlaces;
use super::shape::Shape;
use crate::sealed::Sealed;

/// The position of a marker that stands for an argument.
#[derive(Clone, Copy, Debug)]
pub enum AsArgument {}

/// The position of a marker in a group.
#[derive(Clone, Copy, Debug)]
pub enum AsElement {}

/// A part of a signature of the parse family: a [marker](crate::units::parse) of a unit, a group of such as a tuple, or, for
/// an argument, one of both in [`Opt`](crate::units::Opt).
///
/// `P` is the position, which makes one difference: text or an object borrowed from an argument lives as long as the variable
/// that the arguments came in; what is borrowed from an element is a raw pointer, for the element may die at any time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not stand for an argument or an element",
    label = "give a marker of `units::parse`, a tuple of markers, or, outside of groups, one of both in `Opt`"
)]
pub trait Marker<P = AsArgument>: Sealed + 'static {
    /// The value of a call.
    type Out<'a>;
    #[doc(hidden)]
    const SHAPE: Shape;
    /// Can the argument be absent?
    #[doc(hidden)]
    const OPTIONAL: bool = false;
    /// A list of inputs that begins with those of this part.
    #[doc(hidden)]
    type Inputs<Rest>;
    /// The memory that the units store to.
    #[doc(hidden)]
    type Memory;
    /// The places of the units: nothing but places, without gaps.
    #[doc(hidden)]
    type Places;
    #[doc(hidden)]
    fn memory() -> Self::Memory;
    /// Returns for each unit its inputs, then the places that it stores to.
    #[doc(hidden)]
    fn places(memory: &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places;
    /// # Safety
    /// The units have stored what they converted, unless the argument is optional and absent.
    #[doc(hidden)]
    unsafe fn out<'a>(memory: &Self::Memory, is_present: impl FnOnce() -> bool) -> Self::Out<'a>;
}
