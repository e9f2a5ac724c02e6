//! Errors of names, as they are shown.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use expect_test::{Expect, expect};
use fmtunit_parser::plan::Entry;
use fmtunit_parser::{Error, Fault, FaultKind, ParseFormat, lower};

fn error(format: &str, names: &[&str]) -> Error {
    let format = ParseFormat::parse(format).unwrap();
    let [tuple, array] = [Entry::TupleAndKeywords, Entry::ArrayAndKeywords]
        .map(|entry| lower::parse_with_names(&format, names, entry).unwrap_err());
    assert_eq!(tuple, array);
    tuple
}

#[track_caller]
fn check(format: &str, names: &[&str], expected: Expect) {
    expected.assert_eq(&error(format, names).to_string());
}

#[test]
fn more_names_than_units() {
    check(
        "i|s",
        &["voltage", "state", "action"],
        expect![[r#"
        error: more names than format units
          | i|s
          | ["voltage", "state", "action"]
          |                      ^^^^^^^^"#]],
    );
    check(
        ":f",
        &["a", ""],
        expect![[r#"
        error: more names than format units
          | :f
          | ["a", ""]
          |  ^^^
        error: more names than format units
          | :f
          | ["a", ""]
          |       ^^"#]],
    );
}

#[test]
fn more_units_than_names() {
    check(
        "i|s$(ss)p",
        &["voltage", "state"],
        expect![[r#"
            error: more format units than names
              | i|s$(ss)p
              |     ^^^^
              = help: each unit needs a name; that of a positional-only parameter is empty
            error: more format units than names
              | i|s$(ss)p
              |         ^
              = help: each unit needs a name; that of a positional-only parameter is empty"#]],
    );
}

#[test]
fn an_empty_name_behind_another() {
    check(
        "iiii",
        &["", "b", "", ""],
        expect![[r#"
        error: empty name after another name
          | iiii
          | ["", "b", "", ""]
          |           ^^
          = help: positional-only parameters come first
        error: empty name after another name
          | iiii
          | ["", "b", "", ""]
          |               ^^
          = help: positional-only parameters come first"#]],
    );
}

#[test]
fn an_empty_name_behind_the_mark() {
    check(
        "i|$OO",
        &["", "", "c"],
        expect![[r#"
        error: empty name after the `$`
          | i|$OO
          | ["", "", "c"]
          |      ^^
          = help: a keyword-only parameter needs a name"#]],
    );
    // The mark is not what is wrong here.
    check(
        "i$O",
        &["a", ""],
        expect![[r#"
        error: empty name after another name
          | i$O
          | ["a", ""]
          |       ^^
          = help: positional-only parameters come first"#]],
    );
}

#[test]
fn a_nul_in_a_name() {
    check(
        "i",
        &["a\0"],
        expect![[r#"
        error: NUL character in a name
          | i
          | ["a\u{0}"]
          |  ^^^^^^^^
          = help: C would see the end of the name here"#]],
    );
    check(
        "",
        &["\0"],
        expect![[r#"
        error: more names than format units
          | 
          | ["\u{0}"]
          |  ^^^^^^^
        error: NUL character in a name
          | 
          | ["\u{0}"]
          |  ^^^^^^^
          = help: C would see the end of the name here"#]],
    );
}

#[test]
fn names_are_escaped() {
    check(
        "iii",
        &["\"", "\\é", "🐍\n", "ab"],
        expect![[r#"
        error: more names than format units
          | iii
          | ["\"", "\\\u{e9}", "\u{1f40d}\n", "ab"]
          |                                   ^^^^"#]],
    );
}

#[test]
fn faults_of_both_are_shown_in_order() {
    check(
        "s|ii$ii",
        &["a", "", "\0"],
        expect![[r#"
            error: empty name after another name
              | s|ii$ii
              | ["a", "", "\u{0}"]
              |       ^^
              = help: positional-only parameters come first
            error: NUL character in a name
              | s|ii$ii
              | ["a", "", "\u{0}"]
              |           ^^^^^^^
              = help: C would see the end of the name here
            error: more format units than names
              | s|ii$ii
              |      ^
              = help: each unit needs a name; that of a positional-only parameter is empty
            error: more format units than names
              | s|ii$ii
              |       ^
              = help: each unit needs a name; that of a positional-only parameter is empty"#]],
    );
}

#[test]
fn faults_tell_the_name() {
    let error = error("i|i:f", &["a", "", "c"]);
    assert_eq!(error.names(), ["a", "", "c"]);
    let faults: Vec<_> =
        error.faults().iter().map(|fault| (fault.kind.clone(), fault.name(), fault.span.clone())).collect();
    assert_eq!(
        faults,
        [(FaultKind::NamelessAfterNamed(1), Some(1), 2..3), (FaultKind::SurplusName(2), Some(2), 3..3),]
    );
}

#[test]
fn a_name_that_is_not_there_is_not_shown() {
    let fault = Fault::new(FaultKind::SurplusName(1), 1..1);
    expect![[r#"
        error: more names than format units
          | i
          |  ^"#]]
    .assert_eq(&Error::with_names("i", ["a"], vec![fault]).to_string());
}

#[test]
fn an_entry_that_does_not_fit() {
    let format = ParseFormat::parse("i:f").unwrap();
    let without = lower::parse(&format, Entry::TupleAndKeywords).unwrap_err();
    expect![[r#"
        error: the names of the parameters are missing
          | i:f
          | ^^^
          = help: a function that takes keywords is told their names"#]]
    .assert_eq(&without.to_string());
    assert_eq!(lower::parse(&format, Entry::ArrayAndKeywords).unwrap_err(), without);
    let with = lower::parse_with_names(&format, &["a"], Entry::Tuple).unwrap_err();
    expect![[r#"
        error: names of parameters are not supported here
          | i:f
          | ^^^
          = help: it needs a function that takes keywords"#]]
    .assert_eq(&with.to_string());
    for entry in [Entry::Object, Entry::Array] {
        assert_eq!(lower::parse_with_names(&format, &["a"], entry).unwrap_err(), with);
        assert!(lower::parse_with_names(&format, &[""; 0], entry).is_err());
    }
}

#[test]
fn places_that_cannot_be_numbered() {
    let format = ParseFormat::parse(&"es#".repeat(30_000)).unwrap();
    let error = lower::parse_with_names(&format, &["a"; 30_000], Entry::TupleAndKeywords).unwrap_err();
    let kinds: Vec<_> = error.faults().iter().map(|fault| &fault.kind).collect();
    assert_eq!(kinds, [&FaultKind::TooLong]);
}
