//! Values that say themselves what they are, for programs that learn at run time which units a format has.
//!
//! A unit of the build family is given an [`Argument`]; one of the parse family yields an [`Output`], and takes an [`Input`]
//! if it takes any. Each call compares them with the format, and raises TypeError where they do not fit.

mod argument;
mod build;
pub mod from;
mod input;
mod output;
mod parse;

pub use argument::Argument;
pub use input::Input;
pub use output::{ElementOutput, Output};

use crate::handle::SelfDescribed;
use crate::sealed::Sealed;

/// The target or source of values that say themselves what they are.
///
/// *To parse*, a call is given a slice of an [`Input`] for each unit that takes one. It yields an [`Output`] for each
/// parameter, `None` for those that are absent. The target of a converter has the type that the converter fills.
///
/// *To build*, a call is given a slice of an [`Argument`] for each unit. The references for `N` units are consumed whatever
/// happens.
///
/// A call raises TypeError if the inputs or arguments are not those that the units take.
#[derive(Clone, Copy, Debug)]
pub enum Tagged {}

impl Sealed for Tagged {}
impl SelfDescribed for Tagged {}
