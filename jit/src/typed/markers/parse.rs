//! A marker for each unit of the parse family.
//!
//! [`Marker::Out`] is the value: with [`AsArgument`] where the unit stands for an argument, with [`AsElement`] in a group.

use crate::sealed::Sealed;
use crate::typed::inputs::{self, InputList, InputPlaces};
use crate::typed::marker::{AsArgument, AsElement, Marker};
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

/// The result of a function of `yields`. The compiler checks the list where one is called.
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

/// The function of `yields` that makes the value, and the type of that. In a group, a unit that lends yields raw pointers.
macro_rules! value {
    (type lends $a:lifetime $yields:ident $Store:ident) => { yielded!($a value $Store) };
    (type lends $a:lifetime $yields:ident $Store:ident $Length:ident) => { yielded!($a pair $Store $Length) };
    (type yields $a:lifetime $yields:ident $($Store:ident)*) => { yielded!($a $yields $($Store)*) };
    (fn lends $yields:ident $store:ident) => { yields::value };
    (fn lends $yields:ident $store:ident $length:ident) => { yields::pair };
    (fn yields $yields:ident $($store:ident)*) => { yields::$yields };
}

/// The memory of one output: its type, and its value before the call. Text that is viewed is stored with its length.
macro_rules! memory {
    (type $Store:ident []) => { MaybeUninit<types::$Store> };
    (type $Store:ident [viewed $view:tt $($rest:tt)*]) => { MaybeUninit<TextView> };
    (type $Store:ident [$other:ident $value:tt $($rest:tt)*]) => { memory!(type $Store [$($rest)*]) };
    ($Store:ident []) => { storage::$Store() };
    ($Store:ident [viewed $view:tt $($rest:tt)*]) => { MaybeUninit::uninit() };
    ($Store:ident [$other:ident $value:tt $($rest:tt)*]) => { memory!($Store [$($rest)*]) };
}

macro_rules! with_inputs {
    ($Rest:ident) => { $Rest };
    ($Rest:ident $Take:ident) => { InputList<inputs::$Take, $Rest> };
}

macro_rules! next_place {
    ($Take:ident $inputs:ident) => {
        $inputs.next_place()
    };
}

/// Implements [`Marker`] for a unit in a position.
macro_rules! position {
    (
        $position:ident $name:ident [$($Take:ident)?] [$($store:ident $Store:ident)*]
        $verb:ident $yields:ident $columns:tt
    ) => {
        impl Marker<$position> for $name {
            type Out<'a> = value!(type $verb 'a $yields $($Store)*);
            const SHAPE: Shape = Shape::Unit(ParseUnit::$name);
            type Inputs<Rest> = with_inputs!(Rest $($Take)?);
            type Memory = ($(memory!(type $Store $columns),)*);
            type Places = [Place; <[&str]>::len(&[$(stringify!($Take),)? $(stringify!($store)),*])];

            #[inline(always)]
            fn memory() -> Self::Memory {
                ($(memory!($Store $columns),)*)
            }

            #[inline(always)]
            #[allow(unused_variables, reason = "most units take nothing")]
            fn places(($($store,)*): &mut Self::Memory, inputs: &mut InputPlaces<'_>) -> Self::Places {
                [$(next_place!($Take inputs),)? $($store.as_mut_ptr().cast()),*]
            }

            #[inline(always)]
            unsafe fn out<'a>(
                ($($store,)*): &Self::Memory,
                _is_present: impl FnOnce() -> bool,
            ) -> Self::Out<'a> {
                // SAFETY: the caller vouches for the memory.
                unsafe { value!(fn $verb $yields $($store)*)(&(), $($store.as_ptr()),*) }
            }
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

        impl<T: 'static, Position> Marker<Position> for $name<T> {
            type Out<'a> = T;
            const SHAPE: Shape = Shape::Converted(TypeId::of::<T>, type_name::<T>);
            type Inputs<Rest> = InputList<inputs::Converter<T>, Rest>;
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
            unsafe fn out<'a>(memory: &Self::Memory, _is_present: impl FnOnce() -> bool) -> Self::Out<'a> {
                // SAFETY: the caller vouches for the memory.
                unsafe { yields::$yields(&(), memory.as_ptr()) }
            }
        }
    };
    (
        [$doc:literal $spelling:literal] $name:ident $takes:tt $stores:tt $verb:ident $yields:ident $columns:tt
    ) => {
        #[doc = concat!("`", $spelling, "`:", $doc)]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl Sealed for $name {}
        position!(AsArgument $name $takes $stores yields $yields $columns);
        position!(AsElement $name $takes $stores $verb $yields []);
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
