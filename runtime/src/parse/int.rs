//! Converting integers: with overflow checking, and without (the *masked* ones).

use super::shape;
use crate::failure::{self, Range};
use crate::outcome::{Expected, Outcome};
use core::ffi::{c_int, c_long, c_longlong, c_short, c_uchar, c_uint, c_ulong, c_ulonglong, c_ushort};
use pyo3_ffi::{Py_ssize_t, PyErr_Occurred, PyLong_Check, PyObject};

/// Defines a routine: the fast shape inline, the conversion by CPython's functions out of line.
macro_rules! integer {
    ($(#[doc = $doc:literal])+ $name:ident, $type:ty, $shape:ident, |$item:ident, $value:ident| $slow:expr) => {
        $(#[doc = $doc])+
        ///
        /// # Safety
        /// *attached*, *item*, *places*.
        #[inline(always)]
        pub unsafe fn $name(item: *mut PyObject, value: *mut $type) -> Outcome {
            #[cold]
            #[inline(never)]
            unsafe fn slow($item: *mut PyObject, $value: *mut $type) -> Outcome {
                // SAFETY: attached, item, places.
                unsafe { $slow }
            }

            // SAFETY: attached, item, places.
            unsafe { if shape::$shape(item, value) { Outcome::STORED } else { slow(item, value) } }
        }
    };
}

integer! {
    /// Converts an integer from 0 to 255.
    unsigned_byte, c_uchar, Int, |item, value| narrow(item, value, Range::UnsignedByte)
}
integer! {
    /// Converts an integer that a `short` can hold.
    short, c_short, Int, |item, value| narrow(item, value, Range::Short)
}
integer! {
    /// Converts an integer that an `int` can hold.
    int, c_int, Int, |item, value| narrow(item, value, Range::Int)
}
integer! {
    /// Converts an integer that a `long` can hold.
    long, c_long, Int, |item, value| wide(item, value, crate::unwind::PyLong_AsLong)
}
integer! {
    /// Converts an integer that a `long long` can hold.
    long_long, c_longlong, Int, |item, value| wide(item, value, crate::unwind::PyLong_AsLongLong)
}
integer! {
    /// Converts an integer that a `Py_ssize_t` can hold. Of the special methods, only `__index__` is called, in every
    /// version.
    ssize, Py_ssize_t, Int, |item, value| wide(item, value, ssize_of_index)
}

/// Converts an integer by way of a `long`, as CPython does for narrower types.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
unsafe fn narrow<T: TryFrom<c_long>>(item: *mut PyObject, value: *mut T, range: Range) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        let Some(number) = number(item, crate::unwind::PyLong_AsLong, -1) else { return Outcome::RAISED };
        if let Ok(number) = T::try_from(number) {
            value.write(number);
            Outcome::STORED
        } else {
            failure::out_of_range(range, number < 0);
            Outcome::RAISED
        }
    }
}

/// Converts an integer with a function of CPython that returns the type of the place.
///
/// # Safety
/// *attached*, *item*, *places*.
#[inline(always)]
unsafe fn wide<T: Copy + PartialEq + From<i8>>(
    item: *mut PyObject,
    value: *mut T,
    convert: unsafe extern "C-unwind" fn(*mut PyObject) -> T,
) -> Outcome {
    // SAFETY: attached, item, places.
    unsafe {
        let Some(number) = number(item, convert, T::from(-1)) else { return Outcome::RAISED };
        value.write(number);
        Outcome::STORED
    }
}

/// Converts an integer with a function that returns `failed` when it sets an exception. Returns `None` in that case.
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
unsafe fn number<T: Copy + PartialEq>(
    item: *mut PyObject,
    convert: unsafe extern "C-unwind" fn(*mut PyObject) -> T,
    failed: T,
) -> Option<T> {
    // SAFETY: attached, item.
    unsafe {
        // Before 3.10, a `float` had an error message of its own.
        #[cfg(not(Py_3_10))]
        if pyo3_ffi::PyFloat_Check(item) != 0 {
            failure::float_for_integer();
            return None;
        }
        let number = convert(item);
        (number != failed || PyErr_Occurred().is_null()).then_some(number)
    }
}

/// `PyNumber_Index`, followed by `PyLong_AsSsize_t`.
///
/// # Safety
/// *attached*, *item*.
unsafe extern "C-unwind" fn ssize_of_index(item: *mut PyObject) -> Py_ssize_t {
    // SAFETY: attached, item; the new object is released once.
    unsafe {
        let index = crate::unwind::PyNumber_Index(item);
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
/// `$accepts` decides which objects are converted. The unit words the error for others.
macro_rules! masked {
    ($(#[doc = $doc:literal])+ $name:ident, $type:ty, $mask:path, $accepts:ident) => {
        integer! {
            $(#[doc = $doc])+
            $name, $type, MaskedInt, |item, value| {
                if !$accepts(item) {
                    return Outcome::mismatch(Expected::Int);
                }
                #[cfg(Py_3_15)]
                return mask_with_warning(item, value.cast(), size_of::<$type>());
                #[cfg(not(Py_3_15))]
                {
                    let Some(number) = number(item, $mask, !0) else { return Outcome::RAISED };
                    value.write(number as $type);
                    Outcome::STORED
                }
            }
        }
    };
}

/// Stores the low bytes of an integer. If some are lost, it warns as 3.15 does.
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

/// Accepts every object: CPython's function raises for those without an integer value.
unsafe fn any(_item: *mut PyObject) -> bool {
    true
}

/// Accepts the objects of the units for `unsigned long` and `unsigned long long`: ints, and since 3.14 all with `__index__`.
unsafe fn integral(item: *mut PyObject) -> bool {
    // SAFETY: attached, item.
    unsafe { if cfg!(Py_3_14) { pyo3_ffi::PyIndex_Check(item) != 0 } else { PyLong_Check(item) != 0 } }
}

masked! {
    /// Converts an integer, modulo 2⁸.
    unsigned_byte_mask, c_uchar, crate::unwind::PyLong_AsUnsignedLongMask, any
}
masked! {
    /// Converts an integer, modulo 2¹⁶.
    unsigned_short_mask, c_ushort, crate::unwind::PyLong_AsUnsignedLongMask, any
}
masked! {
    /// Converts an integer, modulo the size of `unsigned int`.
    unsigned_int_mask, c_uint, crate::unwind::PyLong_AsUnsignedLongMask, any
}
masked! {
    /// Converts an integer, modulo the size of `unsigned long`.
    unsigned_long_mask, c_ulong, crate::unwind::PyLong_AsUnsignedLongMask, integral
}
masked! {
    /// Converts an integer, modulo the size of `unsigned long long`.
    unsigned_long_long_mask, c_ulonglong, crate::unwind::PyLong_AsUnsignedLongLongMask, integral
}
