//! The nested view of a parse plan: its arguments, the groups among them, and the conversion of each.
//!
//! A plan is a flat list of steps, which the reference engine runs. Code that translates, checks or lays out a whole
//! plan takes this view and needs no skip counts:
//!
//! ```
//! use fmtunit_parser::plan::{Entry, MemberKind, PlanMembers};
//! use fmtunit_parser::units::Unit;
//! use fmtunit_parser::{ParseFormat, lower};
//!
//! fn describe(members: PlanMembers<'_>) -> String {
//!     let describe = |kind| match kind {
//!         MemberKind::Unit(conversion) => conversion.unit.name().to_owned(),
//!         MemberKind::Group(group) => format!("({})", describe(group.members)),
//!     };
//!     members.map(|member| describe(member.kind)).collect::<Vec<_>>().join(", ")
//! }
//!
//! let plan = lower::parse(&ParseFormat::parse("s(i(dd))|O")?, Entry::Tuple)?;
//! assert_eq!(describe(plan.members()), "Str, (Int, (Double, Double)), Object");
//! # Ok::<(), fmtunit_parser::Error>(())
//! ```

use super::{ItemId, ParsePlan, ParseStep};
use crate::span::Span;
use crate::units::ParseUnit;
use std::ffi::CStr;
use std::ops::Range;

impl ParsePlan {
    /// Returns the arguments.
    pub fn members(&self) -> PlanMembers<'_> {
        PlanMembers { plan: self, steps: 0..self.steps.len() }
    }

    /// Returns the conversions of all units, in order, at whatever depth.
    pub fn conversions(&self) -> impl Iterator<Item = UnitConversion> {
        self.members().conversions()
    }

    /// Returns the least and the greatest number of arguments, where the first step checks that.
    pub fn count_range(&self) -> Option<(u16, u16)> {
        match self.steps.first() {
            Some(&ParseStep::CheckCount { min, max }) => Some((min, max)),
            _ => None,
        }
    }

    /// Returns the index of an item among the arguments, or among the elements of its group.
    pub fn index_of(&self, item: ItemId) -> usize {
        self.items.get(usize::from(item)).map_or(0, |item| item.index.into())
    }
}

/// The members of one level: the arguments of a [`ParsePlan`], or the elements of a group.
///
/// The iterator allocates nothing and takes constant time for each member. It yields exactly the units and groups of
/// the format for a plan that [`verify::parse`](crate::verify::parse) accepts. An ill-formed plan ends it early.
#[derive(Clone, Debug)]
pub struct PlanMembers<'p> {
    plan: &'p ParsePlan,
    /// The steps that are left.
    steps: Range<usize>,
}

/// An argument, or an element of a group.
#[derive(Clone, Debug)]
pub struct PlanMember<'p> {
    plan: &'p ParsePlan,
    /// The item that is converted.
    pub item: ItemId,
    /// The check that comes before the conversion.
    pub absence: AbsenceRule,
    /// The step with which an engine starts converting this member: the [`Find`](ParseStep::Find) of a parameter, else
    /// the conversion itself. An [`EndIfAbsent`](ParseStep::EndIfAbsent) is the step before that.
    pub start: usize,
    /// The steps of the conversion; the first converts the unit or enters the group.
    pub steps: Range<usize>,
    /// The conversion.
    pub kind: MemberKind<'p>,
}

/// The check that comes before a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbsenceRule {
    /// None: the number of arguments or elements has been checked.
    Counted,
    /// [`Require`](ParseStep::Require): an absent argument fails.
    Required,
    /// [`EndIfAbsent`](ParseStep::EndIfAbsent): an absent argument ends the call.
    EndIfAbsent,
    /// [`SkipIfAbsent`](ParseStep::SkipIfAbsent): an absent argument is skipped.
    SkipIfAbsent,
}

impl AbsenceRule {
    /// Can the member be absent in a call that succeeds?
    pub const fn is_optional(self) -> bool {
        match self {
            Self::Counted | Self::Required => false,
            Self::EndIfAbsent | Self::SkipIfAbsent => true,
        }
    }
}

/// The conversion of a member.
#[derive(Clone, Debug)]
pub enum MemberKind<'p> {
    /// One unit.
    Unit(UnitConversion),
    /// A sequence, whose elements are converted.
    Group(PlanGroup<'p>),
}

/// A [`Convert`](ParseStep::Convert) step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitConversion {
    /// The index of the step.
    pub step: usize,
    /// The argument or element.
    pub item: ItemId,
    /// The unit.
    pub unit: ParseUnit,
    /// The first of the places that the unit consumes: those of its inputs, then those of its outputs.
    pub first: usize,
    /// The number of the conversion among those that may have to be undone.
    pub cleanup: Option<u16>,
    /// Is the item an element of a group?
    pub nested: bool,
}

impl UnitConversion {
    /// Returns the places of the inputs.
    pub const fn inputs(&self) -> Range<usize> {
        self.first..self.first + self.unit.takes().len()
    }

    /// Returns the places of the outputs.
    pub const fn outputs(&self) -> Range<usize> {
        self.first + self.unit.takes().len()..self.first + self.unit.places()
    }
}

