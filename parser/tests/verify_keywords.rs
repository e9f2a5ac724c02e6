//! Each rule for plans of functions that take keywords rejects a plan that differs from a lowered one in what the rule
//! is about.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use fmtunit_parser::plan::{Entry, Parameters, ParseStep};
use fmtunit_parser::verify::{self, Rule};
use fmtunit_parser::{ParseFormat, ParsePlan, lower};

const BOTH: [Entry; 2] = [Entry::TupleAndKeywords, Entry::ArrayAndKeywords];
const TUPLE: [Entry; 1] = [Entry::TupleAndKeywords];
const ARRAY: [Entry; 1] = [Entry::ArrayAndKeywords];

#[track_caller]
fn check(entries: &[Entry], format: &str, names: &[&str], rule: Rule, change: impl Fn(&mut ParsePlan)) {
    let format = ParseFormat::parse(format).unwrap();
    for &entry in entries {
        let mut plan = lower::parse_with_names(&format, names, entry).unwrap();
        assert_eq!(verify::parse(&plan), Ok(()));
        change(&mut plan);
        let violation = verify::parse(&plan).unwrap_err();
        assert_eq!(violation.rule, rule, "{violation} of {entry:?}\n{plan}");
    }
}

#[track_caller]
fn without_keywords(format: &str, rule: Rule, change: impl Fn(&mut ParsePlan)) {
    let format = ParseFormat::parse(format).unwrap();
    for entry in [Entry::Tuple, Entry::Array, Entry::Object] {
        let mut plan = lower::parse(&format, entry).unwrap();
        change(&mut plan);
        assert_eq!(verify::parse(&plan).unwrap_err().rule, rule);
    }
}

/// The step of that kind with that ordinal number.
fn find(plan: &ParsePlan, kind: fn(&ParseStep) -> bool, which: usize) -> usize {
    plan.steps.iter().enumerate().filter(|(_, step)| kind(step)).nth(which).unwrap().0
}

macro_rules! at {
    ($plan:ident, $kind:ident) => {
        at!($plan, $kind, 0)
    };
    ($plan:ident, $kind:ident, $which:literal) => {
        find($plan, |step| matches!(step, ParseStep::$kind { .. }), $which)
    };
}

fn parameters(plan: &mut ParsePlan) -> &mut Parameters {
    plan.parameters.as_mut().unwrap()
}

fn remove(plan: &mut ParsePlan, at: usize) {
    plan.steps.to_mut().remove(at);
}

fn insert(plan: &mut ParsePlan, at: usize, step: ParseStep) {
    plan.steps.to_mut().insert(at, step);
}

fn set(plan: &mut ParsePlan, at: usize, step: ParseStep) {
    plan.steps.to_mut()[at] = step;
}

#[test]
fn the_total_is_checked_first_and_once() {
    check(&BOTH, "i", &["a"], Rule::CountFirst, |plan| remove(plan, 0));
    check(&BOTH, "i", &["a"], Rule::CountFirst, |plan| insert(plan, 1, ParseStep::CheckTotal { max: 1 }));
    check(&BOTH, "", &[], Rule::CountFirst, |plan| plan.steps.to_mut().clear());
}

#[test]
fn the_total_is_the_number_of_names() {
    check(&BOTH, "i", &["a"], Rule::Total, |plan| set(plan, 0, ParseStep::CheckTotal { max: 2 }));
    check(&BOTH, "|i", &["a"], Rule::Total, |plan| {
        parameters(plan).names.to_mut().push(c"b".into());
    });
    check(&BOTH, "|i", &["a"], Rule::Total, |plan| {
        parameters(plan).names.to_mut().push(c"b".into());
        set(plan, 0, ParseStep::CheckTotal { max: 2 });
    });
}

#[test]
fn steps_are_those_of_the_entry() {
    let count = ParseStep::CheckCount { min: 1, max: 1 };
    check(&BOTH, "i", &["a"], Rule::EntryStep, |plan| set(plan, 0, count));
    check(&BOTH, "|i", &["a"], Rule::EntryStep, |plan| {
        let at = at!(plan, SkipIfAbsent);
        set(plan, at, ParseStep::EndIfAbsent { item: 0 });
    });
    for step in [
        ParseStep::CheckPositionals { max: 1, at_most: false },
        ParseStep::Find { item: 0 },
        ParseStep::Require { item: 0 },
        ParseStep::SkipIfAbsent { item: 0, steps: 1 },
        ParseStep::CheckLeftovers,
    ] {
        without_keywords("i", Rule::EntryStep, |plan| insert(plan, 1, step));
    }
    without_keywords("i", Rule::EntryStep, |plan| set(plan, 0, ParseStep::CheckTotal { max: 1 }));
}

