//! The outputs of parse rows.

use crate::python;
use fmtunit::Py_complex;
use pyo3_ffi::{self as ffi, Py_buffer, PyObject};
use std::ffi::{CStr, c_char, c_int, c_long, c_ulonglong};

/// A value that a parse function stores to one place.
///
/// # Safety
/// All bytes zero are a value of the type.
pub unsafe trait Output {
    /// Describes the stored value, for comparison.
    ///
    /// # Safety
    /// A parse function stored it, and the arguments are alive.
    unsafe fn show(&self) -> String;

    /// Gives up what was stored. All variants do this alike, within the time that is taken.
    ///
    /// # Safety
    /// A parse function stored it.
    #[inline(always)]
    unsafe fn release(&mut self) {}
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        // SAFETY: zero is a number.
        unsafe impl Output for $type {
            unsafe fn show(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
numbers!(c_int, c_long, c_ulonglong, isize, f64);

// SAFETY: zero is a number.
unsafe impl Output for Py_complex {
    unsafe fn show(&self) -> String {
        format!("{} {}", self.real, self.imag)
    }
}

// SAFETY: null is a pointer.
unsafe impl Output for *mut PyObject {
    unsafe fn show(&self) -> String {
        if self.is_null() {
            return "absent".to_owned();
        }
        // SAFETY: a parse function stored an object.
        unsafe { format!("{:p} {}", *self, python::describe(*self)) }
    }
}

// SAFETY: null is a pointer.
unsafe impl Output for *const c_char {
    unsafe fn show(&self) -> String {
        // SAFETY: the benches' text ends with NUL.
        unsafe { format!("{:p} {:?}", *self, (!self.is_null()).then(|| CStr::from_ptr(*self))) }
    }
}

/// Encoded text is the caller's.
// SAFETY: null is a pointer.
unsafe impl Output for *mut c_char {
    unsafe fn show(&self) -> String {
        // SAFETY: `es` stored text that ends with NUL.
        unsafe { format!("{:?}", CStr::from_ptr(*self)) }
    }

    #[inline(always)]
    unsafe fn release(&mut self) {
        // SAFETY: `es` allocated it.
        unsafe { ffi::PyMem_Free((*self).cast()) };
    }
}

// SAFETY: a view without an object is empty.
unsafe impl Output for Py_buffer {
    unsafe fn show(&self) -> String {
        let &Self { buf, obj, len, itemsize, readonly, ndim, format, shape, strides, suboffsets, .. } = self;
        format!(
            "{buf:p} {obj:p} {len} {itemsize} {readonly} {ndim} {format:p} {shape:p} {strides:p} {suboffsets:p}"
        )
    }

    #[inline(always)]
    unsafe fn release(&mut self) {
        // SAFETY: the view was filled.
        unsafe { ffi::PyBuffer_Release(self) };
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        // SAFETY: as each of them.
        unsafe impl<$($name: Output),*> Output for ($($name,)*) {
            #[allow(non_snake_case, reason = "the names are those of the types")]
            unsafe fn show(&self) -> String {
                let ($($name,)*) = self;
                let shown: &[String] = &[
                    // SAFETY: the caller vouches for all.
                    $(unsafe { $name.show() }),*
                ];
                shown.join(", ")
            }

            #[inline(always)]
            #[allow(non_snake_case, reason = "the names are those of the types")]
            unsafe fn release(&mut self) {
                let ($($name,)*) = self;
                $(
                    // SAFETY: the caller vouches for all.
                    unsafe { $name.release() };
                )*
            }
        }
    };
}
tuples!();
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
