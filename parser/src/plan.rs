//! The plan: what a call does, step by step. Every engine runs the same steps in the same order.
//!
//! All decisions are made here: which check comes first, where an absent argument ends the call, which place a unit
//! writes to, what has to be undone. A back end only says *how* to load, call, compare and branch.
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

/// How the arguments come in, and thereby how an error calls them.
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
    /// Can arguments be given by name? The plan has [`Parameters`] then.
    pub const fn takes_keywords(self) -> bool {
        match self {
            Self::Tuple | Self::Object | Self::Array => false,
            Self::TupleAndKeywords | Self::ArrayAndKeywords => true,
        }
    }
}

/// What an error message says besides the fault itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// How the arguments come in.
    pub entry: Entry,
    /// The function name or the message that the format ends with.
    pub trailer: Option<(TrailerKind, Cow<'static, CStr>)>,
}

/// The named parameters of a function. The item of a parameter has the parameter's number as its index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Their names; that of a positional-only parameter is empty.
    pub names: Cow<'static, [Cow<'static, CStr>]>,
    /// How many are positional-only: the first.
    pub positional_only: u16,
    /// How many are required: the first. All of them, without `|`.
    pub required: u16,
    /// How many may be given by position: the first. All of them, without `$`.
    pub positional: u16,
    /// No two have the same name, but for the empty one.
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

/// How a call of the parse family runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsePlan {
    /// What errors mention.
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
    /// Succeed now if this argument is absent; so are all that follow.
    EndIfAbsent {
        /// The argument.
        item: ItemId,
    },
    /// Fail if more arguments are given, by position and by keyword, than there are parameters.
    CheckTotal {
        /// How many parameters there are.
        max: u16,
    },
    /// Fail if more arguments are given by position than may be.
    CheckPositionals {
        /// How many may be.
        max: u16,
        /// The error says "at most", not "exactly".
        at_most: bool,
    },
    /// Look for the argument: by position or, as long as keywords are left, by name.
    Find {
        /// The argument.
        item: ItemId,
    },
    /// Fail if the argument that was looked for last is absent.
    Require {
        /// The argument.
        item: ItemId,
    },
    /// If the argument that was looked for last is absent, go on behind its conversion; or, if no keyword is left,
    /// succeed now.
    SkipIfAbsent {
        /// The argument.
        item: ItemId,
        /// How many steps convert it.
        steps: u16,
    },
    /// Fail if keywords are left: those that no parameter has, or that are given by position, too.
    CheckLeftovers,
    /// Convert the item and store the result; on failure, raise and undo.
    Convert {
        /// The argument or element.
        item: ItemId,
        /// What converts it.
        unit: ParseUnit,
        /// The first of the places that the unit consumes.
        first: u16,
        /// The number of the conversion among those that may have to be undone. The last step has none, as nothing fails behind
        /// it.
        cleanup: Option<u16>,
    },
    /// Open the item as a sequence of `len` elements, which the steps up to the matching [`LeaveSequence`] convert.
    ///
    /// [`LeaveSequence`]: ParseStep::LeaveSequence
    EnterSequence {
        /// The argument or element.
        item: ItemId,
        /// How many elements it must have.
        len: u16,
        /// How many of the elements are encoded strings (`es`, `et`), which CPython before 3.11.7 and 3.12.1 counts twice.
        encoded: u16,
        /// A unit in the group, at any depth, borrows from its element (3.14 asks for a tuple then).
        borrows: bool,
        /// How many steps there are up to the matching `LeaveSequence`, which is not counted.
        steps: u16,
    },
    /// Close the innermost sequence.
    LeaveSequence,
}

/// How a call of the build family runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildPlan {
    /// The steps, in order.
    pub steps: Cow<'static, [BuildStep]>,
    /// How many values there are: one for each unit.
    pub values: u16,
    /// How many containers there are.
    pub containers: u16,
    /// The number of objects left when all containers are filled: one, or the arguments of a call.
    pub results: u16,
    /// The text of the unit of each value in the format. Expansions of macros leave this empty.
    pub spans: Cow<'static, [Span]>,
}

/// A step of a [`BuildPlan`]. Each makes an object or fills one; the objects that are not put into a container are the
/// results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildStep {
    /// `None`: the format has no unit.
    Nothing,
    /// Make an object of a value.
    Value {
        /// What makes it.
        unit: BuildUnit,
        /// The number of the value.
        value: u16,
    },
    /// Make a container; the steps up to the matching [`Close`](BuildStep::Close) fill it.
    Open {
        /// The kind of container.
        kind: Bracket,
        /// How many objects are put into it: for a dict, keys and values.
        len: u16,
        /// The number of the container.
        container: u16,
        /// How many steps there are up to the matching `Close`, which is not counted.
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
