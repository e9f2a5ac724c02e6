#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::typed::{BuildSignature, Signature};
use crate::units::{Opt, build, parse};
use expect_test::{Expect, expect};
use std::ffi::{c_long, c_void};

#[track_caller]
fn parse<S: Signature>(format: &str, expected: Expect) {
    expected.assert_eq(&super::parse(format, &[], S::SHAPES).unwrap_err().to_string());
}

#[track_caller]
fn build<S: BuildSignature>(format: &str, expected: Expect) {
    expected.assert_eq(&super::build(format, S::UNITS).unwrap_err().to_string());
}

#[test]
fn the_signature_of_a_format_is_none_of_its_faults() {
    type Nested = (parse::Int, (parse::Str, ()), Opt<(parse::Instance, parse::Converted<c_long>)>);
    assert!(super::parse("i(s())|(O!O&):f", &[], <Nested as Signature>::SHAPES).is_ok());
    assert!(super::parse("|$i", &["a"], <(Opt<parse::Int>,) as Signature>::SHAPES).is_ok());
    assert!(super::parse("", &[], <() as Signature>::SHAPES).is_ok());
    type Flat = (build::Int, build::Str, build::Stolen);
    assert!(super::build("[i,{s:N}]", <Flat as BuildSignature>::UNITS).is_ok());
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

#[test]
fn a_malformed_format() {
    parse::<(parse::Int,)>(
        "q",
        expect![[r#"
            error: unknown format unit `q`
              | q
              | ^
              = help: did you mean `L` (long long)?"#]],
    );
}
