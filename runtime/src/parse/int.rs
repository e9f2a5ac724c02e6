//! Integers: checked, and masked.

use super::shape;
use crate::failure;
use crate::outcome::{Expected, Outcome};
use core::ffi::{c_int, c_long, c_longlong, c_short, c_uchar, c_uint, c_ulong, c_ulonglong, c_ushort};
use pyo3_ffi::{Py_ssize_t, PyErr_Occurred, PyLong_Check, PyObject};

/// Before 3.10 a `float` was refused with words of its own.
///
/// # Safety
/// *attached*, *item*.
#[inline]
unsafe fn is_refused_float(item: *mut PyObject) -> bool {
    #[cfg(not(Py_3_10))]
    // SAFETY: attached, item.
    unsafe {
        if pyo3_ffi::PyFloat_Check(item) != 0 {
            failure::float_for_integer();
            return true;
        }
    }
    let _ = item;
    false
}

/// Defines a routine for a type narrower than `long`, which CPython converts by way of a `long`.
macro_rules! narrow {
    ($(#[doc = $doc:literal])+ $name:ident, $slow:ident, $type:ty, $range:ident) => {
        $(#[doc = $doc])+
        ///
        /// # Safety
        /// *attached*, *item*, *places*.
        #[inline(always)]
        pub unsafe fn $name(item: *mut PyObject, value: *mut $type) -> Outcome {
            // SAFETY: attached, item, places.
            unsafe {
                if shape::Int(item, value) { Outcome::STORED } else { $slow(item, value) }
            }
        }

        #[cold]
        #[inline(never)]
        unsafe fn $slow(item: *mut PyObject, value: *mut $type) -> Outcome {
            // SAFETY: attached, item, places.
            unsafe {
                if is_refused_float(item) {
                    return Outcome::RAISED;
                }
                let number = pyo3_ffi::PyLong_AsLong(item);
                if number == -1 && !PyErr_Occurred().is_null() {
                    return Outcome::RAISED;
                }
                match <$type>::try_from(number) {
                    Ok(number) => {
                        value.write(number);
                        Outcome::STORED
                    }
                    Err(_) => {
                        failure::out_of_range(failure::Range::$range, number < 0);
                        Outcome::RAISED
                    }
                }
            }
        }
    };
}

narrow! {
    /// An integer from 0 to 255.
    unsigned_byte, unsigned_byte_slow, c_uchar, UnsignedByte
}
narrow! {
    /// An integer that a `short` holds.
    short, short_slow, c_short, Short
}
narrow! {
    /// An integer that an `int` holds.
    int, int_slow, c_int, Int
}

/// Defines a routine for a type that CPython converts at once.
macro_rules! wide {
    ($(#[doc = $doc:literal])+ $name:ident, $slow:ident, $type:ty, $convert:path) => {
        $(#[doc = $doc])+
        ///
        /// # Safety
        /// *attached*, *item*, *places*.
        #[inline(always)]
        pub unsafe fn $name(item: *mut PyObject, value: *mut $type) -> Outcome {
            // SAFETY: attached, item, places.
            unsafe {
                if shape::Int(item, value) { Outcome::STORED } else { $slow(item, value) }
            }
        }

        #[cold]
        #[inline(never)]
        unsafe fn $slow(item: *mut PyObject, value: *mut $type) -> Outcome {
            // SAFETY: attached, item, places.
            unsafe {
                if is_refused_float(item) {
                    return Outcome::RAISED;
                }
                let number = $convert(item);
                if number == -1 && !PyErr_Occurred().is_null() {
                    return Outcome::RAISED;
                }
                value.write(number);
                Outcome::STORED
            }
        }
    };
}

wide! {
    /// An integer that a `long` holds.
    long, long_slow, c_long, pyo3_ffi::PyLong_AsLong
}
wide! {
    /// An integer that a `long long` holds.
    long_long, long_long_slow, c_longlong, pyo3_ffi::PyLong_AsLongLong
}
wide! {
    /// An integer that a `Py_ssize_t` holds. Only `__index__` is asked, in every version.
    ssize, ssize_slow, Py_ssize_t, ssize_of_index
}

/// `PyNumber_Index`, then `PyLong_AsSsize_t`.
///
/// # Safety
/// *attached*, *item*.
unsafe fn ssize_of_index(item: *mut PyObject) -> Py_ssize_t {
    // SAFETY: attached, item; the new object is released once.
    unsafe {
        let index = pyo3_ffi::PyNumber_Index(item);
        if index.is_null() {
            return -1;
        }
        let number = pyo3_ffi::PyLong_AsSsize_t(index);
        pyo3_ffi::Py_DECREF(index);
        number
    }
}

/// Defines a routine for an unsigned type without overflow checking.
///
/// `$objects` says which objects are asked: all of them, or those that the unit names in its own message.
macro_rules! masked {
    ($(#[doc = $doc:literal])+ $name:ident, $slow:ident, $type:ty, $mask:path, $objects:ident) => {
        $(#[doc = $doc])+
        ///
        /// # Safety
        /// *attached*, *item*, *places*.
        #[inline(always)]
        pub unsafe fn $name(item: *mut PyObject, value: *mut $type) -> Outcome {
            // SAFETY: attached, item, places.
            unsafe {
                if shape::MaskedInt(item, value) { Outcome::STORED } else { $slow(item, value) }
            }
        }

        #[cold]
        #[inline(never)]
        unsafe fn $slow(item: *mut PyObject, value: *mut $type) -> Outcome {
            // SAFETY: attached, item, places.
            unsafe {
                if !$objects(item) {
                    return Outcome::mismatch(Expected::Int);
                }
                if is_refused_float(item) {
                    return Outcome::RAISED;
                }
                #[cfg(Py_3_15)]
                return mask_with_warning(item, value.cast(), size_of::<$type>());
                #[cfg(not(Py_3_15))]
                {
                    let number = $mask(item);
                    if number == !0 && !PyErr_Occurred().is_null() {
                        return Outcome::RAISED;
                    }
                    value.write(number as $type);
                    Outcome::STORED
                }
            }
        }
    };
}

/// Stores the low bytes of the integer, with 3.15's warning where some are lost.
#[cfg(Py_3_15)]
unsafe fn mask_with_warning(item: *mut PyObject, value: *mut core::ffi::c_void, size: usize) -> Outcome {
    // SAFETY: attached, item, places: `value` has room for `size` bytes.
    unsafe {
        let flags = pyo3_ffi::Py_ASNATIVEBYTES_NATIVE_ENDIAN
            | pyo3_ffi::Py_ASNATIVEBYTES_ALLOW_INDEX
            | pyo3_ffi::Py_ASNATIVEBYTES_UNSIGNED_BUFFER;
        let needed = pyo3_ffi::PyLong_AsNativeBytes(item, value, size as Py_ssize_t, flags);
        if needed < 0 || (needed as usize > size && failure::warn_out_of_range().is_err()) {
            return Outcome::RAISED;
        }
        Outcome::STORED
    }
}

/// Every object may have an integer value.
unsafe fn any(_item: *mut PyObject) -> bool {
    true
}

/// The objects that the units for `unsigned long` and `unsigned long long` ask: ints, and since 3.14 all with `__index__`.
unsafe fn integral(item: *mut PyObject) -> bool {
    // SAFETY: attached, item.
    unsafe { if cfg!(Py_3_14) { pyo3_ffi::PyIndex_Check(item) != 0 } else { PyLong_Check(item) != 0 } }
}

masked! {
    /// An integer, modulo 2⁸.
    unsigned_byte_mask, unsigned_byte_mask_slow, c_uchar, pyo3_ffi::PyLong_AsUnsignedLongMask, any
}
masked! {
    /// An integer, modulo 2¹⁶.
    unsigned_short_mask, unsigned_short_mask_slow, c_ushort, pyo3_ffi::PyLong_AsUnsignedLongMask, any
}
masked! {
    /// An integer, modulo the size of `unsigned int`.
    unsigned_int_mask, unsigned_int_mask_slow, c_uint, pyo3_ffi::PyLong_AsUnsignedLongMask, any
}
masked! {
    /// An integer, modulo the size of `unsigned long`.
    unsigned_long_mask, unsigned_long_mask_slow, c_ulong, pyo3_ffi::PyLong_AsUnsignedLongMask, integral
}
masked! {
    /// An integer, modulo the size of `unsigned long long`.
    unsigned_long_long_mask, unsigned_long_long_mask_slow, c_ulonglong, pyo3_ffi::PyLong_AsUnsignedLongLongMask,
    integral
}
