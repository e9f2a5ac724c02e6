//! The layouts of CPython's objects: the only module that reads or writes their fields.
//!
//! A *fast shape* is an object whose value can be read without a call: an exact `int` of one digit, an exact ASCII `str`, an
//! exact `float`, `complex`, `bytes`, `bytearray` or `tuple`. The functions return `None` for other objects. The caller then
//! takes the slow path through the C API, whose result must be the same.
//!
//! Some builds have opaque objects or other layouts: the limited API, free-threaded, 32-bit and big-endian builds, and other
//! implementations of Python. There, every function returns `None`.
//!
//! `known` holds the layouts of the versions, and `opaque` the functions for unknown ones. [`Offsets`] tells compiled code
//! where to read.

mod offsets;

pub use offsets::{Counting, IntForm, IntOffsets, Offsets, SmallInts};

use pyo3_ffi::PyObject;

#[cfg(known_layout)]
mod known;
#[cfg(known_layout)]
pub use known::*;

#[cfg(not(known_layout))]
mod opaque;
#[cfg(not(known_layout))]
pub use opaque::*;

/// Whether this build knows the layouts.
#[doc(hidden)]
pub const ARE_KNOWN: bool = cfg!(known_layout);

/// Returns whether the object's type is exactly `class`.
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn is_exactly(object: *mut PyObject, class: *const pyo3_ffi::PyTypeObject) -> bool {
    // SAFETY: item.
    unsafe { core::ptr::eq(pyo3_ffi::Py_TYPE(object), in_register(class)) }
}

/// Returns the same pointer in a register, and hides its origin from the compiler.
///
/// The addresses of CPython's classes stand in a table that the linker fills. The compiler would use them as memory
/// operands, and load them again for each comparison. But the class of the object is in memory too, and an instruction can
/// have only one such operand. Measured on 3.11, `dddddddd` takes 4.7 ns with the compiler's choice, and 3.8 like this.
#[cfg_attr(
    target_arch = "x86_64",
    expect(clippy::pointers_in_nomem_asm_block, reason = "nothing is read or written")
)]
#[inline(always)]
fn in_register<T>(pointer: *const T) -> *const T {
    #[cfg(target_arch = "x86_64")]
    let pointer = {
        let mut pointer = pointer;
        // SAFETY: the block has no instruction.
        unsafe {
            core::arch::asm!("/* {} */", inout(reg) pointer, options(pure, nomem, nostack, preserves_flags))
        };
        pointer
    };
    pointer
}

/// Adds a reference to an object.
///
/// On 3.12 and 3.13, CPython increments the lower half of the count's word, and decrements the whole word. A load of the
/// whole word stalls until an earlier store to one half has reached the cache. So this loads halves, the lower of which the
/// interpreter may just have stored. It stores the whole word, which will be loaded soon.
///
/// Measured on 3.13: building an object from `O` takes 6.6 ns with `Py_INCREF`, and 2.1 like this. A function of two
/// arguments that returns the first, called in a Python loop, takes 11.3 ns if the whole word is loaded, and 9.4 like this.
///
/// The upper half is zero, unless an extension built for an older CPython has counted beyond the lower half.
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn new_reference(object: *mut PyObject) {
    // SAFETY: attached, item. A lower half of all ones marks an immortal object.
    unsafe {
        #[cfg(all(known_layout, Py_3_12, not(Py_3_14), not(py_sys_config = "Py_REF_DEBUG")))]
        {
            let halves = object.cast::<u32>();
            if let Some(more) = halves.read().checked_add(1) {
                if halves.add(1).read() == 0 {
                    halves.cast::<u64>().write(more.into());
                } else {
                    halves.write(more);
                }
            }
        }
        #[cfg(not(all(known_layout, Py_3_12, not(Py_3_14), not(py_sys_config = "Py_REF_DEBUG"))))]
        pyo3_ffi::Py_INCREF(object);
    }
}
