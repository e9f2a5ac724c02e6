//! The offsets of this build, and the check that the running interpreter agrees with them.

use super::{AsciiObject, BytesObject, COMPACT_ASCII, LongObject};
use crate::layout::offsets::{Counting, IntForm, IntOffsets, Offsets};
use core::ffi::c_long;
use core::mem::offset_of;
use pyo3_ffi::{
    PyByteArrayObject, PyComplexObject, PyFloatObject, PyListObject, PyObject, PyTupleObject, PyTypeObject,
    PyVarObject,
};

#[cfg(Py_3_12)]
const INT: IntOffsets = IntOffsets {
    size: offset_of!(LongObject, tag) as i32,
    digit: offset_of!(LongObject, digit) as i32,
    form: IntForm::Tagged,
};

#[cfg(not(Py_3_12))]
const INT: IntOffsets = IntOffsets {
    size: offset_of!(LongObject, size) as i32,
    digit: offset_of!(LongObject, digit) as i32,
    form: IntForm::SignedSize,
};

const COUNTING: Counting = if cfg!(any(Py_3_14, py_sys_config = "Py_REF_DEBUG")) {
    Counting::ByCall
} else if cfg!(Py_3_12) {
    Counting::UnlessImmortal
} else {
    Counting::Word
};

const OFFSETS: Offsets = Offsets {
    class: offset_of!(PyObject, ob_type) as i32,
    class_flags: offset_of!(PyTypeObject, tp_flags) as i32,
    class_mro: offset_of!(PyTypeObject, tp_mro) as i32,
    int: INT,
    float_value: offset_of!(PyFloatObject, ob_fval) as i32,
    complex_value: offset_of!(PyComplexObject, cval) as i32,
    text_length: offset_of!(AsciiObject, length) as i32,
    text_state: offset_of!(AsciiObject, state) as i32,
    compact_ascii: COMPACT_ASCII,
    text_data: size_of::<AsciiObject>() as i32,
    bytes_length: offset_of!(PyVarObject, ob_size) as i32,
    bytes_data: offset_of!(BytesObject, data) as i32,
    byte_array_length: offset_of!(PyVarObject, ob_size) as i32,
    byte_array_start: offset_of!(PyByteArrayObject, ob_start) as i32,
    byte_array_exports: offset_of!(PyByteArrayObject, ob_exports) as i32,
    tuple_length: offset_of!(PyVarObject, ob_size) as i32,
    tuple_items: offset_of!(PyTupleObject, ob_item) as i32,
    list_items: offset_of!(PyListObject, ob_item) as i32,
    counting: COUNTING,
};

/// Returns the offsets, if sample objects of the running interpreter agree with them.
///
/// The running interpreter may be of another release than the one at build time, or built with other options.
///
/// # Safety
/// *attached*.
pub unsafe fn offsets() -> Option<Offsets> {
    // SAFETY: attached; each object is alive while it is read, and released once.
    unsafe {
        let ints = [0, 1, -1, 255, -70_000, (1 << 30) - 1];
        let ints_agree = ints.into_iter().all(|value: i32| {
            holds(pyo3_ffi::PyLong_FromLong(c_long::from(value)), |object| {
                super::compact_int(object) == Some(value)
            })
        });
        let large = [1 << 30, -(1 << 30), 1 << 40];
        let large_ones_agree = large.into_iter().all(|value| {
            holds(pyo3_ffi::PyLong_FromLongLong(value), |object| super::compact_int(object).is_none())
        });
        let text_agrees = holds(pyo3_ffi::PyUnicode_FromString(c"fmtunit".as_ptr()), |object| {
            super::ascii(object).is_some_and(|(text, length)| is_text(text.cast(), length))
        });
        let other_text_agrees = holds(pyo3_ffi::PyUnicode_FromString(c"f\u{fc}r".as_ptr()), |object| {
            super::ascii(object).is_none()
        });
        let bytes_agree = holds(pyo3_ffi::PyBytes_FromStringAndSize(c"fmtunit".as_ptr(), 7), |object| {
            super::bytes(object).is_some_and(|(data, length)| is_text(data.cast(), length))
        });
        let float_agrees =
            holds(pyo3_ffi::PyFloat_FromDouble(-2.5), |object| super::float(object) == Some(-2.5));
        let complex_agrees = holds(pyo3_ffi::PyComplex_FromDoubles(2.5, -3.5), |object| {
            super::complex(object).is_some_and(|value| value.real == 2.5 && value.imag == -3.5)
        });
        let containers_agree = containers_agree();
        let agrees = ints_agree
            && large_ones_agree
            && text_agrees
            && other_text_agrees
            && bytes_agree
            && byte_arrays_agree()
            && float_agrees
            && complex_agrees
            && containers_agree
            && classes_agree()
            && references_agree();
        agrees.then_some(OFFSETS)
    }
}

