//! Formats of `PyArg_ParseTuple`.

use crate::output::Output;
use crate::python;
use crate::row::{Calls, Family, Row, Variant};
use crate::stock::{self, ParseTuple};
use crate::tier;
use fmtunit::Py_complex;
use fmtunit::parse_tuple;
use fmtunit_jit::{Field, FieldLayout, FieldType, Places, RecordAt, RecordLayout, Tuple};
use fmtunit_runtime::place::Erase;
use pyo3_ffi::{Py_buffer, Py_ssize_t, PyObject, PyTypeObject};
use std::ffi::{c_char, c_double, c_int, c_long, c_ulonglong};
use std::hint::black_box;
use std::marker::PhantomData;

unsafe extern "C" {
    /// A converter as people pass it for `O&`.
    fn a_converter(object: *mut PyObject, target: *mut *mut PyObject) -> c_int;
}

/// The type of a converter.
type Converter = unsafe extern "C" fn(*mut PyObject, *mut *mut PyObject) -> c_int;

/// Makes the rows. One reads
///
/// ```text
/// #[headline] "format" [name "name"] [at call sites] given "arguments" by by_hand
///     stores ([input: Type = value] output: Type, …);
/// ```
///
/// with the name where it is not the format, the arguments as a Python expression, and what is stored in the order of C.
macro_rules! rows {
    ($(
        $(#[$headline:ident])? $format:literal $(name $name:literal)? $(at $sites:literal)? given $given:literal by $by_hand:ident
        stores ($($([$input:ident: $input_type:ty = $value:expr])? $output:ident: $type:ty),*);
    )*) => {
        /// The rows.
        pub const FAMILY: Family = Family { name: "parse", rows: &[$(Row {
            name: [$($name,)? $format][0],
            headline: [$(stringify!($headline),)? ""][0].len() > 0,
            sites: [$($sites,)? 0][0],
            prepare: |tiers| {
                unsafe extern "C" {
                    fn $by_hand(tuple: *mut PyObject, $($($input: $input_type,)? $output: *mut $type),*) -> c_int;
                    #[link_name = concat!("header_", stringify!($by_hand))]
                    fn in_c(tuple: *mut PyObject, $($($input: $input_type,)? $output: *mut $type),*) -> c_int;
                }

                unsafe extern "C" fn compiled(tuple: *mut PyObject, $($output: *mut $type),*) -> c_int {
                    // SAFETY: attached; the loop passes a tuple and the addresses of its outputs.
                    c_int::from(unsafe {
                        parse_tuple!(tuple, $format, $($($value,)? &mut *$output),*)
                    }.is_ok())
                }

                type Outputs = ($($type,)*);
                type ByHand = unsafe extern "C" fn(*mut PyObject, $($($input_type,)? *mut $type),*) -> c_int;
                type Compiled = unsafe extern "C" fn(*mut PyObject, $(*mut $type),*) -> c_int;

                let tuple = python::eval($given);
                let format = concat!($format, "\0").as_ptr().cast::<c_char>();
                let stock = black_box(stock::PyArg_ParseTuple as ParseTuple);
                let (by_hand, header) = (black_box($by_hand as ByHand), black_box(in_c as ByHand));
                let compiled = black_box(compiled as Compiled);
                let mut variants = vec![
                    variant("stock", move |($($output,)*): &mut Outputs| {
                        // SAFETY: attached; the arguments are those of the format.
                        unsafe { stock(tuple, format, $($($value as $input_type,)? &raw mut *$output),*) }
                    }),
                    variant("by_hand", move |($($output,)*): &mut Outputs| {
                        // SAFETY: attached; the arguments are those of the format.
                        unsafe { by_hand(tuple, $($($value,)? $output),*) }
                    }),
                    variant("header", move |($($output,)*): &mut Outputs| {
                        // SAFETY: attached; the arguments are those of the format.
                        unsafe { header(tuple, $($($value,)? $output),*) }
                    }),
                    variant("macro", move |($($output,)*): &mut Outputs| {
                        // SAFETY: attached; the outputs are those of the format.
                        unsafe { compiled(tuple, $($output),*) }
                    }),
                ];
                // What is passed besides the outputs would be a field, too.
                let has_inputs = !<[&str]>::is_empty(&[$($(stringify!($input),)?)*]);
                variants.extend(tiers.iter().filter(|_| !has_inputs).filter_map(|tier| {
                    let name = tier.record?;
                    let layout = layout(|($($output,)*): &Outputs| {
                        vec![$(((&raw const *$output).addr(), <$type as Field>::TYPE)),*]
                    });
                    let parser = tier::held(python::must(tier.compiler.parser::<Tuple, RecordAt>(($format, &layout))));
                    Some(variant(name, move |outputs: &mut Outputs| {
                        // SAFETY: attached; the layout is that of the outputs.
                        c_int::from(unsafe {
                            parser.parse(&tuple, (&raw mut *outputs).cast())
                        }.is_ok())
                    }))
                }));
                variants.extend(tiers.iter().map(|tier| {
                    let parser = tier::held(python::must(tier.compiler.parser::<Tuple, Places>($format)));
                    variant(tier.name, move |($($output,)*): &mut Outputs| {
                        let places = [$($(($value as $input_type).erase(),)? (&raw mut *$output).erase()),*];
                        // SAFETY: attached; the places are those of the format.
                        c_int::from(unsafe { parser.parse(&tuple, &places) }.is_ok())
                    })
                }));
                variants
            },
        }),*] };
    };
}

rows! {
    "" name "(empty)" at 639 given "()" by by_hand_parse_empty stores ();
    ":name" name ":name (none)" given "()" by by_hand_parse_name stores ();
    #[headline]
    "i" at 414 given "(5,)" by by_hand_parse_i stores (value: c_int);
    #[headline]
    "si" at 14 given "('hello', 1)" by by_hand_parse_si stores (s: *const c_char, i: c_int);
    #[headline]
    "iii" at 26 given "(1, 2, 3)" by by_hand_parse_iii stores (i: c_int, j: c_int, k: c_int);
    #[headline]
    "OO" at 314 given "(object(), object())" by by_hand_parse_OO stores (a: *mut PyObject, b: *mut PyObject);
    #[headline]
    "((ii)(ii))(ii)" given "(((1, 2), (3, 4)), (5, 6))" by by_hand_parse_rectangle
        stores (left: c_int, top: c_int, right: c_int, bottom: c_int, h: c_int, v: c_int);
    #[headline]
    "s|si" given "('file', 'w', 4096)" by by_hand_parse_open
        stores (file: *const c_char, mode: *const c_char, size: c_int);
    #[headline]
    "dddddddd" given "(0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5)" by by_hand_parse_d8
        stores (a: c_double, b: c_double, c: c_double, d: c_double,
            e: c_double, f: c_double, g: c_double, h: c_double);
    #[headline]
    "es" at 1 given "('hello',)" by by_hand_parse_encoded
        stores ([encoding: *const c_char = c"utf-8".as_ptr()] text: *mut c_char);
    "O" at 751 given "([],)" by by_hand_parse_O stores (object: *mut PyObject);
    "|O" name "|O (none)" given "()" by by_hand_parse_O_or_none stores (object: *mut PyObject);
    "|O" name "|O (one)" at 58 given "([],)" by by_hand_parse_O_or_none stores (object: *mut PyObject);
    "s" at 229 given "('hello',)" by by_hand_parse_s stores (text: *const c_char);
    "s" name "s (60 chars)" given "('x' * 60,)" by by_hand_parse_s stores (text: *const c_char);
    "z" at 14 given "('hello',)" by by_hand_parse_z stores (text: *const c_char);
    "s#" at 33 given "('hello',)" by by_hand_parse_s_len stores (text: *const c_char, length: Py_ssize_t);
    "U" at 25 given "('hello',)" by by_hand_parse_U stores (object: *mut PyObject);
    "S" at 5 given "(b'hello',)" by by_hand_parse_S stores (object: *mut PyObject);
    "y#" at 4 given "(b'hello world',)" by by_hand_parse_y_len stores (data: *const c_char, length: Py_ssize_t);
    "y*" at 5 given "(b'hello world',)" by by_hand_parse_y_view stores (view: Py_buffer);
    "d" at 7 given "(1.5,)" by by_hand_parse_d stores (value: c_double);
    "n" at 19 given "(5,)" by by_hand_parse_n stores (value: Py_ssize_t);
    "l" at 92 given "(5,)" by by_hand_parse_l stores (value: c_long);
    "K" at 13 given "(5,)" by by_hand_parse_K stores (value: c_ulonglong);
    "p" at 3 given "(True,)" by by_hand_parse_p stores (value: c_int);
    "O!" at 85 given "([],)" by by_hand_parse_instance
        stores ([class: *mut PyTypeObject = &raw mut pyo3_ffi::PyList_Type] object: *mut PyObject);
    "O&" at 66 given "([],)" by by_hand_parse_converted
        stores ([convert: Converter = a_converter as Converter] object: *mut PyObject);
    "Oi" at 149 given "([], 5)" by by_hand_parse_Oi stores (object: *mut PyObject, value: c_int);
    "ii" at 125 given "(1, 2)" by by_hand_parse_ii stores (i: c_int, j: c_int);
    "OOO" at 88 given "([], (), {})" by by_hand_parse_OOO
        stores (a: *mut PyObject, b: *mut PyObject, c: *mut PyObject);
    "|i" at 80 given "(5,)" by by_hand_parse_i_or_none stores (value: c_int);
    "ss" at 61 given "('hello', 'world')" by by_hand_parse_ss stores (s: *const c_char, t: *const c_char);
    "O|O" at 50 given "([], ())" by by_hand_parse_O_O stores (a: *mut PyObject, b: *mut PyObject);
    "C" at 1 given "('x',)" by by_hand_parse_C stores (value: c_int);
    "D" at 1 given "(1+2j,)" by by_hand_parse_D stores (value: Py_complex);
    // Objects that no engine has a fast shape for.
    "d" name "d (an int)" given "(5,)" by by_hand_parse_d stores (value: c_double);
    "n" name "n (2**40)" given "(2**40,)" by by_hand_parse_n stores (value: Py_ssize_t);
    "s" name "s (not ASCII)" given "('h\u{e9}llo',)" by by_hand_parse_s stores (text: *const c_char);
    "O!" name "O! (a subclass)" given "(type('Derived', (list,), {})(),)" by by_hand_parse_instance
        stores ([class: *mut PyTypeObject = &raw mut pyo3_ffi::PyList_Type] object: *mut PyObject);
}

/// The layout of the outputs, of which the function gives the addresses and types.
fn layout<O: Output>(fields: impl Fn(&O) -> Vec<(usize, FieldType)>) -> RecordLayout {
    // SAFETY: `Output` says so.
    let outputs = unsafe { std::mem::zeroed::<O>() };
    let start = (&raw const outputs).addr();
    let field = |(address, class)| FieldLayout { offset: (address - start) as u32, class };
    let fields: Vec<_> = fields(&outputs).into_iter().map(field).collect();
    python::must(RecordLayout::new(fields, size_of::<O>(), align_of::<O>()))
}

/// A variant from its call, which returns zero where an exception is set.
pub(crate) fn variant<O: Output + 'static>(
    name: &'static str,
    call: impl Fn(&mut O) -> c_int + 'static,
) -> Variant {
    Variant::new(name, Parsing { name, call, outputs: PhantomData })
}

/// Calls that store to outputs.
struct Parsing<O, F> {
    name: &'static str,
    call: F,
    outputs: PhantomData<fn(&mut O)>,
}

impl<O: Output, F: Fn(&mut O) -> c_int> Calls for Parsing<O, F> {
    fn result(&self) -> String {
        // SAFETY: `Output` says so.
        let mut outputs = unsafe { std::mem::zeroed::<O>() };
        if (self.call)(&mut outputs) == 0 {
            python::fail(self.name);
        }
        // SAFETY: the call stored all outputs.
        unsafe {
            let result = outputs.show();
            outputs.release();
            result
        }
    }

    fn run(&self, calls: u64) {
        // SAFETY: `Output` says so.
        let mut outputs = unsafe { std::mem::zeroed::<O>() };
        for _ in 0..calls {
            if (self.call)(black_box(&mut outputs)) == 0 {
                python::fail(self.name);
            }
            // SAFETY: the call stored all outputs.
            unsafe { outputs.release() };
        }
        black_box(&mut outputs);
    }
}
