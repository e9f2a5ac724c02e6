//! The plan of a format, which the reference engine and the back end run alike.

use fmtunit_parser::plan::{BuildPlan, BuildStep, ParsePlan};
use fmtunit_parser::units::BuildUnit;
use fmtunit_runtime::interpret::{Builder, Caller, Parser};

/// The plan of a format, as the handle of the reference engine holds it.
#[derive(Debug)]
pub(crate) enum FormatPlan {
    /// Parses.
    Parse {
        parser: Parser,
        /// The typed form: text that is an argument by itself is stored with its length, and the place after all others
        /// points to a slot for each parameter with a name.
        views: bool,
    },
    /// Builds an object.
    Build(Builder),
    /// Builds arguments, and calls with them.
    Call(Caller),
}

impl FormatPlan {
    /// Returns the plan of a format that parses.
    pub(crate) fn parse_plan(&self) -> Option<&ParsePlan> {
        match self {
            Self::Parse { parser, .. } => Some(parser.plan()),
            Self::Build(_) | Self::Call(_) => None,
        }
    }

    /// Returns the plan of a format that builds objects.
    pub(crate) fn build_plan(&self) -> Option<&BuildPlan> {
        match self {
            Self::Parse { .. } => None,
            Self::Build(builder) => Some(builder.plan()),
            Self::Call(caller) => Some(caller.plan()),
        }
    }

    /// Returns the unit of a format that builds one value and no container: the unit's thunk is all of its code.
    pub(crate) fn only_unit(&self) -> Option<BuildUnit> {
        match self {
            Self::Build(builder) => match *builder.plan().steps {
                [BuildStep::Value { unit, .. }] => Some(unit),
                _ => None,
            },
            Self::Parse { .. } | Self::Call(_) => None,
        }
    }

    /// Does it build one value, or `None`, and no container?
    pub(crate) fn is_bare(&self) -> bool {
        let Self::Build(builder) = self else { return false };
        matches!(*builder.plan().steps, [BuildStep::Nothing | BuildStep::Value { .. }])
    }

    /// Returns the number of pairs in its dicts.
    pub(crate) fn pairs(&self) -> usize {
        let is_pair = |step: &&BuildStep| matches!(step, BuildStep::Insert { .. });
        self.build_plan().map_or(0, |plan| plan.steps.iter().filter(is_pair).count())
    }
}
