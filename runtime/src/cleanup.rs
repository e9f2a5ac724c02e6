//! Routines that undo a conversion when a later one fails: named in the table, called first in, first out.

use crate::parse::may_unwind;
use crate::place::{Input, Place, types};
use crate::thunks;
use core::ffi::c_char;
use fmtunit_parser::plan::{ParsePlan, ParseStep};
use pyo3_ffi::Py_buffer;

/// Releases the view that the place points to.
///
/// # Safety
/// *attached*, *places*.
pub unsafe extern "C-unwind" fn buffer(places: *const Place) {
    // SAFETY: attached; the first place is the view.
    unsafe { pyo3_ffi::PyBuffer_Release((*places).cast::<Py_buffer>()) };
}

/// Frees the block that the second place points to. Since 3.10 the pointer is nulled then.
///
/// # Safety
/// *attached*, *places*.
pub unsafe extern "C-unwind" fn encoded(places: *const Place) {
    // SAFETY: attached; the places are the encoding and the address of the block's.
    unsafe {
        let text = (*places.add(1)).cast::<*mut c_char>();
        pyo3_ffi::PyMem_Free((*text).cast());
        #[cfg(Py_3_10)]
        text.write(core::ptr::null_mut());
    }
}

/// Calls the converter again, with NULL for the item.
///
/// # Safety
/// *attached*, *places*.
pub unsafe extern "C-unwind" fn converted(places: *const Place) {
    // SAFETY: attached; the places are the converter and its target.
    unsafe {
        let converter = may_unwind(types::Converter::restore(*places));
        converter(core::ptr::null_mut(), *places.add(1));
    }
}

/// Notes that the conversion with this number has to be undone: `kept` has a bit for each of the plan's cleanups.
#[inline(always)]
pub fn keep(kept: &mut [u64], cleanup: u16) {
    if let Some(word) = kept.get_mut(usize::from(cleanup / 64)) {
        *word |= 1 << (cleanup % 64);
    }
}

/// Undoes the conversions that `kept` notes, in the order in which they were made.
///
/// # Safety
/// *attached*, *plan*.
pub(crate) unsafe fn undo(plan: &ParsePlan, kept: &[u64], places: *const Place) {
    if plan.cleanups == 0 {
        return;
    }
    let is_kept =
        |number: u16| kept.get(usize::from(number / 64)).is_some_and(|word| word >> (number % 64) & 1 == 1);
    for step in plan.steps.iter() {
        if let ParseStep::Convert { unit, first, cleanup: Some(number), .. } = *step
            && is_kept(number)
            && let Some(cleanup) = thunks::cleanup(unit)
        {
            // SAFETY: plan: the unit's places begin at `first`.
            unsafe { cleanup(places.add(usize::from(first))) };
        }
    }
}
