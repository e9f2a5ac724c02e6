//! Objects that are made by hand: an `int` of one digit, and ASCII text.
//!
//! CPython's own functions decide once more what their callers know already. From 3.11 to 3.13 all that they come to is an
//! allocation and a few stores. Before, and since 3.14, CPython makes them; and where a tracer of references wants to hear of
//! each new object, for only CPython can tell it.

use super::AsciiObject;
#[cfg(by_hand)]
use super::{COMPACT_ASCII, LongObject};
#[cfg(all(by_hand, Py_3_13))]
use core::ffi::c_void;
use pyo3_ffi::PyObject;
#[cfg(by_hand)]
use pyo3_ffi::PyTypeObject;

/// A new `int` of one digit, if it is one and can be made by hand; the object is null, with MemoryError, if there is no
/// room. Measured on 3.11: 12.0 ns with `PyLong_FromLong`, 7.8 so.
///
/// # Safety
/// *attached*; the value is none of those that there is one object each for.
#[cfg(by_hand)]
#[inline(always)]
pub unsafe fn new_int(value: i64) -> Option<*mut PyObject> {
    let digit = value.unsigned_abs();
    // SAFETY: attached; the object has room for a digit, and all of it is written.
    unsafe {
        if digit >= 1 << 30 || is_traced() {
            return None;
        }
        let object = allocate(size_of::<LongObject>(), &raw mut pyo3_ffi::PyLong_Type);
        if !object.is_null() {
            let long = object.cast::<LongObject>();
            #[cfg(Py_3_12)]
            {
                (*long).tag = 1 << 3 | if value < 0 { 2 } else { 0 };
            }
            #[cfg(not(Py_3_12))]
            {
                (*long).size = if value < 0 { -1 } else { 1 };
            }
            (*long).digit = digit as u32;
        }
        Some(object)
    }
}

/// A new `int`: not to be made by hand.
///
/// # Safety
/// *attached*.
#[cfg(not(by_hand))]
#[inline(always)]
pub unsafe fn new_int(_value: i64) -> Option<*mut PyObject> {
    None
}

/// A new ASCII `str` with room for `length` bytes, and where they go; the object is null, with MemoryError, if there is no
/// room.
///
/// # Safety
/// *attached*; `length` is more than 1; the caller fills all bytes, each below 128, before anyone sees the object.
#[inline(always)]
pub unsafe fn new_ascii(length: usize) -> Option<(*mut PyObject, *mut u8)> {
    // SAFETY: attached.
    unsafe {
        #[cfg(by_hand)]
        let object = if is_traced() { ascii_by_cpython(length) } else { ascii_by_hand(length) };
        #[cfg(not(by_hand))]
        let object = ascii_by_cpython(length);
        Some((object, object.cast::<AsciiObject>().wrapping_add(1).cast()))
    }
}

/// Is there a tracer of references? There can be since 3.13.
#[cfg(by_hand)]
#[inline(always)]
unsafe fn is_traced() -> bool {
    #[cfg(Py_3_13)]
    {
        unsafe extern "C" {
            /// Declared here because `pyo3-ffi` leaves it out.
            fn PyRefTracer_GetTracer(data: *mut *mut c_void) -> *mut c_void;
        }
        let mut data = core::ptr::null_mut();
        // SAFETY: attached; the tracer is not called.
        unsafe { !PyRefTracer_GetTracer(&mut data).is_null() }
    }
    #[cfg(not(Py_3_13))]
    false
}

/// The object, with a NUL behind the text.
#[cfg(by_hand)]
#[inline(always)]
unsafe fn ascii_by_hand(length: usize) -> *mut PyObject {
    // Characters of one byte: the kind stands behind `interned`. Until 3.11, a bit says that the object is ready.
    const STATE: u32 = 1 << 2 | COMPACT_ASCII | if cfg!(Py_3_12) { 0 } else { 1 << 7 };
    // SAFETY: attached; the object has room for the text, and all but the text is written.
    unsafe {
        let size = size_of::<AsciiObject>() + length + 1;
        let object = allocate(size, &raw mut pyo3_ffi::PyUnicode_Type);
        if !object.is_null() {
            let text = object.cast::<AsciiObject>();
            (*text).length = length as pyo3_ffi::Py_ssize_t;
            (*text).hash = -1;
            (*text).state = STATE;
            #[cfg(not(Py_3_12))]
            {
                (*text).wstr = core::ptr::null_mut();
            }
            text.add(1).cast::<u8>().add(length).write(0);
        }
        object
    }
}

/// The object, made by CPython.
#[cfg_attr(by_hand, cold, inline(never))]
#[cfg_attr(not(by_hand), inline(always))]
unsafe fn ascii_by_cpython(length: usize) -> *mut PyObject {
    unsafe extern "C" {
        /// Declared here because `pyo3-ffi` leaves it out for some versions.
        fn PyUnicode_New(size: pyo3_ffi::Py_ssize_t, maxchar: u32) -> *mut PyObject;
    }
    // SAFETY: attached; with the maximum character 127, the object is a compact ASCII one.
    unsafe { PyUnicode_New(length as pyo3_ffi::Py_ssize_t, 127) }
}

/// Memory for an object, with its head; null with MemoryError if there is none.
///
/// # Safety
/// *attached*; objects of the class have so many bytes, and are not looked after by the garbage collector. The class is
/// static: nobody counts references to it.
#[cfg(by_hand)]
#[inline(always)]
unsafe fn allocate(size: usize, class: *mut PyTypeObject) -> *mut PyObject {
    // SAFETY: attached; the memory has room for the head.
    unsafe {
        let object = pyo3_ffi::PyObject_Malloc(size).cast::<PyObject>();
        if object.is_null() {
            return pyo3_ffi::PyErr_NoMemory();
        }
        #[cfg(Py_3_12)]
        {
            (*object).ob_refcnt.ob_refcnt = 1;
        }
        #[cfg(not(Py_3_12))]
        {
            (*object).ob_refcnt = 1;
        }
        (*object).ob_type = class;
        object
    }
}
