//! The rules for plans of the parse family.

use super::keywords::KeywordWalk;
use super::{Rule, Violation, ensure};
use crate::plan::{Entry, GroupSummary, ItemId, ParsePlan, ParseStep};
use crate::units::ParseUnit;

/// Checks a plan of the parse family.
///
/// # Errors
/// The first rule that is broken.
pub fn parse(plan: &ParsePlan) -> Result<(), Violation> {
    let mut walk = ParseWalk::new(plan)?;
    for (at, step) in plan.steps.iter().enumerate() {
        walk.at = at;
        walk.step(step)?;
    }
    walk.at = plan.steps.len();
    walk.end()
}

/// A walk over the steps, with the numbers used up to one of them.
struct ParseWalk<'p> {
    plan: &'p ParsePlan,
    at: usize,
    items: usize,
    places: usize,
    cleanups: usize,
    /// The number of arguments so far.
    arguments: u16,
    /// The number of arguments before the first that can be absent.
    required: Option<u16>,
    /// The item of an `EndIfAbsent` in the step before.
    absent: Option<ItemId>,
    sequences: Vec<EnteredSequence>,
    /// The walk over the parameters, where the entry point takes keywords.
    keywords: Option<KeywordWalk<'p>>,
}

/// A sequence that has been entered: the elements that its step announces, and those seen so far.
struct EnteredSequence {
    item: ItemId,
    start: usize,
    said: GroupSummary,
    seen: GroupSummary,
    steps: u16,
}

impl<'p> ParseWalk<'p> {
    fn new(plan: &'p ParsePlan) -> Result<Self, Violation> {
        Ok(Self {
            plan,
            at: 0,
            items: 0,
            places: 0,
            cleanups: 0,
            arguments: 0,
            required: None,
            absent: None,
            sequences: Vec::new(),
            keywords: KeywordWalk::of(plan)?,
        })
    }

    fn ensure(&self, holds: bool, rule: Rule) -> Result<(), Violation> {
        ensure(holds, self.at, rule)
    }

    fn step(&mut self, step: &ParseStep) -> Result<(), Violation> {
        let counts = matches!(step, ParseStep::CheckCount { .. } | ParseStep::CheckTotal { .. });
        self.ensure(counts == (self.at == 0), Rule::CountFirst)?;
        if self.keywords.is_some() {
            let last = self.at + 1 == self.plan.steps.len();
            self.ensure(last == matches!(step, ParseStep::CheckLeftovers), Rule::LeftoversLast)?;
        }
        let uses = matches!(step, ParseStep::Convert { .. } | ParseStep::EnterSequence { .. });
        self.ensure(uses || self.absent.is_none(), Rule::AbsentUnused)?;
        match *step {
            // The range is checked at the end, when the arguments have been counted.
            ParseStep::CheckCount { .. } => self.ensure(self.keywords.is_none(), Rule::EntryStep),
            ParseStep::EndIfAbsent { item } => self.end_if_absent(item),
            ParseStep::Convert { item, unit, first, cleanup } => {
                self.item(item)?;
                self.convert(unit, first, cleanup)?;
                self.converted()
            }
            ParseStep::EnterSequence { item, len, encoded, borrows, steps } => {
                self.item(item)?;
                let (said, seen) = (GroupSummary { len, encoded, borrows }, GroupSummary::default());
                self.sequences.push(EnteredSequence { item, start: self.at, said, seen, steps });
                Ok(())
            }
            ParseStep::LeaveSequence => {
                self.leave()?;
                self.converted()
            }
            ParseStep::CheckTotal { .. }
            | ParseStep::CheckPositionals { .. }
            | ParseStep::Find { .. }
            | ParseStep::Require { .. }
            | ParseStep::SkipIfAbsent { .. }
            | ParseStep::CheckLeftovers => {
                let outside = self.sequences.is_empty();
                let Some(keywords) = &mut self.keywords else { return self.ensure(false, Rule::EntryStep) };
                ensure(outside, self.at, Rule::AbsentElement)?;
                keywords.step(step, self.at, self.arguments)
            }
        }
    }

    fn end_if_absent(&mut self, item: ItemId) -> Result<(), Violation> {
        self.ensure(self.keywords.is_none(), Rule::EntryStep)?;
        self.ensure(self.plan.site.entry != Entry::Object, Rule::OneObject)?;
        self.ensure(self.sequences.is_empty(), Rule::AbsentElement)?;
        self.required = self.required.or(Some(self.arguments));
        self.absent = Some(item);
        Ok(())
    }

