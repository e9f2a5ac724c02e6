//! Formats and arguments with which no conversion begins.

use fmtunit_parser::Error;
use fmtunit_parser::error::FaultKind;
use fmtunit_parser::plan::Entry;
use fmtunit_parser::units::{BuildUnit, ParseUnit, Unit};
use fmtunit_runtime::interpret::{Builder, Parser};
use fmtunit_runtime::version::RUNNING;
use harness::observation::take_exception;
use harness::owned::Owned;
use harness::python;
use harness::stock;
use std::ffi::c_int;
use std::ops::Range;
use std::ptr::null_mut;

fn first(error: &Error) -> (FaultKind, Range<usize>) {
    let fault = &error.faults()[0];
    (fault.kind.clone(), fault.span.clone())
}

#[test]
fn malformed_parse_formats_are_refused_with_the_place_of_the_fault() {
    use FaultKind::*;
    let cases = [
        ("i i", NotASeparator, 1..2),
        ("iq", UnknownUnit, 1..2),
        ("i#", UnknownModifier, 1..2),
        ("w", MissingModifier, 0..1),
        ("ie", MissingModifier, 1..2),
        ("(i", Unclosed, 0..1),
        ("i)", Unopened, 1..2),
        ("(i|i)", MisplacedMark, 2..3),
        ("|i|i", MisplacedMark, 2..3),
        ("i|$i", UnsupportedMark, 2..3),
        ("i\0", Nul, 1..2),
    ];
    for (format, kind, span) in cases {
        let error = Parser::new(format, Entry::Tuple).expect_err(format);
        assert_eq!(first(&error), (kind, span), "`{}`", format.escape_debug());
    }
}

#[test]
fn one_object_takes_one_unit_and_no_mark_before_it() {
    let fault = |format| first(&Parser::new(format, Entry::Object).expect_err(format));
    assert_eq!(fault("|i"), (FaultKind::UnsupportedMark, 0..1));
    assert_eq!(fault("ii"), (FaultKind::NotOneUnit, 1..2));
    assert_eq!(fault("i|i"), (FaultKind::NotOneUnit, 2..3));
    assert!(Parser::new("i|", Entry::Object).is_ok());
}

