//! Constant keys of dicts, which an interpreter creates once.
//!
//! A static keeps the key of the first interpreter that needs it. Other interpreters create the key for each call. Measured
//! on 3.11, a dict of two keys with eight characters takes 1,315 instructions with new keys, and 755 with these.

#[cfg(known_layout)]
mod interpreter_object;

#[cfg(known_layout)]
use interpreter_object::InterpreterObject;
use pyo3_ffi::PyObject;

/// The key at one place of one format, as its unit's routine builds it.
#[derive(Debug)]
pub struct CachedKey {
    #[cfg(known_layout)]
    object: InterpreterObject,
}

impl CachedKey {
    /// Creates a key whose object is built at its first use.
    #[expect(clippy::new_without_default, reason = "it lives as long as the process")]
    pub const fn new() -> Self {
        Self {
            #[cfg(known_layout)]
            object: InterpreterObject::new(),
        }
    }

    /// Returns a new reference to the key, or null with the exception that `make` has set.
    ///
    /// # Safety
    /// *attached*; `make` returns a new reference to an immutable object, or null with an exception set. All calls build
    /// equal objects.
    #[inline(always)]
    pub unsafe fn get(&'static self, make: impl Fn() -> *mut PyObject) -> *mut PyObject {
        // SAFETY: attached; the caller vouches for `make`.
        #[cfg(known_layout)]
        unsafe {
            self.object.get().unwrap_or_else(|| self.object.keep(make()))
        }
        // Without the GIL, threads would contend for the reference count of a shared key.
        #[cfg(not(known_layout))]
        make()
    }
}
