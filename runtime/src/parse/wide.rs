//! Converting text to wide characters. CPython supports these units until 3.11.

use crate::outcome::{Expected, Outcome};
use libc::wchar_t;
use pyo3_ffi::{Py_ssize_t, PyObject};

#[cfg(not(Py_3_12))]
mod known {
    use super::{Expected, Outcome, Py_ssize_t, PyObject, wchar_t};
    use crate::failure;
    use core::ffi::c_int;
    use fmtunit_parser::units::ParseUnit;

    crate::extern_python! {
        /// Declared here because `pyo3-ffi` marks it deprecated, and leaves it out for the limited API.
        #[cfg_attr(PyPy, link_name = "PyPyUnicode_AsUnicodeAndSize")]
        fn PyUnicode_AsUnicodeAndSize(unicode: *mut PyObject, size: *mut Py_ssize_t) -> *mut wchar_t;
    }

    unsafe extern "C" {
        fn wcslen(text: *const wchar_t) -> usize;
    }

    /// The unit that converts.
    #[derive(Clone, Copy)]
    pub(super) struct WideUnit {
        pub(super) unit: ParseUnit,
        pub(super) takes_none: bool,
    }

    /// Converts an item to a pointer, and to a length if the unit stores one.
    ///
    /// # Safety
    /// *attached*, *item*, *places*.
    pub(super) unsafe fn convert(
        item: *mut PyObject,
        text: *mut *const wchar_t,
        length: Option<*mut Py_ssize_t>,
        kind: WideUnit,
    ) -> Outcome {
        // SAFETY: attached, item, places.
        unsafe {
            if failure::warn_deprecated_unit(kind.unit).is_err() {
                return Outcome::RAISED;
            }
            if kind.takes_none && item == pyo3_ffi::Py_None() {
                text.write(core::ptr::null());
                if let Some(length) = length {
                    length.write(0);
                }
                return Outcome::STORED;
            }
            if pyo3_ffi::PyUnicode_Check(item) == 0 as c_int {
                return Outcome::mismatch(if kind.takes_none { Expected::StrOrNone } else { Expected::Str });
            }
            let mut size: Py_ssize_t = 0;
            let wide = PyUnicode_AsUnicodeAndSize(item, &mut size);
            // CPython stores the null pointer of a failure, too.
            text.write(wide);
            if wide.is_null() {
                return Outcome::RAISED;
            }
            match length {
                Some(length) => length.write(size),
                None if wcslen(wide) == size as usize => {}
                None => {
                    failure::embedded_null_character();
                    return Outcome::RAISED;
                }
            }
            Outcome::STORED
        }
    }
}

macro_rules! wide {
    ($(#[doc = $doc:literal])+ $name:ident, $unit:ident, $takes_none:literal $(, $length:ident)?) => {
        $(#[doc = $doc])+
        ///
        /// # Safety
        /// *attached*, *item*, *places*.
        pub unsafe fn $name(
            item: *mut PyObject,
            text: *mut *const wchar_t,
            $($length: *mut Py_ssize_t,)?
        ) -> Outcome {
            #[cfg(not(Py_3_12))]
            {
                let kind = known::WideUnit {
                    unit: fmtunit_parser::units::ParseUnit::$unit,
                    takes_none: $takes_none,
                };
                #[allow(unused_mut, unused_assignments, reason = "half of the units have no length")]
                let mut size = None;
                $(size = Some($length);)?
                // SAFETY: attached, item, places.
                unsafe { known::convert(item, text, size, kind) }
            }
            // The version check keeps the unit out of all plans.
            #[cfg(Py_3_12)]
            {
                let _ = (item, text, $($length)?);
                Outcome::mismatch(Expected::KnownUnit)
            }
        }
    };
}

wide! {
    /// Converts a `str` without NUL characters to a pointer.
    wide, WideStr, false
}
wide! {
    /// Converts a `str` to a pointer and a length.
    wide_and_length, WideStrLen, false, length
}
wide! {
    /// Converts a `str` without NUL characters, or `None`, to a pointer.
    optional_wide, OptionalWideStr, true
}
wide! {
    /// Converts a `str` to a pointer and a length, and `None` to null and 0.
    optional_wide_and_length, OptionalWideStrLen, true, length
}
