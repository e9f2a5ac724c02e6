//! The memory of a typed call.

use super::inputs::{InputPlaces, InputTuple};
use super::parse::Signature;
use crate::support::{FieldLayout, FieldType, RecordLayout};
use fmtunit_runtime::place::Place;
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::mem::MaybeUninit;

/// The memory of a typed call: the inputs, a slot for each parameter, and the outputs.
///
/// Code is made for this layout, so a call does not have to say where each place is.
#[repr(C)]
pub(crate) struct CallFrame<S: Signature<Inputs: InputTuple>> {
    inputs: <S::Inputs as InputTuple>::Erased,
    /// Written before a call with keywords, and by it.
    slots: MaybeUninit<S::Slots>,
    memory: S::Memory,
}

impl<S: Signature<Inputs: InputTuple>> CallFrame<S> {
    /// Makes the memory of a call with these inputs.
    #[inline(always)]
    pub(super) fn new(inputs: <S::Inputs as InputTuple>::Given<'_>) -> Self {
        Self { inputs: S::Inputs::erase(inputs), slots: MaybeUninit::uninit(), memory: S::memory() }
    }

    /// Prepares for a call with keywords.
    #[inline(always)]
    pub(super) fn clear_slots(&mut self) {
        self.slots.write(S::SLOTS);
    }

    /// Returns the arguments of a call with keywords.
    ///
    /// # Safety
    /// The slots have been cleared.
    #[inline(always)]
    pub(super) unsafe fn slots(&self) -> &[*mut PyObject] {
        // SAFETY: the caller vouches for them.
        unsafe { self.slots.assume_init_ref() }.as_ref()
    }

    /// Returns the outputs.
    #[inline(always)]
    pub(super) fn memory(&self) -> &S::Memory {
        &self.memory
    }

    /// Returns the address for the code of the format.
    #[inline(always)]
    pub(super) fn as_mut_ptr(&mut self) -> *mut c_void {
        (&raw mut *self).cast()
    }

    /// Returns where the places of the format are, and after them where the slots are.
    pub(crate) fn layout() -> RecordLayout {
        const { assert!(size_of::<Self>() <= i32::MAX as usize, "the memory of a call is too large") };
        // Any frame shows where in it the places are.
        let mut frame = MaybeUninit::<Self>::uninit();
        let frame = frame.as_mut_ptr();
        // SAFETY: the pointers are within the frame. Its memory is written before it is referred to; there are places in what
        // it gives, and nothing else.
        let (slots, places) = unsafe {
            (&raw mut (*frame).memory).write(S::memory());
            let inputs = S::Inputs::addresses(&raw mut (*frame).inputs);
            let places = S::places(&mut (*frame).memory, &mut InputPlaces::new(inputs.as_ref()));
            let first = (&raw const places).cast::<Place>();
            let count = size_of::<S::Places>() / size_of::<Place>();
            let places: Vec<_> = (0..count).map(|index| first.add(index).read()).collect();
            ((&raw mut (*frame).slots).cast(), places)
        };
        let field = |place: Place| FieldLayout {
            offset: (place.addr() - frame.addr()) as u32,
            // The unit knows what is there.
            class: FieldType::Pointer,
        };
        RecordLayout::trusted(places.into_iter().chain([slots]).map(field).collect())
    }
}
