//! "Did you mean": the parameter whose name is closest to an unknown keyword.
//!
//! CPython does not export its function for this, so its measure is repeated here, with the same results.

use core::ffi::CStr;
use fmtunit_parser::plan::Parameters;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// The cost of adding, removing or replacing a byte.
const MOVE: usize = 2;
/// The cost of replacing an ASCII letter by its other case.
const CASE: usize = 1;
/// With this many names or more, none is suggested.
const MOST_NAMES: usize = 750;
/// Texts that differ in more bytes than this are not compared.
const LONGEST: usize = 40;

/// Returns the name that is closest to the keyword, if any is close.
///
/// # Safety
/// *attached*; `keyword` is a `str`, and alive.
pub(super) unsafe fn closest(parameters: &Parameters, keyword: *mut PyObject) -> Option<&CStr> {
    let names = parameters.names.get(usize::from(parameters.positional_only)..).unwrap_or_default();
    if names.len() >= MOST_NAMES {
        return None;
    }
    let mut length: Py_ssize_t = 0;
    // SAFETY: attached; the keyword is alive, and keeps its UTF-8 form as long as it is.
    let keyword = unsafe {
        let text = pyo3_ffi::PyUnicode_AsUTF8AndSize(keyword, &mut length);
        if text.is_null() {
            pyo3_ffi::PyErr_Clear();
            return None;
        }
        core::slice::from_raw_parts(text.cast::<u8>(), length as usize)
    };
    let mut best = None;
    let mut best_distance = usize::MAX;
    for name in names {
        let bytes = name.to_bytes();
        if bytes == keyword {
            continue;
        }
        // At most a third of the bytes may have to change.
        let limit = (keyword.len() + bytes.len() + 3) * MOVE / 6;
        if let Some(distance) = distance(keyword, bytes)
            && distance <= limit
            && distance < best_distance
        {
            (best, best_distance) = (Some(&**name), distance);
        }
    }
    best
}

/// Returns the least cost of turning one text into the other; `None` where they differ in too many bytes.
fn distance(a: &[u8], b: &[u8]) -> Option<usize> {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(start..)?, b.get(start..)?);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(..a.len() - end)?, b.get(..b.len() - end)?);
    if a.is_empty() || b.is_empty() {
        return Some((a.len() + b.len()) * MOVE);
    }
    if a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    // A row of Wagner and Fischer's table: the costs of turning what has been seen of `b` into each beginning of `a`.
    let mut row: Vec<usize> = (0..=a.len()).map(|length| length * MOVE).collect();
    for (index, &b) in b.iter().enumerate() {
        let mut before = core::mem::replace(row.first_mut()?, (index + 1) * MOVE);
        let mut left = (index + 1) * MOVE;
        for (&a, above) in a.iter().zip(row.iter_mut().skip(1)) {
            let cost = (before + substitution(a, b)).min(left.min(*above) + MOVE);
            before = core::mem::replace(above, cost);
            left = cost;
        }
    }
    row.last().copied()
}

fn substitution(a: u8, b: u8) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) {
        CASE
    } else {
        MOVE
    }
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_move_costs_two_and_a_change_of_case_one() {
        let distances = [("secnd", "second"), ("Value", "value"), ("val", "none"), ("bb", "b"), ("a", "a")]
            .map(|(a, b)| distance(a.as_bytes(), b.as_bytes()));
        assert_eq!(distances, [Some(2), Some(1), Some(8), Some(2), Some(0)]);
    }

    #[test]
    fn long_differences_are_not_measured() {
        assert_eq!(distance(&[b'a'; 41], &[b'b'; 41]), None);
        assert_eq!(distance(&[b'a'; 100], &[b'a'; 100]), Some(0));
    }
}
