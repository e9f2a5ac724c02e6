//! Calls that fail, as in programs that try a call and handle the exception.

use crate::keywords::{KeywordArguments, names};
use crate::output::Output;
use crate::python;
use crate::row::{Calls, Family, Row, Variant};
use crate::stock::{self, ParseTuple, ParseTupleAndKeywords};
use crate::tier;
use fmtunit::{parse_array_and_keywords, parse_tuple, parse_tuple_and_keywords};
use fmtunit_jit::{ArrayAndKeywords, Places, Tuple, TupleAndKeywords};
use fmtunit_runtime::place::Erase;
use pyo3_ffi::{self as ffi, Py_ssize_t, PyObject};
use std::ffi::{c_char, c_int};
use std::hint::black_box;
use std::marker::PhantomData;
use std::ptr::null_mut;

/// Makes a row. It reads as those of the families without failures.
macro_rules! row {
    ($format:literal $name:literal given $given:literal stores ($($output:ident: $type:ty),*)) => {
        row!(@row $format $name, |tiers| {
            unsafe extern "C" fn compiled(tuple: *mut PyObject, $($output: *mut $type),*) -> c_int {
                // SAFETY: attached; the loop passes a tuple and the addresses of its outputs.
                c_int::from(unsafe { parse_tuple!(tuple, $format, $(&mut *$output),*) }.is_ok())
            }
            let tuple = python::eval($given);
            let stock = black_box(stock::PyArg_ParseTuple as ParseTuple);
            let compiled = black_box(compiled as unsafe extern "C" fn(*mut PyObject, $(*mut $type),*) -> c_int);
            let format = concat!($format, "\0").as_ptr().cast::<c_char>();
            let mut variants = vec![
                failing("stock", move |($($output,)*): &mut ($($type,)*)| {
                    // SAFETY: attached; the places are those of the format.
                    unsafe { stock(tuple, format, $(&raw mut *$output),*) }
                }),
                failing("macro", move |($($output,)*): &mut ($($type,)*)| {
                    // SAFETY: attached; the outputs are those of the format.
                    unsafe { compiled(tuple, $($output),*) }
                }),
            ];
            variants.extend(tiers.iter().map(|tier| {
                let parser = tier::held(python::must(tier.compiler.parser::<Tuple, Places>($format)));
                failing(tier.name, move |($($output,)*): &mut ($($type,)*)| {
                    let places = [$((&raw mut *$output).erase()),*];
                    // SAFETY: attached; the places are those of the format.
                    c_int::from(unsafe { parser.parse(&tuple, &places) }.is_ok())
                })
            }));
            variants
        })
    };
    (
        $format:literal [$($parameter:literal),*] $name:literal given $given:literal
        stores ($($output:ident: $type:ty),*)
    ) => {
        row!(@row $format $name, |tiers| {
            row!(@named tiers, TupleAndKeywords parse_tuple_and_keywords (args: *mut PyObject, kwargs: *mut PyObject)
                $format [$($parameter),*] $given ($($output: $type),*))
        })
    };
    (
        array $format:literal [$($parameter:literal),*] $name:literal given $given:literal
        stores ($($output:ident: $type:ty),*)
    ) => {
        row!(@row $format $name, |tiers| {
            row!(@named tiers, ArrayAndKeywords parse_array_and_keywords
                (array: *const *mut PyObject, nargs: Py_ssize_t, kwnames: *mut PyObject)
                $format [$($parameter),*] $given ($($output: $type),*))
        })
    };
    (@named $tiers:ident, $entry:ident $parse:ident ($first:ident: $first_type:ty $(, $source:ident: $source_type:ty)*)
        $format:literal [$($parameter:literal),*] $given:literal ($($output:ident: $type:ty),*)
    ) => {{
        unsafe extern "C" fn compiled(
            $first: $first_type, $($source: $source_type,)* $($output: *mut $type),*
        ) -> c_int {
            // SAFETY: attached; the loop passes the arguments of a call, and the addresses of its outputs.
            c_int::from(unsafe {
                $parse!($first, $($source,)* $format, [$($parameter),*], $(&mut *$output),*)
            }.is_ok())
        }
        type Compiled = unsafe extern "C" fn($first_type, $($source_type,)* $(*mut $type),*) -> c_int;
        let given = KeywordArguments::new($given);
        let stock = black_box(stock::PyArg_ParseTupleAndKeywords as ParseTupleAndKeywords);
        let compiled = black_box(compiled as Compiled);
        let format = concat!($format, "\0").as_ptr().cast::<c_char>();
        let names = names([$(concat!($parameter, "\0")),*]);
        let mut variants = vec![
            failing("stock", move |($($output,)*): &mut ($($type,)*)| {
                // SAFETY: attached; the places are those of the format.
                unsafe { stock(given.args, given.kwargs, format, names, $(&raw mut *$output),*) }
            }),
            failing("macro", move |($($output,)*): &mut ($($type,)*)| {
                // SAFETY: attached; the outputs are those of the format.
                unsafe { compiled(given.$first, $(given.$source,)* $($output),*) }
            }),
        ];
        variants.extend($tiers.iter().map(|tier| {
            let parser = tier.compiler.parser_with_names::<$entry, Places>($format, &[$($parameter),*]);
            let parser = tier::held(python::must(parser));
            failing(tier.name, move |($($output,)*): &mut ($($type,)*)| {
                let places = [$((&raw mut *$output).erase()),*];
                // SAFETY: attached; the places are those of the format.
                c_int::from(unsafe { parser.parse((&given.$first, $(given.$source),*), &places) }.is_ok())
            })
        }));
        variants
    }};
    (@row $format:literal $name:literal, $prepare:expr) => {
        Row { name: concat!($format, " ", $name), headline: false, sites: 0, prepare: $prepare }
    };
}

