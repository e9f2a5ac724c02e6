#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::handle::{BuildSource, ParseTarget};
use crate::units::{Opt, build, parse};
use expect_test::{Expect, expect};
use fmtunit_parser::plan::Entry;
use fmtunit_parser::{BuildFormat, Error, Fault, ParseFormat, lower};
use std::ffi::{c_long, c_void};

fn parse_faults<S: ParseTarget>(format: &str, names: &[&str]) -> Vec<Fault> {
    let tree = ParseFormat::parse(format).unwrap();
    let plan = match names {
        [] => lower::parse(&tree, Entry::Tuple),
        names => lower::parse_with_names(&tree, names, Entry::TupleAndKeywords),
    };
    S::faults(&plan.unwrap(), None)
}

fn build_faults<S: BuildSource>(format: &str) -> Vec<Fault> {
    S::faults(&lower::build(&BuildFormat::parse(format).unwrap()).unwrap(), format, None)
}

#[track_caller]
fn parse<S: ParseTarget>(format: &str, expected: Expect) {
    expected.assert_eq(&Error::new(format, parse_faults::<S>(format, &[])).to_string());
}

#[track_caller]
fn build<S: BuildSource>(format: &str, expected: Expect) {
    expected.assert_eq(&Error::new(format, build_faults::<S>(format)).to_string());
}

#[test]
fn the_signature_of_a_format_is_none_of_its_faults() {
    type Nested = (parse::Int, (parse::Str, ()), Opt<(parse::Instance, parse::Converted<c_long>)>);
    assert_eq!(parse_faults::<Nested>("i(s())|(O!O&):f", &[]), []);
    assert_eq!(parse_faults::<(Opt<parse::Int>,)>("|$i", &["a"]), []);
    assert_eq!(parse_faults::<()>("", &[]), []);
    assert_eq!(build_faults::<(build::Int, build::Str, build::Stolen)>("[i,{s:N}]"), []);
}

#[test]
fn another_unit() {
    parse::<(parse::Str, Opt<parse::Long>)>(
        "s|i:open",
        expect![[r#"
            error: the signature has `Opt<Long>` for `i`
              | s|i:open
              |   ^
              = help: the marker is `Opt<Int>`"#]],
    );
    parse::<(parse::Str, parse::Converted<c_long>)>(
        "s#O!",
        expect![[r#"
            error: the signature has `Str` for `s#`
              | s#O!
              | ^^
              = help: the marker is `StrLen`
            error: the signature has `Converted<i64>` for `O!`
              | s#O!
              |   ^^
              = help: the marker is `Instance`"#]],
    );
    build::<(build::Long, build::Str)>(
        "(is)",
        expect![[r#"
            error: the signature has `Long` for `i`
              | (is)
              |  ^
              = help: the marker is `Int`"#]],
    );
}

#[test]
fn too_few_and_too_many() {
    parse::<(parse::Str,)>(
        "si|O&:f",
        expect![[r#"
            error: the signature has nothing for `i`
              | si|O&:f
              |  ^
              = help: the marker is `Int`
            error: the signature has nothing for `O&`
              | si|O&:f
              |    ^^
              = help: the marker is `Opt<Converted<_>>`"#]],
    );
    parse::<(parse::Str, parse::Int)>(
        "s:f",
        expect![[r#"
            error: the signature has `Int` after the last unit
              | s:f
              |  ^"#]],
    );
    build::<(build::Int, build::Int)>(
        "i",
        expect![[r#"
            error: the signature has `Int` after the last unit
              | i
              |  ^"#]],
    );
    build::<(build::Int,)>(
        "[i,N]",
        expect![[r#"
            error: the signature has nothing for `N`
              | [i,N]
              |    ^
              = help: the marker is `Stolen`"#]],
    );
}

#[test]
fn what_is_optional() {
    parse::<(Opt<parse::Str>, parse::Int)>(
        "s|i",
        expect![[r#"
            error: the signature has `Opt<Str>` for `s`
              | s|i
              | ^
              = help: the marker is `Str`
            error: the signature has `Int` for `i`
              | s|i
              |   ^
              = help: the marker is `Opt<Int>`"#]],
    );
    parse::<(Opt<Opt<parse::Int>>,)>(
        "|i",
        expect![[r#"
            error: the signature has `Opt<Opt<Int>>` for `i`
              | |i
              |  ^
              = help: the marker is `Opt<Int>`"#]],
    );
}

#[test]
fn groups() {
    parse::<(parse::Int, parse::Int)>(
        "(ii)",
        expect![[r#"
            error: the signature has `Int` for `(ii)`
              | (ii)
              | ^^^^
              = help: the marker is `(Int, Int)`
            error: the signature has `Int` after the last unit
              | (ii)
              |     ^"#]],
    );
    parse::<((parse::Int,),)>(
        "i",
        expect![[r#"
            error: the signature has `(Int,)` for `i`
              | i
              | ^
              = help: the marker is `Int`"#]],
    );
    parse::<(Opt<(parse::Int, (parse::Str,))>,)>(
        "|(i(ss)d)",
        expect![[r#"
            error: the signature has nothing for `s`
              | |(i(ss)d)
              |      ^
              = help: the marker is `Str`
            error: the signature has nothing for `d`
              | |(i(ss)d)
              |        ^
              = help: the marker is `Double`"#]],
    );
    parse::<((parse::Int, parse::Int),)>(
        "(i)O",
        expect![[r#"
            error: the signature has `Int` after the last unit
              | (i)O
              |   ^
            error: the signature has nothing for `O`
              | (i)O
              |    ^
              = help: the marker is `Object`"#]],
    );
}

#[test]
fn a_converter_without_a_target() {
    parse::<(parse::Converted<c_void>,)>(
        "O&",
        expect![[r#"
            error: the signature has `Converted<c_void>` for `O&`
              | O&
              | ^^
              = help: say what the converter fills, instead of `c_void`"#]],
    );
}
