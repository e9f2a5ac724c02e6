//! The parts of a format as a handle describes them.

use fmtunit_parser::ast::Bracket;
use fmtunit_parser::plan::{BuildPlan, BuildStep, MemberKind, PlanMember};
use fmtunit_parser::units::{BuildUnit, ParseUnit};
use std::slice;

/// A parameter of a format that parses, or an element of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// The name, which is empty for a positional-only parameter; `None` for an entry point without keywords.
    pub name: Option<String>,
    /// Can the argument be absent?
    pub is_optional: bool,
    /// The unit or the group.
    pub kind: ParameterKind,
}

/// The unit or the group that is a [`Parameter`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// A unit. Its methods `takes` and `stores` return its inputs and its outputs, with their C types.
    Unit(ParseUnit),
    /// `(…)`: a sequence of these elements.
    Group(Vec<Parameter>),
}

/// An object that a format builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// The object of a unit. Its method `takes` returns the kind of value that it is made of, with its C type.
    Unit(BuildUnit),
    /// A tuple or list of these objects, or a dict of keys and values in turns.
    Container(Bracket, Vec<ObjectKind>),
}

impl Parameter {
    pub(super) fn new(member: &PlanMember<'_>) -> Self {
        let kind = match &member.kind {
            MemberKind::Unit(conversion) => ParameterKind::Unit(conversion.unit),
            MemberKind::Group(group) => {
                ParameterKind::Group(group.members.clone().map(|member| Self::new(&member)).collect())
            }
        };
        let name = member.name().map(|name| name.to_string_lossy().into_owned());
        Self { name, is_optional: member.absence.is_optional(), kind }
    }
}

impl ObjectKind {
    pub(super) fn all(plan: &BuildPlan) -> Vec<Self> {
        Self::of_steps(&mut plan.steps.iter())
    }

    /// Returns the objects up to the end of a container.
    fn of_steps(steps: &mut slice::Iter<'_, BuildStep>) -> Vec<Self> {
        let mut kinds = Vec::new();
        while let Some(step) = steps.next() {
            match *step {
                BuildStep::Value { unit, .. } => kinds.push(Self::Unit(unit)),
                BuildStep::Open { kind, .. } => kinds.push(Self::Container(kind, Self::of_steps(steps))),
                BuildStep::Close { .. } => break,
                BuildStep::Nothing | BuildStep::Insert { .. } => {}
            }
        }
        kinds
    }
}
