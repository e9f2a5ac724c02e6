//! Formats of `PyArg_ParseTuple` whose values the compiler checks: the form of the macro that returns them, and handles with a
//! signature. There is no row without units: of such a handle, nothing is called.

use crate::parse::variant;
use crate::python;
use crate::row::{Family, Row};
use crate::stock::{self, ParseTuple};
use crate::tier;
use fmtunit::parse_tuple;
use fmtunit_jit::Tuple;
use fmtunit_jit::units::Opt;
use fmtunit_jit::units::parse::{Double, Int, Object, Str};
use pyo3_ffi::PyObject;
use std::ffi::{CStr, c_char, c_double, c_int};
use std::hint::black_box;

/// Makes the rows. One reads
///
/// ```text
/// #[headline] "format" [name "name"] is (signature) given "arguments" stores (output: Type, …);
/// ```
///
/// with the arguments as a Python expression, and what is stored in the order of C.
macro_rules! rows {
    ($(
        $(#[$headline:ident])? $format:literal $(name $name:literal)? is $signature:ty, given $given:literal
        stores ($($output:ident: $type:ty),*);
    )*) => {
        /// The rows.
        pub const FAMILY: Family = Family { name: "typed", rows: &[$(Row {
            name: [$($name,)? $format][0],
            headline: [$(stringify!($headline),)? ""][0].len() > 0,
            sites: 0,
            prepare: |tiers| {
                type Outputs = ($($type,)*);
                type Compiled = unsafe extern "C" fn(*mut PyObject, *mut Outputs) -> c_int;

                unsafe extern "C" fn compiled(tuple: *mut PyObject, outputs: *mut Outputs) -> c_int {
                    // SAFETY: attached; the loop passes a tuple and its outputs.
                    unsafe { keep(parse_tuple!(tuple, $format), &mut *outputs) }
                }

                let tuple = python::eval($given);
                let format = concat!($format, "\0").as_ptr().cast::<c_char>();
                let stock = black_box(stock::PyArg_ParseTuple as ParseTuple);
                let compiled = black_box(compiled as Compiled);
                let mut variants = vec![
                    variant("stock", move |($($output,)*): &mut Outputs| {
                        // SAFETY: attached; the arguments are those of the format.
                        unsafe { stock(tuple, format, $(&raw mut *$output),*) }
                    }),
                    variant("macro", move |outputs: &mut Outputs| {
                        // SAFETY: attached; the outputs are those of the format.
                        unsafe { compiled(tuple, outputs) }
                    }),
                ];
                variants.extend(tiers.iter().map(|tier| {
                    let parser = tier::held(python::must(tier.compiler.parser::<Tuple, $signature>($format)));
                    variant(tier.name, move |outputs: &mut Outputs| {
                        // SAFETY: attached; the tuple is alive.
                        keep(unsafe { parser.parse(&tuple, ()) }, outputs)
                    })
                }));
                variants
            },
        }),*] };
    };
}

rows! {
    "O" is (Object,), given "([],)" stores (object: *mut PyObject);
    #[headline]
    "i" is (Int,), given "(5,)" stores (value: c_int);
    #[headline]
    "si" is (Str, Int), given "('hello', 1)" stores (s: *const c_char, i: c_int);
    #[headline]
    "iii" is (Int, Int, Int), given "(1, 2, 3)" stores (i: c_int, j: c_int, k: c_int);
    #[headline]
    "OO" is (Object, Object), given "(object(), object())"
        stores (a: *mut PyObject, b: *mut PyObject);
    #[headline]
    "s|si" is (Str, Opt<Str>, Opt<Int>), given "('file', 'w', 4096)"
        stores (file: *const c_char, mode: *const c_char, size: c_int);
    #[headline]
    "dddddddd" is (Double, Double, Double, Double, Double, Double, Double, Double),
        given "(0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5)"
        stores (a: c_double, b: c_double, c: c_double, d: c_double,
            e: c_double, f: c_double, g: c_double, h: c_double);
}

/// Keeps the values of a call where the other variants store theirs; 0 if there are none.
#[inline(always)]
fn keep<T, R>(values: Result<T, R>, outputs: &mut impl Keeps<T>) -> c_int {
    values.map_or(0, |values| {
        outputs.keep(values);
        1
    })
}

/// An output that keeps a value, or several such.
trait Keeps<T> {
    fn keep(&mut self, value: T);
}

macro_rules! plain {
    ($($type:ty),*) => {$(
        impl Keeps<$type> for $type {
            #[inline(always)]
            fn keep(&mut self, value: $type) {
                // One by one, as a function uses its arguments. A load of two at once would have to wait until both, which were
                // stored one by one, have reached the cache.
                // SAFETY: it is a reference.
                unsafe { (&raw mut *self).write_volatile(value) };
            }
        }
    )*};
}
plain!(c_int, c_double, *mut PyObject);

impl Keeps<&CStr> for *const c_char {
    #[inline(always)]
    fn keep(&mut self, value: &CStr) {
        *self = value.as_ptr();
    }
}

impl<T, O: Keeps<T>> Keeps<Option<T>> for O {
    #[inline(always)]
    fn keep(&mut self, value: Option<T>) {
        if let Some(value) = value {
            Keeps::<T>::keep(self, value);
        }
    }
}

macro_rules! tuples {
    ($($value:ident $output:ident)*) => {
        impl<$($value, $output: Keeps<$value>),*> Keeps<($($value,)*)> for ($($output,)*) {
            #[inline(always)]
            #[allow(non_snake_case, reason = "the names are those of the types")]
            fn keep(&mut self, ($($value,)*): ($($value,)*)) {
                let ($($output,)*) = self;
                $($output.keep($value);)*
            }
        }
    };
}
tuples!();
tuples!(A X);
tuples!(A X B Y);
tuples!(A X B Y C Z);
tuples!(A S B T C U D V E W F X G Y H Z);
