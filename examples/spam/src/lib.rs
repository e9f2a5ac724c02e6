//! `spam`: a CPython extension module whose functions parse their arguments and build their results with `fmtunit`.
//!
//! Each function of the module consists of an entry point for CPython, a row of the method table, and a body that works with
//! Rust values. The entry points cover all calling conventions of CPython:
//!
//! | convention | macro | functions |
//! |---|---|---|
//! | `METH_VARARGS` | `parse_tuple!` | `system`, `open_`, `set_callback`, `call_callback` |
//! | `METH_VARARGS \| METH_KEYWORDS` | `parse_tuple_and_keywords!` | `parrot_varargs` |
//! | `METH_FASTCALL` | `parse_array!` | `string_peek`, `rect`, `encode`, `file_size`, `mix`, `powers` |
//! | `METH_FASTCALL \| METH_KEYWORDS` | `parse_array_and_keywords!` | `parrot` |
//! | `METH_O` | `parse!` | `digest`, `to_latin1`, `colour`, `rotate` |
//! | `METH_NOARGS` | none | `callback` |
//!
//! # The contract of an entry point
//!
//! `SAFETY` comments quote its clauses by name:
//!
//! * *attached*: the calling thread is attached to the interpreter (holds its GIL), and no exception is set.
//! * *module*: the first argument is the module that the function was looked up in. It is alive until the call returns.
//! * *arguments*: the arguments are as CPython documents them for the convention, and alive until the call returns.

mod bytes;
mod callback;
mod colour;
mod converter;
mod error;
mod files;
mod lists;
mod method;
mod object;
mod parrot;
mod powers;
mod process;
mod rectangle;
mod state;
mod text;

use pyo3_ffi::{self as ffi, PyMethodDef, PyModuleDef, PyModuleDef_Slot, PyObject};
use state::State;
use std::ffi::c_void;
use std::ptr;

static mut METHODS: [PyMethodDef; 18] = [
    process::SYSTEM,
    text::STRING_PEEK,
    text::ENCODE,
    text::TO_LATIN1,
    parrot::PARROT,
    parrot::PARROT_VARARGS,
    rectangle::RECT,
    files::OPEN,
    files::FILE_SIZE,
    bytes::DIGEST,
    colour::COLOUR,
    colour::MIX,
    lists::ROTATE,
    callback::SET_CALLBACK,
    callback::CALLBACK,
    callback::CALL_CALLBACK,
    powers::POWERS,
    PyMethodDef::zeroed(),
];

/// The number of slots, which depends on the version.
const SLOT_COUNT: usize = 2 + cfg!(Py_3_12) as usize + cfg!(Py_3_13) as usize;

static mut SLOTS: [PyModuleDef_Slot; SLOT_COUNT] = [
    PyModuleDef_Slot { slot: ffi::Py_mod_exec, value: state::exec as *mut c_void },
    // The module keeps all its data in its state, and each interpreter has its own.
    #[cfg(Py_3_12)]
    PyModuleDef_Slot {
        slot: ffi::Py_mod_multiple_interpreters,
        value: ffi::Py_MOD_PER_INTERPRETER_GIL_SUPPORTED,
    },
    // The module relies on the GIL: `digest` reads memory that other threads could write to, and the callback is not atomic.
    #[cfg(Py_3_13)]
    PyModuleDef_Slot { slot: ffi::Py_mod_gil, value: ffi::Py_MOD_GIL_USED },
    PyModuleDef_Slot { slot: 0, value: ptr::null_mut() },
];

static mut MODULE: PyModuleDef = PyModuleDef {
    m_base: ffi::PyModuleDef_HEAD_INIT,
    m_name: c"spam".as_ptr(),
    m_doc: c"Functions that parse their arguments with fmtunit.".as_ptr(),
    m_size: size_of::<State>() as ffi::Py_ssize_t,
    m_methods: (&raw mut METHODS).cast(),
    m_slots: (&raw mut SLOTS).cast(),
    m_traverse: Some(state::traverse),
    m_clear: Some(state::clear),
    m_free: Some(state::free),
};

/// The function that `import spam` calls. Returns the definition, from which CPython creates the module.
///
/// # Safety
/// *attached*.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInit_spam() -> *mut PyObject {
    // SAFETY: attached; the definition lives as long as the process, and only CPython writes to it.
    unsafe { ffi::PyModuleDef_Init(&raw mut MODULE) }
}