/// An [`EnterSequence`](ParseStep::EnterSequence) step and the steps up to its end.
#[derive(Clone, Debug)]
pub struct PlanGroup<'p> {
    /// The index of the step that enters the sequence.
    pub step: usize,
    /// The item that is the sequence.
    pub item: ItemId,
    /// The number of elements.
    pub len: u16,
    /// The number of elements that are encoded strings.
    pub encoded: u16,
    /// Does a unit in the group, at any depth, borrow from its element?
    pub borrows: bool,
    /// The elements.
    pub members: PlanMembers<'p>,
}

impl<'p> PlanMembers<'p> {
    /// Returns the step after the last member: the one that leaves the group, or the end of the plan.
    pub const fn end(&self) -> usize {
        self.steps.end
    }

    /// Returns the group of this level that a step stands in; none where the step stands at this level itself.
    pub fn group_around(&self, step: usize) -> Option<PlanGroup<'p>> {
        self.clone().find_map(|member| match member.kind {
            MemberKind::Group(group) if group.step < step && step <= group.members.end() => Some(group),
            MemberKind::Unit(_) | MemberKind::Group(_) => None,
        })
    }

    /// Returns the conversions of all units from here on, in order, at whatever depth.
    pub fn conversions(&self) -> impl Iterator<Item = UnitConversion> + use<'p> {
        let plan = self.plan;
        self.steps.clone().filter_map(move |at| plan.conversion(at))
    }
}

impl<'p> Iterator for PlanMembers<'p> {
    type Item = PlanMember<'p>;

    fn next(&mut self) -> Option<PlanMember<'p>> {
        let plan = self.plan;
        let (mut absence, mut find) = (AbsenceRule::Counted, None);
        loop {
            let step = self.steps.next()?;
            let (item, kind) = match *plan.steps.get(step)? {
                // The checks of the whole call.
                ParseStep::CheckCount { .. }
                | ParseStep::CheckTotal { .. }
                | ParseStep::CheckPositionals { .. }
                | ParseStep::CheckLeftovers
                | ParseStep::LeaveSequence => continue,
                ParseStep::Find { .. } => {
                    find = Some(step);
                    continue;
                }
                ParseStep::Require { .. } => {
                    absence = AbsenceRule::Required;
                    continue;
                }
                ParseStep::EndIfAbsent { .. } => {
                    absence = AbsenceRule::EndIfAbsent;
                    continue;
                }
                ParseStep::SkipIfAbsent { .. } => {
                    absence = AbsenceRule::SkipIfAbsent;
                    continue;
                }
                ParseStep::Convert { item, .. } => (item, MemberKind::Unit(plan.conversion(step)?)),
                ParseStep::EnterSequence { item, len, encoded, borrows, steps } => {
                    let elements = step + 1..step + 1 + usize::from(steps);
                    // Past the step that leaves the group.
                    self.steps.start = elements.end + 1;
                    let members = PlanMembers { plan, steps: elements };
                    (item, MemberKind::Group(PlanGroup { step, item, len, encoded, borrows, members }))
                }
            };
            let (start, steps) = (find.unwrap_or(step), step..self.steps.start);
            return Some(PlanMember { plan, item, absence, start, steps, kind });
        }
    }
}

impl<'p> PlanMember<'p> {
    /// Returns the index among the arguments or the elements, from 0.
    pub fn index(&self) -> usize {
        self.plan.index_of(self.item)
    }

    /// Returns the name of the parameter; none for elements and arguments without names. That of a positional-only
    /// parameter is empty.
    pub fn name(&self) -> Option<&'p CStr> {
        let is_argument = self.plan.items.get(usize::from(self.item))?.parent.is_none();
        let names = &self.plan.parameters.as_ref().filter(|_| is_argument)?.names;
        names.get(self.index()).map(AsRef::as_ref)
    }

    /// Returns the text of the unit or group in the format; none for a plan without spans.
    pub fn span(&self) -> Option<&'p Span> {
        self.plan.spans.get(usize::from(self.item))
    }

    /// Returns the conversions of the unit, or of all units in the group.
    pub fn conversions(&self) -> impl Iterator<Item = UnitConversion> + use<'p> {
        let plan = self.plan;
        self.steps.clone().filter_map(move |at| plan.conversion(at))
    }
}

impl ParsePlan {
    /// The conversion at a step, if it is one.
    fn conversion(&self, step: usize) -> Option<UnitConversion> {
        match *self.steps.get(step)? {
            ParseStep::Convert { item, unit, first, cleanup } => {
                let nested = self.items.get(usize::from(item)).is_some_and(|item| item.parent.is_some());
                Some(UnitConversion { step, item, unit, first: first.into(), cleanup, nested })
            }
            ParseStep::CheckCount { .. }
            | ParseStep::CheckTotal { .. }
            | ParseStep::CheckPositionals { .. }
            | ParseStep::Find { .. }
            | ParseStep::Require { .. }
            | ParseStep::SkipIfAbsent { .. }
            | ParseStep::CheckLeftovers
            | ParseStep::EndIfAbsent { .. }
            | ParseStep::EnterSequence { .. }
            | ParseStep::LeaveSequence => None,
        }
    }
}
