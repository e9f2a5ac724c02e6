//! Groups in groups: all that CPython would recurse into, and more.

use fmtunit_jit::{Places, Tuple, Values};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::interpret::{Builder, Parser};
use fmtunit_runtime::value::{Text, Value};
use harness::owned::Owned;
use harness::python;
use harness::stock::STOCK;
use harness::variadic::{MOST, Spread};
use std::ffi::CString;

/// More brackets than the stack of a test's thread has room for frames.
const HUGE: usize = 50_000;

#[test]
fn deep_results_are_those_of_cpython() {
    let _python = python::attach();
    let compiler = harness::jit::eager();
    for (open, close) in [("(", ")"), ("[", "]"), ("{s:", "}")] {
        for depth in [1, 29, 30, 100, 200] {
            let format = format!("{}i{}", open.repeat(depth), close.repeat(depth));
            let key = Value { Text: Text { data: c"key".as_ptr(), length: Text::UP_TO_NUL } };
            let keys = if open.len() > 1 { depth } else { 0 };
            let mut values = vec![key; keys];
            values.push(Value { Int: 7 });
            let mut words = vec![c"key".as_ptr().addr(); keys];
            words.push(7);
            // No more than a call of CPython's function can be given here.
            if words.len() > MOST {
                continue;
            }
            let c_format = CString::new(format.as_str()).unwrap();
            let expected = Owned::new(unsafe { STOCK.build(&c_format, &Spread::words(words)) }).repr();
            let engine = Owned::new(unsafe { Builder::new(&format).unwrap().build(&values) });
            let jit = Owned::new(unsafe { compiler.builder::<Values>(&format).unwrap().build(&values) });
            assert_eq!([engine.repr(), jit.repr()], [expected.as_str(); 2], "{format}");
        }
    }
}

#[test]
fn brackets_beyond_any_stack_are_refused() {
    let _python = python::attach();
    let compiler = harness::jit::eager();
    let brackets = [("(", ")"), ("(", ""), ("", ")"), ("[", "]"), ("{", "}"), ("(i", ")"), ("([", "])")];
    for (open, close) in brackets {
        let format = format!("{}i{}", open.repeat(HUGE), close.repeat(HUGE));
        assert!(Parser::new(&format, Entry::Tuple).is_err(), "{open}");
        assert!(Builder::new(&format).is_err(), "{open}");
        assert!(compiler.parser::<Tuple, Places>(&format).is_err(), "{open}");
    }
}
