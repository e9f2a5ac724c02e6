//! Items that are no records.

use fmtunit::jit::{Compiler, Record, Struct, Tuple};
use std::ffi::c_int;
use std::marker::PhantomData;

#[derive(Record)]
struct LaidOutByRust {
    number: c_int,
}

#[derive(Record)]
#[repr(transparent)]
struct Transparent(c_int);

#[derive(Record)]
#[repr(C, packed(2))]
struct Packed {
    short: i16,
    number: c_int,
}

#[derive(Record)]
#[repr(C)]
enum Enum {
    Number(c_int),
}

#[derive(Record)]
#[repr(C)]
union Union {
    number: c_int,
}

#[derive(Record)]
#[repr(C)]
struct Types {
    text: String,
    number: c_int,
    borrowed: &'static str,
    rest: [u8; 4],
}

#[derive(Record)]
#[repr(C)]
struct Attributes {
    #[record(skipped)]
    number: c_int,
    #[record]
    other: c_int,
}

#[derive(Record)]
#[record(skip)]
struct SeveralFaults {
    #[record(name = "n")]
    number: c_int,
}

#[derive(Record)]
#[repr(C)]
struct Generic<T> {
    first: T,
}

#[derive(Record)]
#[repr(C)]
struct Marked<T> {
    marker: PhantomData<T>,
}

#[derive(Clone, Copy)]
#[repr(C)]
struct NoRecord {
    number: c_int,
}

unsafe fn handles(compiler: &Compiler) {
    let _ = compiler.builder::<Struct<NoRecord>>("i");
    let _ = compiler.parser::<Tuple, Struct<Generic<String>>>("i");
    let builder = compiler.builder::<Struct<Generic<c_int>>>("i").unwrap();
    // Of another type.
    unsafe { builder.build(&Generic { first: 1.5 }) };
}

fn main() {}