/// The rows.
pub const FAMILY: Family = Family {
    name: "failures",
    rows: &[
        row!("i:f" "(a str)" given "('x',)" stores (value: c_int)),
        row!("s:f" "(an int)" given "(5,)" stores (text: *const c_char)),
        row!("is:f" "(second wrong)" given "(5, [])" stores (value: c_int, text: *const c_char)),
        row!("i:f" "(overflow)" given "(2**40,)" stores (value: c_int)),
        row!("i:f" "(2**70)" given "(2**70,)" stores (value: c_int)),
        row!("ii:f" "(too few)" given "(1,)" stores (a: c_int, b: c_int)),
        row!("i|i:f" "(too many)" given "(1, 2, 3)" stores (a: c_int, b: c_int)),
        row!("(ii)i:f" "(no tuple)" given "(1, 2)" stores (a: c_int, b: c_int, c: c_int)),
        row!("i|ss:f" ["a", "b", "c"] "(wrong type)" given "1, b=5"
            stores (a: c_int, b: *const c_char, c: *const c_char)),
        row!("i|ss:f" ["a", "b", "c"] "(unknown)" given "1, d='x'"
            stores (a: c_int, b: *const c_char, c: *const c_char)),
        row!("ii:f" ["a", "b"] "(missing)" given "1" stores (a: c_int, b: c_int)),
        row!("ii:f" ["a", "b"] "(too many)" given "1, 2, 3" stores (a: c_int, b: c_int)),
        row!("i|i:f" ["a", "b"] "(twice)" given "1, a=2" stores (a: c_int, b: c_int)),
        row!(array "i|ss:f" ["a", "b", "c"] "(array, wrong type)" given "1, b=5"
            stores (a: c_int, b: *const c_char, c: *const c_char)),
        row!(array "i|ss:f" ["a", "b", "c"] "(array, unknown)" given "1, d='x'"
            stores (a: c_int, b: *const c_char, c: *const c_char)),
        row!(array "ii:f" ["a", "b"] "(array, missing)" given "1" stores (a: c_int, b: c_int)),
    ],
};

/// A variant from its call, which returns zero and sets an exception.
fn failing<O: Output + 'static>(name: &'static str, call: impl Fn(&mut O) -> c_int + 'static) -> Variant {
    Variant::new(name, Failing { name, call, outputs: PhantomData })
}

struct Failing<O, F> {
    name: &'static str,
    call: F,
    outputs: PhantomData<fn(&mut O)>,
}

impl<O: Output, F: Fn(&mut O) -> c_int> Failing<O, F> {
    fn call(&self, outputs: &mut O) {
        if (self.call)(outputs) != 0 {
            python::fail(self.name);
        }
    }
}

impl<O: Output, F: Fn(&mut O) -> c_int> Calls for Failing<O, F> {
    fn result(&self) -> String {
        // SAFETY: `Output` says so; attached; the call has set an exception.
        unsafe {
            self.call(&mut std::mem::zeroed::<O>());
            let (mut class, mut value, mut traceback) = (null_mut(), null_mut(), null_mut());
            ffi::PyErr_Fetch(&mut class, &mut value, &mut traceback);
            ffi::PyErr_NormalizeException(&mut class, &mut value, &mut traceback);
            python::describe(value)
        }
    }

    fn run(&self, calls: u64) {
        // SAFETY: `Output` says so; attached.
        unsafe {
            let mut outputs = std::mem::zeroed::<O>();
            for _ in 0..calls {
                self.call(black_box(&mut outputs));
                ffi::PyErr_Clear();
            }
            black_box(&mut outputs);
        }
    }
}
