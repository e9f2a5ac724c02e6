//! Signatures of formats that are compiled at run time: what borrows, what is missing, and what has another type.

use fmtunit::Raised;
use fmtunit::ffi::PyObject;
use fmtunit_jit::units::{Opt, build, parse};
use fmtunit_jit::{ArrayAndKeywords, Builder, Compiler, Parser, Tuple};
use std::ffi::CStr;

unsafe fn text_of(parser: &Parser<Tuple, (parse::Str,)>, args: *mut PyObject) -> Result<&'static CStr, Raised> {
    let (text,) = unsafe { parser.parse(&args, ()) }?;
    Ok(text)
}

unsafe fn outlives_the_variable(parser: &Parser<Tuple, (Opt<parse::BytesLen>,)>, args: *mut PyObject) {
    let bytes;
    {
        let inner = args;
        bytes = unsafe { parser.parse(&inner, ()) };
    }
    println!("{bytes:?}");
}

unsafe fn of_an_array<'a>(
    parser: &Parser<ArrayAndKeywords, (parse::OptionalStr,)>,
    args: *const *mut PyObject,
    kwnames: *mut PyObject,
) -> Option<&'a CStr> {
    unsafe { parser.parse((&args, 1, kwnames), ()) }.ok().and_then(|(text,)| text)
}

unsafe fn without_its_input(parser: &Parser<Tuple, (parse::Instance,)>, args: *mut PyObject) {
    let _ = unsafe { parser.parse(&args, ()) };
}

unsafe fn with_another_input(parser: &Parser<Tuple, (parse::EncodedStr,)>, args: *mut PyObject) {
    let _ = unsafe { parser.parse(&args, (0,)) };
}

unsafe fn another_value(builder: &Builder<(build::Int, build::Str)>) -> *mut PyObject {
    unsafe { builder.build((1, 2)) }
}

unsafe fn a_value_less(builder: &Builder<(build::Int, build::Str)>) -> *mut PyObject {
    unsafe { builder.build((1,)) }
}

fn optional_in_a_group(compiler: &Compiler) {
    let _ = compiler.parser::<Tuple, ((Opt<parse::Int>,),)>("(i)");
}

fn safe_calls(parser: &Parser<Tuple, (parse::Int,)>, builder: &Builder<(build::Int,)>, args: *mut PyObject) {
    let _ = parser.parse(&args, ());
    let _ = builder.build((1,));
}

fn main() {}