#[test]
fn parameters_are_those_of_keywords() {
    check(&BOTH, "i", &["a"], Rule::Parameters, |plan| plan.parameters = None);
    check(&BOTH, "i", &["a"], Rule::Parameters, |plan| plan.site.entry = Entry::Tuple);
    without_keywords("i", Rule::Parameters, |plan| plan.site.entry = Entry::ArrayAndKeywords);
}

#[test]
fn names_are_those_of_the_parameters() {
    check(&BOTH, "ii", &["", "b"], Rule::PositionalOnly, |plan| parameters(plan).positional_only = 0);
    check(&BOTH, "ii", &["", "b"], Rule::PositionalOnly, |plan| parameters(plan).positional_only = 2);
    check(&BOTH, "ii", &["", "b"], Rule::PositionalOnly, |plan| parameters(plan).names.to_mut().swap(0, 1));
    check(&BOTH, "ii", &["a", "b"], Rule::Distinct, |plan| parameters(plan).distinct = false);
    check(&BOTH, "ii", &["a", "a"], Rule::Distinct, |plan| parameters(plan).distinct = true);
    check(&BOTH, "iii", &["", "", "a"], Rule::Distinct, |plan| parameters(plan).distinct = false);
}

#[test]
fn ranges_are_within_each_other() {
    check(&BOTH, "i", &["a"], Rule::ParameterRanges, |plan| parameters(plan).required = 2);
    check(&BOTH, "i", &["a"], Rule::ParameterRanges, |plan| parameters(plan).positional = 2);
    check(&BOTH, "ii", &["", "a"], Rule::ParameterRanges, |plan| parameters(plan).positional = 0);
    check(&BOTH, "|$iii", &["a", "b", "c"], Rule::ParameterRanges, |plan| parameters(plan).required = 1);
}

#[test]
fn positional_arguments_are_counted_where_the_entry_does() {
    let exactly = |max| ParseStep::CheckPositionals { max, at_most: false };
    let at_most = |max| ParseStep::CheckPositionals { max, at_most: true };
    check(&BOTH, "i|$i", &["a", "b"], Rule::Positionals, |plan| {
        let at = at!(plan, CheckPositionals);
        remove(plan, at);
    });
    check(&ARRAY, "", &[], Rule::Positionals, |plan| remove(plan, 1));
    check(&BOTH, "i|$i", &["a", "b"], Rule::Positionals, |plan| {
        let at = at!(plan, CheckPositionals);
        set(plan, at, at_most(2));
    });
    check(&BOTH, "i|$i", &["a", "b"], Rule::Positionals, |plan| {
        let at = at!(plan, CheckPositionals);
        insert(plan, at, plan.steps[at]);
    });
    check(&TUPLE, "i|$i", &["a", "b"], Rule::Positionals, |plan| {
        let at = at!(plan, CheckPositionals);
        set(plan, at, exactly(1));
    });
    check(&ARRAY, "i|$i", &["a", "b"], Rule::Positionals, |plan| set(plan, 1, at_most(1)));
    // Not at the place of the other entry.
    check(&TUPLE, "i|$i", &["a", "b"], Rule::Positionals, |plan| insert(plan, 1, at_most(1)));
    check(&TUPLE, "i", &["a"], Rule::Positionals, |plan| insert(plan, 1, exactly(1)));
    check(&TUPLE, "i", &["a"], Rule::Positionals, |plan| insert(plan, 4, exactly(1)));
    check(&ARRAY, "i$i", &["a", "b"], Rule::Positionals, |plan| {
        plan.steps.to_mut()[1..6].rotate_left(1);
    });
    check(&BOTH, "ii", &["a", "b"], Rule::Positionals, |plan| parameters(plan).positional = 1);
}

