//! Signatures: the units of a format as types, for values that the compiler checks.
//!
//! A signature is a tuple of [markers](crate::units), one for each unit of a format. It is written where a handle is made, and
//! compared with the format there, once. From then on a call takes and returns Rust values: those of the typed form of the
//! macros.
//!
//! # Signatures of the parse family
//!
//! One marker of [`units::parse`] for each unit, [`Opt`](crate::units::Opt) around each after `|`, and a tuple of markers for
//! a group `(…)`. There are 24 parameters at most. The result of a call is a tuple of what the units yield: [`Marker::Out`].
//! A value that points into an argument borrows the *variable* that the arguments came in, so it cannot leave the function. Elements
//! of a group may die at any time, so what borrows from one is a raw pointer.
//!
//! A call is given a tuple of all inputs (the class of `O!`, the encoding of `es`, the converter of `O&`), `()` where no unit
//! takes any; there are twelve at most. A converter fills a value of the type that its marker says: `Converted<T>`.
//!
//! # Signatures of the build family
//!
//! One marker of [`units::build`] for each unit, whatever the brackets. A call takes a tuple of values,
//! each of which is whatever [`Given`] is implemented for. There are 24 at most.

mod build;
mod call_frame;
mod check;
mod given;
mod group;
mod inputs;
mod marker;
mod markers;
mod parse;
mod shape;
mod tuple;

pub use build::BuildMarker;
pub use given::{Given, GivenKind, conversion, kinds};
pub use inputs::{Class, Converter, Encoding, InputKind, InputTuple};
pub use marker::{AsArgument, AsElement, Marker};

pub(crate) use inputs::InputPlaces;
pub(crate) use parse::Presence;

/// The markers, one for each unit of the two tables.
pub mod units {
    pub use super::group::Opt;
    pub use super::markers::{build, parse};
}
