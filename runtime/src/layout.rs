//! Where CPython keeps what the fast shapes read: the only file that looks into an object.
//!
//! A *fast shape* is an object whose value can be had without a call: an exact `int` of one digit, an exact ASCII
//! `str`, an exact `float`, `complex`, `bytes`, `bytearray` or `tuple`. Each function answers `None` for any other object, and
//! the caller then takes the general way through the C API, which must come to the same result.
//!
//! On builds whose objects are opaque or laid out otherwise (limited API, free-threaded, 32-bit, big-endian, other
//! implementations) every answer is `None`.

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

/// Is the object's type exactly `class`?
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn is_exactly(object: *mut PyObject, class: *const pyo3_ffi::PyTypeObject) -> bool {
    // SAFETY: item.
    unsafe { core::ptr::eq(pyo3_ffi::Py_TYPE(object), in_register(class)) }
}

/// The same pointer, in a register: the compiler cannot see where it comes from.
///
/// The address of a class of CPython stands in a table that the linker fills. The compiler would load it anew for each
/// comparison, since an instruction can have an operand in memory; but the class of the object is in memory, too, and there can
/// be one only (measured on 3.11, `dddddddd`: 4.7 ns with the compiler's choice, 3.8 so).
#[cfg_attr(
    target_arch = "x86_64",
    expect(clippy::pointers_in_nomem_asm_block, reason = "nothing is read or written")
)]
#[inline(always)]
fn in_register<T>(pointer: *const T) -> *const T {
    #[cfg(target_arch = "x86_64")]
    let pointer = {
        let mut pointer = pointer;
        // SAFETY: no instruction, so nothing happens.
        unsafe {
            core::arch::asm!("/* {} */", inout(reg) pointer, options(pure, nomem, nostack, preserves_flags))
        };
        pointer
    };
    pointer
}

/// A new reference to an object.
///
/// On 3.12 and 3.13 CPython counts up in the lower half of a word, and down in all of it. What has been stored by halves has to
/// reach the cache before all of it can be loaded: so this loads halves, of which the interpreter may just have stored the
/// lower, and stores all of it, which is soon loaded (measured on 3.13: building an object from `O` 6.6 ns with `Py_INCREF`,
/// and 2.1 so; from a Python loop, a function of two arguments that returns the first 11.3 ns with all of it loaded, and 9.4
/// so). The upper half is zero, but for objects that extensions built for an older CPython have counted beyond the lower.
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn new_reference(object: *mut PyObject) {
    // SAFETY: attached, item. All ones in the lower half are the count of an immortal object.
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
