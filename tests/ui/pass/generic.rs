//! Calls in generic functions, methods and closures.

#![deny(warnings)]

#[path = "../support/python.rs"]
mod python;

use fmtunit::ffi::PyObject;
use fmtunit::{Raised, build_value, parse, parse_tuple};
use python::eval;
use std::ffi::{CStr, c_int};
use std::iter::Sum;

unsafe fn sum<T: From<c_int> + Sum>(args: *mut PyObject) -> Result<T, Raised> {
    let (first, second) = unsafe { parse_tuple!(args, "ii:sum") }?;
    Ok([first, second].map(T::from).into_iter().sum())
}

unsafe extern "C" fn count<T: Default, const N: c_int>(
    _object: *mut PyObject,
    target: *mut (T, c_int),
) -> c_int {
    unsafe { target.write((T::default(), N)) };
    1
}

unsafe fn converted<T: Default, const N: c_int>(args: *mut PyObject) -> Result<(T, c_int), Raised> {
    let mut stored = (T::default(), 0);
    unsafe { parse_tuple!(args, "OO&", &mut std::ptr::null_mut(), count::<T, N>, &mut stored) }?;
    let (_, typed) = unsafe { parse_tuple!(args, "OO&", count::<T, N>) }?;
    assert_eq!(typed.1, stored.1);
    Ok(typed)
}

unsafe fn built<T: AsRef<str>, const N: usize>(names: &[T; N], size: impl Into<f64>) -> *mut PyObject {
    unsafe { build_value!("[sd]", names[0].as_ref(), size.into()) }
}

trait Method {
    const MINIMUM: c_int;

    unsafe fn call(&self, args: *mut PyObject) -> *mut PyObject {
        match unsafe { parse_tuple!(args, "i") } {
            Ok((number,)) => unsafe { build_value!("i", number.max(Self::MINIMUM)) },
            Err(_) => std::ptr::null_mut(),
        }
    }
}

struct AtLeast;

impl Method for AtLeast {
    const MINIMUM: c_int = 5;
}

struct Held {
    args: *mut PyObject,
}

/// A borrowed result lives as long as the variable, here the caller's.
unsafe fn text(held: &Held) -> Result<&CStr, Raised> {
    let (text,) = unsafe { parse_tuple!(held.args, "s") }?;
    Ok(text)
}

fn main() {
    python::start();
    let (pair, one, words) = (eval(c"(1, 2)"), eval(c"(1,)"), eval(c"('word',)"));
    unsafe {
        assert_eq!(sum::<i64>(pair), Ok(3));
        assert_eq!(sum::<f64>(pair), Ok(3.0));
        assert_eq!(converted::<String, 7>(pair), Ok((String::new(), 7)));
        assert!(python::is(built(&["a"], 1.5_f32), c"['a', 1.5]"));
        assert!(python::is(AtLeast.call(one), c"5"));
        assert_eq!(text(&Held { args: words }), Ok(c"word"));
    }
    let first = |args: *mut PyObject| unsafe { parse_tuple!(args, "i|O") }.map(|(first, _)| first);
    let mut total = 0;
    let mut add = |object: *mut PyObject| {
        let (number,) = unsafe { parse!(object, "i") }?;
        total += number;
        Ok::<_, Raised>(())
    };
    assert_eq!((first(pair), first(one)), (Ok(1), Ok(1)));
    assert_eq!((add(eval(c"3")), add(eval(c"4"))), (Ok(()), Ok(())));
    assert_eq!(total, 7);
}
