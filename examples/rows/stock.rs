//! The same rows by CPython's `Py_BuildValue`.
//!
//! In C, the number of arguments is written at the call. Here it is known at run time only, so there is a call for each number of
//! them, which is chosen once. The arguments of all rows are looked up before timing starts.
//!
//! In the calling conventions of Linux on x86-64, AArch64 and s390x, floating-point numbers have registers of their own, so some of
//! them can be passed before all other arguments. Elsewhere all arguments stand in their order, as words.

use crate::select::{Selection, field};
use crate::table::Row;
use fmtunit::ffi::PyObject;
use fmtunit::jit::{Column, FieldType};
use std::error::Error;
use std::ffi::{CString, c_char};
use std::ptr;

// An example depends on published crates only: the declarations are its own.
unsafe extern "C" {
    // Before 3.13, C code that defines `PY_SSIZE_T_CLEAN`, as it must, calls this function.
    #[cfg_attr(not(Py_3_13), link_name = "_Py_BuildValue_SizeT")]
    fn Py_BuildValue(format: *const c_char, ...) -> *mut PyObject;
}

/// The most arguments of each kind.
const WORDS: usize = 24;
const FLOATS: usize = if cfg!(target_arch = "s390x") { 4 } else { 8 };
/// Whether floating-point numbers have registers of their own.
const HAS_FLOATS: bool = cfg!(any(
    all(unix, target_arch = "x86_64"),
    all(target_os = "linux", any(target_arch = "aarch64", target_arch = "s390x")),
));

/// The arguments after the format.
pub(crate) struct Arguments {
    words: [usize; WORDS],
    floats: [f64; FLOATS],
}

type Call = unsafe fn(*const c_char, &Arguments) -> *mut PyObject;

/// A format, and the arguments of each row.
pub(crate) struct Stock {
    format: CString,
    call: Call,
    rows: Vec<Arguments>,
}

impl Stock {
    /// Looks up the arguments.
    pub(crate) fn new(format: &str, selection: &Selection, rows: &[Row]) -> Result<Self, Box<dyn Error>> {
        let none = (0, 0);
        let (words, floats) = rows.first().map_or(none, |row| arguments(row, &selection.columns).1);
        let call = call(words, floats).ok_or("error: the format is too long for a call of stock")?;
        let rows = rows.iter().map(|row| arguments(row, &selection.columns).0).collect();
        Ok(Self { format: CString::new(format)?, call, rows })
    }

    /// Returns the arguments of each row.
    pub(crate) fn rows(&self) -> &[Arguments] {
        &self.rows
    }

    /// Builds the object of a row.
    #[inline(always)]
    pub(crate) fn build(&self, arguments: &Arguments) -> *mut PyObject {
        // SAFETY: attached; the arguments are those of the format.
        unsafe { (self.call)(self.format.as_ptr(), arguments) }
    }
}

/// Returns the fields of a row, promoted as in C, and the number of words and of floating-point numbers.
fn arguments(row: &Row, columns: &[Column<'_>]) -> (Arguments, (usize, usize)) {
    let (mut words, mut floats) = (Vec::new(), Vec::new());
    for column in columns {
        let field = match column {
            Column::Field(name) => field(name),
            Column::Literal(text) => {
                words.push(text.as_ptr().addr());
                None
            }
        };
        let Some(field) = field else { continue };
        let at = ptr::from_ref(row).cast::<u8>().wrapping_add(field.offset as usize);
        // SAFETY: the row has a field of that type there.
        unsafe {
            match field.class {
                FieldType::Bool | FieldType::U8 => words.push(usize::from(at.read())),
                FieldType::I16 => words.push(at.cast::<i16>().read() as usize),
                FieldType::I32 => words.push(at.cast::<i32>().read() as usize),
                FieldType::I64 | FieldType::U64 => words.extend(in_words(at.cast::<u64>().read())),
                FieldType::F32 => floats.push(f64::from(at.cast::<f32>().read())),
                FieldType::F64 => floats.push(at.cast::<f64>().read()),
                // All other fields of a row are words.
                _ => words.push(at.cast::<usize>().read()),
            }
        }
        if !HAS_FLOATS {
            words.extend(floats.drain(..).flat_map(|float| in_words(float.to_bits())));
        }
    }
    let mut arguments = Arguments { words: [0; WORDS], floats: [0.0; FLOATS] };
    arguments.words.iter_mut().zip(&words).for_each(|(place, word)| *place = *word);
    arguments.floats.iter_mut().zip(&floats).for_each(|(place, float)| *place = *float);
    (arguments, (words.len(), floats.len()))
}

/// Returns the words that C passes 64 bits in.
fn in_words(bits: u64) -> impl Iterator<Item = usize> {
    (0..u64::BITS / usize::BITS).map(move |word| (bits >> (word * usize::BITS)) as usize)
}

/// The calls with some words, by the number of floating-point numbers.
macro_rules! calls {
    ($floats:expr, $($word:literal)*) => {
        match $floats {
            0 => calls!(@ [] $($word)*),
            1 => calls!(@ [0] $($word)*),
            2 => calls!(@ [0 1] $($word)*),
            3 | 4 => calls!(@ [0 1 2 3] $($word)*),
            #[cfg(not(target_arch = "s390x"))]
            5..=FLOATS => calls!(@ [0 1 2 3 4 5 6 7] $($word)*),
            _ => return None,
        }
    };
    (@ [$($float:literal)*] $($word:literal)*) => {
        |format, _arguments| {
            // SAFETY: attached; the arguments are those of the format, and surplus ones are ignored.
            unsafe { Py_BuildValue(format, $(_arguments.floats[$float],)* $(_arguments.words[$word]),*) }
        }
    };
}

/// Returns a call with this number of arguments, or with a few more, which are ignored.
fn call(words: usize, floats: usize) -> Option<Call> {
    Some(match words {
        0 => calls!(floats,),
        1 => calls!(floats, 0),
        2 => calls!(floats, 0 1),
        3 => calls!(floats, 0 1 2),
        4 => calls!(floats, 0 1 2 3),
        5 => calls!(floats, 0 1 2 3 4),
        6 => calls!(floats, 0 1 2 3 4 5),
        7 | 8 => calls!(floats, 0 1 2 3 4 5 6 7),
        9..=12 => calls!(floats, 0 1 2 3 4 5 6 7 8 9 10 11),
        13..=16 => calls!(floats, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15),
        17..=WORDS => calls!(floats, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23),
        _ => return None,
    })
}
