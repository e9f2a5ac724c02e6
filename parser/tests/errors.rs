//! Errors as they are shown.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use expect_test::{Expect, expect};
use fmtunit_parser::plan::Entry;
use fmtunit_parser::units::Version;
use fmtunit_parser::{BuildFormat, ParseFormat, lower};

#[track_caller]
fn parse(format: &str, expected: Expect) {
    expected.assert_eq(&ParseFormat::parse(format).unwrap_err().to_string());
}

#[track_caller]
fn build(format: &str, expected: Expect) {
    expected.assert_eq(&BuildFormat::parse(format).unwrap_err().to_string());
}

#[track_caller]
fn lowered(format: &str, entry: Entry, expected: Expect) {
    let format = ParseFormat::parse(format).unwrap();
    expected.assert_eq(&lower::parse(&format, entry).unwrap_err().to_string());
}

#[test]
fn a_unit_of_another_mini_language() {
    parse(
        "s|qi:open",
        expect![[r#"
        error: unknown format unit `q`
          | s|qi:open
          |   ^
          = help: did you mean `L` (long long)?"#]],
    );
    build(
        "Q?",
        expect![[r#"
        error: unknown format unit `Q`
          | Q?
          | ^
          = help: did you mean `K` (unsigned long long)?
        error: unknown format unit `?`
          | Q?
          |  ^
          = help: did you mean `p` (int)?"#]],
    );
}

#[test]
fn a_unit_of_the_other_dialect() {
    parse(
        "iN",
        expect![[r#"
        error: unknown format unit `N`
          | iN
          |  ^
          = help: `N` is a unit of build formats"#]],
    );
    build(
        "ies#",
        expect![[r#"
        error: unknown format unit `es#`
          | ies#
          |  ^^^
          = help: `es#` is a unit of parse formats"#]],
    );
}

#[test]
fn a_unit_in_the_wrong_case() {
    parse(
        "F",
        expect![[r#"
        error: unknown format unit `F`
          | F
          | ^
          = help: did you mean `f` (float)?"#]],
    );
}

#[test]
fn a_character_without_an_idea() {
    parse(
        "i1",
        expect![[r#"
        error: unknown format unit `1`
          | i1
          |  ^"#]],
    );
}

#[test]
fn separators_in_a_parse_format() {
    parse(
        "i, i",
        expect![[r#"
        error: `, ` is not a separator here
          | i, i
          |  ^^
          = help: parse formats have no separators"#]],
    );
}

#[test]
fn a_newline_in_a_build_format() {
    build(
        "i,\ni",
        expect![[r#"
        error: `\n` is not a separator here
          | i,\ni
          |   ^^
          = help: separators are blanks, tabs, commas and colons"#]],
    );
}

#[test]
fn a_modifier_that_a_unit_does_not_have() {
    parse(
        "s!i#",
        expect![[r#"
        error: unknown modifier `!`
          | s!i#
          |  ^
          = help: there are `s`, `s*` and `s#`
        error: unknown modifier `#`
          | s!i#
          |    ^
          = help: there is only `i`"#]],
    );
}

#[test]
fn a_modifier_away_from_its_unit() {
    build(
        "s #",
        expect![[r#"
        error: unknown format unit `#`
          | s #
          |   ^
          = help: `#` directly follows the unit that it modifies"#]],
    );
}

#[test]
fn a_unit_without_its_modifier() {
    parse(
        "we",
        expect![[r#"
        error: `w` is only the beginning of a format unit
          | we
          | ^
          = help: there is only `w*`
        error: `e` is only the beginning of a format unit
          | we
          |  ^
          = help: there are `es`, `et`, `es#` and `et#`"#]],
    );
}

#[test]
fn brackets() {
    parse(
        "i)",
        expect![[r#"
        error: unmatched `)`
          | i)
          |  ^
          = help: no bracket is open here"#]],
    );
    parse(
        "(i:open)",
        expect![[r#"
        error: unclosed `(`
          | (i:open)
          | ^
          = help: close it with `)` before the `:`"#]],
    );
    parse(
        "[i]",
        expect![[r#"
        error: unknown format unit `[`
          | [i]
          | ^
          = help: groups in parse formats have round brackets"#]],
    );
    build(
        "(i]",
        expect![[r#"
        error: unmatched `]`
          | (i]
          |   ^
          = help: the open bracket is `(`: close it with `)`"#]],
    );
    build(
        "[i(i]",
        expect![[r#"
        error: unclosed `(`
          | [i(i]
          |   ^
          = help: close it with `)`"#]],
    );
}

#[test]
fn marks() {
    parse(
        "|(i|i)|",
        expect![[r#"
        error: misplaced `|`
          | |(i|i)|
          |    ^
          = help: it cannot stand inside brackets
        error: misplaced `|`
          | |(i|i)|
          |       ^
          = help: it has been there before"#]],
    );
    parse(
        "i$i|i",
        expect![[r#"
        error: `$` before `|`
          | i$i|i
          |  ^
          = help: the optional part begins first"#]],
    );
    build(
        "|i",
        expect![[r#"
        error: unknown format unit `|`
          | |i
          | ^
          = help: `|` is a mark of parse formats"#]],
    );
}

#[test]
fn a_dict_with_a_key_too_much() {
    build(
        "{s:i,s}",
        expect![[r#"
        error: a key without a value in a dict
          | {s:i,s}
          | ^
          = help: a dict takes keys and values in turn"#]],
    );
}

#[test]
fn nesting_that_is_too_deep() {
    parse(
        &("(".repeat(30) + &")".repeat(30)),
        expect![[r#"
        error: brackets are nested too deeply
          | (((((((((((((((((((((((((((((())))))))))))))))))))))))))))))
          |                              ^
          = help: at most 29 levels"#]],
    );
}

#[test]
fn a_nul() {
    parse(
        "i:o\0n",
        expect![[r#"
        error: NUL character in the format
          | i:o\u{0}n
          |    ^^^^^
          = help: C would see the end of the format here"#]],
    );
}

#[test]
fn carets_stand_under_characters_of_any_width() {
    parse(
        "\ts🐍é\u{301};日本\0",
        expect![[r#"
        error: `\t` is not a separator here
          | \ts\u{1f40d}\u{e9}\u{301};\u{65e5}\u{672c}\u{0}
          | ^^
          = help: parse formats have no separators
        error: unknown format unit `🐍`
          | \ts\u{1f40d}\u{e9}\u{301};\u{65e5}\u{672c}\u{0}
          |    ^^^^^^^^^
        error: unknown format unit `é`
          | \ts\u{1f40d}\u{e9}\u{301};\u{65e5}\u{672c}\u{0}
          |             ^^^^^^
        error: unknown format unit `\u{301}`
          | \ts\u{1f40d}\u{e9}\u{301};\u{65e5}\u{672c}\u{0}
          |                   ^^^^^^^
        error: NUL character in the format
          | \ts\u{1f40d}\u{e9}\u{301};\u{65e5}\u{672c}\u{0}
          |                                           ^^^^^
          = help: C would see the end of the format here"#]],
    );
}

#[test]
fn several_faults_are_shown_in_order() {
    parse(
        "(q i:",
        expect![[r#"
        error: unclosed `(`
          | (q i:
          | ^
          = help: close it with `)` before the `:`
        error: unknown format unit `q`
          | (q i:
          |  ^
          = help: did you mean `L` (long long)?
        error: ` ` is not a separator here
          | (q i:
          |   ^
          = help: parse formats have no separators"#]],
    );
}

#[test]
fn not_all_of_many_faults_are_shown() {
    let error = ParseFormat::parse(&"1".repeat(100)).unwrap_err().to_string();
    let lines: Vec<_> = error.lines().collect();
    assert_eq!((lines.len(), lines.last()), (61, Some(&"error: 80 more faults")));
}

#[test]
fn marks_that_the_function_does_not_know() {
    lowered(
        "i|$i",
        Entry::Tuple,
        expect![[r#"
        error: `$` is not supported here
          | i|$i
          |   ^
          = help: it needs a function that takes keywords"#]],
    );
    lowered(
        "i$i",
        Entry::Array,
        expect![[r#"
        error: `$` is not supported here
          | i$i
          |  ^
          = help: it needs a function that takes keywords"#]],
    );
    lowered(
        "|i",
        Entry::Object,
        expect![[r#"
        error: `|` is not supported here
          | |i
          | ^
          = help: one object is always there"#]],
    );
}

#[test]
fn units_that_the_function_has_no_object_for() {
    lowered(
        "i(ii)s",
        Entry::Object,
        expect![[r#"
        error: more than one format unit for one object
          | i(ii)s
          |  ^^^^^
          = help: brackets around all units take the elements of a sequence"#]],
    );
}

#[test]
fn places_that_cannot_be_numbered() {
    let format = ParseFormat::parse(&"es#".repeat(30_000)).unwrap();
    let error = lower::parse(&format, Entry::Tuple).unwrap_err();
    let [fault] = error.faults() else { unreachable!() };
    assert_eq!(fault.message(error.source_text()), "the format is too long");
    assert_eq!(fault.span, 65_535..65_538);
}

#[test]
fn what_other_versions_accept() {
    let format = ParseFormat::parse("iZ#u").unwrap();
    assert_eq!(format.check(Version(3, 11)), Ok(()));
    expect![[r#"
        error: `Z#` was removed after Python 3.11
          | iZ#u
          |  ^^
        error: `u` was removed after Python 3.11
          | iZ#u
          |    ^"#]]
    .assert_eq(&format.check(Version(3, 12)).unwrap_err().to_string());
    let format = BuildFormat::parse("p(i, )").unwrap();
    assert_eq!(format.check(Version(3, 14)), Ok(()));
    expect![[r#"
        error: `p` needs Python 3.14 or later
          | p(i, )
          | ^
        error: `, ` needs Python 3.13 or later
          | p(i, )
          |    ^^
          = help: leave out what separates nothing from the end"#]]
    .assert_eq(&format.check(Version(3, 12)).unwrap_err().to_string());
}
