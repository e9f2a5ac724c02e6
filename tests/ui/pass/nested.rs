//! Calls in calls, and in macros.

#![deny(warnings)]

#[path = "../support/python.rs"]
mod python;

use fmtunit::ffi::PyObject;
use fmtunit::{Raised, build_value, parse, parse_tuple};
use python::{eval, is};

macro_rules! parse_all {
    ($args:expr, $format:literal $(, $place:expr)*) => {
        parse_tuple!($args, $format $(, $place)*)
    };
}

/// Has variables of its own by the names of the expansion.
macro_rules! first_and_last {
    ($args:ident, $format:literal) => {{
        let (mut place0, mut place1) = (0, 0);
        let arguments = $args;
        unsafe { parse_tuple!(arguments, $format, &mut place0, &mut place1) }.map(|()| (place0, place1))
    }};
}

macro_rules! dict {
    ($format:tt: $($key:literal => $value:expr),*) => {
        unsafe { build_value!($format, $($key, $value),*) }
    };
}

macro_rules! getter {
    ($(fn $name:ident($args:ident) -> $type:ty = $format:literal;)*) => {$(
        unsafe fn $name($args: *mut PyObject) -> Result<$type, Raised> {
            unsafe { parse_tuple!($args, $format) }.map(|(value,)| value)
        }
    )*};
}

getter! {
    fn int(args) -> i32 = "i:int";
    fn float(args) -> f64 = r#"d:float"#;
}

unsafe fn in_arguments(args: *mut PyObject) -> Result<*mut PyObject, Raised> {
    let mut number = 0;
    unsafe {
        // The inner call is done before the outer one.
        parse!(parse_tuple!(args, "O")?.0, "i", &mut number)?;
        Ok(build_value!(
            "(N[N])",
            build_value!("i", parse_tuple!(args, "i")?.0),
            build_value!("(iN)", number, build_value!(""))
        ))
    }
}

fn main() {
    python::start();
    let (one, two) = (eval(c"(1,)"), eval(c"(1, 2)"));
    let (mut first, mut second) = (0, 0);
    unsafe {
        assert!(is(build_value!("(N)", build_value!("i", 1)), c"(1,)"));
        assert!(is(in_arguments(one).unwrap(), c"(1, [(1, None)])"));
        parse_all!(two, "ii", &mut first, &mut second).unwrap();
        assert_eq!(parse_all!(two, "ii:f"), Ok((first, second)));
        assert_eq!((int(one), float(one)), (Ok(1), Ok(1.0)));
    }
    assert_eq!(first_and_last!(two, "ii"), Ok((1, 2)));
    assert!(is(dict!("{s:i,s:i}": "a" => 1, "b" => first + second), c"{'a': 1, 'b': 3}"));
}
