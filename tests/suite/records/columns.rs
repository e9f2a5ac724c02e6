//! Fields that are chosen by name, and literal columns.

use super::compilers;
use super::layout::faults;
use fmtunit::jit::Column::{Field, Literal};
use fmtunit::jit::{Array, Builder, Record, Struct, Tuple};
use harness::owned::Owned;
use harness::python;
use std::ffi::{CStr, c_char, c_int};

#[derive(Record)]
#[repr(C)]
struct Row {
    number: c_int,
    text: *const c_char,
    length: isize,
    r#type: c_int,
}

#[derive(Record)]
#[repr(C)]
struct Pair(c_int, c_int);

#[test]
fn columns_are_given_in_any_order_and_twice_with_literal_keys() {
    let python = python::attach();
    let row = Row { number: -7, text: c"three".as_ptr(), length: 3, r#type: 9 };
    let columns = [
        Literal(c"n"),
        Field("number"),
        Literal(c"t"),
        Field("text"),
        Field("length"),
        Literal(c"a key"),
        Field("type"),
        Field("number"),
    ];
    for compiler in compilers() {
        let builder: Builder<Struct<Row>> = compiler.builder(("{s:i,s:s#,s:(ii)}", &columns)).unwrap();
        let formats = compiler.stats().formats;
        compiler.builder::<Struct<Row>>(("{s:i,s:s#,s:(ii)}", &columns.to_vec())).unwrap();
        assert_eq!(compiler.stats().formats, formats);
        for _ in 0..3 {
            let built = Owned::new(unsafe { builder.build(&row) });
            assert_eq!(built.repr(), "{'n': -7, 't': 'thr', 'a key': (9, -7)}");
        }
        let caller = compiler.caller::<Struct<Row>>(("is", &[Field("type"), Literal(c"literal")])).unwrap();
        let function = python.eval("lambda *arguments: arguments");
        let called = Owned::new(unsafe { caller.call(function.get(), &row) });
        assert_eq!(called.repr(), "(9, 'literal')");

        let parser = compiler.parser::<Array, Struct<Pair>>(("ii", &[Field("1"), Field("0")])).unwrap();
        let (arguments, mut pair) = (python.eval("(1, 2)"), Pair(0, 0));
        unsafe { parser.parse((&arguments.elements().as_ptr(), 2), &mut pair) }.unwrap();
        assert_eq!((pair.0, pair.1), (2, 1));
    }
}

#[test]
fn a_literal_is_held_by_the_handle() {
    let _python = python::attach();
    for compiler in compilers() {
        let builder = {
            let text = CStr::to_owned(c"not kept by the caller");
            compiler.builder::<Struct<Pair>>(("(si)", &[Literal(&text), Field("0")])).unwrap()
        };
        let built = Owned::new(unsafe { builder.clone().build(&Pair(5, 6)) });
        assert_eq!(built.repr(), "('not kept by the caller', 5)");
    }
}

#[test]
fn columns_that_do_not_suit_are_refused() {
    let _python = python::attach();
    let compiler = &compilers()[1];
    let build = |format: &str, columns: &[_], expected: &str| {
        assert_eq!(faults(compiler.builder::<Struct<Row>>((format, columns))), expected);
    };
    build("(ii)", &[Field("number"), Field("nunber")], "2..3 the record has no field `nunber`");
    build("(i)", &[Field("number"), Literal(c"x")], "3..3 the record has 1 field more than the format takes");
    build(
        "i",
        &[Literal(c"x")],
        "0..1 field 0 is `a literal`, which does not fit `i`; \
         the field is `i32` or `i16` or `u16` or `i8` or `u8` or `bool`",
    );
    build(
        "s#",
        &[Literal(c"x"), Field("length")],
        "0..2 field 0 is `a literal`, which does not fit `s#`; the field is `*const c_char`",
    );
    let parse = |format: &str, columns: &[_], expected: &str| {
        assert_eq!(faults(compiler.parser::<Tuple, Struct<Row>>((format, columns))), expected);
    };
    parse("i|i", &[Field("type"), Field("type")], "2..3 field 1 is stored to twice");
    parse(
        "s",
        &[Literal(c"x")],
        "0..1 field 0 is `a literal`, which does not fit `s`; the field is `*const c_char`",
    );
}
