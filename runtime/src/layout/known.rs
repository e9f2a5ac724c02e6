//! The layouts of 64-bit CPython 3.9 to 3.15 with the GIL, and the readers of fast shapes.

mod fresh;
mod offsets;
mod singletons;

pub use fresh::{new_ascii, new_int};
pub use offsets::offsets;
pub use singletons::{ascii_character, small_int, small_ints};

use super::is_exactly;
use core::ffi::c_char;
use pyo3_ffi::{Py_ssize_t, PyByteArrayObject, PyObject};

/// `PyLongObject` since 3.12. The tag holds the sign in its lowest two bits, and the number of digits from bit 3 on.
#[cfg(Py_3_12)]
#[repr(C)]
struct LongObject {
    base: PyObject,
    tag: usize,
    digit: u32,
}

/// `PyLongObject` before 3.12. The size is the number of digits, negated for a negative number.
#[cfg(not(Py_3_12))]
#[repr(C)]
struct LongObject {
    base: PyObject,
    size: Py_ssize_t,
    digit: u32,
}

/// `PyASCIIObject`. The text of a compact ASCII string follows it.
#[repr(C)]
struct AsciiObject {
    base: PyObject,
    length: Py_ssize_t,
    hash: isize,
    state: u32,
    #[cfg(not(Py_3_12))]
    wstr: *mut u32,
}

/// The bits `compact` and `ascii` of `PyASCIIObject.state`, after `interned` (2 bits) and `kind` (3 bits).
const COMPACT_ASCII: u32 = 0b11 << 5;

/// `PyBytesObject`, up to its data.
#[repr(C)]
struct BytesObject {
    base: pyo3_ffi::PyVarObject,
    hash: isize,
    data: [c_char; 1],
}

/// Returns the value of an exact `int` of at most one digit (below 2³⁰ in magnitude).
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn compact_int(object: *mut PyObject) -> Option<i32> {
    // SAFETY: item; an exact int has the layout of `LongObject`.
    unsafe {
        if !is_exactly(object, &raw const pyo3_ffi::PyLong_Type) {
            return None;
        }
        let long = object.cast::<LongObject>();
        #[cfg(Py_3_12)]
        {
            let tag = (*long).tag;
            // The number of digits stands above three flag bits.
            if tag >= 2 << 3 {
                return None;
            }
            Some((1 - (tag & 3) as i32).wrapping_mul((*long).digit as i32))
        }
        #[cfg(not(Py_3_12))]
        {
            let size = (*long).size;
            if !(-1..=1).contains(&size) {
                return None;
            }
            // Zero has no digit: the product does not depend on the memory read.
            Some((size as i32).wrapping_mul((*long).digit as i32))
        }
    }
}

/// Returns the text and the length of an exact, compact ASCII `str`. A NUL byte follows the text.
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn ascii(object: *mut PyObject) -> Option<(*const c_char, usize)> {
    // SAFETY: item; an exact str has the layout of `AsciiObject`, and compact ASCII text follows it.
    unsafe {
        if !is_exactly(object, &raw const pyo3_ffi::PyUnicode_Type) {
            return None;
        }
        let text = object.cast::<AsciiObject>();
        if (*text).state & COMPACT_ASCII != COMPACT_ASCII {
            return None;
        }
        Some((text.add(1).cast(), (*text).length as usize))
    }
}

/// Returns the text and the length of an exact, compact ASCII `str` without NUL characters.
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn ascii_without_nul(object: *mut PyObject) -> Option<(*const c_char, usize)> {
    // SAFETY: item; a header of more than eight bytes precedes the text that `ascii` returns.
    unsafe {
        let (text, length) = ascii(object)?;
        if has_nul_after_header(text.cast(), length) { None } else { Some((text, length)) }
    }
}

/// Above this length, the C library's vector code is faster than words of eight bytes (measured: 48 on x86-64).
const LONG_TEXT: usize = 48;

/// Returns whether the text contains a NUL.
///
/// # Safety
/// `text` has `length` bytes, and at least eight bytes of the same allocation precede it.
#[inline(always)]
unsafe fn has_nul_after_header(text: *const u8, length: usize) -> bool {
    // SAFETY: all reads lie within the text; the read of a short text begins in the bytes before it.
    unsafe {
        let last = text.add(length).sub(8).cast::<u64>();
        if length < 8 {
            // Bytes before the text are set to ones, and so are not zero.
            return has_zero_byte(last.read_unaligned() | (u64::MAX >> (8 * length)));
        }
        if length > LONG_TEXT {
            return !libc::memchr(text.cast(), 0, length).is_null();
        }
        let mut at = 0;
        while at + 8 < length {
            if has_zero_byte(text.add(at).cast::<u64>().read_unaligned()) {
                return true;
            }
            at += 8;
        }
        has_zero_byte(last.read_unaligned())
    }
}

#[inline(always)]
const fn has_zero_byte(word: u64) -> bool {
    word.wrapping_sub(0x0101_0101_0101_0101) & !word & 0x8080_8080_8080_8080 != 0
}

