//! The formats that the grammars accept, their trees, and the formats that they reject.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use fmtunit_parser::ast::{Bracket, Format, Node, NodeKind, TrailerKind};
use fmtunit_parser::units::{BuildUnit, ParseUnit, Runs, Unit, Version, Versions, longest};
use fmtunit_parser::{BuildFormat, Error, FaultKind, ParseFormat};
use std::collections::HashSet;

fn every_spelling_is_its_unit<U: Unit>(parse: impl Fn(&str) -> Result<Format<U>, Error>) {
    for &unit in U::ALL {
        let format = parse(unit.spelling()).unwrap();
        let expected = Node { kind: NodeKind::Unit(unit), span: 0..unit.spelling().len() };
        assert_eq!(format.nodes, [expected]);
        assert_eq!(format.to_string(), unit.spelling());
        assert_eq!(longest::<U>(unit.spelling()), Some(unit));
    }
}

#[test]
fn every_spelling_of_a_parse_unit_is_that_unit() {
    every_spelling_is_its_unit(ParseFormat::parse);
}

#[test]
fn every_spelling_of_a_build_unit_is_that_unit() {
    every_spelling_is_its_unit(BuildFormat::parse);
}

/// If the longest spelling were not the right one somewhere, a format could be read in two ways.
fn pairs_are_read_as_written<U: Unit>(parse: impl Fn(&str) -> Result<Format<U>, Error>) {
    for &first in U::ALL {
        for &second in U::ALL {
            let source = format!("{}{}", first.spelling(), second.spelling());
            let units: Vec<_> = parse(&source).unwrap().nodes.into_iter().map(|node| node.kind).collect();
            assert_eq!(units, [NodeKind::Unit(first), NodeKind::Unit(second)], "{source}");
        }
    }
}

#[test]
fn two_units_in_a_row_are_these_two() {
    pairs_are_read_as_written(ParseFormat::parse);
    pairs_are_read_as_written(BuildFormat::parse);
}

fn rows_differ<U: Unit>() {
    let (mut spellings, mut names) = (HashSet::new(), HashSet::new());
    for unit in U::ALL {
        assert!(spellings.insert(unit.spelling()), "{} twice", unit.spelling());
        assert!(names.insert(unit.name()), "{} twice", unit.name());
        assert!(!unit.summary().is_empty());
    }
}

#[test]
fn no_table_has_a_spelling_twice() {
    rows_differ::<ParseUnit>();
    rows_differ::<BuildUnit>();
}

fn kinds<U: std::fmt::Debug>(result: Result<Format<U>, Error>) -> Vec<FaultKind> {
    result.unwrap_err().faults().iter().map(|fault| fault.kind.clone()).collect()
}

#[track_caller]
fn parse_rejects(source: &str, expected: &[FaultKind]) {
    assert_eq!(kinds(ParseFormat::parse(source)), expected, "{source:?}");
}

#[track_caller]
fn build_rejects(source: &str, expected: &[FaultKind]) {
    assert_eq!(kinds(BuildFormat::parse(source)), expected, "{source:?}");
}

#[test]
fn parse_formats_print_back() {
    for source in
        ["", "|", "i|", "$i", "i|$i", "|$", "()", "((i)s#)|O!", "es#et:f", "i:", "i;", "s:a;b:c", "s;é\t\n"]
    {
        assert_eq!(ParseFormat::parse(source).unwrap().to_string(), source);
    }
}

#[test]
fn build_formats_print_back() {
    for source in ["", " ", "i ", " ,:\ti", "(i )", "( )", "{s:i,s:i}", "[(){}[]]", "{i[i]i:{}}", "s#,\t:y#"]
    {
        assert_eq!(BuildFormat::parse(source).unwrap().to_string(), source);
    }
}

#[test]
fn spans_cover_what_was_written() {
    let format = ParseFormat::parse("s#|(O!):f").unwrap();
    let spans: Vec<_> = format.nodes.iter().map(|node| node.span.clone()).collect();
    assert_eq!(spans, [0..2, 2..3, 3..7]);
    let NodeKind::Group(Bracket::Tuple, inner) = &format.nodes.last().unwrap().kind else { unreachable!() };
    assert_eq!(inner.first().unwrap().span, 4..6);
    assert_eq!(format.trailer.unwrap().span, 7..9);
}

#[test]
fn the_first_mark_begins_the_trailer() {
    let trailer = |source| {
        let trailer = ParseFormat::parse(source).unwrap().trailer.unwrap();
        (trailer.kind, trailer.text)
    };
    assert_eq!(trailer("s;a:b"), (TrailerKind::Message, "a:b".to_owned()));
    assert_eq!(trailer("s:a;b"), (TrailerKind::Name, "a;b".to_owned()));
    assert_eq!(trailer("s:"), (TrailerKind::Name, String::new()));
    assert_eq!(trailer(":(q"), (TrailerKind::Name, "(q".to_owned()));
}

#[test]
fn unknown_characters_are_rejected_one_by_one() {
    use FaultKind::{NotASeparator, Nul, UnknownUnit};
    parse_rejects("qiq", &[UnknownUnit, UnknownUnit]);
    parse_rejects("ié€i", &[UnknownUnit, UnknownUnit]);
    parse_rejects("i\0i:\0", &[Nul, Nul]);
    parse_rejects("i, \n\ti", &[NotASeparator]);
    parse_rejects("N&", &[UnknownUnit]);
    build_rejects("es#", &[UnknownUnit]);
    build_rejects("i\r\ni;i", &[NotASeparator, NotASeparator]);
    build_rejects("|i$", &[UnknownUnit, UnknownUnit]);
    build_rejects("s #", &[UnknownUnit]);
    build_rejects("\0", &[Nul]);
}

