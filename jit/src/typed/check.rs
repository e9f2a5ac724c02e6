//! Compares a signature with a format: the markers with the units, what is optional, and the groups.

use super::shape::{Shape, write_group};
use fmtunit_parser::ast::{Node, NodeKind};
use fmtunit_parser::error::{Fault, FaultKind};
use fmtunit_parser::units::{BuildUnit, ParseUnit, Unit};
use fmtunit_parser::{BuildFormat, Error, ParseFormat, Span};

/// Compares a signature with a format of the parse family.
pub(crate) fn parse(format: &str, names: &[&str], shapes: &'static [Shape]) -> Result<(), Error> {
    let tree = ParseFormat::parse(format)?;
    let mut faults = Vec::new();
    let end = tree.trailer.as_ref().map_or(format.len(), |trailer| trailer.span.start);
    compare(&mut faults, &tree.nodes, shapes, end);
    finish(faults, format, names)
}

/// Compares a signature with a format of the build family.
pub(crate) fn build(format: &str, units: &[BuildUnit]) -> Result<(), Error> {
    let tree = BuildFormat::parse(format)?;
    let mut faults = Vec::new();
    let mut units = units.iter();
    compare_units(&mut faults, &tree.nodes, &mut units);
    for unit in units {
        faults.push(surplus(unit.name(), format.len()));
    }
    finish(faults, format, &[])
}

fn finish(faults: Vec<Fault>, format: &str, names: &[&str]) -> Result<(), Error> {
    if faults.is_empty() { Ok(()) } else { Err(Error::with_names(format, names.iter().copied(), faults)) }
}

/// Compares the members of one level, which ends at a position.
fn compare(faults: &mut Vec<Fault>, nodes: &[Node<ParseUnit>], shapes: &'static [Shape], end: usize) {
    let mut shapes = shapes.iter();
    let mut is_optional = false;
    for node in nodes {
        match &node.kind {
            NodeKind::Optional => is_optional = true,
            NodeKind::KeywordOnly | NodeKind::Separator { .. } => {}
            NodeKind::Unit(_) | NodeKind::Group(..) => match (shapes.next(), is_optional) {
                (None, _) => faults.push(differs(node, None, is_optional)),
                (Some(Shape::Optional(inner)), true) => compare_member(faults, node, inner, true),
                (Some(shape @ Shape::Optional(_)), false) | (Some(shape), true) => {
                    faults.push(differs(node, Some(shape), is_optional));
                }
                (Some(shape), false) => compare_member(faults, node, shape, false),
            },
        }
    }
    faults.extend(shapes.map(|shape| surplus(shape, end)));
}

/// Compares what stands for one argument or element.
fn compare_member(faults: &mut Vec<Fault>, node: &Node<ParseUnit>, shape: &'static Shape, is_optional: bool) {
    match (&node.kind, shape) {
        (NodeKind::Unit(unit), Shape::Unit(other)) if unit == other => {}
        (NodeKind::Unit(ParseUnit::Converted), Shape::Converted(..)) if shape.has_no_target() => {
            let fault = differs(node, Some(shape), is_optional);
            faults.push(fault.help("say what the converter fills, instead of `c_void`"));
        }
        (NodeKind::Unit(ParseUnit::Converted), Shape::Converted(..)) => {}
        // The closing bracket is one byte.
        (NodeKind::Group(_, nodes), Shape::Group(shapes)) => {
            compare(faults, nodes, shapes, node.span.end.saturating_sub(1));
        }
        _ if is_optional => faults.push(differs(node, Some(&Shape::Optional(shape)), true)),
        _ => faults.push(differs(node, Some(shape), false)),
    }
}

/// The signature has something else for a unit or a group, or nothing.
fn differs(node: &Node<ParseUnit>, shape: Option<&Shape>, is_optional: bool) -> Fault {
    let mut marker = String::new();
    write_marker(&mut marker, node);
    if is_optional {
        marker = format!("Opt<{marker}>");
    }
    other(node.span.clone(), shape.map(Shape::to_string)).help(format!("the marker is `{marker}`"))
}

fn other(span: Span, given: Option<String>) -> Fault {
    Fault::new(FaultKind::OtherMarker(given), span)
}

/// A marker behind as many as there are units.
fn surplus(marker: impl ToString, end: usize) -> Fault {
    other(end..end, Some(marker.to_string()))
}

/// The marker that a unit or a group asks for.
fn write_marker(text: &mut String, node: &Node<ParseUnit>) {
    match &node.kind {
        // Of what type, the format does not tell.
        NodeKind::Unit(unit @ ParseUnit::Converted) => text.extend([unit.name(), "<_>"]),
        NodeKind::Unit(unit) => text.push_str(unit.name()),
        NodeKind::Group(_, nodes) => {
            let markers: Vec<String> = nodes
                .iter()
                .map(|node| {
                    let mut text = String::new();
                    write_marker(&mut text, node);
                    text
                })
                .collect();
            // Writing to a string does not fail.
            let _ = write_group(text, &markers);
        }
        NodeKind::Optional | NodeKind::KeywordOnly | NodeKind::Separator { .. } => {}
    }
}

/// Compares the units of one level of a format of the build family.
fn compare_units<'a>(
    faults: &mut Vec<Fault>,
    nodes: &[Node<BuildUnit>],
    units: &mut impl Iterator<Item = &'a BuildUnit>,
) {
    for node in nodes {
        match &node.kind {
            NodeKind::Unit(unit) => {
                let given = units.next();
                if given != Some(unit) {
                    let given = given.map(|given| given.name().to_owned());
                    let help = format!("the marker is `{}`", unit.name());
                    faults.push(other(node.span.clone(), given).help(help));
                }
            }
            NodeKind::Group(_, nodes) => compare_units(faults, nodes, units),
            NodeKind::Optional | NodeKind::KeywordOnly | NodeKind::Separator { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests;
