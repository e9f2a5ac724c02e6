//! A callback in the state of the module: `O&` with a converter that owns a reference, and `call_function!`.

use crate::converter::{Convert, converter};
use crate::error::raise;
use crate::method;
use crate::object::{Owned, none, reply};
use crate::state::State;
use fmtunit::{Raised, build_value, call_function, parse_tuple};
use pyo3_ffi::{self as ffi, PyMethodDef, PyObject};
use std::ptr::NonNull;

/// A callable object.
struct Callable(Owned);

impl Convert for Callable {
    unsafe fn convert(object: *mut PyObject) -> Result<Self, Raised> {
        // SAFETY: attached; the object is alive.
        let callable = NonNull::new(object).filter(|_| unsafe { ffi::PyCallable_Check(object) } != 0);
        // SAFETY: attached; the object is alive.
        callable
            .map(|callable| Self(unsafe { Owned::to(callable) }))
            // SAFETY: attached.
            .ok_or_else(|| unsafe { raise(ffi::PyExc_TypeError, "parameter must be callable") })
    }
}

pub(crate) const SET_CALLBACK: PyMethodDef = method::tuple(
    c"set_callback",
    set_callback,
    c"set_callback($module, callable, /)\n--\n\n\
      Set the callable that call_callback() calls.",
);

/// `set_callback(callable)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn set_callback(module: *mut PyObject, args: *mut PyObject) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments; the converter fits what it fills.
        let (Callable(callable),) = unsafe { parse_tuple!(args, "O&:set_callback", converter::<Callable>) }?;
        // SAFETY: attached, module.
        unsafe {
            State::of(module)?.set_callback(callable);
            none()
        }
    })
}

pub(crate) const CALLBACK: PyMethodDef = method::no_arguments(
    c"callback",
    callback,
    c"callback($module, /)\n--\n\n\
      Return the callable that set_callback() has set, or None.",
);

/// `callback()`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn callback(module: *mut PyObject, _none: *mut PyObject) -> *mut PyObject {
    // SAFETY: attached, module.
    reply(|| unsafe { State::of(module)?.callback().map_or_else(|| none(), Ok) })
}

pub(crate) const CALL_CALLBACK: PyMethodDef = method::tuple(
    c"call_callback",
    call_callback,
    c"call_callback($module, /, *args)\n--\n\n\
      Call the callable that set_callback() has set, and return the arguments and its result.",
);

/// `call_callback(*args)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn call_callback(module: *mut PyObject, args: *mut PyObject) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, module.
        let state = unsafe { State::of(module) }?;
        // SAFETY: attached; the state holds the class.
        let callback = unsafe { state.callback() }
            .ok_or_else(|| unsafe { raise(state.error(), "no callback is set") })?;
        // A single tuple is unpacked: its items are the arguments of the call.
        // SAFETY: attached, arguments; this function holds a reference to the callback, even if it sets another.
        let result = unsafe { Owned::new(call_function!(callback.as_ptr(), "O", args)) }?;
        // SAFETY: attached, arguments.
        unsafe { Owned::new(build_value!("{s:O,s:N}", "args", args, "result", result.into_raw())) }
    })
}