#[test]
fn modifiers_belong_to_their_units() {
    use FaultKind::{MissingModifier, UnknownModifier};
    for source in ["i#", "s!", "s#*", "es*", "O*&", "w#", "e#"] {
        parse_rejects(source, &[UnknownModifier]);
    }
    for source in ["w", "e", "wi", "(e)"] {
        parse_rejects(source, &[MissingModifier]);
    }
    for source in ["i#", "O!", "s*", "i&"] {
        build_rejects(source, &[UnknownModifier]);
    }
}

#[test]
fn brackets_match() {
    use FaultKind::{Unclosed, Unopened};
    for source in ["(", "(i", "(i:f)", "(i;f", "((i)"] {
        parse_rejects(source, &[Unclosed]);
    }
    parse_rejects("((i", &[Unclosed, Unclosed]);
    for source in [")", "i)", "(i))", "(i]", "(i])", "((i])"] {
        parse_rejects(source, &[Unopened]);
    }
    build_rejects("(i[i)", &[Unclosed]);
    build_rejects("[i)]", &[Unopened]);
    build_rejects("[(i]i)", &[Unclosed, Unopened]);
}

#[test]
fn parse_formats_have_round_brackets_only() {
    for source in ["[i]", "{i}", "[i", "({i)", "[i)"] {
        parse_rejects(source, &[FaultKind::UnknownUnit]);
    }
}

#[test]
fn marks_stand_once_and_outside_of_groups() {
    use FaultKind::{KeywordOnlyBeforeOptional, MisplacedMark};
    for source in ["i||i", "i|i|i", "$i$", "(|i)", "(i$i)"] {
        parse_rejects(source, &[MisplacedMark]);
    }
    parse_rejects("i$i|i", &[KeywordOnlyBeforeOptional]);
}

#[test]
fn dicts_have_pairs() {
    use FaultKind::{OddDict, UnknownUnit};
    for source in ["{i}", "{iii}", "{i(ii)i}", "[{i}]"] {
        build_rejects(source, &[OddDict]);
    }
    // What the unknown unit stands for is not known, so the count is not wrong.
    build_rejects("{ij}", &[UnknownUnit]);
}

fn nested(depth: usize) -> String {
    "(".repeat(depth) + &")".repeat(depth)
}

#[test]
fn nesting_is_limited() {
    assert!(ParseFormat::parse(&nested(29)).is_ok());
    parse_rejects(&nested(30), &[FaultKind::TooDeep]);
    assert!(BuildFormat::parse(&nested(200)).is_ok());
    build_rejects(&nested(201), &[FaultKind::TooDeep]);
    for depth in [100_000, 1_000_000] {
        parse_rejects(&nested(depth), &[FaultKind::TooDeep]);
        build_rejects(&"[".repeat(depth), &[FaultKind::TooDeep]);
    }
}

#[test]
fn length_is_limited() {
    assert!(ParseFormat::parse(&"i".repeat(65_535)).is_ok());
    parse_rejects(&"i".repeat(65_536), &[FaultKind::TooLong]);
    build_rejects(&"i,".repeat(65_536), &[FaultKind::TooLong]);
}

#[test]
fn separators_before_an_end_are_trailing() {
    let trailing = |source| {
        let format = BuildFormat::parse(source).unwrap();
        format.requirements().len()
    };
    for source in ["(i )", "( )", "[i,]", "{i:i, }", "ii ", "(i) (i),", "((i ) )ii"] {
        assert!(trailing(source) > 0, "{source:?}");
    }
    for source in [" ", "i ", "(ii) ", " i", "( i)", " ii", "i, i"] {
        assert_eq!(trailing(source), 0, "{source:?}");
    }
    assert_eq!(trailing("((i ) )i "), 3);
}

#[test]
fn requirements_say_what_needs_which_version() {
    let found = ParseFormat::parse("(u#)i").unwrap().requirements();
    let [only] = &*found else { unreachable!() };
    assert_eq!(only.span, 1..3);
    assert_eq!(only.versions, Versions { since: None, until: Some(Version(3, 11)) });
    let format = BuildFormat::parse("p").unwrap();
    assert!(format.check(Version(3, 14)).is_ok());
    assert_eq!(format.check(Version(3, 13)).unwrap_err().faults().len(), 1);
}

#[test]
fn units_tell_what_code_they_run() {
    let runs = |spellings: [&str; 4]| {
        spellings.map(|spelling| longest::<ParseUnit>(spelling).and_then(ParseUnit::runs))
    };
    assert_eq!(runs(["s", "U", "C", "O!"]), [None; 4]);
    assert_eq!(runs(["s#", "i", "d", "p"]), [Some(Runs::Methods); 4]);
    assert_eq!(runs(["es", "u", "K", "O&"]), [Some(Runs::Anything); 4]);
}

#[test]
fn versions_contain_both_ends() {
    let versions = Versions { since: Some(Version(3, 9)), until: Some(Version(3, 11)) };
    let contained =
        [(3, 8), (3, 9), (3, 10), (3, 11), (3, 12), (4, 0)].map(|(a, b)| versions.contain(Version(a, b)));
    assert_eq!(contained, [false, true, true, true, false, false]);
    assert!(Versions::ALL.contain(Version(3, 15)));
}
