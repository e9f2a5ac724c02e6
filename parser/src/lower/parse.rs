//! Plans of the parse family.

use super::number;
use crate::ast::{Node, NodeKind, ParseFormat, Span, Trailer, TrailerKind};
use crate::error::{Error, Fault, FaultKind};
use crate::plan::{Entry, Item, ItemId, ParsePlan, ParseStep, Site};
use crate::units::ParseUnit;
use crate::verify;
use std::borrow::Cow;
use std::ffi::{CStr, CString};

/// The plan of a call that gets its arguments as `entry` says.
///
/// # Errors
/// The marks that the function does not know, more than one unit for one object, and more units than can be numbered.
pub fn parse(format: &ParseFormat, entry: Entry) -> Result<ParsePlan, Error> {
    let fail = |faults| Error::new(format.source.as_str(), faults);
    let refused = match entry {
        Entry::Tuple => refused_for_tuple(format),
        Entry::Object => refused_for_object(format),
    };
    if !refused.is_empty() {
        return Err(fail(refused));
    }
    let plan = plan(format, entry).map_err(|fault| fail(vec![fault]))?;
    debug_assert_eq!(verify::parse(&plan), Ok(()), "{format}");
    Ok(plan)
}

fn refused_for_tuple(format: &ParseFormat) -> Vec<Fault> {
    let marks = format.nodes.iter().filter(|node| matches!(node.kind, NodeKind::KeywordOnly));
    marks.map(|mark| unsupported(mark).help("it needs a function that takes keywords")).collect()
}

fn refused_for_object(format: &ParseFormat) -> Vec<Fault> {
    let mut faults = refused_for_tuple(format);
    let members: Vec<_> = format.nodes.iter().filter(|node| node.is_member()).collect();
    if let [first, ..] = *members {
        // A mark behind the unit changes nothing, and CPython does not look at it.
        let marks = format.nodes.iter().take_while(|node| node.span.start < first.span.start);
        let marks = marks.filter(|node| matches!(node.kind, NodeKind::Optional));
        faults.extend(marks.map(|mark| unsupported(mark).help("one object is always there")));
    }
    if let [_, second, ..] = *members {
        let end = members.last().map_or(second.span.end, |last| last.span.end);
        let fault = Fault::new(FaultKind::NotOneUnit, second.span.start..end);
        faults.push(fault.help("brackets around all units take the elements of a sequence"));
    }
    faults
}

fn unsupported(mark: &Node<ParseUnit>) -> Fault {
    Fault::new(FaultKind::UnsupportedMark, mark.span.clone())
}

fn plan(format: &ParseFormat, entry: Entry) -> Result<ParsePlan, Fault> {
    let mut lowering = Lowering::default();
    let (min, max) = lowering.arguments(&format.nodes)?;
    let mut steps = vec![ParseStep::CheckCount { min, max }];
    steps.append(&mut lowering.steps);
    let trailer = match &format.trailer {
        Some(trailer) => Some(site_text(trailer)?),
        None => None,
    };
    Ok(ParsePlan {
        site: Site { entry, trailer },
        items: Cow::Owned(lowering.items),
        steps: Cow::Owned(steps),
        places: lowering.places,
        cleanups: lowering.cleanups,
    })
}

fn site_text(trailer: &Trailer) -> Result<(TrailerKind, Cow<'static, CStr>), Fault> {
    let nul = |_| Fault::new(FaultKind::Nul, trailer.span.clone());
    CString::new(trailer.text.as_str()).map(|text| (trailer.kind, Cow::Owned(text))).map_err(nul)
}

/// A plan while it grows.
#[derive(Default)]
struct Lowering {
    items: Vec<Item>,
    steps: Vec<ParseStep>,
    places: u16,
    cleanups: u16,
}

/// What is known of a group when all of it has been lowered.
#[derive(Default)]
struct Elements {
    len: u16,
    encoded: u16,
    borrows: bool,
}

impl Lowering {
    /// Lowers the top level; says how many arguments there must be at least and at most.
    fn arguments(&mut self, nodes: &[Node<ParseUnit>]) -> Result<(u16, u16), Fault> {
        let (mut min, mut max) = (None, 0);
        for node in nodes {
            match &node.kind {
                NodeKind::Optional => min = min.or(Some(max)),
                NodeKind::Unit(_) | NodeKind::Group(..) => {
                    let item = self.item(None, max, &node.span)?;
                    if min.is_some() {
                        self.steps.push(ParseStep::EndIfAbsent { item });
                    }
                    self.member(node, item)?;
                    max = number(usize::from(max) + 1, &node.span)?;
                }
                NodeKind::KeywordOnly | NodeKind::Separator { .. } => {}
            }
        }
        Ok((min.unwrap_or(max), max))
    }

    /// Converts an item; says whether something is borrowed from it.
    fn member(&mut self, node: &Node<ParseUnit>, item: ItemId) -> Result<bool, Fault> {
        match &node.kind {
            NodeKind::Unit(unit) => self.convert(*unit, item, &node.span),
            NodeKind::Group(_, nodes) => self.group(nodes, item, &node.span),
            NodeKind::Optional | NodeKind::KeywordOnly | NodeKind::Separator { .. } => Ok(false),
        }
    }

    fn convert(&mut self, unit: ParseUnit, item: ItemId, span: &Span) -> Result<bool, Fault> {
        let first = self.places;
        self.places = number(usize::from(first) + unit.places(), span)?;
        let cleanup = unit.cleanup().map(|_| self.cleanups);
        if cleanup.is_some() {
            self.cleanups = number(usize::from(self.cleanups) + 1, span)?;
        }
        self.steps.push(ParseStep::Convert { item, unit, first, cleanup });
        Ok(unit.borrows())
    }

    fn group(&mut self, nodes: &[Node<ParseUnit>], item: ItemId, span: &Span) -> Result<bool, Fault> {
        let start = self.steps.len();
        // Stands in for the true one, which is known at the end.
        self.steps.push(ParseStep::LeaveSequence);
        let Elements { len, encoded, borrows } = self.elements(nodes, item)?;
        let steps = number(self.steps.len() - start - 1, span)?;
        if let Some(enter) = self.steps.get_mut(start) {
            *enter = ParseStep::EnterSequence { item, len, encoded, borrows, steps };
        }
        self.steps.push(ParseStep::LeaveSequence);
        Ok(borrows)
    }

    fn elements(&mut self, nodes: &[Node<ParseUnit>], parent: ItemId) -> Result<Elements, Fault> {
        let mut elements = Elements::default();
        for node in nodes.iter().filter(|node| node.is_member()) {
            let item = self.item(Some(parent), elements.len, &node.span)?;
            elements.borrows |= self.member(node, item)?;
            elements.len = number(usize::from(elements.len) + 1, &node.span)?;
            if matches!(node.kind, NodeKind::Unit(unit) if unit.encodes()) {
                elements.encoded += 1;
            }
        }
        Ok(elements)
    }

    fn item(&mut self, parent: Option<ItemId>, index: u16, span: &Span) -> Result<ItemId, Fault> {
        let id = number(self.items.len(), span)?;
        self.items.push(Item { parent, index });
        Ok(id)
    }
}
