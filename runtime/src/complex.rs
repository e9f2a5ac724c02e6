//! `Py_complex`, and how CPython makes one of an object. The limited API has neither: it gets both here.

#[cfg(not(Py_LIMITED_API))]
pub use pyo3_ffi::{Py_complex, PyComplex_AsCComplex as as_complex};

#[cfg(Py_LIMITED_API)]
pub use limited::{Py_complex, as_complex};

#[cfg(Py_LIMITED_API)]
mod limited {
    use core::ffi::c_double;
    use pyo3_ffi::{self as ffi, PyObject};

    /// CPython's struct of this name.
    #[allow(non_camel_case_types, reason = "it is its name in C")]
    #[repr(C)]
    #[derive(Clone, Copy, Debug)]
    pub struct Py_complex {
        /// The real part.
        pub real: c_double,
        /// The imaginary part.
        pub imag: c_double,
    }

    /// What `PyComplex_AsCComplex` returns when an exception is set.
    const FAILED: Py_complex = Py_complex { real: -1.0, imag: 0.0 };

    /// `PyComplex_AsCComplex`: the number of a `complex`, of what the type's `__complex__` makes, or of a real number. -1 and
    /// an exception if it is none of them.
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
                return Py_complex { real: ffi::PyFloat_AsDouble(item), imag: 0.0 };
            }
            // The constructor checks what the method returns, with the words of this CPython. It reads text, which has no such
            // method by itself.
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

    /// The parts of a `complex`.
    ///
    /// # Safety
    /// *attached*; it is one.
    unsafe fn parts(complex: *mut PyObject) -> Py_complex {
        // SAFETY: attached; it is a `complex`.
        unsafe {
            Py_complex {
                real: ffi::PyComplex_RealAsDouble(complex),
                imag: ffi::PyComplex_ImagAsDouble(complex),
            }
        }
    }
}
