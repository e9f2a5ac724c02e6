//! Which format is compiled, and when.

use super::{arguments, parse};
use fmtunit_jit::{Compiler, HAS_BACK_END, Options, Parser, Places, Tuple, Values};
use fmtunit_parser::plan::Entry;
use harness::jit::AnyParser;
use harness::python;

#[test]
fn a_format_is_compiled_after_the_calls_that_were_asked_for() {
    if !HAS_BACK_END {
        return;
    }
    let _python = python::attach();
    let compiler = unsafe { Compiler::with(Options::new().compile_after(3)) };
    let parser = compiler.parser::<Tuple, Places>("si").unwrap();
    let arguments = arguments();
    for call in 0..6 {
        assert_eq!(parser.is_compiled(), call > 3, "after {call} calls");
        parse(&parser, &arguments);
    }
    let stats = compiler.stats();
    assert_eq!((stats.formats, stats.warming, stats.interpreted, stats.compiled), (1, 0, 0, 1));
    assert!(stats.code_bytes > 0 && stats.mapped_bytes >= stats.code_bytes, "{stats:?}");
    assert!(!stats.compile_time.is_zero());
    assert_eq!(stats.refusal, None);
}

#[test]
fn an_interpreting_compiler_says_so() {
    let _python = python::attach();
    let compiler = harness::jit::interpret_only();
    let parser = compiler.parser::<Tuple, Places>("si").unwrap();
    (0..100).for_each(|_| parse(&parser, &arguments()));
    compiler.compile_all();
    assert!(!parser.is_compiled());
    let stats = compiler.stats();
    assert_eq!((stats.interpreted, stats.compiled, stats.code_bytes), (1, 0, 0));
    assert_eq!(stats.refusal.as_deref(), Some("compiling is turned off"));
}

#[test]
fn equal_formats_have_one_handle() {
    let _python = python::attach();
    let compiler = unsafe { Compiler::new() };
    let make = |format: &str, names: &[&str], entry: Entry| {
        AnyParser::<Places>::new(&compiler, format, names, entry).unwrap();
        compiler.stats().formats
    };
    assert_eq!(make("ii", &[], Entry::Tuple), 1);
    assert_eq!(make("ii", &[], Entry::Tuple), 1);
    assert_eq!(make("ii", &[], Entry::Array), 2);
    assert_eq!(make("ii:f", &[], Entry::Tuple), 3);
    assert_eq!(make("ii", &["a", "b"], Entry::TupleAndKeywords), 4);
    assert_eq!(make("ii", &["a", "c"], Entry::TupleAndKeywords), 5);
    assert_eq!(make("ii", &["a", "b"], Entry::TupleAndKeywords), 5);
    assert_eq!(make("ii", &["a", "b"], Entry::ArrayAndKeywords), 6);
    compiler.builder::<Values>("ii").unwrap();
    compiler.builder::<Values>("ii").unwrap();
    compiler.caller::<Values>("ii").unwrap();
    assert_eq!(compiler.clone().stats().formats, 8);
}

#[test]
fn beyond_the_bound_formats_stay_interpreted() {
    if !HAS_BACK_END {
        return;
    }
    let _python = python::attach();
    let compiler = unsafe { Compiler::with(Options::new().eager().most_formats(2)) };
    let parsers = ["si", "si:f", "si:g"].map(|format| compiler.parser::<Tuple, Places>(format).unwrap());
    assert_eq!(parsers.each_ref().map(Parser::is_compiled), [true, true, false]);
    parsers.iter().for_each(|parser| parse(parser, &arguments()));
    assert_eq!(compiler.stats().formats, 2);
    // What is known stays known.
    assert!(compiler.parser::<Tuple, Places>("si:f").unwrap().is_compiled());
}

#[test]
fn a_very_long_format_stays_interpreted() {
    if !HAS_BACK_END {
        return;
    }
    let _python = python::attach();
    let compiler = harness::jit::eager();
    assert!(!compiler.parser::<Tuple, Places>(&"O".repeat(10_000)).unwrap().is_compiled());
    assert!(!compiler.builder::<Values>(&format!("({})", "i".repeat(10_000))).unwrap().is_compiled());
    assert_eq!(compiler.stats().refusal, None);
}

#[test]
fn all_formats_are_compiled_in_one_go() {
    if !HAS_BACK_END {
        return;
    }
    let _python = python::attach();
    let compiler = unsafe { Compiler::new() };
    let parsers: Vec<_> =
        (0..100).map(|number| compiler.parser::<Tuple, Places>(&format!("si:f{number}")).unwrap()).collect();
    assert_eq!(compiler.stats().warming, 100);
    compiler.compile_all();
    let stats = compiler.stats();
    assert_eq!((stats.warming, stats.compiled), (0, 100));
    // Pages are shared. Each function is aligned, and has a frame description, a symbol and a name.
    assert!(stats.mapped_bytes < stats.code_bytes + 3 * 4096 + 100 * 128, "{stats:?}");
    parsers.iter().for_each(|parser| parse(parser, &arguments()));
    compiler.compile_all();
    assert_eq!(compiler.stats(), stats);
}

#[test]
fn a_handle_outlives_its_compiler_and_is_still_compiled() {
    if !HAS_BACK_END {
        return;
    }
    let _python = python::attach();
    let compiler = unsafe { Compiler::with(Options::new().compile_after(2)) };
    let parser = compiler.parser::<Tuple, Places>("si").unwrap();
    drop(compiler);
    (0..5).for_each(|_| parse(&parser, &arguments()));
    assert!(parser.is_compiled());
}
