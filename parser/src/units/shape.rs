//! Fast shapes: objects whose conversion needs no call, named for back ends that emit it in place.
//!
//! A shape names the check, the load and the store; the types of the unit's places give their size. An object of any
//! other shape goes to the unit's routine, which has the same result for every object.

/// The objects that compiled code converts without a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParseShape {
    /// An exact `int` of one digit that the place holds.
    Int,
    /// An exact `int` of one digit, cut to the size of the place.
    MaskedInt,
    /// An exact `float`, rounded to the size of the place.
    Float,
    /// An exact `complex`.
    Complex,
    /// An exact, compact ASCII `str` without NUL: its text.
    Text,
    /// As [`Text`](Self::Text), or `None`: a null pointer.
    OptionalText,
    /// An exact, compact ASCII `str`: its text and length.
    TextAndLength,
    /// As [`TextAndLength`](Self::TextAndLength), or `None`: a null pointer and 0.
    OptionalTextAndLength,
    /// An exact, compact ASCII `str` of length 1: its code point.
    Character,
    /// An exact `bytes`: its data and length.
    BytesAndLength,
    /// An exact `bytes`, or an exact `bytearray` that is not empty: a view of its data.
    BytesBuffer,
    /// An exact, compact ASCII `str`: a view of its text; or as [`BytesBuffer`](Self::BytesBuffer).
    TextBuffer,
    /// An exact `bytearray` that is not empty: a view of its data.
    WritableBuffer,
    /// An exact, compact ASCII `str` without NUL, where UTF-8 is asked for: a new block with its text.
    EncodedText,
    /// `True` or `False`: 1 or 0.
    Truth,
    /// Any object, as it is.
    Any,
    /// An instance of `bytes` or of a subclass, as it is.
    BytesSubclass,
    /// An instance of `str` or of a subclass, as it is.
    StrSubclass,
    /// An exact `bytearray`, as it is.
    ExactByteArray,
    /// An object whose class has the class that the unit takes in its method resolution order, as it is.
    Instance,
}

/// The objects that compiled code makes without the unit's routine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BuildShape {
    /// An `int`; a small number, which exists once, by its address.
    Int,
    /// A `float`.
    Float,
    /// The given object, with a new reference; null has no fast shape.
    NewReference,
    /// The given object, with the reference that comes with it; null has no fast shape.
    Reference,
}
