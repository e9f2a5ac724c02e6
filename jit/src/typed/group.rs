//! Tuples of markers, as groups and as signatures; what is optional.

use super::inputs::{InputPlaces, NoInputs};
use super::member::{Element, Marker, Parameter, Signature};
use super::sealed::Sealed;
use super::shape::Shape;
use super::source::Presence;
use super::tuple::for_each_tuple;
use pyo3_ffi::PyObject;
use std::marker::PhantomData;
use std::ptr;

/// What stands behind `|`: the value is an `Option`.
#[derive(Debug)]
pub struct Opt<U>(std::convert::Infallible, PhantomData<fn() -> U>);

impl<U> Sealed for Opt<U> {}

impl<U: Marker> Marker for Opt<U> {
    const SHAPE: Shape = Shape::Optional(&U::SHAPE);
    type In<Rest> = U::In<Rest>;
}

impl<U: Parameter> Parameter for Opt<U> {
    type Out<'a> = Option<U::Out<'a>>;
    const OPTIONAL: bool = true;
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
    unsafe fn out<'a, A>(
        anchor: &'a A,
        memory: &Self::Memory,
        is_present: impl FnOnce() -> bool,
    ) -> Self::Out<'a> {
        // SAFETY: the caller vouches for what is present.
        is_present().then(|| unsafe { U::out(anchor, memory, || true) })
    }
}

/// Places, and those behind them.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Row<First, Rest>(First, Rest);

macro_rules! row {
    (type $trait:ident) => { () };
    (type $trait:ident ($T:ident $t:ident $index:tt) $($rest:tt)*) => {
        Row<<$T as $trait>::Places, row!(type $trait $($rest)*)>
    };
    ($inputs:ident) => { () };
    ($inputs:ident ($T:ident $t:ident $index:tt) $($rest:tt)*) => {{
        let first = $T::places($t, $inputs);
        Row(first, row!($inputs $($rest)*))
    }};
}

macro_rules! inputs {
    ($Rest:ty;) => { $Rest };
    ($Rest:ty; ($T:ident $t:ident $index:tt) $($rest:tt)*) => { $T::In<inputs!($Rest; $($rest)*)> };
}

macro_rules! define_groups {
    ($(($T:ident $t:ident $index:tt))*) => {
        impl<$($T),*> Sealed for ($($T,)*) {}

        impl<$($T: Marker),*> Marker for ($($T,)*) {
            const SHAPE: Shape = Shape::Group(&[$($T::SHAPE),*]);
            type In<Rest> = inputs!(Rest; $(($T $t $index))*);
        }

        impl<$($T: Element),*> Element for ($($T,)*) {
            type Out = ($($T::Out,)*);
            type Memory = ($($T::Memory,)*);
            type Places = row!(type Element $(($T $t $index))*);

            #[inline(always)]
            #[allow(clippy::unused_unit, reason = "a group may be empty")]
            fn memory() -> Self::Memory {
                ($($T::memory(),)*)
            }

            #[inline(always)]
            #[allow(unused_variables, reason = "a group may be empty")]
            fn places(($($t,)*): &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places {
                row!(inputs $(($T $t $index))*)
            }

            #[inline(always)]
            #[allow(unused_variables, clippy::unused_unit, reason = "a group may be empty")]
            unsafe fn out<Anchor>(anchor: &Anchor, ($($t,)*): &Self::Memory) -> Self::Out {
                // SAFETY: the caller vouches for the memory.
                ($(unsafe { $T::out(anchor, $t) },)*)
            }
        }

        impl<$($T: Element),*> Parameter for ($($T,)*) {
            type Out<'a> = <Self as Element>::Out;
            type Memory = <Self as Element>::Memory;
            type Places = <Self as Element>::Places;

            #[inline(always)]
            fn memory() -> Self::Memory {
                <Self as Element>::memory()
            }

            #[inline(always)]
            fn places(memory: &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places {
                <Self as Element>::places(memory, inputs)
            }

            #[inline(always)]
            unsafe fn out<'a, Anchor>(
                anchor: &'a Anchor,
                memory: &Self::Memory,
                _is_present: impl FnOnce() -> bool,
            ) -> Self::Out<'a> {
                // SAFETY: the caller vouches for the memory.
                unsafe { <Self as Element>::out(anchor, memory) }
            }
        }

        impl<$($T: Parameter),*> Signature for ($($T,)*) {
            type Out<'a> = ($($T::Out<'a>,)*);
            type Inputs = inputs!(NoInputs; $(($T $t $index))*);
            const SHAPES: &'static [Shape] = &[$($T::SHAPE),*];
            const OPTIONAL: bool = false $(|| $T::OPTIONAL)*;
            const SLOTS: Self::Slots = [ptr::null_mut(); <[&str]>::len(&[$(stringify!($T)),*])];
            type Slots = [*mut PyObject; <[&str]>::len(&[$(stringify!($T)),*])];
            type Memory = ($($T::Memory,)*);
            type Places = row!(type Parameter $(($T $t $index))*);

            #[inline(always)]
            #[allow(clippy::unused_unit, reason = "there may be no parameter")]
            fn memory() -> Self::Memory {
                ($($T::memory(),)*)
            }

            #[inline(always)]
            #[allow(unused_variables, reason = "there may be no parameter")]
            fn places(($($t,)*): &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places {
                row!(inputs $(($T $t $index))*)
            }

            #[inline(always)]
            #[allow(unused_variables, clippy::unused_unit, reason = "there may be no parameter")]
            unsafe fn out<'a, Anchor>(
                anchor: &'a Anchor,
                ($($t,)*): &Self::Memory,
                present: Presence<'_>,
            ) -> Self::Out<'a> {
                // SAFETY: the caller vouches for the memory of what is present.
                ($(unsafe { $T::out(anchor, $t, || present.has($index)) },)*)
            }
        }
    };
}
for_each_tuple!(define_groups);
