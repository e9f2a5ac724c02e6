//! Objects that an interpreter keeps: it lets go of them when it goes. A capsule in its dict sees to that.

use crate::failure::without_exception;
use crate::layout;
use core::ffi::{CStr, c_void};
use core::ptr::{from_ref, null_mut};
use core::sync::atomic::AtomicPtr;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use pyo3_ffi::{PyInterpreterState, PyObject};

/// The name of the capsules, and of their keys in an interpreter's dict.
const NAME: &CStr = c"fmtunit_runtime.build.key";

/// All that keep an object, or have kept one: a list that only grows, by one for each place.
static FIRST: AtomicPtr<InterpreterObject> = AtomicPtr::new(null_mut());

/// An object that belongs to an interpreter, under whose lock it is read and dropped.
#[derive(Debug)]
pub(super) struct InterpreterObject {
    /// Null: nobody's. [`CLAIMED`]: somebody is about to have it.
    owner: AtomicPtr<PyInterpreterState>,
    object: AtomicPtr<PyObject>,
    /// The next of the list; itself for the last, null if this is not in the list.
    next: AtomicPtr<Self>,
}

/// No interpreter has this address.
const CLAIMED: *mut PyInterpreterState = core::ptr::without_provenance_mut(1);

impl InterpreterObject {
    pub(super) const fn new() -> Self {
        Self {
            owner: AtomicPtr::new(null_mut()),
            object: AtomicPtr::new(null_mut()),
            next: AtomicPtr::new(null_mut()),
        }
    }

    /// A new reference to the object, if it is this interpreter's.
    ///
    /// # Safety
    /// *attached*.
    #[inline(always)]
    pub(super) unsafe fn get(&self) -> Option<*mut PyObject> {
        // SAFETY: attached; the object stays as long as its owner.
        unsafe {
            if self.owner.load(Acquire) != pyo3_ffi::PyInterpreterState_Get() {
                return None;
            }
            let object = self.object.load(Relaxed);
            layout::new_reference(object);
            Some(object)
        }
    }

    /// Keeps a new object for this interpreter, unless another has come first, or memory is short. Returns it.
    ///
    /// # Safety
    /// *attached*; the object is null or alive.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn keep(&'static self, object: *mut PyObject) -> *mut PyObject {
        // Looked at before, for an exchange that fails is a write: interpreters with locks of their own would contend for it.
        if object.is_null()
            || !self.owner.load(Relaxed).is_null()
            || self.owner.compare_exchange(null_mut(), CLAIMED, Acquire, Relaxed).is_err()
        {
            return object;
        }
        // SAFETY: attached.
        let owner = unsafe {
            let interpreter = pyo3_ffi::PyInterpreterState_Get();
            // What cannot be hashed is no key.
            let is_seen_to = without_exception(|| {
                let done = pyo3_ffi::PyObject_Hash(object) != -1 && see_to(interpreter);
                if !done {
                    pyo3_ffi::PyErr_Clear();
                }
                done
            });
            if is_seen_to { interpreter } else { null_mut() }
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

    /// Puts this into the list, if it is not there yet. Only who has claimed it calls this.
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

/// Makes sure that the interpreter has a capsule that drops its objects; `false`, perhaps with an exception, if not.
///
/// # Safety
/// *attached*, to this interpreter.
unsafe fn see_to(interpreter: *mut PyInterpreterState) -> bool {
    // SAFETY: attached; the dict is borrowed, the others are references of ours.
    unsafe {
        // Once its modules are taken down, the dict may be gone; what is put into a new one would stay for ever.
        let import_hooks = pyo3_ffi::PySys_GetObject(c"meta_path".as_ptr());
        if import_hooks.is_null() || import_hooks == pyo3_ffi::Py_None() {
            return false;
        }
        let dict = pyo3_ffi::PyInterpreterState_GetDict(interpreter);
        // Other extensions have a list of their own.
        let ours = (&raw const FIRST).cast_mut().cast::<c_void>();
        let key = pyo3_ffi::PyUnicode_FromFormat(c"%s at %p".as_ptr(), NAME.as_ptr(), ours);
        if dict.is_null() || key.is_null() {
            pyo3_ffi::Py_XDECREF(key);
            return false;
        }
        let mut done = !pyo3_ffi::PyDict_GetItemWithError(dict, key).is_null();
        if !done && pyo3_ffi::PyErr_Occurred().is_null() {
            let capsule = pyo3_ffi::PyCapsule_New(interpreter.cast(), NAME.as_ptr(), Some(drop_all));
            done = !capsule.is_null() && pyo3_ffi::PyDict_SetItem(dict, key, capsule) == 0;
            pyo3_ffi::Py_XDECREF(capsule);
        }
        pyo3_ffi::Py_DECREF(key);
        done
    }
}

/// Drops the objects of the interpreter that the capsule names.
///
/// # Safety
/// *attached*, to this interpreter.
unsafe extern "C" fn drop_all(capsule: *mut PyObject) {
    // SAFETY: attached; the capsule is one of ours, and the list holds statics.
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