    /// Notes that an item is entered or converted.
    fn item(&mut self, id: ItemId) -> Result<(), Violation> {
        self.ensure(usize::from(id) == self.items, Rule::ItemOrder)?;
        let Some(item) = self.plan.items.get(self.items) else {
            return self.ensure(false, Rule::ItemOrder);
        };
        self.items += 1;
        let absent = self.absent.take();
        self.ensure(absent.is_none_or(|checked| checked == id), Rule::AbsentUnused)?;
        let parent = self.sequences.last().map(|sequence| sequence.item);
        self.ensure(item.parent == parent, Rule::ItemParent)?;
        let count = match self.sequences.last_mut() {
            Some(sequence) => &mut sequence.seen.len,
            None => {
                let optional = self.required.is_some();
                ensure(optional == absent.is_some(), self.at, Rule::AbsentOrder)?;
                if let Some(keywords) = &mut self.keywords {
                    keywords.convert(id, self.at)?;
                }
                &mut self.arguments
            }
        };
        ensure(item.index == *count, self.at, Rule::ItemIndex)?;
        *count = count.saturating_add(1);
        Ok(())
    }

    fn convert(&mut self, unit: ParseUnit, first: u16, cleanup: Option<u16>) -> Result<(), Violation> {
        self.ensure(usize::from(first) == self.places, Rule::Places)?;
        self.places += unit.places();
        let can_fail_later = self.at + 1 < self.plan.steps.len();
        self.ensure(
            cleanup.is_some() == (can_fail_later && unit.cleanup().is_some()),
            Rule::CleanupPresence,
        )?;
        if let Some(number) = cleanup {
            self.ensure(usize::from(number) == self.cleanups, Rule::Cleanups)?;
            self.cleanups += 1;
        }
        if let Some(sequence) = self.sequences.last_mut() {
            sequence.seen.encoded = sequence.seen.encoded.saturating_add(u16::from(unit.encodes()));
            sequence.seen.borrows |= unit.borrows();
        }
        Ok(())
    }

    fn leave(&mut self) -> Result<(), Violation> {
        let Some(EnteredSequence { start, said, seen, steps, .. }) = self.sequences.pop() else {
            return self.ensure(false, Rule::Nesting);
        };
        self.ensure(self.at - start - 1 == usize::from(steps), Rule::Steps)?;
        self.ensure(said.len == seen.len, Rule::Length)?;
        self.ensure(said.encoded == seen.encoded, Rule::Encoded)?;
        self.ensure(said.borrows == seen.borrows, Rule::Borrows)?;
        if let Some(outer) = self.sequences.last_mut() {
            outer.seen.borrows |= seen.borrows;
        }
        Ok(())
    }

    /// Notes that the conversion of an item is complete.
    fn converted(&mut self) -> Result<(), Violation> {
        match &mut self.keywords {
            Some(keywords) if self.sequences.is_empty() => keywords.converted(self.at),
            _ => Ok(()),
        }
    }

    fn end(&self) -> Result<(), Violation> {
        self.ensure(self.sequences.is_empty(), Rule::Nesting)?;
        self.ensure(self.absent.is_none(), Rule::AbsentUnused)?;
        self.ensure(self.items == self.plan.items.len(), Rule::ItemOrder)?;
        let spans = self.plan.spans.len();
        self.ensure(spans == 0 || spans == self.items + 1, Rule::Spans)?;
        self.ensure(self.places == usize::from(self.plan.places), Rule::Places)?;
        self.ensure(self.cleanups == usize::from(self.plan.cleanups), Rule::Cleanups)?;
        self.ensure(self.plan.site.entry != Entry::Object || self.arguments <= 1, Rule::OneObject)?;
        match (&self.keywords, self.plan.steps.first()) {
            (Some(keywords), Some(ParseStep::CheckTotal { max })) => {
                keywords.end(*max, self.arguments, self.at)
            }
            (None, Some(ParseStep::CheckCount { min, max })) => {
                let range = (self.required.unwrap_or(self.arguments), self.arguments);
                ensure((*min, *max) == range, 0, Rule::CountRange)
            }
            _ => self.ensure(false, Rule::CountFirst),
        }
    }
}
