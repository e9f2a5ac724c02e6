//! Objects in statics, each owned by an interpreter, which releases them when it ends.
//!
//! A capsule in the interpreter's dict has a destructor that releases the objects.

use crate::failure::without_exception;
use crate::layout;
use core::ffi::{CStr, c_void};
use core::ptr::{from_ref, null_mut};
use core::sync::atomic::AtomicPtr;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use pyo3_ffi::{PyInterpreterState, PyObject};

/// The name of the capsules, with which their keys in the interpreter's dict begin.
const NAME: &CStr = c"fmtunit_runtime.build.key";

/// The head of a list of all statics that hold an object, or have held one. Nothing is removed from it.
static FIRST: AtomicPtr<InterpreterObject> = AtomicPtr::new(null_mut());

/// An object that an interpreter owns. It is read and released by threads that are attached to that interpreter.
#[derive(Debug)]
pub(super) struct InterpreterObject {
    /// Null without an owner, and [`CLAIMED`] while a thread sets the object.
    owner: AtomicPtr<PyInterpreterState>,
    object: AtomicPtr<PyObject>,
    /// The next in the list. The last points to itself; null if this is not in the list.
    next: AtomicPtr<Self>,
}

/// Marks an owner that is not known yet. No interpreter has this address.
const CLAIMED: *mut PyInterpreterState = core::ptr::without_provenance_mut(1);

impl InterpreterObject {
    pub(super) const fn new() -> Self {
        Self {
            owner: AtomicPtr::new(null_mut()),
            object: AtomicPtr::new(null_mut()),
            next: AtomicPtr::new(null_mut()),
        }
    }

    /// Returns a new reference to the object, if the current interpreter owns it.
    ///
    /// # Safety
    /// *attached*.
    #[inline(always)]
    pub(super) unsafe fn get(&self) -> Option<*mut PyObject> {
        // SAFETY: attached; the owner keeps the object alive, and is the current interpreter.
        unsafe {
            if self.owner.load(Acquire) != pyo3_ffi::PyInterpreterState_Get() {
                return None;
            }
            let object = self.object.load(Relaxed);
            layout::new_reference(object);
            Some(object)
        }
    }

    /// Stores a new object for the current interpreter, unless there is an owner already, or memory is exhausted. Returns the
    /// object in any case.
    ///
    /// # Safety
    /// *attached*; the object is null or alive.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn keep(&'static self, object: *mut PyObject) -> *mut PyObject {
        // Loaded first, because a failing exchange is a write: interpreters with their own GILs would contend for it.
        if object.is_null()
            || !self.owner.load(Relaxed).is_null()
            || self.owner.compare_exchange(null_mut(), CLAIMED, Acquire, Relaxed).is_err()
        {
            return object;
        }
        // SAFETY: attached.
        let owner = unsafe {
            let interpreter = pyo3_ffi::PyInterpreterState_Get();
            // An object without a hash is not kept: it cannot be a key.
            let will_be_released = without_exception(|| {
                let done = crate::unwind::PyObject_Hash(object) != -1 && ensure_capsule(interpreter);
                if !done {
                    pyo3_ffi::PyErr_Clear();
                }
                done
            });
            if will_be_released { interpreter } else { null_mut() }
        };
        if !owner.is_null() {
            self.list();
            // SAFETY: attached; the object is alive.
            unsafe { layout::new_reference(object) };
            self.object.store(object, Relaxed);
        }
        self.owner.store(owner, Release);
        object
    }

    /// Adds this to the list, if it is not there yet. Only the thread that has claimed this calls it.
    fn list(&'static self) {
        if !self.next.load(Relaxed).is_null() {
            return;
        }
        let this = from_ref(self).cast_mut();
        let mut first = FIRST.load(Relaxed);
        loop {
            self.next.store(if first.is_null() { this } else { first }, Relaxed);
            match FIRST.compare_exchange_weak(first, this, Release, Relaxed) {
                Ok(_) => return,
                Err(other) => first = other,
            }
        }
    }
}

/// Makes sure that the interpreter has a capsule that releases its objects. Returns whether it does; if not, an exception
/// may be set.
///
/// # Safety
/// *attached*, to this interpreter.
unsafe fn ensure_capsule(interpreter: *mut PyInterpreterState) -> bool {
    // SAFETY: attached; the dict is borrowed, and the new references are released.
    unsafe {
        // Once the modules of the interpreter are torn down, its dict may be gone. A new dict would never be released.
        let import_hooks = pyo3_ffi::PySys_GetObject(c"meta_path".as_ptr());
        if import_hooks.is_null() || import_hooks == pyo3_ffi::Py_None() {
            return false;
        }
        let dict = pyo3_ffi::PyInterpreterState_GetDict(interpreter);
        // Another copy of this crate in the process has a list of its own, and so needs its own capsule.
        let ours = (&raw const FIRST).cast_mut().cast::<c_void>();
        let key = pyo3_ffi::PyUnicode_FromFormat(c"%s at %p".as_ptr(), NAME.as_ptr(), ours);
        if dict.is_null() || key.is_null() {
            pyo3_ffi::Py_XDECREF(key);
            return false;
        }
        let mut done = !crate::unwind::PyDict_GetItemWithError(dict, key).is_null();
        if !done && pyo3_ffi::PyErr_Occurred().is_null() {
            let capsule = pyo3_ffi::PyCapsule_New(interpreter.cast(), NAME.as_ptr(), Some(release_all));
            done = !capsule.is_null() && crate::unwind::PyDict_SetItem(dict, key, capsule) == 0;
            pyo3_ffi::Py_XDECREF(capsule);
        }
        pyo3_ffi::Py_DECREF(key);
        done
    }
}

/// Releases the objects of the interpreter that the capsule names.
///
/// # Safety
/// *attached*, to this interpreter.
unsafe extern "C" fn release_all(capsule: *mut PyObject) {
    // SAFETY: attached; the capsule was created by `ensure_capsule`, and the list holds statics.
    unsafe {
        let interpreter = pyo3_ffi::PyCapsule_GetPointer(capsule, NAME.as_ptr()).cast();
        let mut at = FIRST.load(Acquire);
        while let Some(kept) = at.as_ref() {
            if kept.owner.load(Relaxed) == interpreter {
                let object = kept.object.load(Relaxed);
                kept.owner.store(null_mut(), Release);
                pyo3_ffi::Py_DECREF(object);
            }
            let next = kept.next.load(Relaxed);
            at = if next == at { null_mut() } else { next };
        }
    }
}
