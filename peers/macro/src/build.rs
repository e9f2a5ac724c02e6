//! Functions that build an object of numbers and text.

use fmtunit::{Raised, build_value, parse_array};
use fmtunit_peer::HELLO;
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::hint::black_box;

/// Defines a function that takes no arguments and builds a value.
macro_rules! builders {
    ($($name:ident, $noargs:literal, $format:literal $(, $value:expr)*;)*) => {$(
        /// Builds what its format says.
        pub(crate) unsafe extern "C" fn $name(
            _module: *mut PyObject,
            args: *mut *mut PyObject,
            nargs: Py_ssize_t,
        ) -> *mut PyObject {
            // SAFETY: convention; the values are good.
            unsafe {
                let Ok(()): Result<(), Raised> = parse_array!(args, nargs, $noargs) else {
                    return std::ptr::null_mut();
                };
                build_value!($format $(, $value)*)
            }
        }
    )*};
}

// Keys are what the compiler knows, values what it does not.
builders! {
    build_isi, ":build_isi", "(isi)", black_box(17), black_box(c"x".as_ptr()), black_box(23);
    build_big, ":build_big", "(isi)", black_box(1700), black_box(HELLO.as_ptr()), black_box(2300);
    build_dict, ":build_dict", "{s:i,s:(ii)}", c"x", black_box(17), c"y", black_box(2), black_box(3);
    build_list, ":build_list", "[iii]", black_box(1), black_box(2), black_box(3);
    build_d, ":build_d", "(dd)", black_box(1.5), black_box(2.5);
}
