//! The inputs of a call, as a list of types: collected from the markers of a signature, given as a tuple.

use super::tuple::for_each_tuple;
use crate::sealed::Sealed;
use fmtunit_runtime::place::{EncodingName, Erase, Place};
use pyo3_ffi::{PyObject, PyTypeObject};
use std::convert::Infallible;
use std::ffi::{CStr, c_int};
use std::marker::PhantomData;
use std::{array, ptr, slice};

/// The end of a list of inputs.
#[derive(Clone, Copy, Debug)]
pub enum NoInputs {}

/// An input, and the inputs after it.
#[derive(Debug)]
pub struct InputList<Kind, Rest>(Infallible, PhantomData<fn() -> (Kind, Rest)>);

/// The class of `O!`.
#[derive(Clone, Copy, Debug)]
pub enum Class {}

/// The encoding of `es` and its like.
#[derive(Clone, Copy, Debug)]
pub enum Encoding {}

/// The converter of `O&`, which fills a `T`.
#[derive(Debug)]
pub struct Converter<T>(Infallible, PhantomData<fn() -> T>);

/// A kind of input.
pub trait InputKind: Sealed {
    /// The input that a call is given.
    type Given<'i>;
    #[doc(hidden)]
    fn erase(given: Self::Given<'_>) -> Place;
}

impl Sealed for Class {}
impl InputKind for Class {
    /// A type object.
    type Given<'i> = *mut PyTypeObject;

    #[inline(always)]
    fn erase(given: Self::Given<'_>) -> Place {
        given.erase()
    }
}

impl Sealed for Encoding {}
impl InputKind for Encoding {
    /// The name of the encoding; `None` for UTF-8.
    type Given<'i> = Option<&'i CStr>;

    #[inline(always)]
    fn erase(given: Self::Given<'_>) -> Place {
        given.as_ptr().erase()
    }
}

impl<T> Sealed for Converter<T> {}
impl<T> InputKind for Converter<T> {
    /// A converter, which fills a `T`; see [`void_converter`](fmtunit_runtime::place::void_converter) for CPython's own.
    type Given<'i> = unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int;

    #[inline(always)]
    fn erase(given: Self::Given<'_>) -> Place {
        given.erase()
    }
}

/// The inputs of a signature, of which there are twelve at most.
#[diagnostic::on_unimplemented(message = "the units of the signature take more than twelve inputs")]
pub trait InputTuple: Sealed {
    /// The inputs that a call is given: a tuple of [`InputKind::Given`].
    type Given<'i>;
    #[doc(hidden)]
    type Erased: AsRef<[Place]>;
    #[doc(hidden)]
    fn erase(given: Self::Given<'_>) -> Self::Erased;
    /// Returns the address of each input.
    #[doc(hidden)]
    fn addresses(erased: *mut Self::Erased) -> Self::Erased;
}

macro_rules! list {
    () => { NoInputs };
    (($T:ident $t:ident $index:tt) $($rest:tt)*) => { InputList<$T, list!($($rest)*)> };
}

macro_rules! define_inputs {
    ($(($T:ident $t:ident $index:tt))*) => {
        impl<$($T: InputKind),*> Sealed for list!($(($T $t $index))*) {}
        impl<$($T: InputKind),*> InputTuple for list!($(($T $t $index))*) {
            type Given<'i> = ($($T::Given<'i>,)*);
            type Erased = [Place; <[&str]>::len(&[$(stringify!($T)),*])];

            #[inline(always)]
            fn erase(($($t,)*): Self::Given<'_>) -> Self::Erased {
                [$($T::erase($t)),*]
            }

            fn addresses(erased: *mut Self::Erased) -> Self::Erased {
                array::from_fn(|index| erased.cast::<Place>().wrapping_add(index).cast())
            }
        }
    };
}
for_each_tuple!(define_inputs up to 12);

/// The inputs of a call, one by one, as places.
#[derive(Debug)]
pub struct InputPlaces<'a>(slice::Iter<'a, Place>);

impl<'a> InputPlaces<'a> {
    #[inline(always)]
    pub(crate) fn new(places: &'a [Place]) -> Self {
        Self(places.iter())
    }

    /// Returns the next one. There is one for each unit that takes one: both come from the markers.
    #[inline(always)]
    pub(crate) fn next_place(&mut self) -> Place {
        self.0.next().copied().unwrap_or(ptr::null_mut())
    }
}