#[test]
fn arguments_are_looked_for_then_required_or_skipped_then_converted() {
    for format in ["i(i)", "i|(i)", "|i(i)"] {
        let check = |change: &dyn Fn(&mut ParsePlan)| {
            check(&BOTH, format, &["a", "b"], Rule::Find, change);
        };
        check(&|plan| {
            let at = at!(plan, Find);
            remove(plan, at);
        });
        check(&|plan| {
            let at = at!(plan, Find, 1);
            remove(plan, at);
        });
        check(&|plan| {
            let at = at!(plan, Find);
            set(plan, at, ParseStep::Find { item: 1 });
        });
        check(&|plan| {
            let at = at!(plan, Find, 1);
            set(plan, at, ParseStep::Find { item: 0 });
        });
        check(&|plan| {
            let at = at!(plan, Find);
            insert(plan, at, ParseStep::Find { item: 0 });
        });
        check(&|plan| {
            let at = at!(plan, Find);
            plan.steps.to_mut().swap(at, at + 1);
        });
        check(&|plan| {
            // What decides of the argument.
            let at = at!(plan, Find) + 1;
            remove(plan, at);
        });
        check(&|plan| {
            let at = at!(plan, Find) + 1;
            insert(plan, at, plan.steps[at]);
        });
        check(&|plan| {
            let at = plan.steps.len() - 1;
            insert(plan, at, ParseStep::Find { item: 3 });
        });
    }
    check(&BOTH, "i", &["a"], Rule::Find, |plan| {
        let at = at!(plan, Require);
        set(plan, at, ParseStep::Require { item: 1 });
    });
    check(&BOTH, "|i", &["a"], Rule::Find, |plan| {
        let at = at!(plan, SkipIfAbsent);
        set(plan, at, ParseStep::SkipIfAbsent { item: 1, steps: 1 });
    });
    check(&BOTH, "(i)", &["a"], Rule::AbsentElement, |plan| {
        let at = at!(plan, Convert);
        insert(plan, at, ParseStep::Find { item: 1 });
    });
    check(&BOTH, "ii", &["a", "b"], Rule::ItemOrder, |plan| {
        let at = at!(plan, Convert);
        remove(plan, at);
        let at = at!(plan, Find, 1);
        remove(plan, at);
        remove(plan, at);
    });
}

#[test]
fn the_first_arguments_are_required() {
    check(&BOTH, "i", &["a"], Rule::Required, |plan| {
        let at = at!(plan, Require);
        set(plan, at, ParseStep::SkipIfAbsent { item: 0, steps: 1 });
    });
    check(&BOTH, "|i", &["a"], Rule::Required, |plan| {
        let at = at!(plan, SkipIfAbsent);
        set(plan, at, ParseStep::Require { item: 0 });
    });
    check(&TUPLE, "i|i", &["a", "b"], Rule::Required, |plan| parameters(plan).required = 2);
}

#[test]
fn skips_lead_behind_the_conversion() {
    for (format, steps) in [("|i", 0), ("|i", 2), ("|(i(i))", 1), ("|(i(i))", 5), ("|(i(i))", 7)] {
        check(&BOTH, format, &["a"], Rule::Skip, |plan| {
            let at = at!(plan, SkipIfAbsent);
            set(plan, at, ParseStep::SkipIfAbsent { item: 0, steps });
        });
    }
}

#[test]
fn leftovers_are_checked_last_and_once() {
    check(&BOTH, "i", &["a"], Rule::LeftoversLast, |plan| remove(plan, plan.steps.len() - 1));
    check(&BOTH, "i", &["a"], Rule::LeftoversLast, |plan| insert(plan, 1, ParseStep::CheckLeftovers));
    check(&BOTH, "i", &["a"], Rule::LeftoversLast, |plan| {
        plan.steps.to_mut().push(ParseStep::CheckLeftovers);
    });
    check(&BOTH, "ii", &["a", "b"], Rule::LeftoversLast, |plan| {
        let last = plan.steps.len() - 1;
        plan.steps.to_mut().swap(last, last - 1);
    });
}

#[test]
fn arguments_have_the_number_of_their_parameter() {
    check(&BOTH, "(ii)i", &["a", "b"], Rule::ItemIndex, |plan| plan.items.to_mut()[3].index = 3);
}
