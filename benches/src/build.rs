//! Formats of `Py_BuildValue`.

use crate::python::{self, list, new_list_reference};
use crate::row::{Calls, Family, Row, Variant};
use crate::stock::{self, BuildValue, Variadic};
use crate::tier;
use fmtunit::build_value;
use fmtunit_jit::Values;
use fmtunit_runtime::value::{Value, from};
use pyo3_ffi::{Py_DECREF, Py_ssize_t, PyObject};
use std::ffi::{c_char, c_double, c_int};
use std::hint::black_box;

/// Text that is not known when the benches are compiled.
pub(crate) const HELLO: *const c_char = c"hello world".as_ptr();
const X: *const c_char = c"x".as_ptr();

/// Makes the rows. One reads
///
/// ```text
/// #[headline] "format" [name "name"] [at call sites] by by_hand
///     given (variable: Type = value, …) takes (Value(variable or constant, …), …);
/// ```
///
/// with the name where it is not the format, what is passed to each variant, evaluated for each call, and what the units
/// take in the order of C, each with its row in the table of values.
macro_rules! rows {
    ($(
        $(#[$headline:ident])? $format:literal $(name $name:literal)? $(at $sites:literal)? by $by_hand:ident
        given ($($given:ident: $type:ty = $value:expr),*) takes ($($from:ident($($taken:expr),+)),*);
    )*) => {
        /// The rows.
        pub const FAMILY: Family = Family { name: "build", rows: &[$(Row {
            name: [$($name,)? $format][0],
            headline: [$(stringify!($headline),)? ""][0].len() > 0,
            sites: [$($sites,)? 0][0],
            prepare: |tiers| {
                unsafe extern "C" {
                    fn $by_hand($($given: $type),*) -> *mut PyObject;
                    #[link_name = concat!("header_", stringify!($by_hand))]
                    fn in_c($($given: $type),*) -> *mut PyObject;
                }

                unsafe extern "C" fn compiled($($given: $type),*) -> *mut PyObject {
                    // SAFETY: attached; the values are those of the row.
                    unsafe { build_value!($format, $($($taken),+),*) }
                }

                type Call = unsafe extern "C" fn($($type),*) -> *mut PyObject;

                let format = concat!($format, "\0").as_ptr().cast::<c_char>();
                let stock = black_box(stock::Py_BuildValue as BuildValue);
                let (by_hand, header) = (black_box($by_hand as Call), black_box(in_c as Call));
                let compiled = black_box(compiled as Call);
                let given = || ($(black_box::<$type>($value),)*);
                let mut variants = vec![
                    variant("stock", move || {
                        let ($($given,)*) = given();
                        // SAFETY: attached; the arguments are those of the format.
                        unsafe { stock(format, $($($taken.variadic()),+),*) }
                    }),
                    variant("by_hand", move || {
                        let ($($given,)*) = given();
                        // SAFETY: attached; the arguments are those of the row.
                        unsafe { by_hand($($given),*) }
                    }),
                    variant("header", move || {
                        let ($($given,)*) = given();
                        // SAFETY: attached; the arguments are those of the row.
                        unsafe { header($($given),*) }
                    }),
                    variant("macro", move || {
                        let ($($given,)*) = given();
                        // SAFETY: attached; the arguments are those of the row.
                        unsafe { compiled($($given),*) }
                    }),
                ];
                variants.extend(tiers.iter().map(|tier| {
                    let builder = tier::held(python::must(tier.compiler.builder::<Values>($format)));
                    variant(tier.name, move || {
                        let ($($given,)*) = given();
                        let values = [$(Value { $from: rows!(@from $from $($taken),+) }),*];
                        // SAFETY: attached; the values are those of the format.
                        unsafe { builder.build(&values) }
                    })
                }));
                variants
            },
        }),*] };
    };
    (@from $from:ident $one:expr) => { from::$from($one) };
    (@from $from:ident $($several:expr),+) => { from::$from(($($several),+)) };
}

rows! {
    #[headline]
    "i" name "i (small)" at 407 by by_hand_build_i given (value: c_int = 17) takes (Int(value));
    #[headline]
    "i" name "i (large)" by by_hand_build_i given (value: c_int = 1700) takes (Int(value));
    #[headline]
    "s" name "s (11 chars)" at 35 by by_hand_build_s given (text: *const c_char = HELLO) takes (Text(text));
    #[headline]
    "(isi)" name "(isi) (17, x, 23)" by by_hand_build_isi
        given (a: c_int = 17, b: *const c_char = X, c: c_int = 23) takes (Int(a), Text(b), Int(c));
    #[headline]
    "(isi)" name "(isi) (1700, hello world, 2300)" by by_hand_build_isi
        given (a: c_int = 1700, b: *const c_char = HELLO, c: c_int = 2300) takes (Int(a), Text(b), Int(c));
    #[headline]
    "(dd)" at 9 by by_hand_build_dd given (a: c_double = 1.5, b: c_double = 2.5) takes (Double(a), Double(b));
    #[headline]
    "[iii]" by by_hand_build_list
        given (a: c_int = 1, b: c_int = 2, c: c_int = 3) takes (Int(a), Int(b), Int(c));
    #[headline]
    "{s:i,s:i}" at 2 by by_hand_build_dict
        given (x: c_int = 17, y: c_int = 23) takes (Text(c"x"), Int(x), Text(c"y"), Int(y));
    #[headline]
    "{s:O,s:N}" by by_hand_build_dict_objects
        given (x: *mut PyObject = list(0), y: *mut PyObject = new_list_reference(1))
        takes (Text(c"x"), Object(x), Text(c"y"), Object(y));
    #[headline]
    "N" at 132 by by_hand_build_N given (object: *mut PyObject = new_list_reference(0)) takes (Object(object));
    "O" at 31 by by_hand_build_O given (object: *mut PyObject = list(0)) takes (Object(object));
    "d" at 36 by by_hand_build_d given (value: c_double = 1.5) takes (Double(value));
    "s#" at 1 by by_hand_build_s_len
        given (text: *const c_char = HELLO, length: Py_ssize_t = 11) takes (Bytes(text, length));
    "y#" at 18 by by_hand_build_y_len
        given (data: *const c_char = HELLO, length: Py_ssize_t = 11) takes (Bytes(data, length));
    "(OO)" at 43 by by_hand_build_OO
        given (a: *mut PyObject = list(0), b: *mut PyObject = list(1)) takes (Object(a), Object(b));
    "(O)" at 62 by by_hand_build_one given (object: *mut PyObject = list(0)) takes (Object(object));
    "NN" at 98 by by_hand_build_NN
        given (a: *mut PyObject = new_list_reference(0), b: *mut PyObject = new_list_reference(1))
        takes (Object(a), Object(b));
    "(si)" at 24 by by_hand_build_si
        given (text: *const c_char = HELLO, value: c_int = 17) takes (Text(text), Int(value));
    "{s:i,s:i}" name "{s:i,s:i} (keys of 8)" by by_hand_build_dict_of_words
        given (x: c_int = 17, y: c_int = 23) takes (Text(c"elements"), Int(x), Text(c"position"), Int(y));
    "((ii)(ii))" at 1 by by_hand_build_pairs
        given (a: c_int = 1, b: c_int = 2, c: c_int = 3, d: c_int = 17) takes (Int(a), Int(b), Int(c), Int(d));
}

/// A variant from its call, which returns null where an exception is set.
fn variant(name: &'static str, call: impl Fn() -> *mut PyObject + 'static) -> Variant {
    Variant::new(name, Building { name, call })
}

/// Calls that make an object.
struct Building<F> {
    name: &'static str,
    call: F,
}

impl<F: Fn() -> *mut PyObject> Calls for Building<F> {
    fn result(&self) -> String {
        shown(self.name, (self.call)())
    }

    fn run(&self, calls: u64) {
        repeat(self.name, calls, &self.call);
    }
}

/// How the object that a call has made looks; null where an exception is set. It is released.
pub(crate) fn shown(name: &str, object: *mut PyObject) -> String {
    if object.is_null() {
        python::fail(name);
    }
    // SAFETY: attached; the object is new.
    unsafe {
        let result = python::describe(object);
        Py_DECREF(object);
        result
    }
}

/// Makes so many calls, which return null where an exception is set, and releases the objects.
#[inline(always)]
pub(crate) fn repeat(name: &str, calls: u64, call: impl Fn() -> *mut PyObject) {
    for _ in 0..calls {
        let object = call();
        if object.is_null() {
            python::fail(name);
        }
        // SAFETY: attached; the call made the object.
        unsafe { Py_DECREF(object) };
    }
}
