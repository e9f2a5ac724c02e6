//! Compares a signature with a format: the markers with the units, what is optional, and the groups.

use super::shape::{Shape, write_group};
use fmtunit_parser::plan::{BuildPlan, BuildStep, MemberKind, ParsePlan, PlanMember, PlanMembers};
use fmtunit_parser::units::{BuildUnit, ParseUnit, Unit};
use fmtunit_parser::{Fault, FaultKind, Span};

/// Returns the differences between a signature and a format of the parse family.
pub(super) fn parse(plan: &ParsePlan, shapes: &'static [Shape]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let end = plan.spans.last().map_or(0, |span| span.start);
    compare(&mut faults, plan.members(), shapes, end);
    faults
}

/// Returns the differences between a signature and a format of the build family.
pub(super) fn build(plan: &BuildPlan, format: &str, markers: &[BuildUnit]) -> Vec<Fault> {
    let units = plan.steps.iter().filter_map(|step| match *step {
        BuildStep::Value { unit, .. } => Some(unit),
        _ => None,
    });
    let mut faults = Vec::new();
    let mut markers = markers.iter().copied();
    for (unit, span) in units.zip(plan.spans.iter()) {
        let given = markers.next();
        if given != Some(unit) {
            let given = given.map(|given| given.name().to_owned());
            let help = format!("the marker is `{}`", unit.name());
            faults.push(other(span.clone(), given).help(help));
        }
    }
    faults.extend(markers.map(|unit| surplus(unit.name(), format.len())));
    faults
}

/// Compares the members of one level, which ends at a position.
fn compare(faults: &mut Vec<Fault>, members: PlanMembers<'_>, shapes: &'static [Shape], end: usize) {
    let mut shapes = shapes.iter();
    for member in members {
        let is_optional = member.absence.is_optional();
        match (shapes.next(), is_optional) {
            (Some(Shape::Optional(inner)), true) => compare_member(faults, &member, inner),
            (Some(shape @ Shape::Optional(_)), false) | (Some(shape), true) => {
                faults.push(differs(&member, Some(shape)));
            }
            (Some(shape), false) => compare_member(faults, &member, shape),
            (None, _) => faults.push(differs(&member, None)),
        }
    }
    faults.extend(shapes.map(|shape| surplus(shape, end)));
}

/// Compares one argument or element with the shape that stands for it, which is that in `Opt` for an optional one.
fn compare_member(faults: &mut Vec<Fault>, member: &PlanMember<'_>, shape: &'static Shape) {
    match (&member.kind, shape) {
        (MemberKind::Unit(conversion), Shape::Unit(unit)) if conversion.unit == *unit => {}
        (MemberKind::Unit(conversion), Shape::Converted(..)) if conversion.unit == ParseUnit::Converted => {
            if shape.has_no_target() {
                let fault = differs(member, Some(shape));
                faults.push(fault.help("say what the converter fills, instead of `c_void`"));
            }
        }
        // The closing bracket is one byte.
        (MemberKind::Group(group), Shape::Group(shapes)) => {
            compare(faults, group.members.clone(), shapes, span(member).end.saturating_sub(1));
        }
        _ if member.absence.is_optional() => faults.push(differs(member, Some(&Shape::Optional(shape)))),
        _ => faults.push(differs(member, Some(shape))),
    }
}

/// The signature has another marker for a member, or none.
fn differs(member: &PlanMember<'_>, shape: Option<&Shape>) -> Fault {
    let mut marker = marker(&member.kind);
    if member.absence.is_optional() {
        marker = format!("Opt<{marker}>");
    }
    other(span(member), shape.map(Shape::to_string)).help(format!("the marker is `{marker}`"))
}

fn other(span: Span, given: Option<String>) -> Fault {
    Fault::new(FaultKind::OtherMarker(given), span)
}

/// The signature has a marker after the last member of a level.
fn surplus(marker: impl ToString, end: usize) -> Fault {
    other(end..end, Some(marker.to_string()))
}

fn span(member: &PlanMember<'_>) -> Span {
    member.span().cloned().unwrap_or_default()
}

/// Returns the marker that a unit or a group asks for.
fn marker(kind: &MemberKind<'_>) -> String {
    match kind {
        // The format does not tell the type.
        MemberKind::Unit(conversion) if conversion.unit == ParseUnit::Converted => {
            format!("{}<_>", conversion.unit.name())
        }
        MemberKind::Unit(conversion) => conversion.unit.name().to_owned(),
        MemberKind::Group(group) => {
            let markers: Vec<_> = group.members.clone().map(|member| marker(&member.kind)).collect();
            let mut text = String::new();
            // Writing to a string does not fail.
            let _ = write_group(&mut text, &markers);
            text
        }
    }
}

#[cfg(test)]
mod tests;
