//! A marker for each unit of the parse family.
//!
//! [`Parameter::Out`](crate::typed::Parameter::Out) is the value where the unit stands for an argument,
//! [`Element::Out`](crate::typed::Element::Out) where it stands in a group.

use crate::typed::inputs::{self, Input, InputPlaces};
use crate::typed::member::{Element, Marker, Parameter};
use crate::typed::sealed::Sealed;
use crate::typed::shape::Shape;
use fmtunit_parser::units::ParseUnit;
use fmtunit_runtime::parse::TextView;
use fmtunit_runtime::place::{Place, storage, types};
use fmtunit_runtime::yields::{self, Buffer, Encoded, EncodedBytes};
use pyo3_ffi::Py_ssize_t;
use std::any::{TypeId, type_name};
use std::convert::Infallible;
use std::ffi::CStr;
use std::marker::PhantomData;
use std::mem::MaybeUninit;

/// What a function of `yields` makes of what was stored. It is called where this is the type of its result, so the
/// compiler checks the list.
macro_rules! yielded {
    ($a:lifetime value $T:ident) => { types::$T };
    ($a:lifetime pair $T:ident $Length:ident) => { (types::$T, Py_ssize_t) };
    ($a:lifetime byte $T:ident) => { u8 };
    ($a:lifetime code_point $T:ident) => { u32 };
    ($a:lifetime truth $T:ident) => { bool };
    ($a:lifetime cstr $T:ident) => { &$a CStr };
    ($a:lifetime optional_cstr $T:ident) => { Option<&$a CStr> };
    ($a:lifetime bytes $T:ident $Length:ident) => { yields::Bytes<$a> };
    ($a:lifetime optional_bytes $T:ident $Length:ident) => { Option<yields::Bytes<$a>> };
    ($a:lifetime buffer $T:ident) => { Buffer };
    ($a:lifetime optional_buffer $T:ident) => { Option<Buffer> };
    ($a:lifetime encoded $T:ident) => { Encoded };
    ($a:lifetime encoded_bytes $T:ident $Length:ident) => { EncodedBytes };
}

