//! What back ends rely on, checked: a plan that passes can be run without a look at anything but its steps.
//!
//! Lowering makes such plans only, which it asserts in debug builds. Plans are plain data, so others can make them too.

mod build;
mod keywords;
mod parse;

pub use build::build;
pub use parse::parse;

use std::fmt;

/// A rule that a plan breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The index of the step that breaks it; one past the last for what is missing at the end.
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
    /// A function without keywords counts its arguments, one with keywords looks for them.
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
    /// Behind an argument that can be absent, all can.
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
    /// Positional arguments are counted where the entry does so, and by what the parameters say.
    Positionals,
    /// Every argument is looked for, then required or skipped if absent, then converted.
    Find,
    /// The arguments that are required are those that the parameters say.
    Required,
    /// A skip leads behind the conversion of its argument.
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
    /// Places are used one behind the other, and the plan says how many there are.
    Places,
    /// A conversion has a cleanup where its unit has one, and a step behind it may fail.
    CleanupPresence,
    /// Cleanups are numbered one behind the other, and the plan says how many there are.
    Cleanups,
    /// A plan with spans has one for each item, and one for the place after the last argument; or one for each value.
    Spans,
    /// Values are used one behind the other, and the plan says how many there are.
    Values,
    /// Containers are numbered one behind the other, and the plan says how many there are.
    Containers,
    /// Every pair of a dict is inserted as soon as it is complete, and nothing else is.
    Insert,
    /// Where nothing is built, nothing else is.
    NothingAlone,
    /// The plan says how many objects no container holds.
    Results,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ill-formed plan at step {}: {}", self.step, self.rule)
    }
}

impl std::error::Error for Violation {}

/// Breaks off with `rule` unless `holds`.
fn ensure(holds: bool, step: usize, rule: Rule) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation { step, rule }) }
}
