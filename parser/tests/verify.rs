//! Each rule for plans rejects a plan that differs from a lowered one in what the rule is about.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use fmtunit_parser::ast::Bracket;
use fmtunit_parser::plan::{BuildStep, Entry, Item, ParseStep};
use fmtunit_parser::units::ParseUnit;
use fmtunit_parser::verify::{self, Rule};
use fmtunit_parser::{BuildFormat, BuildPlan, ParseFormat, ParsePlan, lower};
use std::borrow::Cow;

#[track_caller]
fn parse(format: &str, rule: Rule, change: impl FnOnce(&mut ParsePlan)) {
    let format = ParseFormat::parse(format).unwrap();
    let mut plan = lower::parse(&format, Entry::Tuple).unwrap();
    assert_eq!(verify::parse(&plan), Ok(()));
    change(&mut plan);
    let violation = verify::parse(&plan).unwrap_err();
    assert_eq!(violation.rule, rule, "{violation}");
    // Ill-formed plans can be looked at.
    assert_eq!(plan.to_string().is_empty(), plan.steps.is_empty());
}

#[track_caller]
fn build(format: &str, rule: Rule, change: impl FnOnce(&mut BuildPlan)) {
    changed(lower::build(&BuildFormat::parse(format).unwrap()).unwrap(), rule, change);
}

#[track_caller]
fn call(format: &str, rule: Rule, change: impl FnOnce(&mut BuildPlan)) {
    changed(lower::call(&BuildFormat::parse(format).unwrap()).unwrap(), rule, change);
}

#[track_caller]
fn changed(mut plan: BuildPlan, rule: Rule, change: impl FnOnce(&mut BuildPlan)) {
    assert_eq!(verify::build(&plan), Ok(()));
    change(&mut plan);
    let violation = verify::build(&plan).unwrap_err();
    assert_eq!(violation.rule, rule, "{violation}");
    assert_eq!(plan.to_string().is_empty(), plan.steps.is_empty());
}

fn remove<T: Clone>(list: &mut Cow<'_, [T]>, at: usize) {
    list.to_mut().remove(at);
}

/// Changes the fields of a step.
macro_rules! set {
    ($plan:ident.steps[$at:literal]: $kind:ident::$step:ident { $($field:ident: $value:expr),* }) => {
        match &mut $plan.steps.to_mut()[$at] {
            $kind::$step { $($field,)* .. } => { $(*$field = $value;)* }
            other => unreachable!("{other:?}"),
        }
    };
}

#[test]
fn the_count_is_checked_first_and_once() {
    parse("i", Rule::CountFirst, |plan| remove(&mut plan.steps, 0));
    parse("i", Rule::CountFirst, |plan| plan.steps.to_mut().swap(0, 1));
    parse("i", Rule::CountFirst, |plan| plan.steps.to_mut().push(ParseStep::CheckCount { min: 1, max: 1 }));
    parse("", Rule::CountFirst, |plan| plan.steps.to_mut().clear());
    parse("", Rule::CountFirst, |plan| plan.steps.to_mut().push(ParseStep::CheckTotal { max: 0 }));
}

#[test]
fn the_count_fits_the_arguments() {
    parse("i|i", Rule::CountRange, |plan| set!(plan.steps[0]: ParseStep::CheckCount { min: 0 }));
    parse("i|i", Rule::CountRange, |plan| set!(plan.steps[0]: ParseStep::CheckCount { max: 3 }));
    parse("i|", Rule::CountRange, |plan| set!(plan.steps[0]: ParseStep::CheckCount { min: 0 }));
}

#[test]
fn one_object_is_one_and_there() {
    parse("ii", Rule::OneObject, |plan| plan.site.entry = Entry::Object);
    parse("|i", Rule::OneObject, |plan| plan.site.entry = Entry::Object);
}

