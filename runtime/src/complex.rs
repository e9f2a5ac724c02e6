//! `Py_complex` and `PyComplex_AsCComplex`, with definitions of both for the limited API, which lacks them.

#[cfg(not(Py_LIMITED_API))]
pub use crate::unwind::PyComplex_AsCComplex as as_complex;
#[cfg(not(Py_LIMITED_API))]
pub use pyo3_ffi::Py_complex;

#[cfg(Py_LIMITED_API)]
pub use limited::{Py_complex, as_complex};

#[cfg(Py_LIMITED_API)]
mod limited {
    use core::ffi::c_double;
    use pyo3_ffi::{self as ffi, PyObject};

    /// CPython's struct of this name.
    #[allow(non_camel_case_types, reason = "the name is that of C")]
    #[repr(C)]
    #[derive(Clone, Copy, Debug)]
    pub struct Py_complex {
        /// The real part.
        pub real: c_double,
        /// The imaginary part.
        pub imag: c_double,
    }

    /// The result of `PyComplex_AsCComplex` when an exception is set.
    const FAILED: Py_complex = Py_complex { real: -1.0, imag: 0.0 };

    /// `PyComplex_AsCComplex`: converts a `complex`, an object whose type has `__complex__`, or a real number.
    ///
    /// Returns -1 with an exception set for other objects.
    ///
    /// # Safety
    /// *attached*, *item*.
    pub unsafe fn as_complex(item: *mut PyObject) -> Py_complex {
        // SAFETY: attached, item.
        unsafe {
            if ffi::PyComplex_Check(item) != 0 {
                return parts(item);
            }
            let class = ffi::Py_TYPE(item).cast::<PyObject>();
            if ffi::PyObject_HasAttrString(class, c"__complex__".as_ptr()) == 0 {
                return Py_complex { real: crate::unwind::PyFloat_AsDouble(item), imag: 0.0 };
            }
            // The constructor checks the method's result, and words the error as the running version does. It would parse a
            // `str` too, but that type has no such method.
            let constructor = (&raw mut ffi::PyComplex_Type).cast();
            let made =
                ffi::PyObject_CallFunctionObjArgs(constructor, item, core::ptr::null_mut::<PyObject>());
            if made.is_null() {
                return FAILED;
            }
            let number = parts(made);
            ffi::Py_DECREF(made);
            number
        }
    }

    /// Returns the parts of a `complex`.
    ///
    /// # Safety
    /// *attached*; the object is a `complex`.
    unsafe fn parts(complex: *mut PyObject) -> Py_complex {
        // SAFETY: attached; the object is a `complex`.
        unsafe {
            Py_complex {
                real: ffi::PyComplex_RealAsDouble(complex),
                imag: ffi::PyComplex_ImagAsDouble(complex),
            }
        }
    }
}
