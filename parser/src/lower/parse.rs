//! Plans of the parse family.

use super::number;
use super::parameters::parameters;
use crate::ast::{Node, NodeKind, ParseFormat, Trailer, TrailerKind};
use crate::error::{Error, Fault, FaultKind};
use crate::plan::{Entry, GroupSummary, Item, ItemId, Parameters, ParsePlan, ParseStep, Site};
use crate::span::Span;
use crate::units::ParseUnit;
use crate::verify;
use std::borrow::Cow;
use std::ffi::{CStr, CString};

/// Returns the plan of a call without keywords.
///
/// # Errors
/// Marks that the function does not support, more than one unit for one object, too many units to number, and an entry
/// that takes keywords.
pub fn parse(format: &ParseFormat, entry: Entry) -> Result<ParsePlan, Error> {
    let fail = |faults| Error::new(format.source.as_str(), faults);
    let refused = match entry {
        Entry::Tuple | Entry::Array => refused_without_keywords(format),
        Entry::Object => refused_for_object(format),
        Entry::TupleAndKeywords | Entry::ArrayAndKeywords => {
            vec![whole(format, FaultKind::NoNames).help("a function that takes keywords is told their names")]
        }
    };
    if !refused.is_empty() {
        return Err(fail(refused));
    }
    let plan = plan(format, entry, None).map_err(|fault| fail(vec![fault]))?;
    debug_assert_eq!(verify::parse(&plan), Ok(()), "{format}");
    Ok(plan)
}

/// Returns the plan of a call with keywords. The name of a positional-only parameter is empty.
///
/// # Errors
/// Names that do not fit the format, or that C could not pass; too many units to number; and an entry that takes no
/// keywords.
pub fn parse_with_names(
    format: &ParseFormat,
    names: &[impl AsRef<str>],
    entry: Entry,
) -> Result<ParsePlan, Error> {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let fail = |faults| Error::with_names(format.source.as_str(), names.iter().copied(), faults);
    if !entry.takes_keywords() {
        return Err(fail(vec![whole(format, FaultKind::NoKeywords).help(NEEDS_KEYWORDS)]));
    }
    let parameters = parameters(format, &names).map_err(fail)?;
    let plan = plan(format, entry, Some(parameters)).map_err(|fault| fail(vec![fault]))?;
    debug_assert_eq!(verify::parse(&plan), Ok(()), "{format}");
    Ok(plan)
}

const NEEDS_KEYWORDS: &str = "it needs a function that takes keywords";

/// A fault of the whole format.
fn whole(format: &ParseFormat, kind: FaultKind) -> Fault {
    Fault::new(kind, 0..format.source.len())
}

fn refused_without_keywords(format: &ParseFormat) -> Vec<Fault> {
    let marks = format.nodes.iter().filter(|node| matches!(node.kind, NodeKind::KeywordOnly));
    marks.map(|mark| unsupported(mark).help(NEEDS_KEYWORDS)).collect()
}

