//! Properties of all texts.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use fmtunit_parser::ast::{Node, NodeKind};
use fmtunit_parser::plan::{Entry, MemberKind, PlanMembers};
use fmtunit_parser::units::{BuildUnit, ParseUnit, Unit};
use fmtunit_parser::{BuildFormat, Error, ParseFormat, ParsePlan, lower, verify};
use proptest::prelude::*;
use proptest::sample::select;

/// An error points into its source, in order, and can be shown.
fn is_well_formed(error: &Error, source: &str) {
    assert_eq!(error.source_text(), source);
    assert!(!error.faults().is_empty());
    assert!(error.faults().is_sorted_by_key(|fault| fault.span.start));
    for fault in error.faults() {
        assert!(source.get(fault.span.clone()).is_some(), "{fault:?}");
    }
    assert!(error.to_string().contains('^'));
}

/// The view of a plan nests as its format does.
fn members_nest(plan: &ParsePlan, format: &ParseFormat) {
    level_nests(plan.members(), &format.nodes, plan.members());
    let flat: Vec<_> = plan.conversions().collect();
    let nested: Vec<_> = plan.members().flat_map(|member| member.conversions().collect::<Vec<_>>()).collect();
    assert_eq!(flat, nested);
}

fn level_nests(members: PlanMembers<'_>, nodes: &[Node<ParseUnit>], arguments: PlanMembers<'_>) {
    let mut nodes = nodes.iter().filter(|node| node.is_member());
    for (index, member) in members.enumerate() {
        let node = nodes.next().unwrap();
        assert_eq!((member.index(), member.span()), (index, Some(&node.span)));
        match (&member.kind, &node.kind) {
            (MemberKind::Unit(conversion), NodeKind::Unit(unit)) => assert_eq!(conversion.unit, *unit),
            (MemberKind::Group(group), NodeKind::Group(_, nodes)) => {
                assert_eq!(group.members.clone().count(), usize::from(group.len));
                level_nests(group.members.clone(), nodes, arguments.clone());
                // The innermost group around the last step of a group is that group.
                let mut level = arguments.clone();
                let mut innermost = None;
                while let Some(inner) = level.group_around(group.members.end()) {
                    innermost = Some(inner.step);
                    level = inner.members;
                }
                assert_eq!(innermost, Some(group.step));
            }
            other => unreachable!("{other:?}"),
        }
    }
    assert_eq!(nodes.next(), None);
}

fn parse_holds(source: &str) {
    match ParseFormat::parse(source) {
        Ok(format) => {
            assert_eq!(format.to_string(), source);
            for entry in [Entry::Tuple, Entry::Object, Entry::Array] {
                match lower::parse(&format, entry) {
                    Ok(plan) => {
                        verify::parse(&plan).unwrap();
                        members_nest(&plan, &format);
                        assert!(plan.to_string().contains("check_count"));
                    }
                    Err(error) => is_well_formed(&error, source),
                }
            }
        }
        Err(error) => is_well_formed(&error, source),
    }
}

/// With names, a format is accepted or what is wrong is shown.
fn names_hold(source: &str, names: &[impl AsRef<str>]) -> bool {
    let Ok(format) = ParseFormat::parse(source) else { return false };
    [Entry::TupleAndKeywords, Entry::ArrayAndKeywords].into_iter().all(|entry| match lower::parse_with_names(
        &format, names, entry,
    ) {
        Ok(plan) => {
            verify::parse(&plan).unwrap();
            members_nest(&plan, &format);
            assert_eq!(plan.parameters.as_ref().unwrap().names.len(), names.len());
            assert!(plan.to_string().contains("check_total"));
            true
        }
        Err(error) => {
            is_well_formed(&error, source);
            let named = error.faults().iter().filter_map(|fault| fault.name());
            named.for_each(|name| assert!(name < names.len()));
            false
        }
    })
}

fn build_holds(source: &str) {
    match BuildFormat::parse(source) {
        Ok(format) => {
            assert_eq!(format.to_string(), source);
            let plan = lower::build(&format).unwrap();
            verify::build(&plan).unwrap();
            assert!(!plan.to_string().is_empty());
            let call = lower::call(&format).unwrap();
            verify::build(&call).unwrap();
            assert_eq!(
                usize::from(call.results),
                format.nodes.iter().filter(|node| node.is_member()).count()
            );
        }
        Err(error) => is_well_formed(&error, source),
    }
}

