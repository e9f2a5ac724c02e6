//! The rules for plans of functions that take keywords.

use super::{Rule, Violation, ensure};
use crate::plan::{Entry, ItemId, Parameters, ParsePlan, ParseStep};
use std::collections::HashSet;

/// A walk over the steps, with the state of the parameters at one of them.
pub(super) struct KeywordWalk<'p> {
    entry: Entry,
    parameters: &'p Parameters,
    /// The positional arguments have been counted.
    positionals: bool,
    stage: KeywordStage,
}

/// The progress on the next parameter.
enum KeywordStage {
    /// Nothing yet.
    Next,
    /// It has been looked up.
    Found(ItemId),
    /// It is required, or skipped if absent: by the skip at a step, over so many steps.
    Decided(ItemId, Option<(usize, u16)>),
    /// Its conversion has begun.
    Converting(Option<(usize, u16)>),
}

impl<'p> KeywordWalk<'p> {
    /// Checks the parameters; there are none where the entry takes no keywords.
    pub(super) fn of(plan: &'p ParsePlan) -> Result<Option<Self>, Violation> {
        let entry = plan.site.entry;
        ensure(plan.parameters.is_some() == entry.takes_keywords(), 0, Rule::Parameters)?;
        let Some(parameters) = &plan.parameters else { return Ok(None) };
        check_names(parameters)?;
        check_ranges(parameters)?;
        Ok(Some(Self { entry, parameters, positionals: false, stage: KeywordStage::Next }))
    }

    /// Checks a step of the top level that only functions with keywords have, after so many arguments.
    pub(super) fn step(&mut self, step: &ParseStep, at: usize, arguments: u16) -> Result<(), Violation> {
        match (&self.stage, *step) {
            // The total is checked at the end, when the arguments have been counted.
            (KeywordStage::Next, ParseStep::CheckTotal { .. } | ParseStep::CheckLeftovers) => Ok(()),
            (KeywordStage::Next, ParseStep::CheckPositionals { max, at_most }) => {
                let due = !self.positionals && self.positionals_due(at, arguments);
                self.positionals = true;
                let said = (max, at_most) == (self.parameters.positional, self.at_most());
                ensure(due && said, at, Rule::Positionals)
            }
            (KeywordStage::Next, ParseStep::Find { item }) => {
                ensure(self.positionals == self.positionals_due(at, arguments), at, Rule::Positionals)?;
                self.stage = KeywordStage::Found(item);
                Ok(())
            }
            (&KeywordStage::Found(found), ParseStep::Require { item }) if item == found => {
                ensure(arguments < self.parameters.required, at, Rule::Required)?;
                self.stage = KeywordStage::Decided(item, None);
                Ok(())
            }
            (&KeywordStage::Found(found), ParseStep::SkipIfAbsent { item, steps }) if item == found => {
                ensure(arguments >= self.parameters.required, at, Rule::Required)?;
                self.stage = KeywordStage::Decided(item, Some((at, steps)));
                Ok(())
            }
            _ => ensure(false, at, Rule::Find),
        }
    }

    /// Is this step at or after the place where the positional arguments are counted?
    fn positionals_due(&self, at: usize, arguments: u16) -> bool {
        let Parameters { ref names, positional, .. } = *self.parameters;
        match self.entry {
            Entry::ArrayAndKeywords => at > 0,
            _ => arguments >= positional && usize::from(arguments) < names.len(),
        }
    }

    /// Does an error about too many positional arguments say "at most"?
    fn at_most(&self) -> bool {
        let Parameters { required, positional, .. } = *self.parameters;
        match self.entry {
            Entry::ArrayAndKeywords => required < positional,
            _ => required <= positional,
        }
    }

    /// Notes that the conversion of an argument begins.
    pub(super) fn convert(&mut self, id: ItemId, at: usize) -> Result<(), Violation> {
        match self.stage {
            KeywordStage::Decided(item, skip) if item == id => {
                self.stage = KeywordStage::Converting(skip);
                Ok(())
            }
            _ => ensure(false, at, Rule::Find),
        }
    }

    /// Notes that the conversion of an argument is complete.
    pub(super) fn converted(&mut self, at: usize) -> Result<(), Violation> {
        let skip = match self.stage {
            KeywordStage::Converting(skip) => skip,
            _ => return ensure(false, at, Rule::Find),
        };
        self.stage = KeywordStage::Next;
        ensure(skip.is_none_or(|(start, steps)| at - start == usize::from(steps)), at, Rule::Skip)
    }

    /// Checks the end of the steps; the first one says `total`.
    pub(super) fn end(&self, total: u16, arguments: u16, at: usize) -> Result<(), Violation> {
        let names = self.parameters.names.len();
        ensure(usize::from(total) == names && usize::from(arguments) == names, 0, Rule::Total)?;
        ensure(self.positionals || self.entry == Entry::TupleAndKeywords, at, Rule::Positionals)
    }
}

fn check_names(Parameters { names, positional_only, distinct, .. }: &Parameters) -> Result<(), Violation> {
    let nameless = names.iter().take_while(|name| name.is_empty()).count();
    let mut named = names.iter().skip(nameless);
    let apart = nameless == usize::from(*positional_only) && named.clone().all(|name| !name.is_empty());
    ensure(apart, 0, Rule::PositionalOnly)?;
    let mut seen = HashSet::new();
    ensure(named.all(|name| seen.insert(name)) == *distinct, 0, Rule::Distinct)
}

fn check_ranges(parameters: &Parameters) -> Result<(), Violation> {
    let Parameters { ref names, positional_only, required, positional, .. } = *parameters;
    let count = names.len();
    let within = usize::from(required) <= count && usize::from(positional) <= count;
    let in_order = required <= positional || usize::from(required) == count;
    ensure(within && in_order && positional_only <= positional, 0, Rule::ParameterRanges)
}
