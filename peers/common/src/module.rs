//! The table of methods.

use pyo3_ffi::{METH_FASTCALL, METH_KEYWORDS, METH_O, Py_ssize_t, PyMethodDef, PyMethodDefPointer, PyObject};
use std::ffi::CStr;
use std::ptr;

/// A function of the convention `METH_FASTCALL`. It serves functions without arguments, too: the interpreter calls it
/// faster than one of `METH_NOARGS`.
pub type Fast = unsafe extern "C" fn(*mut PyObject, *mut *mut PyObject, Py_ssize_t) -> *mut PyObject;

/// A function of the convention `METH_O`.
pub type Single = unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject;

/// A function of the convention `METH_FASTCALL | METH_KEYWORDS`.
pub type FastWithKeywords =
    unsafe extern "C" fn(*mut PyObject, *const *mut PyObject, Py_ssize_t, *mut PyObject) -> *mut PyObject;

/// An entry of the table.
pub const fn fast(name: &'static CStr, function: Fast) -> PyMethodDef {
    PyMethodDef {
        ml_name: name.as_ptr(),
        ml_meth: PyMethodDefPointer { PyCFunctionFast: function },
        ml_flags: METH_FASTCALL,
        ml_doc: ptr::null(),
    }
}

/// An entry of the table.
pub const fn single(name: &'static CStr, function: Single) -> PyMethodDef {
    PyMethodDef {
        ml_name: name.as_ptr(),
        ml_meth: PyMethodDefPointer { PyCFunction: function },
        ml_flags: METH_O,
        ml_doc: ptr::null(),
    }
}

/// An entry of the table.
pub const fn fast_with_keywords(name: &'static CStr, function: FastWithKeywords) -> PyMethodDef {
    PyMethodDef {
        ml_name: name.as_ptr(),
        ml_meth: PyMethodDefPointer { PyCFunctionFastWithKeywords: function },
        ml_flags: METH_FASTCALL | METH_KEYWORDS,
        ml_doc: ptr::null(),
    }
}

/// Defines the module of a crate whose modules `parse` and `build` have the functions: its table of methods, and the
/// function that makes it, which ends with the statement given.
#[macro_export]
macro_rules! module {
    ($init:ident, $name:literal, |$module:ident| $prepare:expr) => {
        static mut METHODS: [$crate::pyo3_ffi::PyMethodDef; 16] = [
            $crate::fast(c"noargs", parse::noargs),
            $crate::fast(c"string_peek", parse::string_peek),
            $crate::fast(c"add3", parse::add3),
            $crate::fast(c"pair", parse::pair),
            $crate::fast(c"rect", parse::rect),
            $crate::fast(c"open_", parse::open_),
            $crate::fast_with_keywords(c"parrot", parse::parrot),
            $crate::fast(c"sum8", parse::sum8),
            $crate::single(c"bytes_len", parse::bytes_len),
            $crate::single(c"buffer_len", parse::buffer_len),
            $crate::fast(c"build_isi", build::build_isi),
            $crate::fast(c"build_big", build::build_big),
            $crate::fast(c"build_dict", build::build_dict),
            $crate::fast(c"build_list", build::build_list),
            $crate::fast(c"build_d", build::build_d),
            $crate::pyo3_ffi::PyMethodDef::zeroed(),
        ];

        static mut MODULE: $crate::pyo3_ffi::PyModuleDef = $crate::pyo3_ffi::PyModuleDef {
            m_base: $crate::pyo3_ffi::PyModuleDef_HEAD_INIT,
            m_name: $name.as_ptr(),
            m_doc: std::ptr::null(),
            m_size: -1,
            m_methods: (&raw mut METHODS).cast(),
            m_slots: std::ptr::null_mut(),
            m_traverse: None,
            m_clear: None,
            m_free: None,
        };

        /// Initialises the module.
        ///
        /// # Safety
        /// CPython's import machinery calls it, with the GIL held.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $init() -> *mut $crate::pyo3_ffi::PyObject {
            // SAFETY: convention; the definition lives as long as the process.
            unsafe {
                let $module = $crate::pyo3_ffi::PyModule_Create(&raw mut MODULE);
                if !$module.is_null() {
                    $crate::vectorcalls!($module call FAST
                        noargs: parse, pair: parse, build_isi: build, build_big: build, build_dict: build,
                        build_list: build, build_d: build
                    );
                    $crate::vectorcalls!($module call_single SINGLE bytes_len: parse);
                }
                $prepare
            }
        }
    };
}
