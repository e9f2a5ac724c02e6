//! Parsing into values that the compiler checks.

use super::call_frame::CallFrame;
use super::inputs::{InputPlaces, InputTuple};
use super::shape::Shape;
use crate::entry_point::{ArgumentWords, EntryPoint};
use crate::handle::RawHandle;
use fmtunit_runtime::Raised;
use pyo3_ffi::PyObject;

/// The signature of a format of the parse family: a tuple of [markers](super::Marker).
pub trait Signature {
    /// The value of a call.
    type Out<'a>;
    /// The list of the inputs of all units.
    type Inputs;
    const SHAPES: &'static [Shape];
    /// Can an argument be absent?
    const OPTIONAL: bool;
    /// A slot for each parameter.
    const SLOTS: Self::Slots;
    type Slots: AsRef<[*mut PyObject]>;
    type Memory;
    /// The places of the units: nothing but places, without gaps.
    type Places;
    fn memory() -> Self::Memory;
    /// Returns for each unit its inputs, then the places that it stores to.
    fn places(memory: &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places;
    /// # Safety
    /// The units of the arguments that are present have stored what they converted.
    unsafe fn out<'a>(memory: &Self::Memory, present: Presence<'_>) -> Self::Out<'a>;
}

/// The arguments that are present in a call that has succeeded.
#[derive(Clone, Copy, Debug)]
pub enum Presence<'a> {
    /// The first so many.
    Count(usize),
    /// Those that have been put into the slots.
    Slots(&'a [*mut PyObject]),
}

impl Presence<'_> {
    #[inline(always)]
    pub(crate) fn has(self, index: usize) -> bool {
        match self {
            Self::Count(count) => index < count,
            Self::Slots(slots) => slots.get(index).is_some_and(|slot| !slot.is_null()),
        }
    }
}

/// Makes the call, and the values of what it has stored.
///
/// # Safety
/// *attached*, *places*; the handle was made for the entry point and the signature.
#[inline(always)]
pub(super) unsafe fn parse<'a, S: Signature<Inputs: InputTuple>, E: EntryPoint>(
    handle: &RawHandle,
    words: ArgumentWords,
    inputs: <S::Inputs as InputTuple>::Given<'_>,
) -> Result<S::Out<'a>, Raised> {
    // SAFETY: attached, places, plan: the format has the layout of the frame. Guards are made of what a call that succeeded
    // has stored; without arguments and parameters nothing is stored.
    unsafe {
        if S::SHAPES.is_empty() && E::is_empty(words) {
            return Ok(S::out(&S::memory(), Presence::Count(0)));
        }
        let mut frame = CallFrame::<S>::new(inputs);
        let has_keywords = E::ENTRY.takes_keywords() && !E::keywords(words).is_null();
        // They are unused without keywords.
        if has_keywords {
            frame.clear_slots();
        }
        handle.parse_words(words, frame.as_mut_ptr())?;
        let present = if !S::OPTIONAL {
            // Unused: no parameter is optional.
            Presence::Count(0)
        } else if has_keywords {
            Presence::Slots(frame.slots())
        } else {
            Presence::Count(E::positional(words))
        };
        Ok(S::out(frame.memory(), present))
    }
}
