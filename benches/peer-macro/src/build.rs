//! Functions that build an object of numbers and text that the compiler does not know.

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
                build_value!($format $(, black_box($value))*)
            }
        }
    )*};
}

builders! {
    build_isi, ":build_isi", "(isi)", 17, c"x".as_ptr(), 23;
    build_big, ":build_big", "(isi)", 1700, HELLO.as_ptr(), 2300;
    build_dict, ":build_dict", "{s:i,s:(ii)}", c"x", 17, c"y", 2, 3;
    build_list, ":build_list", "[iii]", 1, 2, 3;
    build_d, ":build_d", "(dd)", 1.5, 2.5;
}