/// Returns the value of an exact `float`.
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn float(object: *mut PyObject) -> Option<f64> {
    // SAFETY: item; an exact float has the layout of `PyFloatObject`.
    unsafe {
        if !is_exactly(object, &raw const pyo3_ffi::PyFloat_Type) {
            return None;
        }
        Some((*object.cast::<pyo3_ffi::PyFloatObject>()).ob_fval)
    }
}

/// Returns the value of an exact `complex`.
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn complex(object: *mut PyObject) -> Option<crate::complex::Py_complex> {
    // SAFETY: item; an exact complex has the layout of `PyComplexObject`.
    unsafe {
        if !is_exactly(object, &raw const pyo3_ffi::PyComplex_Type) {
            return None;
        }
        Some((*object.cast::<pyo3_ffi::PyComplexObject>()).cval)
    }
}

/// Returns the data and the length of an exact `bytes`. A NUL byte follows the data.
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn bytes(object: *mut PyObject) -> Option<(*const c_char, usize)> {
    // SAFETY: item; an exact bytes has the layout of `BytesObject`.
    unsafe {
        if !is_exactly(object, &raw const pyo3_ffi::PyBytes_Type) {
            return None;
        }
        let bytes = object.cast::<BytesObject>();
        Some(((&raw const (*bytes).data).cast(), (*bytes).base.ob_size as usize))
    }
}

/// Exports the memory of an exact `bytearray` that is not empty. The object cannot be resized until the export is
/// [withdrawn](withdraw_bytearray_export).
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn export_bytearray(object: *mut PyObject) -> Option<(*const c_char, usize)> {
    // SAFETY: item; the exact type has this layout.
    unsafe {
        let array = object.cast::<PyByteArrayObject>();
        if !is_exactly(object, &raw const pyo3_ffi::PyByteArray_Type) || (*array).ob_base.ob_size == 0 {
            return None;
        }
        (*array).ob_exports += 1;
        Some(((*array).ob_start, (*array).ob_base.ob_size as usize))
    }
}

/// Withdraws an [export](export_bytearray) if the object is an exact `bytearray`, and returns whether it is one.
///
/// # Safety
/// *attached*, *item*; the caller owns an export of the memory, by [`export_bytearray`] or by CPython.
#[inline(always)]
pub unsafe fn withdraw_bytearray_export(object: *mut PyObject) -> bool {
    // SAFETY: item; the exact type has this layout.
    unsafe {
        let is_bytearray = is_exactly(object, &raw const pyo3_ffi::PyByteArray_Type);
        if is_bytearray {
            (*object.cast::<PyByteArrayObject>()).ob_exports -= 1;
        }
        is_bytearray
    }
}

/// Returns the items of an exact `tuple`, and their number.
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn tuple(object: *mut PyObject) -> Option<(*const *mut PyObject, usize)> {
    // SAFETY: item; an exact tuple has the layout of `PyTupleObject`.
    unsafe {
        if !is_exactly(object, &raw const pyo3_ffi::PyTuple_Type) {
            return None;
        }
        Some(tuple_items(object))
    }
}

/// Returns the items of a `tuple` or of an instance of a subclass, and their number.
///
/// # Safety
/// *attached*, *item*; the object is a tuple.
#[inline(always)]
pub unsafe fn tuple_items(object: *mut PyObject) -> (*const *mut PyObject, usize) {
    // SAFETY: the caller vouches for the type; its instances begin with the layout of `PyTupleObject`.
    unsafe {
        let tuple = object.cast::<pyo3_ffi::PyTupleObject>();
        ((&raw const (*tuple).ob_item).cast(), (*tuple).ob_base.ob_size as usize)
    }
}

/// Returns whether `class` is in the method resolution order of the object's type.
///
/// It agrees with `PyType_IsSubtype`, except for types that are not ready: for those it returns `false`.
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn is_instance(object: *mut PyObject, class: *const pyo3_ffi::PyTypeObject) -> bool {
    // SAFETY: attached, item; a type that is ready has a tuple of classes, which only this thread could change.
    unsafe {
        let mro = (*pyo3_ffi::Py_TYPE(object)).tp_mro;
        if mro.is_null() {
            return false;
        }
        let (classes, count) = tuple_items(mro);
        (0..count).any(|index| core::ptr::eq((*classes.add(index)).cast(), class))
    }
}

/// Stores an item in a new tuple. The reference moves to the tuple.
///
/// # Safety
/// *fresh*; the tuple has more than `index` elements, and this one is null.
#[inline(always)]
pub unsafe fn set_tuple_item(tuple: *mut PyObject, index: usize, item: *mut PyObject) {
    // SAFETY: fresh.
    unsafe {
        let tuple = tuple.cast::<pyo3_ffi::PyTupleObject>();
        (&raw mut (*tuple).ob_item).cast::<*mut PyObject>().add(index).write(item);
    }
}

/// Stores an item in a new list. The reference moves to the list.
///
/// # Safety
/// *fresh*; the list has more than `index` elements, and this one is null.
#[inline(always)]
pub unsafe fn set_list_item(list: *mut PyObject, index: usize, item: *mut PyObject) {
    // SAFETY: fresh.
    unsafe { (*list.cast::<pyo3_ffi::PyListObject>()).ob_item.add(index).write(item) }
}
