//! `#[derive(Record)]`: structs of all kinds, which are parsed into and built from.

#![deny(warnings)]

#[path = "../support/python.rs"]
mod python;

use fmtunit::ffi::{Py_ssize_t, PyObject};
use fmtunit::jit::{Builder, Compiler, FieldLayout, FieldType, Options, Parser, Record, Struct, Tuple as OfTuples};
use python::{eval, is};
use std::ffi::{c_char, c_int};
use std::marker::PhantomData;
use std::ptr::null;

#[derive(Record)]
#[repr(C)]
pub struct Named {
    id: c_int,
    #[record(skip)]
    pub note: Option<Vec<String>>,
    name: *const c_char,
    r#type: u8,
}

#[derive(Record)]
#[repr(C, align(32))]
struct Tuple(f64, #[record(skip)] [u8; 3], c_int);

#[derive(Record)]
#[repr(C)]
struct Empty;

/// A type, a lifetime, a constant and bounds.
#[derive(Record, Clone, Copy)]
#[repr(C)]
struct Row<'a, T: Copy, const N: usize = 2>
where
    T: PartialEq,
{
    value: T,
    #[record(skip)]
    padding: [T; N],
    text: *const c_char,
    length: Py_ssize_t,
    #[record(skip)]
    owner: PhantomData<&'a str>,
}

/// Made by a macro, in a module that shadows what there is to shadow.
mod hygiene {
    #![allow(dead_code)]
    mod core {}
    mod fmtunit {}
    struct Field;
    struct FieldLayout;

    macro_rules! record {
        ($name:ident { $($field:ident: $type:ty),* }) => {
            #[derive(::fmtunit::jit::Record)]
            #[repr(C)]
            pub struct $name {
                $(pub $field: $type,)*
            }
        };
    }

    record!(Made { first: i32, second: ::std::ffi::c_short });
}

const FIELDS: &[FieldLayout] = Tuple::FIELDS;

unsafe fn row<T: Copy + PartialEq + fmtunit::jit::Field>(
    compiler: &Compiler,
    value: T,
    format: &str,
) -> *mut PyObject {
    let text = "a\0c";
    let row: Row<'_, T> = Row {
        value,
        padding: [value; 2],
        text: text.as_ptr().cast(),
        length: text.len() as Py_ssize_t,
        owner: PhantomData,
    };
    let builder: Builder<Struct<Row<'_, T>>> = compiler.builder::<Struct<_>>(format).unwrap();
    unsafe { builder.build(&row) }
}

fn main() {
    python::start();
    assert_eq!((FIELDS[0].class, FIELDS[1].class, FIELDS.len()), (FieldType::F64, FieldType::I32, 2));
    assert_eq!(FIELDS[1].offset, 12);
    assert!(Empty::FIELDS.is_empty());
    let compiler = unsafe { Compiler::with(Options::new().eager()) };
    let named = Named { id: 7, note: None, name: c"seven".as_ptr(), r#type: 200 };
    let made = hygiene::Made { first: 1, second: -2 };
    unsafe {
        // The type of the record is found out.
        let builder = compiler.builder::<Struct<_>>("{s:i}").unwrap();
        assert!(is(builder.build(&Pair(c"key".as_ptr(), 5)), c"{'key': 5}"));
        assert!(is(compiler.builder::<Struct<_>>("isb").unwrap().build(&named), c"(7, 'seven', 200)"));
        assert!(is(
            compiler.builder::<Struct<_>>("[dh]").unwrap().build(&Tuple(0.5, [0; 3], 3)),
            c"[0.5, 3]"
        ));
        assert!(is(compiler.builder::<Struct<_>>("ii").unwrap().build(&made), c"(1, -2)"));
        assert!(is(compiler.builder::<Struct<_>>("()").unwrap().build(&Empty), c"()"));
        assert!(is(row(&compiler, 1.5_f32, "fs#"), c"(1.5, 'a\\0c')"));
        assert!(is(row(&compiler, -1_i64, "(ly#)"), c"(-1, b'a\\0c')"));

        let mut pair = Pair(null(), 1);
        let parser: Parser<OfTuples, Struct<Pair>> = compiler.parser("z|i").unwrap();
        parser.parse(&eval(c"(None,)"), &mut pair).unwrap();
        assert_eq!((pair.0, pair.1), (null(), 1));
        parser.parse(&eval(c"('a', 2)"), &mut pair).unwrap();
        assert_eq!((*pair.0, pair.1), (b'a' as c_char, 2));
        assert!(parser.parse(&eval(c"('b', 'c')"), &mut pair).is_err());
        assert_eq!((*pair.0, pair.1, python::raised()), (b'b' as c_char, 2, "TypeError".to_owned()));
    }
    assert!(named.note.is_none());
}

#[derive(Record)]
#[repr(C)]
struct Pair(*const c_char, c_int);