/// Returns whether a new object has the property, and releases it. A null pointer does not have it.
unsafe fn holds(object: *mut PyObject, property: impl FnOnce(*mut PyObject) -> bool) -> bool {
    // SAFETY: attached; the reference is released once.
    unsafe {
        if object.is_null() {
            pyo3_ffi::PyErr_Clear();
            return false;
        }
        let holds = property(object);
        pyo3_ffi::Py_DECREF(object);
        holds
    }
}

/// Returns whether the text is that of the samples.
unsafe fn is_text(text: *const u8, length: usize) -> bool {
    // SAFETY: the object that owns the text is alive; if the length is right, the bytes are readable.
    length == 7 && unsafe { core::slice::from_raw_parts(text, length) } == b"fmtunit"
}

/// Returns whether the memory of a `bytearray` is found, and exports prevent resizing.
unsafe fn byte_arrays_agree() -> bool {
    let can_grow = |array| {
        // SAFETY: attached; the array is alive.
        let done = unsafe { pyo3_ffi::PyByteArray_Resize(array, 8) == 0 };
        if !done {
            // SAFETY: attached.
            unsafe { pyo3_ffi::PyErr_Clear() };
        }
        done
    };
    // SAFETY: attached; the object is alive while it is read, and released once.
    unsafe {
        holds(pyo3_ffi::PyByteArray_FromStringAndSize(c"fmtunit".as_ptr(), 7), |array| {
            super::export_bytearray(array).is_some_and(|(data, length)| is_text(data.cast(), length))
                && !can_grow(array)
                && super::withdraw_bytearray_export(array)
                && can_grow(array)
        })
    }
}

/// Returns whether the items of tuples and lists are found.
unsafe fn containers_agree() -> bool {
    // SAFETY: attached; each object is released once; every element of the containers is given a reference.
    unsafe {
        let none = pyo3_ffi::Py_None();
        let tuple_agrees = holds(pyo3_ffi::PyTuple_New(2), |tuple| {
            for index in 0..2 {
                pyo3_ffi::Py_INCREF(none);
                pyo3_ffi::PyTuple_SetItem(tuple, index, none);
            }
            super::tuple(tuple)
                .is_some_and(|(items, length)| length == 2 && *items == none && *items.add(1) == none)
        });
        let list_agrees = holds(pyo3_ffi::PyList_New(1), |list| {
            pyo3_ffi::Py_INCREF(none);
            pyo3_ffi::PyList_SetItem(list, 0, none);
            *(*list.cast::<PyListObject>()).ob_item == none
        });
        tuple_agrees && list_agrees
    }
}

/// Returns whether the base classes of a class are found.
unsafe fn classes_agree() -> bool {
    // SAFETY: attached; True is alive, and an instance of a class that derives from `int`.
    unsafe {
        let object = pyo3_ffi::Py_True();
        let classes = [&raw const pyo3_ffi::PyBool_Type, &raw const pyo3_ffi::PyLong_Type];
        classes.into_iter().all(|class| super::is_instance(object, class))
            && !super::is_instance(object, &raw const pyo3_ffi::PyFloat_Type)
    }
}

/// Returns whether the interpreter counts references as this build does.
unsafe fn references_agree() -> bool {
    if COUNTING == Counting::ByCall {
        return true;
    }
    // SAFETY: attached; the reference that is added is released.
    unsafe {
        holds(pyo3_ffi::PyList_New(0), |object| {
            let before = pyo3_ffi::Py_REFCNT(object);
            crate::layout::new_reference(object);
            let after = pyo3_ffi::Py_REFCNT(object);
            pyo3_ffi::Py_DECREF(object);
            after == before + 1
        })
    }
}