/// Nested groups of units in the given brackets, with something between them.
fn well_formed<U: Unit>(
    brackets: &'static [(&str, &str)],
    between: &'static [&str],
) -> impl Strategy<Value = String> {
    let unit = select(U::ALL).prop_map(|unit| unit.spelling().to_owned());
    unit.prop_recursive(6, 40, 6, move |inner| {
        let members = prop::collection::vec((inner, select(between)), 0..6);
        (members, select(brackets)).prop_map(|(members, (open, close))| {
            let inside: String = members.into_iter().map(|(member, between)| member + between).collect();
            format!("{open}{inside}{close}")
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_accepted_or_rejected(source in any::<String>()) {
        parse_holds(&source);
        build_holds(&source);
    }

    #[test]
    fn any_text_of_format_characters_is_accepted_or_rejected(
        source in r"[a-zA-Z#*!&()\[\]{}|$:; ,\t\n\x00é]{0,24}",
    ) {
        parse_holds(&source);
        build_holds(&source);
    }

    #[test]
    fn any_text_of_units_and_brackets_is_accepted_or_rejected(source in r"[sioOyz#&()\[\]{}|:,]{0,12}") {
        parse_holds(&source);
        build_holds(&source);
    }

    #[test]
    fn well_formed_parse_formats_are_accepted(
        source in prop::collection::vec(well_formed::<ParseUnit>(&[("(", ")")], &[""]), 0..6),
        optional in any::<prop::sample::Index>(),
        trailer in "([:;][^\0]{0,8})?",
    ) {
        let optional = optional.index(source.len() + 1);
        let (required, rest) = source.split_at(optional);
        let source = format!("{}|{}{trailer}", required.concat(), rest.concat());
        prop_assert!(ParseFormat::parse(&source).is_ok(), "{source}");
        parse_holds(&source);
    }

    #[test]
    fn any_names_are_accepted_or_rejected(
        source in r"[sioO(]{0,1}[)]?[sioO]{0,2}\|?[sioO]{0,2}\$?[iO]{0,2}",
        names in prop::collection::vec("[ab\0é\"]{0,2}", 0..6),
    ) {
        names_hold(&source, &names);
    }

    #[test]
    fn formats_with_matching_names_are_accepted(
        units in prop::collection::vec(well_formed::<ParseUnit>(&[("(", ")")], &[""]), 0..9),
        marks in any::<[prop::sample::Index; 3]>(),
        marked in any::<[bool; 2]>(),
        trailer in "([:;][^\0]{0,8})?",
        name in "[a-c]|[^\0]{1,4}",
    ) {
        let mut marks = marks.map(|index| index.index(units.len() + 1));
        marks.sort_unstable();
        // The names of the first are empty, `|` and `$` stand in this or the other order.
        let [nameless, ..] = marks;
        let [optional, keyword_only] = if marked[0] { [marks[1], marks[2]] } else { [marks[0], marks[2]] };
        let mut source = String::new();
        for index in 0..=units.len() {
            if marked[0] && index == optional {
                source.push('|');
            }
            if marked[1] && index == keyword_only {
                source.push('$');
            }
            source.push_str(units.get(index).map_or("", String::as_str));
        }
        source.push_str(&trailer);
        let names: Vec<_> = (0..units.len())
            .map(|index| if index < nameless { String::new() } else { format!("{name}{}", index % 3) })
            .collect();
        prop_assert!(names_hold(&source, &names), "{source:?} {names:?}");
    }

    #[test]
    fn well_formed_build_formats_are_accepted(
        source in prop::collection::vec(
            well_formed::<BuildUnit>(&[("(", ")"), ("[", "]"), ("( ", ",)")], &["", ",", ": ", "\t"]),
            0..6,
        ),
    ) {
        // As many keys as values, and as many again for the values to be in order.
        let source = format!("{{{0} {0}}}", source.join(","));
        prop_assert!(BuildFormat::parse(&source).is_ok(), "{source}");
        build_holds(&source);
    }
}
