//! The state of a module. Each module object has its own, and so has each interpreter.

use crate::colour;
use crate::error::raise;
use crate::object::Owned;
use fmtunit::Raised;
use pyo3_ffi::{self as ffi, PyObject, PyTypeObject, visitproc};
use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::ptr::{self, NonNull};

/// An object that the state holds a reference to, or none.
type Held = Cell<Option<NonNull<PyObject>>>;

/// The state of a module: CPython allocates it, filled with zeros, and calls [`exec`], [`traverse`], [`clear`] and
/// [`free`].
#[derive(Default)]
pub(crate) struct State {
    /// `spam.error`
    error: Held,
    /// `spam.Colour`
    colour: Held,
    /// The callable that `set_callback` has set.
    callback: Held,
}

impl State {
    /// Returns the state of a module.
    ///
    /// # Safety
    /// *attached*, *module*; the state is not used once the call has returned.
    pub(crate) unsafe fn of<'a>(module: *mut PyObject) -> Result<&'a Self, Raised> {
        // SAFETY: attached, module.
        let state = unsafe { Self::raw(module).as_ref() };
        // The functions of a module can be called before it is executed.
        state.filter(|state| state.error.get().is_some()).ok_or_else(|| {
            // SAFETY: attached.
            unsafe { raise(ffi::PyExc_RuntimeError, "the module is not initialised") }
        })
    }

    /// # Safety
    /// *module*.
    unsafe fn raw(module: *mut PyObject) -> *mut Self {
        // SAFETY: module.
        unsafe { ffi::PyModule_GetState(module).cast() }
    }

    /// Returns the class of the module's own exceptions, `spam.error`.
    pub(crate) fn error(&self) -> *mut PyObject {
        pointer(&self.error)
    }

    /// Returns the class of colours, `spam.Colour`.
    pub(crate) fn colour(&self) -> *mut PyTypeObject {
        pointer(&self.colour).cast()
    }

    /// Returns the callback, if one is set. The reference stays valid when another callback is set.
    ///
    /// # Safety
    /// *attached*.
    pub(crate) unsafe fn callback(&self) -> Option<Owned> {
        // SAFETY: attached; the state holds a reference.
        self.callback.get().map(|callback| unsafe { Owned::to(callback) })
    }

    /// Sets the callback.
    ///
    /// # Safety
    /// *attached*.
    pub(crate) unsafe fn set_callback(&self, callback: Owned) {
        // SAFETY: attached.
        unsafe { hold(&self.callback, Some(callback)) };
    }

    fn all(&self) -> [&Held; 3] {
        [&self.error, &self.colour, &self.callback]
    }
}

fn pointer(held: &Held) -> *mut PyObject {
    held.get().map_or(ptr::null_mut(), NonNull::as_ptr)
}

/// Replaces a held object. The former object is released last, because that may run Python code that uses this state.
///
/// # Safety
/// *attached*.
unsafe fn hold(held: &Held, object: Option<Owned>) {
    let former = held.replace(object.and_then(|object| NonNull::new(object.into_raw())));
    if let Some(former) = former {
        // SAFETY: attached; the reference was held here.
        unsafe { ffi::Py_DECREF(former.as_ptr()) };
    }
}

/// Fills a module that is being imported.
///
/// # Safety
/// *attached*, *module*.
pub(crate) unsafe extern "C" fn exec(module: *mut PyObject) -> c_int {
    // SAFETY: attached, module.
    match unsafe { fill(module) } {
        Ok(()) => 0,
        Err(Raised { .. }) => -1,
    }
}

/// # Safety
/// *attached*, *module*; the state is allocated.
unsafe fn fill(module: *mut PyObject) -> Result<(), Raised> {
    // SAFETY: attached, module; what is added is alive, and a class.
    unsafe {
        let error = Owned::new(ffi::PyErr_NewExceptionWithDoc(
            c"spam.error".as_ptr(),
            c"A command could not be run, or there is no callback.".as_ptr(),
            ptr::null_mut(),
            ptr::null_mut(),
        ))?;
        let colour = Owned::new(colour::new_class().cast())?;
        for class in [&error, &colour] {
            if ffi::PyModule_AddType(module, class.as_ptr().cast()) < 0 {
                return Err(Raised::new());
            }
        }
        if let Some(state) = State::raw(module).as_ref() {
            hold(&state.error, Some(error));
            hold(&state.colour, Some(colour));
        }
        Ok(())
    }
}

/// Visits the objects that a module's state holds, for the garbage collector.
///
/// # Safety
/// *attached*, *module*; only the garbage collector calls this.
pub(crate) unsafe extern "C" fn traverse(module: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: module.
    let Some(state) = (unsafe { State::raw(module).as_ref() }) else { return 0 };
    let held = state.all().into_iter().filter_map(Cell::get);
    // SAFETY: the objects are alive; `visit` and `arg` belong together.
    held.map(|object| unsafe { visit(object.as_ptr(), arg) }).find(|&answer| answer != 0).unwrap_or(0)
}

/// Releases the objects that a module's state holds.
///
/// # Safety
/// *attached*, *module*.
pub(crate) unsafe extern "C" fn clear(module: *mut PyObject) -> c_int {
    // SAFETY: attached, module.
    if let Some(state) = unsafe { State::raw(module).as_ref() } {
        for held in state.all() {
            // SAFETY: attached.
            unsafe { hold(held, None) };
        }
    }
    0
}

/// Releases the objects when the module is deallocated.
///
/// # Safety
/// *attached*, *module*.
pub(crate) unsafe extern "C" fn free(module: *mut c_void) {
    // SAFETY: attached, module.
    unsafe { clear(module.cast()) };
}