/// The function of `yields` for an element of a group: what lends gives raw pointers.
macro_rules! element {
    (type yields $yields:ident $($Store:ident)*) => { yielded!('static $yields $($Store)*) };
    (type lends $yields:ident $Store:ident) => { yielded!('static value $Store) };
    (type lends $yields:ident $Store:ident $Length:ident) => { yielded!('static pair $Store $Length) };
    (fn yields $yields:ident $($store:ident)*) => { yields::$yields };
    (fn lends $yields:ident $store:ident) => { yields::value };
    (fn lends $yields:ident $store:ident $length:ident) => { yields::pair };
}

/// The memory of one output of an argument: its type, and its value before the call.
macro_rules! memory {
    (type $Store:ident) => { MaybeUninit<types::$Store> };
    (type $Store:ident $view:ident) => { MaybeUninit<TextView> };
    ($Store:ident) => { storage::$Store() };
    ($Store:ident $view:ident) => { MaybeUninit::uninit() };
}

macro_rules! with_inputs {
    ($Rest:ident) => { $Rest };
    ($Rest:ident $Take:ident) => { Input<inputs::$Take, $Rest> };
}

macro_rules! next_place {
    ($Take:ident $inputs:ident) => {
        $inputs.next_place()
    };
}

/// How elements and parameters give their places.
macro_rules! places {
    ([$($Take:ident)*] $($store:ident)*) => {
        type Places = [Place; <[&str]>::len(&[$(stringify!($Take),)* $(stringify!($store)),*])];

        #[inline(always)]
        #[allow(unused_variables, reason = "most units take nothing")]
        fn places(($($store,)*): &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places {
            [$(next_place!($Take inputs),)* $($store.as_mut_ptr().cast()),*]
        }
    };
}

macro_rules! marker {
    // The one unit whose memory is the caller's choice.
    ([$doc:literal $spelling:literal] $name:ident [Converter] [$store:ident Anything] $verb:ident $yields:ident $columns:tt) => {
        #[doc = concat!("`", $spelling, "`:", $doc)]
        ///
        /// The converter fills a `T`.
        #[derive(Debug)]
        pub struct $name<T>(Infallible, PhantomData<fn() -> T>);

        impl<T> Sealed for $name<T> {}

        impl<T: 'static> Marker for $name<T> {
            const SHAPE: Shape = Shape::Converted(TypeId::of::<T>, type_name::<T>);
            type In<Rest> = Input<inputs::Converter<T>, Rest>;
        }

        impl<T: 'static> Element for $name<T> {
            type Out = T;
            type Memory = MaybeUninit<T>;
            type Places = [Place; 2];

            #[inline(always)]
            fn memory() -> Self::Memory {
                storage::Anything::<T, ()>()
            }

            #[inline(always)]
            fn places(memory: &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places {
                [inputs.next_place(), memory.as_mut_ptr().cast()]
            }

            #[inline(always)]
            unsafe fn out<A>(anchor: &A, memory: &Self::Memory) -> Self::Out {
                // SAFETY: the caller vouches for the memory.
                unsafe { yields::$yields(anchor, memory.as_ptr()) }
            }
        }

        impl<T: 'static> Parameter for $name<T> {
            type Out<'a> = T;
            type Memory = MaybeUninit<T>;
            type Places = [Place; 2];

            #[inline(always)]
            fn memory() -> Self::Memory {
                <Self as Element>::memory()
            }

            #[inline(always)]
            fn places(memory: &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places {
                <Self as Element>::places(memory, inputs)
            }

            #[inline(always)]
            unsafe fn out<'a, A>(anchor: &'a A, memory: &Self::Memory, _: impl FnOnce() -> bool) -> Self::Out<'a> {
                // SAFETY: the caller vouches for the memory.
                unsafe { <Self as Element>::out(anchor, memory) }
            }
        }
    };
    (
        [$doc:literal $spelling:literal] $name:ident $takes:tt [$($store:ident $Store:ident)*]
        $verb:ident $yields:ident $columns:tt
    ) => {
        #[doc = concat!("`", $spelling, "`:", $doc)]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl Sealed for $name {}

        marker!(marker $name $takes);

        impl Element for $name {
            type Out = element!(type $verb $yields $($Store)*);
            type Memory = ($(memory!(type $Store),)*);
            places!($takes $($store)*);

            #[inline(always)]
            fn memory() -> Self::Memory {
                ($(memory!($Store),)*)
            }

            #[inline(always)]
            unsafe fn out<A>(anchor: &A, ($($store,)*): &Self::Memory) -> Self::Out {
                // SAFETY: the caller vouches for the memory.
                unsafe { element!(fn $verb $yields $($store)*)(anchor, $($store.as_ptr()),*) }
            }
        }

        impl Parameter for $name {
            type Out<'a> = yielded!('a $yields $($Store)*);
            marker!(memory $columns $($Store)*);
            places!($takes $($store)*);

            #[inline(always)]
            unsafe fn out<'a, A>(
                anchor: &'a A,
                ($($store,)*): &Self::Memory,
                _: impl FnOnce() -> bool,
            ) -> Self::Out<'a> {
                // SAFETY: the caller vouches for the memory.
                unsafe { yields::$yields(anchor, $($store.as_ptr()),*) }
            }
        }
    };
    (marker $name:ident [$($Take:ident)?]) => {
        impl Marker for $name {
            const SHAPE: Shape = Shape::Unit(ParseUnit::$name);
            type In<Rest> = with_inputs!(Rest $($Take)?);
        }
    };
    // Units that are viewed store one thing.
    (memory [viewed($view:ident) $($rest:tt)*] $Store:ident) => {
        type Memory = (memory!(type $Store $view),);

        #[inline(always)]
        fn memory() -> Self::Memory {
            (memory!($Store $view),)
        }
    };
    (memory [$other:ident $value:tt $($rest:tt)*] $($Store:ident)*) => {
        marker!(memory [$($rest)*] $($Store)*);
    };
    (memory [] $($Store:ident)*) => {
        type Memory = ($(memory!(type $Store),)*);

        #[inline(always)]
        fn memory() -> Self::Memory {
            ($(memory!($Store),)*)
        }
    };
}

macro_rules! define_parse_markers {
    ($(
        #[doc = $doc:literal]
        $spelling:literal $name:ident takes ($($take:ident: $Take:ident),*) stores ($($store:ident: $Store:ident),*)
        by $routine:ident $verb:ident $yields:ident $columns:tt;
    )*) => {
        $(marker!([$doc $spelling] $name [$($Take)*] [$($store $Store)*] $verb $yields $columns);)*
    };
}
fmtunit_parser::for_each_parse_unit!(define_parse_markers);
