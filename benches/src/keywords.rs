//! Formats of `PyArg_ParseTupleAndKeywords`, with the same calls for an array.

use crate::parse::variant;
use crate::python;
use crate::row::{Family, Row};
use crate::stock::{self, KeywordParser, ParseStackAndKeywords, ParseTupleAndKeywords};
use crate::tier;
use fmtunit::parser::plan::Entry;
use fmtunit::{parse_array_and_keywords, parse_tuple_and_keywords};
use fmtunit_jit::{ArrayAndKeywords, EntryPoint, Places, TupleAndKeywords};
use fmtunit_runtime::place::Erase;
use pyo3_ffi::{self as ffi, Py_ssize_t, PyObject};
use std::ffi::{c_char, c_int};
use std::hint::black_box;

/// Makes the rows, of both families. One reads
///
/// ```text
/// #[headline] "format" ["parameter", …] name "name" [at call sites] given "arguments"
///     by by_hand for a tuple and a dict, by_hand for an array [, by_identity for an array] stores (output: Type, …);
/// ```
///
/// with the arguments as they stand between the parentheses of a call in Python, and what is stored in the order of C.
macro_rules! rows {
    ($(
        $(#[$headline:ident])? $format:literal $parameters:tt name $name:literal $(at $sites:literal)? given $given:literal
        by $by_hand_dict:ident, $by_hand_array:ident $(, $by_identity:ident)?
        stores $outputs:tt;
    )*) => {
        /// Calls with a tuple and a dict.
        pub const TUPLE_AND_DICT: Family = Family {
            name: "tuple_and_keywords",
            rows: &[$(Row {
                name: concat!($format, " ", $name),
                headline: [$(stringify!($headline),)? ""][0].len() > 0,
            sites: [$($sites,)? 0][0],
                prepare: |tiers| prepare! {
                    tiers, TupleAndKeywords (args: *mut PyObject, kwargs: *mut PyObject),
                    parse_tuple_and_keywords, $format, $parameters, $given, $outputs,
                    "by_hand" $by_hand_dict
                },
            }),*],
        };

        /// The same calls with an array and a tuple of keywords. Their stock function is the public one, which takes the
        /// same arguments as a tuple and a dict; there is a private one besides.
        pub const ARRAY: Family = Family {
            name: "array_and_keywords",
            rows: &[$(Row {
                name: concat!($format, " ", $name),
                headline: [$(stringify!($headline),)? ""][0].len() > 0,
            sites: [$($sites,)? 0][0],
                prepare: |tiers| prepare! {
                    tiers, ArrayAndKeywords (array: *const *mut PyObject, nargs: Py_ssize_t, kwnames: *mut PyObject),
                    parse_array_and_keywords, $format, $parameters, $given, $outputs,
                    "by_hand" $by_hand_array $(, "by_identity" $by_identity)?
                },
            }),*],
        };
    };
}

/// The variants of a row, for one family: its entry point and where the arguments come from, which are fields of
/// [`KeywordArguments`].
macro_rules! prepare {
    (
        $tiers:ident, $entry:ident ($($source:ident: $source_type:ty),*), $parse:ident,
        $format:literal, [$($parameter:literal),*], $given:literal, ($($output:ident: $type:ty),*),
        "by_hand" $by_hand:ident $(, $other_name:literal $other:ident)*
    ) => {{
        prepare!(@extern ($($source: $source_type,)* $($output: *mut $type),*) $by_hand $($other)*);

        unsafe extern "C" fn compiled($($source: $source_type,)* $($output: *mut $type),*) -> c_int {
            // SAFETY: attached; the loop passes the arguments of a call, and the addresses of its outputs.
            c_int::from(unsafe {
                $parse!($($source),*, $format, [$($parameter),*], $(&mut *$output),*)
            }.is_ok())
        }

        type Outputs = ($($type,)*);
        type Function = unsafe extern "C" fn($($source_type,)* $(*mut $type),*) -> c_int;

        let given = KeywordArguments::new($given);
        let format = concat!($format, "\0").as_ptr().cast::<c_char>();
        let names = names([$(concat!($parameter, "\0")),*]);
        let stock = black_box(stock::PyArg_ParseTupleAndKeywords as ParseTupleAndKeywords);
        let function = |function: Function| {
            let function = black_box(function);
            move |($($output,)*): &mut Outputs| {
                // SAFETY: attached; the outputs are those of the format.
                unsafe { function($(given.$source,)* $($output),*) }
            }
        };
        let mut variants = vec![
            variant("stock", move |($($output,)*): &mut Outputs| {
                // SAFETY: attached; the arguments are those of the format.
                unsafe { stock(given.args, given.kwargs, format, names, $(&raw mut *$output),*) }
            }),
            variant("macro", function(compiled)),
            variant("by_hand", function($by_hand)),
            variant("header", function(in_c)),
            $(variant($other_name, function($other)),)*
        ];
        variants.extend($tiers.iter().map(|tier| {
            let parser = tier::held(python::must(tier.compiler.parser_with_names::<$entry, Places>($format, &[$($parameter),*])));
            variant(tier.name, move |($($output,)*): &mut Outputs| {
                let places = [$((&raw mut *$output).erase()),*];
                // SAFETY: attached; the places are those of the format.
                c_int::from(unsafe { parser.parse(prepare!(@arguments given $($source)*), &places) }.is_ok())
            })
        }));
        if matches!($entry::ENTRY, Entry::ArrayAndKeywords) {
            let stock = black_box(stock::_PyArg_ParseStackAndKeywords as ParseStackAndKeywords);
            let parser = stack_parser(format, names);
            variants.push(variant("stock_fast", move |($($output,)*): &mut Outputs| {
                // SAFETY: attached; the arguments are those of the format.
                unsafe {
                    stock(given.array, given.nargs, given.kwnames, parser, $(&raw mut *$output),*)
                }
            }));
        }
        variants
    }};
    (@arguments $given:ident $first:ident $($rest:ident)*) => {
        (&$given.$first, $($given.$rest),*)
    };
    (@extern $parameters:tt $by_hand:ident $($other:ident)*) => {
        unsafe extern "C" {
            fn $by_hand $parameters -> c_int;
            #[link_name = concat!("header_", stringify!($by_hand))]
            fn in_c $parameters -> c_int;
            $(fn $other $parameters -> c_int;)*
        }
    };
}

rows! {
    #[headline]
    "i|sss" ["voltage", "state", "action", "type"] name "(1 positional, 2 keywords)"
        given "1000, state='bereft', type='Norwegian Blue'"
        by by_hand_dict_isss, by_hand_array_isss, by_identity_isss
        stores (voltage: c_int, state: *const c_char, action: *const c_char, kind: *const c_char);
    "i|sss" ["voltage", "state", "action", "type"] name "(4 keywords)"
        given "voltage=1000, state='bereft', action='voom', type='Norwegian Blue'"
        by by_hand_dict_isss, by_hand_array_isss
        stores (voltage: c_int, state: *const c_char, action: *const c_char, kind: *const c_char);
    "i|sss" ["voltage", "state", "action", "type"] name "(1 positional)" given "1000"
        by by_hand_dict_isss, by_hand_array_isss
        stores (voltage: c_int, state: *const c_char, action: *const c_char, kind: *const c_char);
    "i|sss" ["voltage", "state", "action", "type"] name "(4 positional)"
        given "1000, 'bereft', 'voom', 'Norwegian Blue'"
        by by_hand_dict_isss, by_hand_array_isss
        stores (voltage: c_int, state: *const c_char, action: *const c_char, kind: *const c_char);
    "O|O" ["iterable", "start"] name "(1 positional, 1 keyword)" at 65 given "[], start=object()"
        by by_hand_dict_O_O, by_hand_array_O_O stores (iterable: *mut PyObject, start: *mut PyObject);
    "|OO" ["key", "default"] name "(none)" given ""
        by by_hand_dict_OO, by_hand_array_OO stores (key: *mut PyObject, default: *mut PyObject);
    "|OO" ["key", "default"] name "(2 positional)" given "[], object()"
        by by_hand_dict_OO, by_hand_array_OO stores (key: *mut PyObject, default: *mut PyObject);
    "|OO" ["key", "default"] name "(2 keywords)" at 46 given "key=len, default=object()"
        by by_hand_dict_OO, by_hand_array_OO stores (key: *mut PyObject, default: *mut PyObject);
    "O|OO" ["iterable", "key", "reverse"] name "(1 positional, 2 keywords)" at 51 given "[], key=len, reverse=True"
        by by_hand_dict_O_OO, by_hand_array_O_OO
        stores (iterable: *mut PyObject, key: *mut PyObject, reverse: *mut PyObject);
    "isiOOO|O" ["kind", "name", "flags", "owner", "key", "value", "context"] name "(6 positional, 1 keyword)" at 21
        given "1, 'hello', 2, [], (), {}, context=[]" by by_hand_dict_record, by_hand_array_record
        stores (kind: c_int, name: *const c_char, flags: c_int, owner: *mut PyObject, key: *mut PyObject,
            value: *mut PyObject, context: *mut PyObject);
    "|p" ["flag"] name "(1 keyword)" at 10 given "flag=True" by by_hand_dict_p, by_hand_array_p stores (flag: c_int);
}

/// The arguments of one call, for both families. Nothing is ever released.
#[derive(Clone, Copy)]
pub(crate) struct KeywordArguments {
    /// The positional arguments, as a tuple.
    pub(crate) args: *mut PyObject,
    /// The keyword arguments, as a dict; null if there are none.
    pub(crate) kwargs: *mut PyObject,
    /// The positional arguments and the values of the keyword arguments.
    pub(crate) array: *const *mut PyObject,
    /// The number of positional arguments.
    pub(crate) nargs: Py_ssize_t,
    /// The keywords, as a tuple; null if there are none.
    pub(crate) kwnames: *mut PyObject,
}

impl KeywordArguments {
    /// The arguments of a call as Python writes them.
    pub(crate) fn new(arguments: &str) -> Self {
        let call = "(lambda *args, **kwargs: (args, kwargs, (*args, *kwargs.values()), tuple(kwargs)))";
        let parts = python::eval(&format!("{call}({arguments})"));
        // SAFETY: attached; the parts are a tuple of what the expression says.
        unsafe {
            let [args, kwargs, values, kwnames] =
                [0, 1, 2, 3].map(|index| ffi::PyTuple_GetItem(parts, index));
            let array = (0..ffi::PyTuple_Size(values)).map(|index| ffi::PyTuple_GetItem(values, index));
            let unless_empty =
                |object| if ffi::PyObject_Size(object) == 0 { std::ptr::null_mut() } else { object };
            Self {
                args,
                kwargs: unless_empty(kwargs),
                array: array.collect::<Vec<_>>().leak().as_ptr(),
                nargs: ffi::PyTuple_Size(args),
                kwnames: unless_empty(kwnames),
            }
        }
    }
}

/// The names, which end with NUL, as C takes them.
pub(crate) fn names<const N: usize>(names: [&'static str; N]) -> *const *const c_char {
    let names = names.iter().map(|name| name.as_ptr().cast::<c_char>());
    names.chain([std::ptr::null()]).collect::<Vec<_>>().leak().as_ptr()
}

/// The parser of CPython's private function.
fn stack_parser(format: *const c_char, names: *const *const c_char) -> *mut KeywordParser {
    // SAFETY: the format is a literal; the names are never released.
    let parser = unsafe { stock::stock_fast_parser(format, names) };
    if parser.is_null() {
        python::fail("a parser for the private function");
    }
    parser
}
