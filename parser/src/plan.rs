//! The plan: what a call does, step by step. Every engine runs the same steps in the same order.
//!
//! All decisions are made here: the order of checks, where an absent argument ends the call, the places that a unit
//! writes to, the conversions that have to be undone. A back end only says *how* to load, call, compare and branch.
//!
//! Plans are made by [`lower`](crate::lower) at run time and by the macros at compile time; for the latter all parts
//! can be constants.

use crate::ast::{Bracket, TrailerKind};
use crate::span::Span;
use crate::units::{BuildUnit, ParseUnit};
use std::borrow::Cow;
use std::ffi::CStr;

mod members;
mod names;

pub use members::{AbsenceRule, MemberKind, PlanGroup, PlanMember, PlanMembers, UnitConversion};

/// The entry point of a call: how it passes its arguments, and thereby what an error calls them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// A tuple of arguments: `PyArg_ParseTuple`.
    Tuple,
    /// One object: `PyArg_Parse`.
    Object,
    /// An array of arguments: `PyArg_ParseArray`, for `METH_FASTCALL`.
    Array,
    /// A tuple of arguments and a dict of keyword arguments: `PyArg_ParseTupleAndKeywords`.
    TupleAndKeywords,
    /// An array of arguments and a tuple of keywords: `PyArg_ParseArrayAndKeywords`, for
    /// `METH_FASTCALL | METH_KEYWORDS`.
    ArrayAndKeywords,
}

impl Entry {
    /// Can arguments be passed by name? The plan has [`Parameters`] then.
    pub const fn takes_keywords(self) -> bool {
        match self {
            Self::Tuple | Self::Object | Self::Array => false,
            Self::TupleAndKeywords | Self::ArrayAndKeywords => true,
        }
    }
}

/// The context that error messages mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The entry point.
    pub entry: Entry,
    /// The function name or the message that the format ends with.
    pub trailer: Option<(TrailerKind, Cow<'static, CStr>)>,
}

/// The named parameters of a function. The item of a parameter has the parameter's number as its index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Their names; that of a positional-only parameter is empty.
    pub names: Cow<'static, [Cow<'static, CStr>]>,
    /// The number of positional-only parameters, which come first.
    pub positional_only: u16,
    /// The number of required parameters, which come first. All of them, without `|`.
    pub required: u16,
    /// The number of parameters that accept a positional argument, which come first. All of them, without `$`.
    pub positional: u16,
    /// No two names are equal, except empty ones.
    pub distinct: bool,
}

/// The number of an item of a plan: an argument, or an element of one.
pub type ItemId = u16;

/// An argument, or an element of a nested sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The item that it is an element of; `None` for an argument.
    pub parent: Option<ItemId>,
    /// Its index among the arguments or the elements, from 0.
    pub index: u16,
}

/// The plan of a call of the parse family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsePlan {
    /// The context of errors.
    pub site: Site,
    /// The parameters, where they have names.
    pub parameters: Option<Parameters>,
    /// The arguments and elements, numbered.
    pub items: Cow<'static, [Item]>,
    /// The steps, in order.
    pub steps: Cow<'static, [ParseStep]>,
    /// The number of places (variadic arguments).
    pub places: u16,
    /// The number of conversions that may have to be undone.
    pub cleanups: u16,
    /// The text of each item in the format, then the empty place where one more argument would stand. Expansions of
    /// macros leave this empty.
    pub spans: Cow<'static, [Span]>,
}

/// A step of a [`ParsePlan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseStep {
    /// Fail unless the number of arguments is in the range.
    CheckCount {
        /// The least number.
        min: u16,
        /// The greatest number.
        max: u16,
    },
    /// Succeed now if this argument is absent: so are all that follow.
    EndIfAbsent {
        /// The argument.
        item: ItemId,
    },
    /// Fail if there are more arguments, by position and by keyword, than parameters.
    CheckTotal {
        /// The number of parameters.
        max: u16,
    },
    /// Fail if there are too many positional arguments.
    CheckPositionals {
        /// The greatest number.
        max: u16,
        /// The error says "at most", not "exactly".
        at_most: bool,
    },
    /// Look up the argument: by position or, as long as keywords are left, by name.
    Find {
        /// The argument.
        item: ItemId,
    },
    /// Fail if the argument that was looked up last is absent.
    Require {
        /// The argument.
        item: ItemId,
    },
    /// If the argument that was looked up last is absent, continue after its conversion; or, if no keyword is left,
    /// succeed now.
    SkipIfAbsent {
        /// The argument.
        item: ItemId,
        /// The number of steps that convert it.
        steps: u16,
    },
    /// Fail if keywords are left: they name no parameter, or one with a positional argument.
    CheckLeftovers,
    /// Convert the item and store the result; on failure, raise and undo.
    Convert {
        /// The argument or element.
        item: ItemId,
        /// The unit that converts it.
        unit: ParseUnit,
        /// The first of the places that the unit consumes.
        first: u16,
        /// The number of the conversion among those that may have to be undone. The last step has none, as nothing
        /// fails after it.
        cleanup: Option<u16>,
    },
    /// Open the item as a sequence of `len` elements, which the steps up to the matching [`LeaveSequence`] convert.
    ///
    /// [`LeaveSequence`]: ParseStep::LeaveSequence
    EnterSequence {
        /// The argument or element.
        item: ItemId,
        /// The number of elements that it must have.
        len: u16,
        /// The number of elements that are encoded strings (`es`, `et`). CPython before 3.11.7 and 3.12.1 counts them
        /// twice.
        encoded: u16,
        /// A unit in the group, at any depth, borrows from its element (3.14 asks for a tuple then).
        borrows: bool,
        /// The number of steps up to the matching `LeaveSequence`, which is not counted.
        steps: u16,
    },
    /// Close the innermost sequence.
    LeaveSequence,
}

/// The fields of an [`EnterSequence`](ParseStep::EnterSequence) step that follow from the elements.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct GroupSummary {
    pub(crate) len: u16,
    pub(crate) encoded: u16,
    pub(crate) borrows: bool,
}

/// The plan of a call of the build family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildPlan {
    /// The steps, in order.
    pub steps: Cow<'static, [BuildStep]>,
    /// The number of values: one for each unit.
    pub values: u16,
    /// The number of containers.
    pub containers: u16,
    /// The number of objects left when all containers are filled: one, or the arguments of a call.
    pub results: u16,
    /// The text of the unit of each value in the format. Expansions of macros leave this empty.
    pub spans: Cow<'static, [Span]>,
}

/// A step of a [`BuildPlan`]. Each makes an object or fills one; the objects outside of all containers are the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildStep {
    /// Make `None`: the format has no unit.
    Nothing,
    /// Make an object of a value.
    Value {
        /// The unit that makes it.
        unit: BuildUnit,
        /// The number of the value.
        value: u16,
    },
    /// Make a container; the steps up to the matching [`Close`](BuildStep::Close) fill it.
    Open {
        /// The kind of container.
        kind: Bracket,
        /// The number of objects put into it: for a dict, keys and values.
        len: u16,
        /// The number of the container.
        container: u16,
        /// The number of steps up to the matching `Close`, which is not counted.
        steps: u16,
    },
    /// Put the last two objects into the open dict, as key and value.
    Insert {
        /// The number of the dict.
        container: u16,
    },
    /// The container is complete.
    Close {
        /// The number of the container.
        container: u16,
    },
}
