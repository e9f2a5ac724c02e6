//! The rules for plans of the build family.

use super::{Rule, Violation, ensure};
use crate::ast::Bracket;
use crate::plan::{BuildPlan, BuildStep};

/// Checks a plan of the build family.
///
/// # Errors
/// The first rule that is broken.
pub fn build(plan: &BuildPlan) -> Result<(), Violation> {
    let only = plan.steps.len() == 1;
    let mut walk = BuildWalk { only, at: 0, values: 0, containers: 0, results: 0, open: Vec::new() };
    for (at, step) in plan.steps.iter().enumerate() {
        walk.at = at;
        walk.step(step)?;
    }
    walk.at = plan.steps.len();
    walk.end(plan)
}

/// A walk over the steps, with the objects made up to one of them.
struct BuildWalk {
    /// There is one step.
    only: bool,
    at: usize,
    values: usize,
    containers: usize,
    /// The number of objects outside of all containers.
    results: usize,
    open: Vec<Container>,
}

/// An open container.
struct Container {
    kind: Bracket,
    number: u16,
    start: usize,
    len: u16,
    steps: u16,
    /// The number of objects made in it.
    members: usize,
    /// The number of them that have not been inserted, in a dict.
    loose: usize,
}

impl BuildWalk {
    fn ensure(&self, holds: bool, rule: Rule) -> Result<(), Violation> {
        ensure(holds, self.at, rule)
    }

    fn step(&mut self, step: &BuildStep) -> Result<(), Violation> {
        match *step {
            BuildStep::Nothing => {
                self.ensure(self.only, Rule::NothingAlone)?;
                self.object()
            }
            BuildStep::Value { unit: _, value } => {
                self.ensure(usize::from(value) == self.values, Rule::Values)?;
                self.values += 1;
                self.object()
            }
            BuildStep::Open { kind, len, container: number, steps } => {
                self.ensure(usize::from(number) == self.containers, Rule::Containers)?;
                self.containers += 1;
                self.object()?;
                self.open.push(Container { kind, number, start: self.at, len, steps, members: 0, loose: 0 });
                Ok(())
            }
            BuildStep::Insert { container } => self.insert(container),
            BuildStep::Close { container } => self.close(container),
        }
    }

    /// Counts an object, complete or begun.
    fn object(&mut self) -> Result<(), Violation> {
        match self.open.last_mut() {
            Some(container) => {
                container.members += 1;
                container.loose += 1;
                let waits = container.kind == Bracket::Dict && container.loose > 2;
                self.ensure(!waits, Rule::Insert)
            }
            None => {
                self.results += 1;
                Ok(())
            }
        }
    }

    fn insert(&mut self, number: u16) -> Result<(), Violation> {
        match self.open.last_mut() {
            Some(dict) if dict.kind == Bracket::Dict && dict.number == number && dict.loose == 2 => {
                dict.loose = 0;
                Ok(())
            }
            _ => self.ensure(false, Rule::Insert),
        }
    }

    fn close(&mut self, number: u16) -> Result<(), Violation> {
        let Some(container) = self.open.pop() else {
            return self.ensure(false, Rule::Nesting);
        };
        self.ensure(container.number == number, Rule::Nesting)?;
        self.ensure(self.at - container.start - 1 == usize::from(container.steps), Rule::Steps)?;
        self.ensure(container.members == usize::from(container.len), Rule::Length)?;
        self.ensure(container.kind != Bracket::Dict || container.loose == 0, Rule::Insert)
    }

    fn end(&self, plan: &BuildPlan) -> Result<(), Violation> {
        self.ensure(self.open.is_empty(), Rule::Nesting)?;
        self.ensure(self.results == usize::from(plan.results), Rule::Results)?;
        self.ensure(self.values == usize::from(plan.values), Rule::Values)?;
        self.ensure(plan.spans.is_empty() || plan.spans.len() == self.values, Rule::Spans)?;
        self.ensure(self.containers == usize::from(plan.containers), Rule::Containers)
    }
}
