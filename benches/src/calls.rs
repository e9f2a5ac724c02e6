//! Formats of `PyObject_CallFunction` and `PyObject_CallMethod`.

use crate::build::{HELLO, repeat, shown};
use crate::python;
use crate::row::{Calls, Family, Row, Variant};
use crate::stock::{self, CallFunction, CallMethod, Variadic};
use crate::tier;
use fmtunit::{call_function, call_method};
use fmtunit_jit::Values;
use fmtunit_runtime::value::{Value, from};
use pyo3_ffi::PyObject;
use std::ffi::{CStr, c_char, c_int};
use std::hint::black_box;

/// Makes the rows. One reads
///
/// ```text
/// #[headline] "format" name "name" at call sites of "callee" [method "name"] by by_hand
///     given (variable: Type = value, …) takes (Value(variable), …);
/// ```
///
/// with the callable or the object as a Python expression, what is passed to each variant, evaluated for each call, and
/// what the units take in the order of C, each with its row in the table of values.
macro_rules! rows {
    ($(
        $(#[$headline:ident])? $format:literal name $name:literal at $sites:literal of $callee:literal $(method $method:tt)?
        by $by_hand:ident given ($($given:ident: $type:ty = $value:expr),*) takes ($($from:ident($taken:expr)),*);
    )*) => {
        /// The rows.
        pub const FAMILY: Family = Family { name: "call", rows: &[$(Row {
            name: $name,
            headline: [$(stringify!($headline),)? ""][0].len() > 0,
            sites: $sites,
            prepare: |tiers| {
                unsafe extern "C" {
                    fn $by_hand(
                        callee: *mut PyObject, $(method: rows!(@type $method),)? $($given: $type),*
                    ) -> *mut PyObject;
                    #[link_name = concat!("header_", stringify!($by_hand))]
                    fn in_c(
                        callee: *mut PyObject, $(method: rows!(@type $method),)? $($given: $type),*
                    ) -> *mut PyObject;
                }

                unsafe extern "C" fn compiled(callee: *mut PyObject, $($given: $type),*) -> *mut PyObject {
                    // SAFETY: attached; the callee and the values are those of the row.
                    unsafe { rows!(@macro [$($method)?] callee, $format, $($taken),*) }
                }

                type ByHand = unsafe extern "C" fn(
                    *mut PyObject, $(rows!(@type $method),)? $($type),*
                ) -> *mut PyObject;
                type Compiled = unsafe extern "C" fn(*mut PyObject, $($type),*) -> *mut PyObject;

                let callee = python::eval($callee);
                let format = concat!($format, "\0").as_ptr().cast::<c_char>();
                let stock = rows!(@stock [$($method)?]);
                let (by_hand, header) = (black_box($by_hand as ByHand), black_box(in_c as ByHand));
                let compiled = black_box(compiled as Compiled);
                let given = || ($(black_box::<$type>($value),)*);
                let mut variants = vec![
                    variant("stock", callee, move |callee| {
                        let ($($given,)*) = given();
                        // SAFETY: attached; the arguments are those of the format.
                        unsafe { stock(callee, $(rows!(@c $method),)? format, $($taken.variadic()),*) }
                    }),
                    variant("by_hand", callee, move |callee| {
                        let ($($given,)*) = given();
                        // SAFETY: attached; the arguments are those of the row.
                        unsafe { by_hand(callee, $(rows!(@c $method),)? $($given),*) }
                    }),
                    variant("header", callee, move |callee| {
                        let ($($given,)*) = given();
                        // SAFETY: attached; the arguments are those of the row.
                        unsafe { header(callee, $(rows!(@c $method),)? $($given),*) }
                    }),
                    variant("macro", callee, move |callee| {
                        let ($($given,)*) = given();
                        // SAFETY: attached; the arguments are those of the row.
                        unsafe { compiled(callee, $($given),*) }
                    }),
                ];
                variants.extend(tiers.iter().map(|tier| {
                    let caller = tier::held(python::must(tier.compiler.caller::<Values>($format)));
                    variant(tier.name, callee, move |callee| {
                        let ($($given,)*) = given();
                        let values: &[Value] = &[$(Value { $from: from::$from($taken) }),*];
                        // SAFETY: attached; the values are those of the format.
                        unsafe { rows!(@handle [$($method)?] caller, callee, values) }
                    })
                }));
                variants
            },
        }),*] };
    };
    (@macro [] $callee:ident, $($arguments:tt)*) => { call_function!($callee, $($arguments)*) };
    (@macro [$method:tt] $callee:ident, $($arguments:tt)*) => {
        call_method!($callee, $method, $($arguments)*)
    };
    (@stock []) => { black_box(stock::PyObject_CallFunction as CallFunction) };
    (@stock [$method:tt]) => { black_box(stock::PyObject_CallMethod as CallMethod) };
    (@handle [] $caller:expr, $callee:ident, $values:ident) => { $caller.call($callee, $values) };
    (@handle [$method:tt] $caller:expr, $callee:ident, $values:ident) => {{
        const METHOD: &CStr = match CStr::from_bytes_with_nul(concat!($method, "\0").as_bytes()) {
            Ok(name) => name,
            Err(_) => c"",
        };
        $caller.call(($callee, METHOD), $values)
    }};
    (@type $method:tt) => { *const c_char };
    (@c $method:tt) => { concat!($method, "\0").as_ptr().cast::<c_char>() };
}

rows! {
    "" name "(empty)" at 103 of "''.strip" by by_hand_call_none given () takes ();
    "O" name "O" at 1175 of "len" by by_hand_call_O given (object: *mut PyObject = python::list(0)) takes (Object(object));
    "i" name "i" at 37 of "{}.get" by by_hand_call_i given (value: c_int = 17) takes (Int(value));
    "si" name "si" at 1 of "__import__('_operator').is_" by by_hand_call_si
        given (text: *const c_char = HELLO, value: c_int = 17) takes (Text(text), Int(value));
    "s" name "s (method)" at 30 of "[]" method "count" by by_hand_call_method
        given (text: *const c_char = HELLO) takes (Text(text));
}

/// A variant from its call, which returns null where an exception is set.
fn variant(
    name: &'static str,
    callee: *mut PyObject,
    call: impl Fn(*mut PyObject) -> *mut PyObject + 'static,
) -> Variant {
    Variant::new(name, Calling { name, callee, call })
}

/// Calls of an object. What is compared is what the callee is given, told by one that returns its arguments, and of which
/// method; what is timed is the callee of the row.
struct Calling<F> {
    name: &'static str,
    callee: *mut PyObject,
    call: F,
}

impl<F: Fn(*mut PyObject) -> *mut PyObject> Calls for Calling<F> {
    fn result(&self) -> String {
        let echo = "type('Echo', (), {
            '__call__': lambda self, *args: args,
            '__getattr__': lambda self, name: lambda *args: (name, args),
        })()";
        shown(self.name, (self.call)(python::eval(echo)))
    }

    fn run(&self, calls: u64) {
        repeat(self.name, calls, || (self.call)(black_box(self.callee)));
    }
}
