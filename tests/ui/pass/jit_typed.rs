//! The inputs and values of typed handles.

#![deny(warnings)]

#[path = "../support/python.rs"]
mod python;

use fmtunit::ffi::{self, PyLong_Type, PyObject};
use fmtunit::{Buffer, Bytes, Encoded, parse as parse_one, void_converter};
use fmtunit_jit::typed::conversion;
use fmtunit_jit::units::{Opt, build, parse};
use fmtunit_jit::{
    Array, ArrayAndKeywords, Compiler, Object, Options, ParseTarget, Parser, SelfDescribed, Tuple, TupleAndKeywords,
};
use python::{eval, is};
use std::ffi::*;
use std::ptr::{null, null_mut};

fn main() {
    python::start();
    unsafe {
        for compiler in [Options::new().eager(), Options::new().interpret_only()].map(|options| Compiler::with(options)) {
            parsed(&compiler);
            inputs(&compiler);
            named(&compiler);
            built(&compiler);
            called(&compiler);
            generic::<(parse::Int, Opt<parse::Str>)>(&compiler, "i|s");
        }
    }
}

unsafe fn parsed(compiler: &Compiler) {
    type All = (
        parse::Str,
        parse::Bytes,
        parse::StrLen,
        parse::StrBuffer,
        parse::Predicate,
        (parse::Int, (parse::Str, parse::StrLen)),
        Opt<parse::OptionalStr>,
        Opt<parse::Double>,
    );
    let parser = compiler.parser::<Tuple, All>("sys#s*p(i(ss#))|zd:f").unwrap();
    let args = eval(c"('a', b'b', 'c', 'd', [], (1, ('e', 'f')), None)");
    let (s, y, s_len, s_buffer, p, (i, (text, pair)), z, d): (
        &CStr,
        *const c_char,
        Bytes<'_>,
        Buffer,
        bool,
        (c_int, (*const c_char, (*const c_char, isize))),
        Option<Option<&CStr>>,
        Option<f64>,
    ) = unsafe { parser.parse(&args, ()) }.unwrap();
    assert_eq!((s, unsafe { CStr::from_ptr(y) }, p, i, z, d), (c"a", c"b", false, 1, Some(None), None));
    assert_eq!((unsafe { s_len.as_slice() }, s_buffer.to_vec()), (&b"c"[..], b"d".to_vec()));
    assert_eq!((unsafe { CStr::from_ptr(text) }, unsafe { CStr::from_ptr(pair.0) }, pair.1), (c"e", c"f", 1));

    let array = compiler.parser::<Array, (parse::Int, Opt<parse::Int>)>("i|i").unwrap();
    let (items, one) = ([eval(c"1")], 1);
    let mutable: *mut *mut PyObject = items.as_ptr().cast_mut();
    assert_eq!(unsafe { array.parse((&items.as_ptr(), one), ()) }, Ok((1, None)));
    assert_eq!(unsafe { array.parse((&mutable, one), ()) }, Ok((1, None)));
    assert!(unsafe { array.clone().parse((&mutable, 0), ()) }.is_err());
    assert_eq!(python::raised(), "TypeError");

    let nothing = compiler.parser::<Tuple, ()>("").unwrap();
    for empty in [c"()", c"type('Derived', (tuple,), {})()"] {
        assert_eq!(unsafe { nothing.parse(&eval(empty), ()) }, Ok(()));
    }
    assert!(unsafe { nothing.parse(&args, ()) }.is_err());
    assert_eq!(python::raised(), "TypeError");
    assert!(unsafe { nothing.parse(&null_mut(), ()) }.is_err());
    assert_eq!(python::raised(), "SystemError");
    // Here the tuple is the argument.
    let nothing = compiler.parser::<Object, ()>("").unwrap();
    assert!(unsafe { nothing.parse(&eval(c"()"), ()) }.is_err());
    assert_eq!(python::raised(), "TypeError");
}

unsafe extern "C" fn twice(object: *mut PyObject, target: *mut c_long) -> c_int {
    let Ok((number,)) = (unsafe { parse_one!(object, "l") }) else { return 0 };
    unsafe { target.write(2 * number) };
    1
}

unsafe fn inputs(compiler: &Compiler) {
    type All = (
        parse::Instance,
        parse::EncodedStr,
        (parse::Converted<c_long>,),
        Opt<parse::Converted<*mut PyObject>>,
    );
    let parser = compiler.parser::<Object, All>("O!es(O&)|O&");
    assert!(parser.is_err());
    let parser = compiler.parser::<Tuple, All>("O!es(O&)|O&").unwrap();
    let args = eval(c"(1, '\\xe4', (21,), 'path')");
    let class = &raw mut PyLong_Type;
    let to_path = unsafe { void_converter(ffi::PyUnicode_FSConverter) };
    let given = (class, Some(c"latin-1"), twice as unsafe extern "C" fn(_, _) -> _, to_path);
    let (one, text, (doubled,), path): (*mut PyObject, Encoded, (c_long,), Option<*mut PyObject>) =
        unsafe { parser.parse(&args, given) }.unwrap();
    assert!(is(one, c"1") && is(path.unwrap(), c"b'path'"));
    assert_eq!((&*text, doubled), (c"\xe4", 42));
    // A function item is as good as a pointer where the tuple is written in the call.
    let single = compiler.parser::<Object, (parse::Converted<c_long>,)>("O&").unwrap();
    assert_eq!(unsafe { single.parse(&one, (twice,)) }, Ok((2,)));
}

