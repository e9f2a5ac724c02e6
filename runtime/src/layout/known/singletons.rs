//! Objects that CPython has one of each of, found by address: small ints, and strings of one ASCII character.
//!
//! Since 3.11 they are part of the runtime's static data, in arrays that serve all interpreters and outlive them;
//! before, each interpreter had its own, and the answer is `None`.

use super::{AsciiObject, LongObject};
use crate::layout::SmallInts;
#[cfg(not(Py_3_12))]
use crate::layout::in_register;
use core::ffi::c_char;
use core::sync::atomic::{AtomicPtr, Ordering};
use pyo3_ffi::PyObject;

/// An array of objects of the same size, one for each value from `FIRST` to `LAST`.
///
/// Range and size are part of the type, and not of the static: the compiler takes what stands beside an atomic for
/// something that may change, and loads it at every call.
struct SingletonRow<const FIRST: isize, const LAST: isize, const SIZE: usize> {
    /// The object for the value 0: null before the first use, [`NO_ROW`] where the objects are not in a row.
    zero: AtomicPtr<u8>,
    /// Makes, or finds, the object for a value: a new reference.
    make: unsafe fn(isize) -> *mut PyObject,
}

const NO_ROW: *mut u8 = core::ptr::without_provenance_mut(1);

impl<const FIRST: isize, const LAST: isize, const SIZE: usize> SingletonRow<FIRST, LAST, SIZE> {
    const fn new(make: unsafe fn(isize) -> *mut PyObject) -> Self {
        Self { zero: AtomicPtr::new(core::ptr::null_mut()), make }
    }

    /// The object for 0, if the objects stand in a row.
    ///
    /// # Safety
    /// *attached*.
    #[inline(always)]
    unsafe fn zero(&self) -> Option<*mut u8> {
        if cfg!(not(Py_3_11)) {
            return None;
        }
        let zero = self.zero.load(Ordering::Relaxed);
        if zero.addr() > NO_ROW.addr() {
            return Some(zero);
        }
        if !zero.is_null() {
            return None;
        }
        // SAFETY: attached.
        unsafe { self.find() }
    }

    /// A new reference to the object for a value.
    ///
    /// # Safety
    /// *attached*.
    #[inline(always)]
    unsafe fn get(&self, value: isize) -> Option<*mut PyObject> {
        // One comparison for both ends.
        let in_range = value.wrapping_sub(FIRST) as usize <= (LAST - FIRST) as usize;
        if !in_range {
            return None;
        }
        // SAFETY: attached; `find` has seen every object of the row, and rows live as long as the process.
        unsafe {
            let object = self.zero()?.offset(value * SIZE as isize).cast::<PyObject>();
            // Since 3.12 the objects are immortal.
            #[cfg(not(Py_3_12))]
            let object = one_more(object);
            Some(object)
        }
    }

    /// Looks whether the objects stand in a row, and remembers the answer.
    ///
    /// # Safety
    /// *attached*.
    #[cold]
    #[inline(never)]
    unsafe fn find(&self) -> Option<*mut u8> {
        let at = |value: isize| {
            // SAFETY: attached. Where there is one object only for a value, it outlives the reference.
            unsafe {
                let object = (self.make)(value);
                if object.is_null() {
                    pyo3_ffi::PyErr_Clear();
                } else {
                    pyo3_ffi::Py_DECREF(object);
                }
                object.cast::<u8>()
            }
        };
        let zero = at(0);
        let in_a_row = !zero.is_null()
            && (FIRST..=LAST).all(|value| at(value) == zero.wrapping_offset(value * SIZE as isize));
        self.zero.store(if in_a_row { zero } else { NO_ROW }, Ordering::Relaxed);
        in_a_row.then_some(zero)
    }
}

/// A new reference to an object, whose address is computed before: the count is not to be addressed by the parts of a sum.
///
/// Whoever releases the reference counts at the address that it is given. The processor forwards what was stored to that
/// load at once if both say the address alike (measured on 3.11, building a small int: 4.4 ns with a sum, 1.6 so).
///
/// # Safety
/// *attached*; the object is alive.
#[cfg(not(Py_3_12))]
#[inline(always)]
unsafe fn one_more(object: *mut PyObject) -> *mut PyObject {
    let object = in_register(object).cast_mut();
    // SAFETY: attached; the caller vouches for the object.
    unsafe { pyo3_ffi::Py_INCREF(object) };
    object
}

/// The values that CPython has one `int` each for.
const FIRST: i64 = -5;
const LAST: i64 = 256;

static SMALL_INTS: SingletonRow<{ FIRST as isize }, { LAST as isize }, { size_of::<LongObject>() }> =
    SingletonRow::new(|value| {
        // SAFETY: attached, as for `SingletonRow::find`.
        unsafe { pyo3_ffi::PyLong_FromSsize_t(value) }
    });

/// The text of one character and its NUL stand behind the object.
const ASCII_CHARACTER_SIZE: usize = (size_of::<AsciiObject>() + 2).next_multiple_of(8);

static ASCII_CHARACTERS: SingletonRow<0, 127, ASCII_CHARACTER_SIZE> = SingletonRow::new(|value| {
    let character = value as c_char;
    // SAFETY: attached, as for `SingletonRow::find`.
    unsafe { pyo3_ffi::PyUnicode_FromStringAndSize(&character, 1) }
});

/// The row of small ints, if there is one that code can take references from without a call.
///
/// # Safety
/// *attached*.
pub unsafe fn small_ints() -> Option<SmallInts> {
    // Such code counts in the object; a build that counts all references would miss them.
    if cfg!(all(not(Py_3_12), py_sys_config = "Py_REF_DEBUG")) {
        return None;
    }
    // SAFETY: attached.
    let zero = unsafe { SMALL_INTS.zero() }?;
    Some(SmallInts { zero, size: size_of::<LongObject>(), first: FIRST, last: LAST, immortal: cfg!(Py_3_12) })
}

/// A new reference to the `int` of a small value.
///
/// # Safety
/// *attached*.
#[inline(always)]
pub unsafe fn small_int(value: i64) -> Option<*mut PyObject> {
    // SAFETY: attached.
    unsafe { SMALL_INTS.get(value as isize) }
}

/// A new reference to the `str` of one ASCII character.
///
/// # Safety
/// *attached*.
#[inline(always)]
pub unsafe fn ascii_character(character: u8) -> Option<*mut PyObject> {
    // SAFETY: attached.
    unsafe { ASCII_CHARACTERS.get(character.into()) }
}