#[test]
fn items_are_used_once_and_in_order() {
    parse("ii", Rule::ItemOrder, |plan| set!(plan.steps[2]: ParseStep::Convert { item: 0 }));
    parse("ii", Rule::ItemOrder, |plan| plan.steps.to_mut().swap(1, 2));
    parse("ii", Rule::ItemOrder, |plan| remove(&mut plan.items, 1));
    parse("ii", Rule::ItemOrder, |plan| plan.items.to_mut().push(Item { parent: None, index: 2 }));
    parse("()", Rule::ItemOrder, |plan| set!(plan.steps[1]: ParseStep::EnterSequence { item: 7 }));
}

#[test]
fn items_know_their_sequence_and_their_index() {
    parse("(i)i", Rule::ItemParent, |plan| plan.items.to_mut()[1].parent = None);
    parse("(i)i", Rule::ItemParent, |plan| plan.items.to_mut()[2].parent = Some(0));
    parse("((i))", Rule::ItemParent, |plan| plan.items.to_mut()[2].parent = Some(0));
    parse("((i))", Rule::ItemParent, |plan| plan.items.to_mut()[2].parent = Some(2));
    parse("(i)i", Rule::ItemIndex, |plan| plan.items.to_mut()[1].index = 1);
    parse("(i)i", Rule::ItemIndex, |plan| plan.items.to_mut()[2].index = 0);
}

#[test]
fn arguments_can_be_absent_from_one_on() {
    parse("(i)", Rule::AbsentElement, |plan| {
        plan.steps.to_mut().insert(2, ParseStep::EndIfAbsent { item: 1 })
    });
    parse("|ii", Rule::AbsentOrder, |plan| remove(&mut plan.steps, 3));
    parse("|ii", Rule::AbsentUnused, |plan| plan.steps.to_mut().swap(2, 3));
    parse("|ii", Rule::AbsentUnused, |plan| set!(plan.steps[1]: ParseStep::EndIfAbsent { item: 1 }));
    parse("i", Rule::AbsentUnused, |plan| plan.steps.to_mut().push(ParseStep::EndIfAbsent { item: 1 }));
}

#[test]
fn sequences_are_left() {
    parse("(i)", Rule::Nesting, |plan| remove(&mut plan.steps, 3));
    parse("(i)", Rule::Nesting, |plan| plan.steps.to_mut().push(ParseStep::LeaveSequence));
}

#[test]
fn sequences_say_what_is_in_them() {
    parse("(i)", Rule::Length, |plan| set!(plan.steps[1]: ParseStep::EnterSequence { len: 2 }));
    parse("(i)", Rule::Steps, |plan| set!(plan.steps[1]: ParseStep::EnterSequence { steps: 2 }));
    parse("(es(es))", Rule::Encoded, |plan| set!(plan.steps[1]: ParseStep::EnterSequence { encoded: 2 }));
    parse("((s))", Rule::Borrows, |plan| set!(plan.steps[1]: ParseStep::EnterSequence { borrows: false }));
    parse("((i)s)", Rule::Borrows, |plan| set!(plan.steps[2]: ParseStep::EnterSequence { borrows: true }));
}

#[test]
fn places_are_used_in_order() {
    parse("s#i", Rule::Places, |plan| set!(plan.steps[2]: ParseStep::Convert { first: 1 }));
    parse("s#i", Rule::Places, |plan| set!(plan.steps[1]: ParseStep::Convert { unit: ParseUnit::Str }));
    parse("s#i", Rule::Places, |plan| plan.places = 4);
}

#[test]
fn cleanups_are_those_of_the_units() {
    parse("i", Rule::CleanupPresence, |plan| set!(plan.steps[1]: ParseStep::Convert { cleanup: Some(0) }));
    parse("s*i", Rule::CleanupPresence, |plan| set!(plan.steps[1]: ParseStep::Convert { cleanup: None }));
    parse("s*", Rule::CleanupPresence, |plan| set!(plan.steps[1]: ParseStep::Convert { cleanup: Some(0) }));
    parse("s*w*i", Rule::Cleanups, |plan| set!(plan.steps[2]: ParseStep::Convert { cleanup: Some(0) }));
    parse("s*i", Rule::Cleanups, |plan| plan.cleanups = 0);
}

