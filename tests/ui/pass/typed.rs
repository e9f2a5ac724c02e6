//! The values of the units in the typed form.

#![deny(warnings)]

#[path = "../support/python.rs"]
mod python;

use fmtunit::ffi::{Py_complex, Py_ssize_t, PyLong_Type, PyObject};
use fmtunit::{Buffer, Bytes, Encoded, EncodedBytes, Raised, parse, parse_tuple};
use python::eval;
use std::ffi::*;

fn main() {
    python::start();
    unsafe {
        integers();
        other_numbers();
        text();
        buffers();
        encoded();
        objects();
        groups();
        optional();
        one_object();
    }
}

unsafe fn integers() {
    let args = eval(c"tuple(range(1, 12))");
    let (b, big_b, h, big_h, i, big_i, l, k, big_l, big_k, n): (
        c_uchar,
        c_uchar,
        c_short,
        c_ushort,
        c_int,
        c_uint,
        c_long,
        c_ulong,
        c_longlong,
        c_ulonglong,
        Py_ssize_t,
    ) = unsafe { parse_tuple!(args, "bBhHiIlkLKn:integers") }.unwrap();
    assert_eq!((b, big_b, h, big_h, i, big_i), (1, 2, 3, 4, 5, 6));
    assert_eq!((l, k, big_l, big_k, n), (7, 8, 9, 10, 11));
}

unsafe fn other_numbers() {
    let args = eval(c"(0.5, 1.5, 2+3j, [], b'x', '\\u20ac')");
    let (single, double, complex, truth, byte, character): (c_float, c_double, Py_complex, bool, u8, u32) =
        unsafe { parse_tuple!(args, "fdDpcC") }.unwrap();
    assert_eq!((single, double, complex.real, complex.imag), (0.5, 1.5, 2.0, 3.0));
    assert_eq!((truth, byte, character), (false, b'x', 0x20ac));
}

unsafe fn text() {
    let args = eval(c"('a', None, b'c', 'd\\0', None, b'f\\0')");
    let (s, z, y, s_len, z_len, y_len): (
        &CStr,
        Option<&CStr>,
        *const c_char,
        Bytes<'_>,
        Option<Bytes<'_>>,
        Bytes<'_>,
    ) = unsafe { parse_tuple!(args, "szys#z#y#") }.unwrap();
    assert_eq!((s, z, unsafe { CStr::from_ptr(y) }), (c"a", None, c"c"));
    let (s_len, y_len) = unsafe { (s_len.as_slice(), y_len.as_slice()) };
    assert_eq!((s_len, z_len.is_none(), y_len), (b"d\0".as_slice(), true, b"f\0".as_slice()));
}

unsafe fn buffers() {
    let args = eval(c"('a', None, b'c', bytearray(b'd'))");
    let (s, z, y, w): (Buffer, Option<Buffer>, Buffer, Buffer) =
        unsafe { parse_tuple!(args, "s*z*y*w*") }.unwrap();
    w.as_cells().unwrap()[0].set(b'e');
    assert_eq!(
        (s.to_vec(), z.is_none(), y.to_vec(), w.to_vec()),
        (b"a".to_vec(), true, b"c".to_vec(), b"e".to_vec())
    );
}

unsafe fn encoded() {
    let args = eval(c"('\\xe4', b'b', 'c', 'd')");
    let latin: *const c_char = c"latin-1".as_ptr();
    let (es, et, es_len, et_len): (Encoded, Encoded, EncodedBytes, EncodedBytes) =
        unsafe { parse_tuple!(args, "esetes#et#", c"utf-8", None, latin, Some(c"ascii")) }.unwrap();
    assert_eq!((&*es, &*et, &*es_len, &*et_len), (c"\u{e4}", c"b", &b"c"[..], &b"d"[..]));
}

unsafe extern "C" fn twice(object: *mut PyObject, target: *mut c_long) -> c_int {
    let Ok((number,)) = (unsafe { parse!(object, "l") }) else { return 0 };
    unsafe { target.write(2 * number) };
    1
}

unsafe fn objects() {
    let args = eval(c"(1, b'', bytearray(), '', 2, 3)");
    let class = &raw mut PyLong_Type;
    let (o, s, y, u, int, converted): (
        *mut PyObject,
        *mut PyObject,
        *mut PyObject,
        *mut PyObject,
        *mut PyObject,
        c_long,
    ) = unsafe { parse_tuple!(args, "OSYUO!O&", class, twice) }.unwrap();
    assert!(python::is(o, c"1") && python::is(s, c"b''") && python::is(y, c"bytearray()"));
    assert!(python::is(u, c"''") && python::is(int, c"2"));
    assert_eq!(converted, 6);
}

unsafe fn groups() {
    let args = eval(c"(1, ((2, 3), ()), ['a'])");
    // What an element lends is given as a pointer, for it may die before the list.
    let (one, ((two, three), ()), (text,)): (c_int, ((c_int, c_int), ()), (*const c_char,)) =
        unsafe { parse_tuple!(args, "i((ii)())(s)") }.unwrap();
    assert_eq!((one, two, three), (1, 2, 3));
    assert_eq!(unsafe { CStr::from_ptr(text) }, c"a");
}

unsafe fn optional() {
    let args = eval(c"('a', 1)");
    let (text, one, absent, group) = unsafe { parse_tuple!(args, "s|iz(ii):optional") }.unwrap();
    assert_eq!((text, one), (c"a", Some(1)));
    assert_eq!((absent, group), (None::<Option<&CStr>>, None::<(c_int, c_int)>));
}

unsafe fn one_object() {
    let object = eval(c"(1, 'a')");
    let ((number, text),): ((c_int, *const c_char),) = unsafe { parse!(object, "(is)") }.unwrap();
    assert_eq!((number, unsafe { CStr::from_ptr(text) }), (1, c"a"));
    let wrong: Result<(c_double,), Raised> = unsafe { parse!(object, "d;a number is wanted") };
    assert!(wrong.is_err());
    assert_eq!(python::raised(), "TypeError");
    let args = eval(c"()");
    let nothing: Result<(), Raised> = unsafe { parse_tuple!(args, "") };
    assert_eq!(nothing, Ok(()));
}
