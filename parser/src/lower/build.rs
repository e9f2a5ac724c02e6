//! Plans of the build family.

use super::number;
use crate::ast::{Bracket, BuildFormat, Node, NodeKind};
use crate::error::{Error, Fault, FaultKind};
use crate::plan::{BuildPlan, BuildStep};
use crate::span::Span;
use crate::units::BuildUnit;
use crate::verify;
use std::borrow::Cow;

/// Returns the plan of `Py_BuildValue`, which makes one object of any number of units.
///
/// # Errors
/// Too many units to number.
pub fn build(format: &BuildFormat) -> Result<BuildPlan, Error> {
    lower(format, BuildLowering::result)
}

/// Returns the plan of `PyObject_CallFunction`, which makes an argument of each unit.
///
/// A single unit that makes a tuple stands for the items of that tuple. This is left to the engine, for only the call
/// shows which object a unit makes.
///
/// # Errors
/// Too many units to number.
pub fn call(format: &BuildFormat) -> Result<BuildPlan, Error> {
    lower(format, BuildLowering::arguments)
}

/// Lowers the top level; returns the number of objects that it makes.
type TopLevel = fn(&mut BuildLowering, &[Node<BuildUnit>], Span) -> Result<u16, Fault>;

fn lower(format: &BuildFormat, top_level: TopLevel) -> Result<BuildPlan, Error> {
    let mut lowering = BuildLowering::default();
    let results = top_level(&mut lowering, &format.nodes, 0..format.source.len())
        .map_err(|fault| Error::new(format.source.as_str(), vec![fault]))?;
    let BuildLowering { steps, values, containers, spans } = lowering;
    let plan = BuildPlan { steps: Cow::Owned(steps), values, containers, results, spans: Cow::Owned(spans) };
    debug_assert_eq!(verify::build(&plan), Ok(()), "{format}");
    Ok(plan)
}

/// A plan under construction.
#[derive(Default)]
struct BuildLowering {
    steps: Vec<BuildStep>,
    values: u16,
    containers: u16,
    spans: Vec<Span>,
}

impl BuildLowering {
    /// No unit makes `None`, one its object, several a tuple.
    fn result(&mut self, nodes: &[Node<BuildUnit>], span: Span) -> Result<u16, Fault> {
        let mut members = nodes.iter().filter(|node| node.is_member());
        match (members.next(), members.next()) {
            (None, _) => self.steps.push(BuildStep::Nothing),
            (Some(only), None) => self.member(only)?,
            (Some(_), Some(_)) => self.container(Bracket::Tuple, nodes, &span)?,
        }
        Ok(1)
    }

    /// Each unit makes its object.
    fn arguments(&mut self, nodes: &[Node<BuildUnit>], span: Span) -> Result<u16, Fault> {
        let mut count = 0;
        for node in nodes.iter().filter(|node| node.is_member()) {
            self.member(node)?;
            count += 1;
        }
        number(count, &span)
    }

    fn member(&mut self, node: &Node<BuildUnit>) -> Result<(), Fault> {
        match &node.kind {
            NodeKind::Unit(unit) => {
                self.steps.push(BuildStep::Value { unit: *unit, value: self.values });
                self.values = number(usize::from(self.values) + 1, &node.span)?;
                self.spans.push(node.span.clone());
                Ok(())
            }
            NodeKind::Group(bracket, nodes) => self.container(*bracket, nodes, &node.span),
            NodeKind::Optional | NodeKind::KeywordOnly | NodeKind::Separator { .. } => Ok(()),
        }
    }

    fn container(&mut self, kind: Bracket, nodes: &[Node<BuildUnit>], span: &Span) -> Result<(), Fault> {
        let container = self.containers;
        self.containers = number(usize::from(container) + 1, span)?;
        let start = self.steps.len();
        // A placeholder: the true step is known at the end.
        self.steps.push(BuildStep::Close { container });
        let mut len = 0;
        for node in nodes.iter().filter(|node| node.is_member()) {
            self.member(node)?;
            len += 1;
            if kind == Bracket::Dict && len % 2 == 0 {
                self.steps.push(BuildStep::Insert { container });
            }
        }
        if kind == Bracket::Dict && len % 2 != 0 {
            return Err(Fault::new(FaultKind::OddDict, span.clone()));
        }
        let (len, steps) = (number(len, span)?, number(self.steps.len() - start - 1, span)?);
        if let Some(open) = self.steps.get_mut(start) {
            *open = BuildStep::Open { kind, len, container, steps };
        }
        self.steps.push(BuildStep::Close { container });
        Ok(())
    }
}
