//! Looking up methods by name, for `call_method!` and the C libraries.

use crate::failure;
use core::ffi::c_char;
use pyo3_ffi::PyObject;

/// Returns a method of an object: a new reference, or null with an exception set.
///
/// # Safety
/// *attached*; the object is null or alive, the name null or ended by NUL.
#[inline]
pub unsafe fn method(object: *mut PyObject, name: *const c_char) -> *mut PyObject {
    // SAFETY: attached; the new reference is returned or released.
    unsafe {
        if object.is_null() || name.is_null() {
            failure::null_argument();
            return core::ptr::null_mut();
        }
        checked(crate::unwind::PyObject_GetAttrString(object, name))
    }
}

/// Returns the attribute if it is callable, and otherwise null with an exception set.
///
/// # Safety
/// *attached*; the attribute is a new reference, or null with an exception set.
#[inline]
unsafe fn checked(attribute: *mut PyObject) -> *mut PyObject {
    // SAFETY: attached; the reference is returned or released.
    unsafe {
        if !attribute.is_null() && pyo3_ffi::PyCallable_Check(attribute) == 0 {
            failure::not_callable(attribute);
            pyo3_ffi::Py_DECREF(attribute);
            return core::ptr::null_mut();
        }
        attribute
    }
}

/// A method of an object, looked up for one call.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    /// The callee: a new reference, or null with an exception set.
    pub callable: *mut PyObject,
    /// The first argument of an unbound callee, or null if the callee is bound.
    ///
    /// It is a new reference, as in a bound method: the caller's may be released during the call.
    pub(super) owner: *mut PyObject,
}

impl Method {
    /// Looks up a method. Unlike [`method()`], it creates no bound method object where the difference is not observable.
    ///
    /// # Safety
    /// *attached*; the object is null or alive, the name is null or ended by NUL.
    #[inline]
    pub unsafe fn find(object: *mut PyObject, name: *const c_char) -> Self {
        // SAFETY: attached; the caller vouches for the object and the name.
        unsafe {
            #[cfg(known_layout)]
            if !object.is_null() && !name.is_null() && unbound::has_generic_attributes(object) {
                return unbound::find(object, name);
            }
            Self { callable: method(object, name), owner: core::ptr::null_mut() }
        }
    }

    /// Releases the references.
    ///
    /// # Safety
    /// *attached*; no copy of this value is used afterwards.
    #[inline(always)]
    pub unsafe fn release(self) {
        // SAFETY: attached; this value owns the references.
        unsafe { crate::build::release(&[self.callable, self.owner]) }
    }
}

/// Looking up methods without binding them.
#[cfg(known_layout)]
mod unbound {
    use super::{Method, checked};
    use core::ffi::{c_char, c_int};
    use core::ptr::null_mut;
    use pyo3_ffi::{Py_DECREF, Py_TYPE, PyObject};

    crate::extern_python! {
        /// Exported by 3.9 to 3.15, but not declared in CPython's public headers.
        ///
        /// Returns 1 and stores a callable that takes the object as its first argument. Otherwise it returns 0 and stores the
        /// attribute, or null with an exception set.
        fn _PyObject_GetMethod(
            object: *mut PyObject,
            name: *mut PyObject,
            method: *mut *mut PyObject,
        ) -> c_int;
    }

    /// Returns whether the object's class looks up attributes in the generic way. If it does, `_PyObject_GetMethod` agrees
    /// with `PyObject_GetAttrString`.
    ///
    /// # Safety
    /// *attached*; the object is alive.
    #[inline(always)]
    pub(super) unsafe fn has_generic_attributes(object: *mut PyObject) -> bool {
        let generic: pyo3_ffi::getattrofunc = pyo3_ffi::PyObject_GenericGetAttr;
        // SAFETY: attached; an object keeps its class alive.
        unsafe {
            let class = Py_TYPE(object);
            (*class).tp_getattr.is_none()
                && (*class).tp_getattro.is_some_and(|function| core::ptr::fn_addr_eq(function, generic))
        }
    }

    /// Looks up a method of an object with generic attributes.
    ///
    /// # Safety
    /// *attached*; the object is alive and has generic attributes; the name ends with NUL.
    pub(super) unsafe fn find(object: *mut PyObject, name: *const c_char) -> Method {
        // SAFETY: attached; new references are returned or released.
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

    /// Returns whether calling the unbound callable with the object equals a call of the bound method, messages included.
    ///
    /// Messages differ for a method written in C: unbound, it names the class that defines it; bound, the object's class.
    ///
    /// # Safety
    /// *attached*; both are alive.
    #[inline]
    unsafe fn is_same_bound(callable: *mut PyObject, object: *mut PyObject) -> bool {
        // SAFETY: attached; instances of exactly that class are `PyMethodDescrObject`s.
        unsafe {
            let class = Py_TYPE(callable);
            class == &raw mut pyo3_ffi::PyFunction_Type
                || (class == &raw mut pyo3_ffi::PyMethodDescr_Type
                    && (*callable.cast::<pyo3_ffi::PyDescrObject>()).d_type == Py_TYPE(object))
        }
    }

    /// Binds the callable to the object, and consumes the reference to the callable.
    ///
    /// # Safety
    /// *attached*; both are alive.
    #[cold]
    unsafe fn bind(callable: *mut PyObject, object: *mut PyObject) -> *mut PyObject {
        // SAFETY: attached; the slot function belongs to the class of the callable.
        unsafe {
            let Some(get) = (*Py_TYPE(callable)).tp_descr_get else { return callable };
            let bound = get(callable, object, Py_TYPE(object).cast());
            Py_DECREF(callable);
            bound
        }
    }
}
