//! Tuples of markers, as groups and as signatures; optional markers.

use super::call_frame::CallFrame;
use super::check;
use super::inputs::{InputPlaces, InputTuple, NoInputs};
use super::marker::{AsArgument, AsElement, Marker};
use super::parse::{Presence, Signature, parse};
use super::shape::Shape;
use super::tuple::for_each_tuple;
use crate::entry_point::{ArgumentWords, EntryPoint};
use crate::handle::{ParseTarget, RawHandle, SelfDescribed};
use crate::sealed::Sealed;
use crate::support::RecordLayout;
use fmtunit_parser::Fault;
use fmtunit_parser::plan::ParsePlan;
use fmtunit_runtime::Raised;
use pyo3_ffi::PyObject;
use std::convert::Infallible;
use std::marker::PhantomData;
use std::ptr;

/// A marker after `|`: the value is an `Option`.
#[derive(Debug)]
pub struct Opt<U>(Infallible, PhantomData<fn() -> U>);

impl<U> Sealed for Opt<U> {}

impl<U: Marker> Marker for Opt<U> {
    type Out<'a> = Option<U::Out<'a>>;
    const SHAPE: Shape = Shape::Optional(&U::SHAPE);
    const OPTIONAL: bool = true;
    type Inputs<Rest> = U::Inputs<Rest>;
    type Memory = U::Memory;
    type Places = U::Places;

    #[inline(always)]
    fn memory() -> Self::Memory {
        U::memory()
    }

    #[inline(always)]
    fn places(memory: &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places {
        U::places(memory, inputs)
    }

    #[inline(always)]
    unsafe fn out<'a>(memory: &Self::Memory, is_present: impl FnOnce() -> bool) -> Self::Out<'a> {
        // SAFETY: the caller vouches for what is present.
        is_present().then(|| unsafe { U::out(memory, || true) })
    }
}

/// The places of a part, and those of the parts after it.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct PlaceList<First, Rest>(First, Rest);

macro_rules! place_list {
    (type $position:ident) => { () };
    (type $position:ident ($T:ident $t:ident $index:tt) $($rest:tt)*) => {
        PlaceList<<$T as Marker<$position>>::Places, place_list!(type $position $($rest)*)>
    };
    ($inputs:ident) => { () };
    ($inputs:ident ($T:ident $t:ident $index:tt) $($rest:tt)*) => {{
        let first = $T::places($t, $inputs);
        PlaceList(first, place_list!($inputs $($rest)*))
    }};
}

macro_rules! inputs {
    ($Rest:ty;) => { $Rest };
    ($Rest:ty; ($T:ident $t:ident $index:tt) $($rest:tt)*) => { $T::Inputs<inputs!($Rest; $($rest)*)> };
}

/// The memory and the places of a tuple.
macro_rules! tuple_memory {
    ($position:ident $(($T:ident $t:ident $index:tt))*) => {
        type Memory = ($($T::Memory,)*);
        type Places = place_list!(type $position $(($T $t $index))*);

        #[inline(always)]
        #[allow(clippy::unused_unit, reason = "the tuple may be empty")]
        fn memory() -> Self::Memory {
            ($($T::memory(),)*)
        }

        #[inline(always)]
        #[allow(unused_variables, reason = "the tuple may be empty")]
        fn places(($($t,)*): &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places {
            place_list!(inputs $(($T $t $index))*)
        }
    };
}

macro_rules! define_groups {
    ($(($T:ident $t:ident $index:tt))*) => {
        impl<$($T),*> Sealed for ($($T,)*) {}
        impl<$($T),*> SelfDescribed for ($($T,)*) {}

        impl<Position, $($T: Marker<AsElement>),*> Marker<Position> for ($($T,)*) {
            type Out<'a> = ($($T::Out<'a>,)*);
            const SHAPE: Shape = Shape::Group(&[$($T::SHAPE),*]);
            type Inputs<Rest> = inputs!(Rest; $(($T $t $index))*);
            tuple_memory!(AsElement $(($T $t $index))*);

            #[inline(always)]
            #[allow(unused_variables, clippy::unused_unit, reason = "a group may be empty")]
            unsafe fn out<'a>(
                ($($t,)*): &Self::Memory,
                _is_present: impl FnOnce() -> bool,
            ) -> Self::Out<'a> {
                // SAFETY: the caller vouches for the memory.
                ($(unsafe { $T::out($t, || true) },)*)
            }
        }

        impl<$($T: Marker),*> Signature for ($($T,)*) {
            type Out<'a> = ($($T::Out<'a>,)*);
            type Inputs = inputs!(NoInputs; $(($T $t $index))*);
            const SHAPES: &'static [Shape] = &[$($T::SHAPE),*];
            const OPTIONAL: bool = false $(|| $T::OPTIONAL)*;
            const SLOTS: Self::Slots = [ptr::null_mut(); <[&str]>::len(&[$(stringify!($T)),*])];
            type Slots = [*mut PyObject; <[&str]>::len(&[$(stringify!($T)),*])];
            tuple_memory!(AsArgument $(($T $t $index))*);

            #[inline(always)]
            #[allow(unused_variables, clippy::unused_unit, reason = "there may be no parameter")]
            unsafe fn out<'a>(($($t,)*): &Self::Memory, present: Presence<'_>) -> Self::Out<'a> {
                // SAFETY: the caller vouches for the memory of what is present.
                ($(unsafe { $T::out($t, || present.has($index)) },)*)
            }
        }

        impl<$($T: Marker),*> ParseTarget for ($($T,)*)
        where
            <Self as Signature>::Inputs: InputTuple,
        {
            type Out<'a> = <Self as Signature>::Out<'a>;
            type Given<'g>
                = <<Self as Signature>::Inputs as InputTuple>::Given<'g>
            where
                Self: 'g;
            const VIEWS: bool = true;

            fn layout() -> Option<RecordLayout> {
                Some(CallFrame::<Self>::layout())
            }

            fn faults(plan: &ParsePlan, _layout: Option<&RecordLayout>) -> Vec<Fault> {
                check::parse(plan, Self::SHAPES)
            }

            #[inline(always)]
            unsafe fn parse<'a, Point: EntryPoint>(
                handle: &RawHandle,
                words: ArgumentWords,
                inputs: Self::Given<'_>,
            ) -> Result<<Self as ParseTarget>::Out<'a>, Raised> {
                // SAFETY: attached, places, plan: the signature was compared with the format.
                unsafe { parse::<Self, Point>(handle, words, inputs) }
            }
        }
    };
}
for_each_tuple!(define_groups);
