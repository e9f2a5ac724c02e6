//! The plans of formats, as they print.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use expect_test::{Expect, expect};
use fmtunit_parser::plan::Entry;
use fmtunit_parser::{BuildFormat, ParseFormat, lower};

#[track_caller]
fn tuple(format: &str, expected: Expect) {
    let format = ParseFormat::parse(format).unwrap();
    expected.assert_eq(&lower::parse(&format, Entry::Tuple).unwrap().to_string());
}

#[track_caller]
fn object(format: &str, expected: Expect) {
    let format = ParseFormat::parse(format).unwrap();
    expected.assert_eq(&lower::parse(&format, Entry::Object).unwrap().to_string());
}

#[track_caller]
fn build(format: &str, expected: Expect) {
    let format = BuildFormat::parse(format).unwrap();
    expected.assert_eq(&lower::build(&format).unwrap().to_string());
}

#[test]
fn no_unit_takes_no_argument() {
    tuple("", expect!["check_count 0..=0"]);
    tuple(
        ":f",
        expect![[r#"
        site f()
        check_count 0..=0"#]],
    );
    object("", expect!["check_count 0..=0"]);
}

#[test]
fn units_are_converted_from_left_to_right() {
    tuple(
        "s#iO!",
        expect![[r#"
        check_count 3..=3
        convert item0 by text_and_length places[0..2]
        convert item1 by int places[2..3]
        convert item2 by instance places[3..5]"#]],
    );
}

#[test]
fn each_optional_argument_may_end_the_call() {
    tuple(
        "s#|O!i:open",
        expect![[r#"
        site open()
        check_count 1..=3
        convert item0 by text_and_length places[0..2]
        end_if_absent item1
        convert item1 by instance places[2..4]
        end_if_absent item2
        convert item2 by int places[4..5]"#]],
    );
    tuple(
        "|(i)s",
        expect![[r#"
        check_count 0..=2
        end_if_absent item0
        enter item0 as sequence of 1
          convert item0.0 by int places[0..1]
        leave
        end_if_absent item1
        convert item1 by text places[1..2]"#]],
    );
}

#[test]
fn a_mark_without_units_behind_it_makes_nothing_optional() {
    tuple(
        "i|",
        expect![[r#"
        check_count 1..=1
        convert item0 by int places[0..1]"#]],
    );
    object(
        "i|",
        expect![[r#"
        check_count 1..=1
        convert item0 by int places[0..1]"#]],
    );
}

#[test]
fn conversions_to_undo_are_numbered() {
    tuple(
        "s*ies#(O&w*)",
        expect![[r#"
        check_count 4..=4
        convert item0 by text_buffer places[0..1] cleanup 0
        convert item1 by int places[1..2]
        convert item2 by encoded_and_length places[2..5] cleanup 1
        enter item3 as sequence of 2
          convert item3.0 by converted places[5..7] cleanup 2
          convert item3.1 by writable_buffer places[7..8] cleanup 3
        leave"#]],
    );
}

#[test]
fn groups_are_sequences() {
    tuple(
        "((ii)(sd))i",
        expect![[r#"
        check_count 2..=2
        enter item0 as sequence of 2, borrowing
          enter item0.0 as sequence of 2
            convert item0.0.0 by int places[0..1]
            convert item0.0.1 by int places[1..2]
          leave
          enter item0.1 as sequence of 2, borrowing
            convert item0.1.0 by text places[2..3]
            convert item0.1.1 by double places[3..4]
          leave
        leave
        convert item1 by int places[4..5]"#]],
    );
    tuple(
        "()(())",
        expect![[r#"
        check_count 2..=2
        enter item0 as sequence of 0
        leave
        enter item1 as sequence of 1
          enter item1.0 as sequence of 0
          leave
        leave"#]],
    );
}

#[test]
fn encoded_elements_are_counted_in_their_own_group() {
    tuple(
        "(eset#(es)i)",
        expect![[r#"
        check_count 1..=1
        enter item0 as sequence of 4, 2 encoded
          convert item0.0 by encoded places[0..2] cleanup 0
          convert item0.1 by encoded_or_bytes_and_length places[2..5] cleanup 1
          enter item0.2 as sequence of 1, 1 encoded
            convert item0.2.0 by encoded places[5..7] cleanup 2
          leave
          convert item0.3 by int places[7..8]
        leave"#]],
    );
}

#[test]
fn the_site_names_the_function_or_gives_the_message() {
    tuple(
        "i:",
        expect![[r#"
        site ()
        check_count 1..=1
        convert item0 by int places[0..1]"#]],
    );
    tuple(
        "i;two\nlines",
        expect![[r#"
        site ;two\nlines
        check_count 1..=1
        convert item0 by int places[0..1]"#]],
    );
}

#[test]
fn one_object_is_one_argument() {
    object(
        "(si);a pair",
        expect![[r#"
        site ;a pair
        check_count 1..=1
        enter item0 as sequence of 2, borrowing
          convert item0.0 by text places[0..1]
          convert item0.1 by int places[1..2]
        leave"#]],
    );
}

#[test]
fn no_unit_builds_none() {
    build("", expect!["nothing"]);
    build(" ,", expect!["nothing"]);
}

#[test]
fn one_unit_builds_its_object() {
    build("i ", expect!["value0 by int"]);
    build(
        "()",
        expect![[r#"
        open tuple of 0
        close"#]],
    );
    build(
        "(i)",
        expect![[r#"
        open tuple of 1
          value0 by int
        close"#]],
    );
}

#[test]
fn several_units_build_a_tuple() {
    build(
        "isO&",
        expect![[r#"
        open tuple of 3
          value0 by int
          value1 by text
          value2 by converted
        close"#]],
    );
    build(
        "(i)[]",
        expect![[r#"
        open tuple of 2
          open tuple of 1
            value0 by int
          close
          open list of 0
          close
        close"#]],
    );
}

#[test]
fn pairs_are_inserted_when_they_are_complete() {
    build(
        "{s:i, s:[ii]}",
        expect![[r#"
        open dict of 4
          value0 by text
          value1 by int
          insert
          value2 by text
          open list of 2
            value3 by int
            value4 by int
          close
          insert
        close"#]],
    );
    build(
        "{s:{},(i){s:N}}",
        expect![[r#"
        open dict of 4
          value0 by text
          open dict of 0
          close
          insert
          open tuple of 1
            value1 by int
          close
          open dict of 2
            value2 by text
            value3 by stolen
            insert
          close
          insert
        close"#]],
    );
}

#[test]
fn containers_nest() {
    build(
        "([{}]y#)",
        expect![[r#"
        open tuple of 2
          open list of 1
            open dict of 0
            close
          close
          value0 by bytes_and_length
        close"#]],
    );
}

#[test]
fn the_deepest_nesting_can_be_lowered_and_printed() {
    let deepest = |depth, unit: &str| "(".repeat(depth) + unit + &")".repeat(depth);
    let parsed = ParseFormat::parse(&deepest(29, "i")).unwrap();
    assert_eq!(lower::parse(&parsed, Entry::Tuple).unwrap().to_string().lines().count(), 2 * 29 + 2);
    let built = BuildFormat::parse(&deepest(200, "i")).unwrap();
    assert_eq!(lower::build(&built).unwrap().to_string().lines().count(), 2 * 200 + 1);
}
