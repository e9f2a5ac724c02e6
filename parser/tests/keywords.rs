//! The plans of functions that take keywords, and of calls, as they print.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use expect_test::{Expect, expect};
use fmtunit_parser::ast::TrailerKind;
use fmtunit_parser::plan::{Entry, Parameters};
use fmtunit_parser::{BuildFormat, ParseFormat, ParsePlan, lower};

fn plan(format: &str, names: &[&str], entry: Entry) -> ParsePlan {
    lower::parse_with_names(&ParseFormat::parse(format).unwrap(), names, entry).unwrap()
}

#[track_caller]
fn tuple(format: &str, names: &[&str], expected: Expect) {
    expected.assert_eq(&plan(format, names, Entry::TupleAndKeywords).to_string());
}

#[track_caller]
fn array(format: &str, names: &[&str], expected: Expect) {
    expected.assert_eq(&plan(format, names, Entry::ArrayAndKeywords).to_string());
}

#[track_caller]
fn call(format: &str, results: u16, expected: Expect) {
    let plan = lower::call(&BuildFormat::parse(format).unwrap()).unwrap();
    assert_eq!(plan.results, results);
    expected.assert_eq(&plan.to_string());
}

#[test]
fn no_parameters() {
    tuple(
        "",
        &[],
        expect![[r#"
        check_total 0
        check_leftovers"#]],
    );
    array(
        ":f",
        &[],
        expect![[r#"
        site f()
        check_total 0
        check_positionals 0 exactly
        check_leftovers"#]],
    );
}

#[test]
fn optional_parameters_are_skipped() {
    tuple(
        "i|sss",
        &["voltage", "state", "action", "type"],
        expect![[r#"
        check_total 4
        find item0 "voltage"
        require item0
        convert item0 by int places[0..1]
        find item1 "state"
        skip_if_absent item1 1
        convert item1 by text places[1..2]
        find item2 "action"
        skip_if_absent item2 1
        convert item2 by text places[2..3]
        find item3 "type"
        skip_if_absent item3 1
        convert item3 by text places[3..4]
        check_leftovers"#]],
    );
    array(
        "O|O",
        &["self", "other"],
        expect![[r#"
        check_total 2
        check_positionals 2 at most
        find item0 "self"
        require item0
        convert item0 by object places[0..1]
        find item1 "other"
        skip_if_absent item1 1
        convert item1 by object places[1..2]
        check_leftovers"#]],
    );
    tuple(
        "|O",
        &["o"],
        expect![[r#"
        check_total 1
        find item0 "o"
        skip_if_absent item0 1
        convert item0 by object places[0..1]
        check_leftovers"#]],
    );
}

#[test]
fn positional_arguments_are_counted_before_the_first_that_must_be_named() {
    tuple(
        "i|s$p:parrot",
        &["voltage", "state", "dead"],
        expect![[r#"
        site parrot()
        check_total 3
        find item0 "voltage"
        require item0
        convert item0 by int places[0..1]
        find item1 "state"
        skip_if_absent item1 1
        convert item1 by text places[1..2]
        check_positionals 2 at most
        find item2 "dead"
        skip_if_absent item2 1
        convert item2 by predicate places[2..3]
        check_leftovers"#]],
    );
    array(
        "i|s$p:parrot",
        &["voltage", "state", "dead"],
        expect![[r#"
        site parrot()
        check_total 3
        check_positionals 2 at most
        find item0 "voltage"
        require item0
        convert item0 by int places[0..1]
        find item1 "state"
        skip_if_absent item1 1
        convert item1 by text places[1..2]
        find item2 "dead"
        skip_if_absent item2 1
        convert item2 by predicate places[2..3]
        check_leftovers"#]],
    );
}

#[test]
fn keyword_only_parameters_may_be_required() {
    tuple(
        "i$i",
        &["a", "b"],
        expect![[r#"
        check_total 2
        find item0 "a"
        require item0
        convert item0 by int places[0..1]
        check_positionals 1 exactly
        find item1 "b"
        require item1
        convert item1 by int places[1..2]
        check_leftovers"#]],
    );
    array(
        "i$i",
        &["a", "b"],
        expect![[r#"
        check_total 2
        check_positionals 1 exactly
        find item0 "a"
        require item0
        convert item0 by int places[0..1]
        find item1 "b"
        require item1
        convert item1 by int places[1..2]
        check_leftovers"#]],
    );
}

#[test]
fn no_positional_arguments() {
    tuple(
        "|$OO",
        &["a", "b"],
        expect![[r#"
        check_total 2
        check_positionals 0 at most
        find item0 "a"
        skip_if_absent item0 1
        convert item0 by object places[0..1]
        find item1 "b"
        skip_if_absent item1 1
        convert item1 by object places[1..2]
        check_leftovers"#]],
    );
    array(
        "|$OO",
        &["a", "b"],
        expect![[r#"
        check_total 2
        check_positionals 0 exactly
        find item0 "a"
        skip_if_absent item0 1
        convert item0 by object places[0..1]
        find item1 "b"
        skip_if_absent item1 1
        convert item1 by object places[1..2]
        check_leftovers"#]],
    );
    tuple(
        "$O",
        &["a"],
        expect![[r#"
        check_total 1
        check_positionals 0 exactly
        find item0 "a"
        require item0
        convert item0 by object places[0..1]
        check_leftovers"#]],
    );
}

#[test]
fn positional_only_parameters_have_no_name() {
    tuple(
        "ii",
        &["", "b"],
        expect![[r#"
        check_total 2
        find item0
        require item0
        convert item0 by int places[0..1]
        find item1 "b"
        require item1
        convert item1 by int places[1..2]
        check_leftovers"#]],
    );
    array(
        "O|O!",
        &["", ""],
        expect![[r#"
        check_total 2
        check_positionals 2 at most
        find item0
        require item0
        convert item0 by object places[0..1]
        find item1
        skip_if_absent item1 1
        convert item1 by instance places[1..3]
        check_leftovers"#]],
    );
}

#[test]
fn a_group_is_one_parameter() {
    tuple(
        "(ii)|s*",
        &["pair", "data"],
        expect![[r#"
        check_total 2
        find item0 "pair"
        require item0
        enter item0 as sequence of 2
          convert item0.0 by int places[0..1]
          convert item0.1 by int places[1..2]
        leave
        find item1 "data"
        skip_if_absent item1 1
        convert item1 by text_buffer places[2..3] cleanup 0
        check_leftovers"#]],
    );
    array(
        "|((es)i)es",
        &["group", "text"],
        expect![[r#"
        check_total 2
        check_positionals 2 at most
        find item0 "group"
        skip_if_absent item0 6
        enter item0 as sequence of 2
          enter item0.0 as sequence of 1, 1 encoded
            convert item0.0.0 by encoded places[0..2] cleanup 0
          leave
          convert item0.1 by int places[2..3]
        leave
        find item1 "text"
        skip_if_absent item1 1
        convert item1 by encoded places[3..5] cleanup 1
        check_leftovers"#]],
    );
}

#[test]
fn names_are_shown_on_one_line() {
    tuple(
        "i;two\nlines",
        &["a\n\"b\""],
        expect![[r#"
        site ;two\nlines
        check_total 1
        find item0 "a\n\"b\""
        require item0
        convert item0 by int places[0..1]
        check_leftovers"#]],
    );
}

#[test]
fn marks_without_units_behind_them_do_nothing() {
    for entry in [Entry::TupleAndKeywords, Entry::ArrayAndKeywords] {
        let plain = plan("i", &["a"], entry);
        for format in ["i|", "i$", "i|$"] {
            let mut marked = plan(format, &["a"], entry);
            marked.spans = plain.spans.clone();
            assert_eq!(marked, plain, "{format}");
        }
    }
    let [marked, plain] = ["i$", "i"].map(|format| plan(format, &[""], Entry::TupleAndKeywords));
    assert_eq!(marked.steps, plain.steps);
}

#[test]
fn the_parameters_are_told() {
    let parameters = |format, names: &[&str]| {
        let Parameters { names, positional_only, required, positional, distinct } =
            plan(format, names, Entry::TupleAndKeywords).parameters.unwrap();
        (names.len(), positional_only, required, positional, distinct)
    };
    assert_eq!(parameters("", &[]), (0, 0, 0, 0, true));
    assert_eq!(parameters("iii", &["", "", "c"]), (3, 2, 3, 3, true));
    assert_eq!(parameters("i|i$i", &["", "b", "b"]), (3, 1, 1, 2, false));
    assert_eq!(parameters("i$ii", &["a", "b", "a"]), (3, 0, 3, 1, false));
    assert_eq!(parameters("|$i", &["a"]), (1, 0, 0, 0, true));
    let names = plan("ii", &["", "é"], Entry::ArrayAndKeywords).parameters.unwrap().names;
    assert_eq!(*names, [c"", c"é"]);
}

#[test]
fn a_name_is_found_in_a_message_too() {
    let trailer = |format| plan(format, &["a"], Entry::TupleAndKeywords).site.trailer.unwrap();
    assert_eq!(trailer("s;m"), (TrailerKind::Message, c"m".into()));
    assert_eq!(trailer("s;m:g"), (TrailerKind::Name, c"g".into()));
    assert_eq!(trailer("s;m:g:h;i"), (TrailerKind::Name, c"g:h;i".into()));
    assert_eq!(trailer("s:g;m"), (TrailerKind::Name, c"g;m".into()));
    let format = ParseFormat::parse("s;m:g").unwrap();
    let plan = lower::parse(&format, Entry::Tuple).unwrap();
    assert_eq!(plan.site.trailer.unwrap(), (TrailerKind::Message, c"m:g".into()));
}

#[test]
fn arrays_have_the_steps_of_tuples() {
    for format in ["", "i", "s#|(i)O!:open", "i|", "es;message"] {
        let format = ParseFormat::parse(format).unwrap();
        let tuple = lower::parse(&format, Entry::Tuple).unwrap();
        let array = lower::parse(&format, Entry::Array).unwrap();
        assert_eq!((tuple.steps, tuple.items), (array.steps, array.items));
        assert_eq!((tuple.parameters, array.parameters), (None, None));
        assert_eq!(array.site.entry, Entry::Array);
    }
}

#[test]
fn a_call_without_units_has_no_arguments() {
    call("", 0, expect![]);
    call(" ,", 0, expect![]);
}

#[test]
fn each_unit_is_an_argument() {
    call("O", 1, expect!["value0 by object"]);
    call(
        "si",
        2,
        expect![[r#"
        value0 by text
        value1 by int"#]],
    );
    call(
        "s,i ",
        2,
        expect![[r#"
        value0 by text
        value1 by int"#]],
    );
    call(
        "(si)",
        1,
        expect![[r#"
        open tuple of 2
          value0 by text
          value1 by int
        close"#]],
    );
    call(
        "{s:i}[]i",
        3,
        expect![[r#"
        open dict of 2
          value0 by text
          value1 by int
          insert
        close
        open list of 0
        close
        value2 by int"#]],
    );
}

#[test]
fn one_object_is_built() {
    for format in ["", "i", "ii", "(ii)", "[]{}"] {
        assert_eq!(lower::build(&BuildFormat::parse(format).unwrap()).unwrap().results, 1);
    }
}

#[test]
fn a_separator_behind_all_units_of_a_call_is_trailing() {
    let requirements = |format| {
        let format = BuildFormat::parse(format).unwrap();
        (format.requirements().len(), format.call_requirements().len())
    };
    for format in ["", " ", ",", " i", "i i", "( i)"] {
        assert_eq!(requirements(format), (0, 0), "{format:?}");
    }
    assert_eq!(requirements("i "), (0, 1));
    assert_eq!(requirements("(i) ,"), (0, 1));
    assert_eq!(requirements("ii "), (1, 1));
    assert_eq!(requirements("(i ) "), (1, 2));
}
