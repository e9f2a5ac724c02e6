//! A handle is called through its own entry point, and made by the constructor for it.

use fmtunit::ffi::PyObject;
use fmtunit::jit::units::parse;
use fmtunit::jit::{
    Array, ArrayAndKeywords, Compiler, Parser, Places, RecordAt, RecordLayout, Tuple, TupleAndKeywords,
};

unsafe fn of_tuples(parser: &Parser<Tuple, (parse::Int,)>, array: *const *mut PyObject) {
    // That is an array.
    let _ = unsafe { parser.parse((&array, 1), ()) };
}

unsafe fn of_arrays(parser: &Parser<Array, Places>, args: *mut PyObject, array: *const *mut PyObject) {
    // A tuple, an array with keywords, and a count without its sign.
    let _ = unsafe { parser.parse(&args, &[]) };
    let _ = unsafe { parser.parse((&array, 1, args), &[]) };
    let _ = unsafe { parser.parse((&array, 1_usize), &[]) };
}

unsafe fn of_a_dict(parser: &Parser<TupleAndKeywords, (parse::Int,)>, args: *mut PyObject) {
    // The keywords are missing.
    let _ = unsafe { parser.parse(&args, ()) };
}

fn constructors(compiler: &Compiler, layout: &RecordLayout) {
    let _ = compiler.parser::<ArrayAndKeywords, Places>("i");
    let _ = compiler.parser_with_names::<Tuple, Places>("i", &["a"]);
    let _ = compiler.builder::<RecordAt>("i");
    let _ = compiler.parser::<Tuple, Places>(("i", layout));
}

fn main() {}
