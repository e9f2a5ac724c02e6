//! The nested view of parse plans.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use fmtunit_parser::plan::{Entry, MemberKind, PlanMembers};
use fmtunit_parser::units::Unit;
use fmtunit_parser::{ParseFormat, ParsePlan, lower};
use std::fmt::Write;

/// Shows the members, a line each.
fn show(plan: &ParsePlan) -> String {
    let mut text = String::new();
    level(&mut text, plan.members(), "");
    text
}

fn level(text: &mut String, members: PlanMembers<'_>, indent: &str) {
    for member in members {
        let name = member.name().map(|name| format!(" {name:?}")).unwrap_or_default();
        let (index, absence, start) = (member.index(), member.absence, member.start);
        write!(text, "{indent}{index}{name} {absence:?} from {start}: ").unwrap();
        match member.kind {
            MemberKind::Unit(unit) => {
                writeln!(
                    text,
                    "{} at {}, {:?} {:?}",
                    unit.unit.name(),
                    unit.step,
                    unit.inputs(),
                    unit.outputs()
                )
            }
            MemberKind::Group(group) => {
                writeln!(text, "group of {} at {}", group.len, group.step).unwrap();
                level(text, group.members, &format!("{indent}  "));
                Ok(())
            }
        }
        .unwrap();
    }
}

fn tuple(format: &str) -> ParsePlan {
    lower::parse(&ParseFormat::parse(format).unwrap(), Entry::Tuple).unwrap()
}

#[test]
fn arguments_by_position() {
    expect_test::expect![[r#"
        0 Counted from 1: Str at 1, 0..0 0..1
        1 Counted from 2: group of 2 at 2
          0 Counted from 3: Int at 3, 1..1 1..2
          1 Counted from 4: group of 1 at 4
            0 Counted from 5: Instance at 5, 2..3 3..4
        2 EndIfAbsent from 9: Double at 9, 4..4 4..5
    "#]]
    .assert_eq(&show(&tuple("s(i(O!))|d")));
}

#[test]
fn arguments_by_name() {
    let format = ParseFormat::parse("i|(s)$O").unwrap();
    let plan = lower::parse_with_names(&format, &["", "b", "c"], Entry::TupleAndKeywords).unwrap();
    expect_test::expect![[r#"
        0 "" Required from 1: Int at 3, 0..0 0..1
        1 "b" SkipIfAbsent from 4: group of 1 at 6
          0 Counted from 7: Str at 7, 1..1 1..2
        2 "c" SkipIfAbsent from 10: Object at 12, 2..2 2..3
    "#]]
    .assert_eq(&show(&plan));
    let names = plan.parameters.as_ref().unwrap().names_by_length();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), [(1, vec![(1, &b"b"[..]), (2, &b"c"[..])])]);
}

#[test]
fn counts_are_ranges() {
    assert_eq!(tuple("s|i").count_range(), Some((1, 2)));
    let format = ParseFormat::parse("i").unwrap();
    let plan = lower::parse_with_names(&format, &["a"], Entry::ArrayAndKeywords).unwrap();
    assert_eq!(plan.count_range(), None);
}

#[test]
fn a_step_knows_the_groups_around_it() {
    let plan = tuple("s(i(O!))|d");
    let outer = plan.members().group_around(5).unwrap();
    let inner = outer.members.group_around(5).unwrap();
    assert_eq!((outer.step, inner.step, inner.members.end()), (2, 4, 6));
    assert!(inner.members.group_around(5).is_none());
    assert!(outer.members.group_around(3).is_none());
    assert!(plan.members().group_around(2).is_none());
    assert!(plan.members().group_around(8).is_none());
}

#[test]
fn ill_formed_plans_can_be_walked() {
    let mut plan = tuple("s(i(O!))|d");
    plan.items = vec![].into();
    plan.spans = vec![].into();
    assert_eq!(plan.members().filter(|member| member.name().is_none() && member.span().is_none()).count(), 3);
    for at in 0..plan.steps.len() {
        let mut steps = plan.steps.to_vec();
        steps.truncate(at);
        let cut = ParsePlan { steps: steps.into(), ..plan.clone() };
        let _ = show(&cut);
    }
}