#[test]
fn containers_are_closed_in_the_reverse_order() {
    build("(i)", Rule::Nesting, |plan| remove(&mut plan.steps, 2));
    build("(i)", Rule::Nesting, |plan| plan.steps.to_mut().push(BuildStep::Close { container: 0 }));
    build("([])", Rule::Nesting, |plan| plan.steps.to_mut().swap(2, 3));
}

#[test]
fn containers_say_what_is_in_them() {
    build("(ii)", Rule::Length, |plan| set!(plan.steps[0]: BuildStep::Open { len: 1 }));
    build("(ii)", Rule::Steps, |plan| set!(plan.steps[0]: BuildStep::Open { steps: 1 }));
}

#[test]
fn containers_and_values_are_numbered_in_order() {
    build("([])", Rule::Containers, |plan| set!(plan.steps[1]: BuildStep::Open { container: 0 }));
    build("([])", Rule::Containers, |plan| plan.containers = 1);
    build("ii", Rule::Values, |plan| set!(plan.steps[2]: BuildStep::Value { value: 0 }));
    build("ii", Rule::Values, |plan| plan.values = 3);
}

#[test]
fn pairs_of_a_dict_are_inserted() {
    build("{i:i}", Rule::Insert, |plan| set!(plan.steps[3]: BuildStep::Insert { container: 1 }));
    build("{i:i,i:i}", Rule::Insert, |plan| plan.steps.to_mut().swap(3, 4));
    build("{i:i,i:i}", Rule::Insert, |plan| plan.steps.to_mut().swap(2, 3));
    build("{i:i}", Rule::Insert, |plan| {
        remove(&mut plan.steps, 3);
        set!(plan.steps[0]: BuildStep::Open { steps: 2 });
    });
    build("{i:i}", Rule::Insert, |plan| set!(plan.steps[0]: BuildStep::Open { kind: Bracket::Tuple }));
    build("{i:[ii]}", Rule::Insert, |plan| plan.steps.to_mut().insert(5, BuildStep::Insert { container: 1 }));
}

#[test]
fn results_are_counted() {
    build("i", Rule::Results, |plan| plan.steps.to_mut().clear());
    build("i", Rule::Results, |plan| plan.results = 2);
    build("", Rule::Results, |plan| plan.results = 0);
    call("", Rule::Results, |plan| plan.results = 1);
    call("i(ii)", Rule::Results, |plan| plan.results = 1);
    call("i(ii)", Rule::Results, |plan| plan.results = 3);
}

#[test]
fn spans_are_complete_or_none() {
    for format in ["", "i", "(ii)i:f"] {
        let format = ParseFormat::parse(format).unwrap();
        let mut plan = lower::parse(&format, Entry::Tuple).unwrap();
        plan.spans = Cow::Borrowed(&[]);
        assert_eq!(verify::parse(&plan), Ok(()));
    }
    parse("i(i)", Rule::Spans, |plan| remove(&mut plan.spans, 0));
    parse("i(i)", Rule::Spans, |plan| plan.spans.to_mut().push(0..0));
    build("i(i)", Rule::Spans, |plan| remove(&mut plan.spans, 0));
}

#[test]
fn nothing_stands_alone() {
    build("i", Rule::NothingAlone, |plan| plan.steps.to_mut().push(BuildStep::Nothing));
    build("()", Rule::NothingAlone, |plan| plan.steps.to_mut().push(BuildStep::Nothing));
    build("(i)", Rule::NothingAlone, |plan| plan.steps.to_mut()[1] = BuildStep::Nothing);
    call("ii", Rule::NothingAlone, |plan| plan.steps.to_mut()[0] = BuildStep::Nothing);
}

#[test]
fn a_violation_says_where_and_what() {
    let mut plan = lower::build(&BuildFormat::parse("i").unwrap()).unwrap();
    plan.values = 2;
    let violation = verify::build(&plan).unwrap_err();
    let expected = "ill-formed plan at step 1: \
        Values are used consecutively, and the plan says how many there are";
    assert_eq!(violation.to_string(), expected);
}
