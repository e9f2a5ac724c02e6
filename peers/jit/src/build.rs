//! Functions that build an object of numbers and text that the compiler does not know.

use crate::handles::handles;
use fmtunit_peer::HELLO;
use fmtunit_runtime::Raised;
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::hint::black_box;

/// Defines a function that takes no arguments and builds a value.
macro_rules! builders {
    ($($name:ident takes $nothing:ident by $builder:ident of $($value:expr),*;)*) => {$(
        /// Builds what its format says.
        pub(crate) unsafe extern "C" fn $name(
            _module: *mut PyObject,
            args: *mut *mut PyObject,
            nargs: Py_ssize_t,
        ) -> *mut PyObject {
            // SAFETY: convention; the values are good.
            let built = unsafe {
                let handles = handles();
                let parsed = handles.$nothing.parse((&args, nargs), ());
                parsed.map(|()| handles.$builder.build(($(black_box($value),)*)))
            };
            built.unwrap_or_else(Raised::null)
        }
    )*};
}

builders! {
    build_isi takes no_isi by isi of 17, c"x", 23;
    build_big takes no_big by isi of 1700, HELLO, 2300;
    build_dict takes no_dict by dict of c"x", 17, c"y", 2, 3;
    build_list takes no_list by list of 1, 2, 3;
    build_d takes no_doubles by doubles of 1.5, 2.5;
}
