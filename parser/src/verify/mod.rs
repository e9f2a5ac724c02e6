//! Checks of the rules that back ends, and the nested view of a plan, rely on.
//!
//! Lowering makes only plans that pass, which debug builds assert. Plans are plain data, so other code can make them
//! too.

mod build;
mod keywords;
mod parse;

pub use build::build;
pub use parse::parse;

use std::fmt;

/// A rule that a plan breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The index of the step that breaks it; one past the last where the end lacks something.
    pub step: usize,
    /// The rule.
    pub rule: Rule,
}

macro_rules! rules {
    ($(#[doc = $doc:literal] $name:ident,)*) => {
        /// A rule for plans.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = $doc] $name,)*
        }

        impl fmt::Display for Rule {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$name => $doc,)* }.trim().trim_end_matches('.'))
            }
        }
    };
}

rules! {
    /// The count or the total is checked by the first step and by no other.
    CountFirst,
    /// A function without keywords counts its arguments, one with keywords looks them up.
    EntryStep,
    /// The greatest count is the number of arguments, the least is the number of those that cannot be absent.
    CountRange,
    /// One object cannot be absent, and there is no second one.
    OneObject,
    /// Every item is entered or converted once, in order.
    ItemOrder,
    /// The parent of an item is the innermost sequence that is entered.
    ItemParent,
    /// The index of an item is the number of those before it in the same sequence.
    ItemIndex,
    /// Only arguments can be absent.
    AbsentElement,
    /// After an argument that can be absent, all can.
    AbsentOrder,
    /// The check for an absent argument is followed by the conversion of that argument.
    AbsentUnused,
    /// There are parameters where the entry takes keywords, and only there.
    Parameters,
    /// The positional-only parameters are the first, and only their names are empty.
    PositionalOnly,
    /// The parameters say whether their names are distinct.
    Distinct,
    /// No more parameters are required, or positional, than there are; `|` is before `$`, positional-only ones too.
    ParameterRanges,
    /// The greatest total is the number of names, and that of arguments.
    Total,
    /// Positional arguments are counted where the entry point does so, and against the parameters.
    Positionals,
    /// Every argument is looked up, then required or skipped if absent, then converted.
    Find,
    /// The arguments that are required are those that the parameters say.
    Required,
    /// A skip ends after the conversion of its argument.
    Skip,
    /// The leftovers are checked by the last step and by no other.
    LeftoversLast,
    /// Every sequence or container is closed, in the reverse order of opening.
    Nesting,
    /// A sequence or container says how many members it has.
    Length,
    /// A sequence or container says how many steps there are up to its end.
    Steps,
    /// A sequence says how many of its elements are encoded strings.
    Encoded,
    /// A sequence says whether a unit in it borrows.
    Borrows,
    /// Places are used consecutively, and the plan says how many there are.
    Places,
    /// A conversion has a cleanup where its unit has one and a later step may fail.
    CleanupPresence,
    /// Cleanups are numbered consecutively, and the plan says how many there are.
    Cleanups,
    /// A plan with spans has one for each item, and one for the place after the last argument; or one for each value.
    Spans,
    /// Values are used consecutively, and the plan says how many there are.
    Values,
    /// Containers are numbered consecutively, and the plan says how many there are.
    Containers,
    /// Every pair of a dict is inserted as soon as it is complete, and nothing else is.
    Insert,
    /// A step that builds nothing is the only one.
    NothingAlone,
    /// The plan says how many objects stand outside of all containers.
    Results,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ill-formed plan at step {}: {}", self.step, self.rule)
    }
}

impl std::error::Error for Violation {}

/// Fails with `rule` unless `holds`.
fn ensure(holds: bool, step: usize, rule: Rule) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation { step, rule }) }
}