unsafe fn named(compiler: &Compiler) {
    type All = (parse::Str, Opt<parse::Int>, Opt<parse::Object>);
    let format = ("s|i$O:f", ["text", "number", "object"]);
    let parser = compiler.parser_with_names::<TupleAndKeywords, All>(format.0, &format.1).unwrap();
    let args = eval(c"('a',)");
    for (kwargs, expected) in [
        (null_mut(), (c"a", None, false)),
        (eval(c"{}"), (c"a", None, false)),
        (eval(c"{'object': 1}"), (c"a", None, true)),
        (eval(c"{'object': 1, 'number': 2}"), (c"a", Some(2), true)),
    ] {
        let (text, number, object) = unsafe { parser.parse((&args, kwargs), ()) }.unwrap();
        assert_eq!((text, number, object.is_some()), expected);
    }
    let parser = compiler.parser_with_names::<ArrayAndKeywords, All>(format.0, &format.1).unwrap();
    let items = [eval(c"'a'"), eval(c"2")];
    let array = items.as_ptr();
    let seen = |count, names| {
        let values = unsafe { parser.parse((&array, count, names), ()) }.unwrap();
        (values.0, values.1, values.2.is_some())
    };
    assert_eq!(seen(1, null_mut()), (c"a", None, false));
    assert_eq!(seen(1, eval(c"()")), (c"a", None, false));
    assert_eq!(seen(2, null_mut()), (c"a", Some(2), false));
    assert_eq!(seen(1, eval(c"('object',)")), (c"a", None, true));
    assert_eq!(seen(0, eval(c"('text', 'number')")), (c"a", Some(2), false));
}

unsafe extern "C" fn incremented(number: *mut c_long) -> *mut PyObject {
    unsafe { ffi::PyLong_FromLong(*number + 1) }
}

unsafe fn built(compiler: &Compiler) {
    type All = (
        build::Int,
        build::Str,
        build::OptionalStr,
        build::StrLen,
        build::BytesLen,
        build::Double,
        build::Complex,
        build::Long,
        build::Stolen,
        build::Converted,
        build::Converted,
    );
    let builder = compiler.builder::<All>("(is[zs#]{y#:d}DlNO&O&)").unwrap();
    let complex = ffi::Py_complex { real: 1.0, imag: 2.0 };
    let mut number: c_long = 1;
    let pointer = &raw mut number;
    let converter: unsafe extern "C" fn(*mut c_long) -> *mut PyObject = incremented;
    let object = unsafe {
        builder.build((
            1,
            "a",
            None::<&CStr>,
            (c"bc".as_ptr(), 1),
            b"d",
            0.5,
            &complex,
            -1,
            eval(c"[2]"),
            (converter, pointer),
            conversion(incremented, pointer),
        ))
    };
    assert!(is(object, c"(1, 'a', [None, 'b'], {b'd': 0.5}, 1+2j, -1, [2], 2, 2)"));
    let nothing = compiler.builder::<()>("").unwrap();
    assert!(is(unsafe { nothing.build(()) }, c"None"));
    let text = compiler.builder::<(build::Str,)>("s").unwrap();
    assert!(is(unsafe { text.build((null::<c_char>(),)) }, c"None"));
}

unsafe fn called(compiler: &Compiler) {
    let caller = compiler.caller::<(build::Str, build::Int)>("s(i)").unwrap();
    let result = unsafe { caller.call(eval(c"lambda *a: a"), ("x", 1)) };
    assert!(is(result, c"('x', (1,))"));
    let method = compiler.caller::<(build::Str,)>("s").unwrap();
    let result = unsafe { method.call((eval(c"'a-b'"), c"split"), (c"-",)) };
    assert!(is(result, c"['a', 'b']"));
    assert!(unsafe { method.call((eval(c"'a'"), c"nothing"), ("",)) }.is_null());
    assert_eq!(python::raised(), "AttributeError");
}

/// Handles can be generic over their signature.
unsafe fn generic<S: ParseTarget + SelfDescribed>(compiler: &Compiler, format: &str) {
    let parser: Parser<Tuple, S> = compiler.parser(format).unwrap();
    assert!(format!("{parser:?}").contains("Parser"));
}
