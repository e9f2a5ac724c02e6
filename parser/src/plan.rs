//! The plan: what a call does, step by step. Every engine runs the same steps in the same order.
//!
//! All decisions are made here: which check comes first, where an absent argument ends the call, which place a unit
//! writes to, what has to be undone. A back end only says *how* to load, call, compare and branch.
//!
//! Plans are made by [`lower`](crate::lower) at run time and by the macros at compile time; for the latter all parts
//! can be constants.

use crate::ast::{Bracket, TrailerKind};
use crate::units::{BuildUnit, ParseUnit};
use std::borrow::Cow;
use std::ffi::CStr;

/// How the arguments come in, and thereby how an error calls them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// A tuple of arguments: `PyArg_ParseTuple`.
    Tuple,
    /// One object: `PyArg_Parse`.
    Object,
}

/// What an error message says besides the fault itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// How the arguments come in.
    pub entry: Entry,
    /// The function name or the message that the format ends with.
    pub trailer: Option<(TrailerKind, Cow<'static, CStr>)>,
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
    /// The arguments and elements, numbered.
    pub items: Cow<'static, [Item]>,
    /// The steps, in order.
    pub steps: Cow<'static, [ParseStep]>,
    /// How many places (variadic arguments) there are.
    pub places: u16,
    /// How many conversions may have to be undone.
    pub cleanups: u16,
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
    /// Convert the item and store the result; on failure, raise and undo.
    Convert {
        /// The argument or element.
        item: ItemId,
        /// What converts it.
        unit: ParseUnit,
        /// The first of the places that the unit consumes.
        first: u16,
        /// The number of the conversion among those that may have to be undone.
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
}

/// A step of a [`BuildPlan`]. Each makes an object or fills one; the object that is not put into a container is the result.
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