fn refused_for_object(format: &ParseFormat) -> Vec<Fault> {
    let mut faults = refused_without_keywords(format);
    let members: Vec<_> = format.nodes.iter().filter(|node| node.is_member()).collect();
    if let [first, ..] = *members {
        // A mark after the unit changes nothing: CPython does not read that far.
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

fn plan(format: &ParseFormat, entry: Entry, parameters: Option<Parameters>) -> Result<ParsePlan, Fault> {
    let mut lowering = ParseLowering::default();
    match &parameters {
        Some(parameters) => lowering.parameters(&format.nodes, entry, parameters)?,
        None => lowering.arguments(&format.nodes)?,
    }
    lowering.spans.push(format.end());
    let trailer = match &format.trailer {
        Some(trailer) => Some(site_text(trailer, entry)?),
        None => None,
    };
    Ok(ParsePlan {
        site: Site { entry, trailer },
        parameters,
        items: Cow::Owned(lowering.items),
        steps: Cow::Owned(lowering.steps),
        places: lowering.places,
        cleanups: lowering.cleanups,
        spans: Cow::Owned(lowering.spans),
    })
}

fn site_text(trailer: &Trailer, entry: Entry) -> Result<(TrailerKind, Cow<'static, CStr>), Fault> {
    // A function that takes keywords looks for a name first, and finds it in a message too.
    let (kind, text) = match trailer.text.split_once(TrailerKind::Name.character()) {
        Some((_, name)) if trailer.kind == TrailerKind::Message && entry.takes_keywords() => {
            (TrailerKind::Name, name)
        }
        _ => (trailer.kind, trailer.text.as_str()),
    };
    let nul = |_| Fault::new(FaultKind::Nul, trailer.span.clone());
    CString::new(text).map(|text| (kind, Cow::Owned(text))).map_err(nul)
}

/// A plan under construction.
#[derive(Default)]
struct ParseLowering {
    items: Vec<Item>,
    steps: Vec<ParseStep>,
    places: u16,
    cleanups: u16,
    spans: Vec<Span>,
}

impl ParseLowering {
    /// Lowers the top level of a format without names.
    fn arguments(&mut self, nodes: &[Node<ParseUnit>]) -> Result<(), Fault> {
        let (mut min, mut max) = (None, 0);
        // A placeholder: the true step is known at the end.
        self.steps.push(ParseStep::CheckCount { min: 0, max });
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
        if let Some(check) = self.steps.first_mut() {
            *check = ParseStep::CheckCount { min: min.unwrap_or(max), max };
        }
        // Nothing can fail after the last step.
        if let Some(ParseStep::Convert { cleanup, .. }) = self.steps.last_mut()
            && cleanup.take().is_some()
        {
            self.cleanups -= 1;
        }
        Ok(())
    }

    /// Lowers the top level of a format that fits its parameters.
    fn parameters(
        &mut self,
        nodes: &[Node<ParseUnit>],
        entry: Entry,
        parameters: &Parameters,
    ) -> Result<(), Fault> {
        let Parameters { ref names, required, positional, .. } = *parameters;
        let max = number(names.len(), &(0..0))?;
        self.steps.push(ParseStep::CheckTotal { max });
        if entry == Entry::ArrayAndKeywords {
            let at_most = required < positional;
            self.steps.push(ParseStep::CheckPositionals { max: positional, at_most });
        }
        for (index, node) in (0..max).zip(nodes.iter().filter(|node| node.is_member())) {
            if entry == Entry::TupleAndKeywords && index == positional {
                // A `|` may stand directly before the `$`.
                let at_most = required <= positional;
                self.steps.push(ParseStep::CheckPositionals { max: positional, at_most });
            }
            self.parameter(node, index, index < required)?;
        }
        self.steps.push(ParseStep::CheckLeftovers);
        Ok(())
    }

    fn parameter(&mut self, node: &Node<ParseUnit>, index: u16, required: bool) -> Result<(), Fault> {
        let item = self.item(None, index, &node.span)?;
        self.steps.push(ParseStep::Find { item });
        let start = self.steps.len();
        // A placeholder for a skip, whose length is known at the end.
        self.steps.push(ParseStep::Require { item });
        self.member(node, item)?;
        let steps = number(self.steps.len() - start - 1, &node.span)?;
        if let Some(step) = self.steps.get_mut(start).filter(|_| !required) {
            *step = ParseStep::SkipIfAbsent { item, steps };
        }
        Ok(())
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
        // A placeholder: the true step is known at the end.
        self.steps.push(ParseStep::LeaveSequence);
        let GroupSummary { len, encoded, borrows } = self.elements(nodes, item)?;
        let steps = number(self.steps.len() - start - 1, span)?;
        if let Some(enter) = self.steps.get_mut(start) {
            *enter = ParseStep::EnterSequence { item, len, encoded, borrows, steps };
        }
        self.steps.push(ParseStep::LeaveSequence);
        Ok(borrows)
    }

    fn elements(&mut self, nodes: &[Node<ParseUnit>], parent: ItemId) -> Result<GroupSummary, Fault> {
        let mut elements = GroupSummary::default();
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
        self.spans.push(span.clone());
        Ok(id)
    }
}
