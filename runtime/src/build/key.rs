//! Keys of dicts that are always the same, those that are literals above all: an interpreter makes each of them once.
//!
//! A key is kept in a static, for the interpreter that came there first; another makes it anew for each call.
//! (Measured on 3.11, a dict of two keys with eight characters: 1,315 instructions with new ones, 755 with these.)

#[cfg(known_layout)]
mod kept;

use pyo3_ffi::PyObject;

/// One key, as its unit's routine makes it.
#[derive(Debug)]
pub struct CachedKey {
    #[cfg(known_layout)]
    kept: kept::InterpreterObject,
}

impl CachedKey {
    /// A key that nobody has made yet.
    #[expect(clippy::new_without_default, reason = "it lives as long as the process")]
    pub const fn new() -> Self {
        Self {
            #[cfg(known_layout)]
            kept: kept::InterpreterObject::new(),
        }
    }

    /// A new reference to the key; null with the exception of `make`, which must always make the same.
    ///
    /// # Safety
    /// *attached*; `make` returns a new reference to an object that cannot change, or null with an exception.
    #[inline(always)]
    pub unsafe fn get(&'static self, make: impl Fn() -> *mut PyObject) -> *mut PyObject {
        // SAFETY: attached; the caller vouches for `make`.
        #[cfg(known_layout)]
        unsafe {
            self.kept.get().unwrap_or_else(|| self.kept.keep(make()))
        }
        // Without the lock, threads would contend for its count of references.
        #[cfg(not(known_layout))]
        make()
    }
}