#[test]
fn thirty_levels_are_refused_where_cpython_would_abort() {
    let nested = |depth: usize| format!("{}i{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Parser::new(&nested(29), Entry::Tuple).is_ok());
    let error = Parser::new(&nested(30), Entry::Tuple).unwrap_err();
    assert_eq!(first(&error), (FaultKind::TooDeep, 29..30));
}

#[test]
fn malformed_build_formats_are_refused_with_the_place_of_the_fault() {
    use FaultKind::*;
    let cases = [
        ("i\ni", NotASeparator, 1..2),
        ("iw*", UnknownUnit, 1..2),
        ("i#", UnknownModifier, 1..2),
        ("(i", Unclosed, 0..1),
        ("i)", Unopened, 1..2),
        ("(i]", Unopened, 2..3),
        ("{iii}", OddDict, 0..1),
        ("i\0", Nul, 1..2),
    ];
    for (format, kind, span) in cases {
        let error = Builder::new(format).expect_err(format);
        let (found, at) = first(&error);
        assert_eq!((found, at.start), (kind, span.start), "`{}`", format.escape_debug());
    }
}

#[test]
fn units_of_other_versions_are_refused_as_such() {
    for unit in ParseUnit::ALL {
        let result = Parser::new(&format!("O{}", unit.spelling()), Entry::Tuple);
        if unit.versions().contain(RUNNING) {
            assert!(result.is_ok(), "{unit:?}");
        } else {
            let span = 1..1 + unit.spelling().len();
            assert_eq!(first(&result.unwrap_err()), (FaultKind::WrongVersion(unit.versions()), span));
        }
    }
    for unit in BuildUnit::ALL {
        let result = Builder::new(unit.spelling());
        if unit.versions().contain(RUNNING) {
            assert!(result.is_ok(), "{unit:?}");
        } else {
            let span = 0..unit.spelling().len();
            assert_eq!(first(&result.unwrap_err()), (FaultKind::WrongVersion(unit.versions()), span));
        }
    }
}

#[test]
fn without_an_argument_tuple_there_is_a_system_error() {
    let python = python::attach();
    let parser = Parser::new("i:f", Entry::Tuple).unwrap();
    let mut value: c_int = 77;
    let list = python.eval("[1]");
    // CPython itself does not look whether the pointer is null.
    for arguments in [null_mut(), list.get()] {
        let result = unsafe { parser.parse(arguments, &[(&raw mut value).cast()]) };
        let exception = take_exception().unwrap();
        assert!(result.is_err());
        assert_eq!(exception.class, "SystemError");
        assert_eq!(exception.text, "new style getargs format but argument is not a tuple");
    }
    assert_eq!(value, 77);
}

#[test]
fn without_an_object_there_is_a_type_error_as_in_cpython() {
    let python = python::attach();
    for format in ["i", "i:f", "i;message", "(ii):f"] {
        let parser = Parser::new(format, Entry::Object).unwrap();
        let mut values: [c_int; 2] = [77; 2];
        let places = values.each_mut().map(|value| (value as *mut c_int).cast());
        let ours = unsafe { parser.parse(null_mut(), &places) }.is_ok();
        let our_exception = take_exception();
        let c_format = std::ffi::CString::new(format).unwrap();
        let stock = unsafe { stock::parse(Entry::Object, null_mut(), &c_format, &places) };
        assert_eq!((ours, our_exception), (stock, take_exception()), "`{format}`");
        assert_eq!(values, [77; 2]);
    }
    drop(python);
}

#[test]
fn no_unit_and_no_object_agree_as_in_cpython() {
    let _python = python::attach();
    let parser = Parser::new(":f", Entry::Object).unwrap();
    let ours = unsafe { parser.parse(null_mut(), &[]) }.is_ok();
    let our_exception = take_exception();
    let stock = unsafe { stock::parse(Entry::Object, null_mut(), c":f", &[]) };
    assert_eq!((ours, our_exception), (stock, take_exception()));
}

#[test]
fn a_place_or_value_that_is_missing_is_noticed_before_anything_is_stored() {
    let python = python::attach();
    let arguments: Owned = python.eval("(1, 2)");
    let mut value: c_int = 77;
    let parser = Parser::new("ii", Entry::Tuple).unwrap();
    let result = unsafe { parser.parse(arguments.get(), &[(&raw mut value).cast()]) };
    assert!(result.is_err());
    assert_eq!(take_exception().unwrap().class, "SystemError");
    assert_eq!(value, 77);
    assert!(unsafe { Builder::new("ii").unwrap().build(&[]) }.is_null());
    assert_eq!(take_exception().unwrap().class, "SystemError");
}

#[test]
fn a_handle_does_not_serve_another_entry_point() {
    let python = python::attach();
    let arguments = python.eval("(1,)");
    let named = Parser::with_names("|i", &["a"], Entry::TupleAndKeywords).unwrap();
    let mut value: c_int = 77;
    let places = [(&raw mut value).cast()];
    assert!(unsafe { named.parse(arguments.get(), &places) }.is_err());
    assert_eq!(take_exception().unwrap().class, "SystemError");
    let plain = Parser::new("i", Entry::Tuple).unwrap();
    assert!(unsafe { plain.parse_tuple_and_keywords(arguments.get(), null_mut(), &places) }.is_err());
    assert_eq!(take_exception().unwrap().class, "SystemError");
    assert_eq!(value, 77);
}

#[test]
fn names_that_do_not_suit_the_format_are_refused() {
    let refused =
        |format, names: &[&str]| Parser::with_names(format, names, Entry::TupleAndKeywords).is_err();
    assert!(refused("ii", &["a"]));
    assert!(refused("i", &["a", "b"]));
    assert!(refused("ii", &["a", ""]));
    assert!(refused("|$i", &[""]));
    assert!(!refused("i|i$i", &["", "b", "c"]));
}
