//! A CPython extension module of small functions, for timing calls from Python: what a function written with the macros
//! costs, calling convention and all. Build it with
//!
//! ```text
//! PYO3_BUILD_EXTENSION_MODULE=1 cargo build --release -p fmtunit-peer-macro
//! ```
//!
//! Each function has the fastest convention for what it takes. The bodies do next to nothing, and are the same wherever
//! these functions are written in another way for comparison.
//!
//! The entry points rely on what CPython promises to functions of their convention: the GIL is held, and the arguments
//! are valid. `SAFETY` comments call that *convention*.

mod build;
mod parse;

use pyo3_ffi::{
    METH_FASTCALL, METH_KEYWORDS, Py_ssize_t, PyMethodDef, PyMethodDefPointer, PyModule_Create, PyModuleDef,
    PyModuleDef_HEAD_INIT, PyObject,
};
use std::ffi::CStr;
use std::ptr;

/// A function of the convention `METH_FASTCALL`. It serves functions without arguments, too: the interpreter calls it
/// faster than one of `METH_NOARGS`.
type Fast = unsafe extern "C" fn(*mut PyObject, *mut *mut PyObject, Py_ssize_t) -> *mut PyObject;

const fn fast(name: &'static CStr, function: Fast) -> PyMethodDef {
    PyMethodDef {
        ml_name: name.as_ptr(),
        ml_meth: PyMethodDefPointer { PyCFunctionFast: function },
        ml_flags: METH_FASTCALL,
        ml_doc: ptr::null(),
    }
}

static mut METHODS: [PyMethodDef; 16] = [
    fast(c"noargs", parse::noargs),
    fast(c"string_peek", parse::string_peek),
    fast(c"add3", parse::add3),
    fast(c"pair", parse::pair),
    fast(c"rect", parse::rect),
    fast(c"open_", parse::open_),
    PyMethodDef {
        ml_name: c"parrot".as_ptr(),
        ml_meth: PyMethodDefPointer { PyCFunctionFastWithKeywords: parse::parrot },
        ml_flags: METH_FASTCALL | METH_KEYWORDS,
        ml_doc: ptr::null(),
    },
    fast(c"sum8", parse::sum8),
    fast(c"bytes_len", parse::bytes_len),
    fast(c"buffer_len", parse::buffer_len),
    fast(c"build_isi", build::build_isi),
    fast(c"build_big", build::build_big),
    fast(c"build_dict", build::build_dict),
    fast(c"build_list", build::build_list),
    fast(c"build_d", build::build_d),
    PyMethodDef::zeroed(),
];

static mut MODULE: PyModuleDef = PyModuleDef {
    m_base: PyModuleDef_HEAD_INIT,
    m_name: c"fmtunit_peer_macro".as_ptr(),
    m_doc: ptr::null(),
    m_size: -1,
    m_methods: (&raw mut METHODS).cast(),
    m_slots: ptr::null_mut(),
    m_traverse: None,
    m_clear: None,
    m_free: None,
};

/// Initialises the module.
///
/// # Safety
/// CPython's import machinery calls it, with the GIL held.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInit_fmtunit_peer_macro() -> *mut PyObject {
    // SAFETY: convention; the definition lives as long as the process.
    unsafe { PyModule_Create(&raw mut MODULE) }
}
