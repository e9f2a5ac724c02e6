//! Methods, found by their names.

use crate::failure;
use core::ffi::c_char;
use pyo3_ffi::PyObject;

/// The method of an object, ready to be called: a new reference, or null with an exception.
///
/// # Safety
/// *attached*; the object is null or alive, the name null or ended by NUL.
#[inline]
pub unsafe fn method(object: *mut PyObject, name: *const c_char) -> *mut PyObject {
    // SAFETY: attached; the new reference is released where it is not returned.
    unsafe {
        if object.is_null() || name.is_null() {
            failure::null_argument();
            return core::ptr::null_mut();
        }
        checked(pyo3_ffi::PyObject_GetAttrString(object, name))
    }
}

/// The attribute, if it can be called; else null with an exception.
///
/// # Safety
/// *attached*; the attribute is a new reference, or null with an exception.
#[inline]
unsafe fn checked(attribute: *mut PyObject) -> *mut PyObject {
    // SAFETY: attached; the reference is released where it is not returned.
    unsafe {
        if !attribute.is_null() && pyo3_ffi::PyCallable_Check(attribute) == 0 {
            failure::not_callable(attribute);
            pyo3_ffi::Py_DECREF(attribute);
            return core::ptr::null_mut();
        }
        attribute
    }
}

/// A method of an object, found for one call.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    /// What is called: a new reference, or null with an exception.
    pub callable: *mut PyObject,
    /// The object, if that is what the callable takes as its first argument: a new reference, as a bound method has one, for
    /// the caller's may be gone before the call is over. Null if the callable is bound already.
    pub(super) owner: *mut PyObject,
}

impl Method {
    /// Finds the method: as [`method`], but without making an object that binds it, where nobody can tell.
    ///
    /// # Safety
    /// *attached*; the object is null or alive, the name is null or ended by NUL.
    #[inline]
    pub unsafe fn find(object: *mut PyObject, name: *const c_char) -> Self {
        // SAFETY: attached; the caller vouches for the object and the name.
        unsafe {
            #[cfg(known_layout)]
            if !object.is_null() && !name.is_null() && unbound::has_usual_attributes(object) {
                return unbound::find(object, name);
            }
            Self { callable: method(object, name), owner: core::ptr::null_mut() }
        }
    }

    /// Releases what was found.
    ///
    /// # Safety
    /// *attached*; nobody uses the method any more.
    #[inline(always)]
    pub unsafe fn release(self) {
        // SAFETY: attached; the references are this value's own.
        unsafe { crate::build::release(&[self.callable, self.owner]) }
    }
}

/// Methods that are not bound yet.
#[cfg(known_layout)]
mod unbound {
    use super::{Method, checked};
    use core::ffi::{c_char, c_int};
    use core::ptr::null_mut;
    use pyo3_ffi::{Py_DECREF, Py_TYPE, PyObject};

    unsafe extern "C" {
        /// Has no declaration in CPython's public headers, but is exported by 3.9 to 3.15. It answers 1 with a callable that
        /// takes the object as its first argument, or 0 with what the attribute is, or null with an exception.
        fn _PyObject_GetMethod(
            object: *mut PyObject,
            name: *mut PyObject,
            method: *mut *mut PyObject,
        ) -> c_int;
    }

    /// Are the attributes of the object where those of most objects are? Then `_PyObject_GetMethod` finds what
    /// `PyObject_GetAttrString` does.
    ///
    /// # Safety
    /// *attached*; the object is alive.
    #[inline(always)]
    pub(super) unsafe fn has_usual_attributes(object: *mut PyObject) -> bool {
        let usual: pyo3_ffi::getattrofunc = pyo3_ffi::PyObject_GenericGetAttr;
        // SAFETY: attached; an object keeps its class alive.
        unsafe {
            let class = Py_TYPE(object);
            (*class).tp_getattr.is_none()
                && (*class).tp_getattro.is_some_and(|function| core::ptr::fn_addr_eq(function, usual))
        }
    }

    /// Finds the method of an object with the usual attributes.
    ///
    /// # Safety
    /// *attached*; the object is alive and has the usual attributes; the name ends with NUL.
    pub(super) unsafe fn find(object: *mut PyObject, name: *const c_char) -> Method {
        // SAFETY: attached; new references are released where they are not returned.
        unsafe {
            let name = pyo3_ffi::PyUnicode_FromString(name);
            if name.is_null() {
                return Method { callable: null_mut(), owner: null_mut() };
            }
            let mut found = null_mut();
            let is_unbound = _PyObject_GetMethod(object, name, &raw mut found) != 0;
            Py_DECREF(name);
            if !is_unbound {
                Method { callable: checked(found), owner: null_mut() }
            } else if is_same_bound(found, object) {
                crate::layout::new_reference(object);
                Method { callable: found, owner: object }
            } else {
                Method { callable: checked(bind(found, object)), owner: null_mut() }
            }
        }
    }

    /// Does the callable do to the object what a bound method would, and say the same when it refuses its arguments? A
    /// method written in C speaks of the class that it was made for, and its bound form of the object's.
    ///
    /// # Safety
    /// *attached*; both are alive.
    #[inline]
    unsafe fn is_same_bound(callable: *mut PyObject, object: *mut PyObject) -> bool {
        // SAFETY: attached; what is exactly of that class is a `PyMethodDescrObject`.
        unsafe {
            let class = Py_TYPE(callable);
            class == &raw mut pyo3_ffi::PyFunction_Type
                || (class == &raw mut pyo3_ffi::PyMethodDescr_Type
                    && (*callable.cast::<pyo3_ffi::PyDescrObject>()).d_type == Py_TYPE(object))
        }
    }

    /// The callable as an attribute of the object; takes over the reference to it.
    ///
    /// # Safety
    /// *attached*; both are alive.
    #[cold]
    unsafe fn bind(callable: *mut PyObject, object: *mut PyObject) -> *mut PyObject {
        // SAFETY: attached; the class of a callable has the function of its own slot.
        unsafe {
            let Some(get) = (*Py_TYPE(callable)).tp_descr_get else { return callable };
            let bound = get(callable, object, Py_TYPE(object).cast());
            Py_DECREF(callable);
            bound
        }
    }
}
