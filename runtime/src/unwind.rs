//! Exceptions of other languages, C++ above all, that pass through our frames.
//!
//! A converter, or code that an object calls, may be written in C++ and throw, and the caller of the C API may catch. CPython's
//! frames let the exception pass. Ours do so too where the call came in through the C ABI: functions on the way are
//! `extern "C-unwind"`, and what they hold is released by [`HeldObject`] and [`HeldObjects`], or by [`personality`] for
//! machine code. Threads that end in a call (`pthread_exit`) unwind in the same way.
//!
//! Panics do not pass. [`without_panics`] and [`personality`] abort the process.

mod api;

pub use api::*;

#[cfg(unix)]
use core::ffi::{c_int, c_void};
use core::mem;
use pyo3_ffi::PyObject;

/// Runs a function, and aborts the process if it panics.
#[inline(always)]
pub fn without_panics<T>(run: impl FnOnce() -> T) -> T {
    struct Abort;
    impl Drop for Abort {
        #[cold]
        fn drop(&mut self) {
            if std::thread::panicking() {
                std::process::abort();
            }
        }
    }
    let guard = Abort;
    let result = run();
    mem::forget(guard);
    result
}

/// Releases references when an exception passes. While the interpreter is finalised, a thread that ends is not attached, and
/// its references are left alone.
#[cold]
#[inline(never)]
unsafe fn release(objects: &[*mut PyObject]) {
    #[cfg(Py_3_13)]
    use pyo3_ffi::Py_IsFinalizing as is_finalizing;
    #[cfg(not(any(Py_3_13, all(unix, not(PyPy)))))]
    unsafe fn is_finalizing() -> core::ffi::c_int {
        0
    }
    #[cfg(all(unix, not(any(Py_3_13, PyPy))))]
    unsafe extern "C" {
        /// Exported by 3.9 to 3.12, also for the limited API, but not declared there.
        #[link_name = "_Py_IsFinalizing"]
        fn is_finalizing() -> c_int;
    }
    // SAFETY: attached, or the interpreter is being finalised; the caller owns the references.
    unsafe {
        if is_finalizing() == 0 {
            crate::build::release(objects);
        }
    }
}

/// A reference that is released if an exception passes.
#[derive(Debug)]
#[must_use]
pub struct HeldObject(*mut PyObject);

impl HeldObject {
    /// Holds a reference, or null.
    ///
    /// # Safety
    /// *attached*; nothing else releases the reference before it is [given](Self::give) back.
    #[inline(always)]
    pub unsafe fn new(object: *mut PyObject) -> Self {
        Self(object)
    }

    /// Returns the object.
    #[inline(always)]
    pub fn object(&self) -> *mut PyObject {
        self.0
    }

    /// Gives the reference back.
    #[inline(always)]
    pub fn give(self) -> *mut PyObject {
        let object = self.0;
        mem::forget(self);
        object
    }
}

impl Drop for HeldObject {
    // Inlined, so that what is held stays in registers.
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: attached; this value owns the reference.
        unsafe { release(&[self.0]) };
    }
}

/// The references of an array, which are released if an exception passes.
#[derive(Debug)]
#[must_use]
pub struct HeldObjects {
    first: *mut *mut PyObject,
    end: *mut *mut PyObject,
}

impl HeldObjects {
    /// Holds no reference yet.
    ///
    /// # Safety
    /// *attached*; as many elements as are [pushed](Self::push) are valid for writes while this value lives.
    #[inline(always)]
    pub unsafe fn new(first: *mut *mut PyObject) -> Self {
        Self { first, end: first }
    }

    /// Writes the next element, which owns its reference.
    #[inline(always)]
    #[allow(clippy::not_unsafe_ptr_arg_deref, reason = "the caller of `new` vouches for the elements")]
    pub fn push(&mut self, object: *mut PyObject) {
        // SAFETY: the caller of `new` vouches for the element.
        unsafe {
            self.end.write(object);
            self.end = self.end.add(1);
        }
    }

    /// The address of the next element.
    #[inline(always)]
    pub fn end(&self) -> *mut *mut PyObject {
        self.end
    }

    /// Returns the elements that were written.
    #[inline(always)]
    fn elements<'a>(&self) -> &'a [*mut PyObject] {
        // SAFETY: those up to the end have been written.
        unsafe { core::slice::from_raw_parts(self.first, self.end.offset_from_unsigned(self.first)) }
    }

    /// Gives the references back.
    #[inline(always)]
    pub fn give<'a>(self) -> &'a [*mut PyObject] {
        let elements = self.elements();
        mem::forget(self);
        elements
    }
}

impl Drop for HeldObjects {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: attached; this value owns the references.
        unsafe { release(self.elements()) };
    }
}

/// Words in a frame of machine code that hold references, or null.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct FrameWords {
    /// The distance of the first word from the address in the frame pointer, in bytes.
    pub offset: i32,
    /// The number of words.
    pub count: u32,
}

/// The words of a frame that hold references: the language-specific data of a function.
pub type HeldWords = [FrameWords; 2];

/// The class of panics. Its bytes have been in either order.
#[cfg(unix)]
const PANIC: &[u8; 8] = b"MOZ\0RUST";
/// The phase in which frames are left, after a search for a handler.
#[cfg(unix)]
const CLEANUP_PHASE: c_int = 2;
#[cfg(unix)]
const CONTINUE_UNWIND: c_int = 8;

/// DWARF's number of the frame pointer.
#[cfg(unix)]
const FRAME_POINTER: c_int = if cfg!(target_arch = "aarch64") { 29 } else { 6 };

#[cfg(unix)]
unsafe extern "C" {
    fn _Unwind_GetGR(context: *mut c_void, register: c_int) -> usize;
    fn _Unwind_GetLanguageSpecificData(context: *mut c_void) -> *const HeldWords;
}

/// The personality routine of frames without code for cleaning up, which the unwinder calls for each of them: trampolines, and
/// machine code that was compiled at run time.
///
/// It aborts the process for a panic, and releases the references in a frame's [`HeldWords`], if it has any, for all other
/// exceptions.
///
/// # Safety
/// The unwinder calls it; the words that the language-specific data names hold owned references, or null.
#[cfg(unix)]
pub unsafe extern "C" fn personality(
    _version: c_int,
    actions: c_int,
    class: u64,
    _exception: *mut c_void,
    context: *mut c_void,
) -> c_int {
    if class.to_be_bytes() == *PANIC || class.to_le_bytes() == *PANIC {
        std::process::abort();
    }
    if actions & CLEANUP_PHASE != 0 {
        // SAFETY: the caller vouches for the context, and for the words.
        unsafe {
            if let Some(held) = _Unwind_GetLanguageSpecificData(context).as_ref() {
                let frame = _Unwind_GetGR(context, FRAME_POINTER) as *const u8;
                for words in held {
                    let first = frame.offset(words.offset as isize).cast();
                    release(core::slice::from_raw_parts(first, words.count as usize));
                }
            }
        }
    }
    CONTINUE_UNWIND
}
