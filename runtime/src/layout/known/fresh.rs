//! Creating objects without CPython's constructors: an `int` of one digit, and ASCII text.
//!
//! The constructors repeat decisions that their callers have made. From 3.11 to 3.13, all that remains is an allocation and a
//! few stores, which stand here. On other versions CPython creates the objects. It also does so while a reference tracer is
//! registered: only CPython can notify it of new objects.

use super::AsciiObject;
#[cfg(by_hand)]
use super::{COMPACT_ASCII, LongObject};
#[cfg(all(by_hand, Py_3_13))]
use core::ffi::c_void;
use pyo3_ffi::PyObject;
#[cfg(by_hand)]
use pyo3_ffi::PyTypeObject;

/// Creates an `int` of one digit: a new reference, or null with MemoryError.
///
/// Returns `None` if the value needs more digits, or if CPython must create the object. Measured on 3.11: 12.0 ns with
/// `PyLong_FromLong`, 7.8 like this.
///
/// # Safety
/// *attached*; the value has no singleton: see [`small_int`](super::small_int).
#[cfg(by_hand)]
#[inline(always)]
pub unsafe fn new_int(value: i64) -> Option<*mut PyObject> {
    let digit = value.unsigned_abs();
    // SAFETY: attached; the allocation has room for a digit, and all fields are written.
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

/// Returns `None`: CPython creates the object.
///
/// # Safety
/// *attached*.
#[cfg(not(by_hand))]
#[inline(always)]
pub unsafe fn new_int(_value: i64) -> Option<*mut PyObject> {
    None
}

/// Creates an ASCII `str` of `length` bytes, and returns it with the address of its text.
///
/// The object is a new reference, or null with MemoryError.
///
/// # Safety
/// *attached*; `length` is more than 1; the caller writes all bytes, each below 128, before other code sees the object.
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

/// Returns whether a reference tracer is registered, as is possible since 3.13.
#[cfg(by_hand)]
#[inline(always)]
unsafe fn is_traced() -> bool {
    #[cfg(Py_3_13)]
    {
        crate::extern_python! {
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

/// Creates the object without CPython. The text is followed by a NUL, but not written.
#[cfg(by_hand)]
#[inline(always)]
unsafe fn ascii_by_hand(length: usize) -> *mut PyObject {
    // `kind`, after the two bits of `interned`, is 1: one byte for each character. Until 3.11, bit 7 is `ready`.
    const STATE: u32 = 1 << 2 | COMPACT_ASCII | if cfg!(Py_3_12) { 0 } else { 1 << 7 };
    // SAFETY: attached; the allocation has room for the text, and all fields are written.
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

/// Creates the object with CPython's constructor.
#[cfg_attr(by_hand, cold, inline(never))]
#[cfg_attr(not(by_hand), inline(always))]
unsafe fn ascii_by_cpython(length: usize) -> *mut PyObject {
    crate::extern_python! {
        /// Declared here because `pyo3-ffi` leaves it out for some versions.
        fn PyUnicode_New(size: pyo3_ffi::Py_ssize_t, maxchar: u32) -> *mut PyObject;
    }
    // SAFETY: attached; with the maximum character 127, the object is a compact ASCII one.
    unsafe { PyUnicode_New(length as pyo3_ffi::Py_ssize_t, 127) }
}

/// Allocates an object and writes its header. Returns null with MemoryError if memory is exhausted.
///
/// # Safety
/// *attached*; `size` is the size of the object. The garbage collector does not track objects of the class. The class is
/// static, so that references to it need not be counted.
#[cfg(by_hand)]
#[inline(always)]
unsafe fn allocate(size: usize, class: *mut PyTypeObject) -> *mut PyObject {
    // SAFETY: attached; the allocation has room for the header.
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
