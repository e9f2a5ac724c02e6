//! Matching keywords with parameters, all at once: the fast way.
//!
//! A call whose keywords are all exact ASCII strings, each the name of another parameter that is not given by position, is
//! told in one pass, without a call into CPython and without an object of ours that an interpreter would have to own.
//! Any other call, an erroneous one above all, is left to the reference engine, which looks arguments up one by one, in
//! the order and with the errors of CPython.

use crate::arguments::Arguments;
use crate::layout;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// The name of a parameter, laid out for comparison: eight bytes to a word, the first in the lowest bits.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    length: usize,
    words: &'static [u64],
}

impl Name {
    /// A name from its [`pack`]ed bytes.
    pub const fn new(length: usize, words: &'static [u64]) -> Self {
        Self { length, words }
    }

    /// Is this the text?
    ///
    /// # Safety
    /// `text` has `length` bytes, and at least eight bytes of the same allocation stand before it.
    #[inline(always)]
    unsafe fn is(&self, text: *const u8, length: usize) -> bool {
        if self.length != length {
            return false;
        }
        for (index, &word) in self.words.iter().enumerate() {
            let rest = length - index * 8;
            // SAFETY: the reads lie within the text, or for a short rest within the text and what stands before it.
            let own = unsafe {
                if rest >= 8 {
                    text.add(index * 8).cast::<u64>().read_unaligned()
                } else {
                    text.add(length).sub(8).cast::<u64>().read_unaligned() >> (64 - 8 * rest)
                }
            };
            if own != word {
                return false;
            }
        }
        true
    }
}

/// The bytes of a text, eight to a word.
pub const fn pack<const WORDS: usize>(text: &[u8]) -> [u64; WORDS] {
    let mut words = [0; WORDS];
    let mut at = 0;
    while at < text.len() {
        words[at / 8] |= (text[at] as u64) << (8 * (at % 8));
        at += 1;
    }
    words
}

/// What a call must have for the fast way.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// The names; that of a positional-only parameter is empty.
    pub names: &'static [Name],
    /// How many parameters are positional-only.
    pub positional_only: usize,
    /// How many are required.
    pub required: usize,
    /// How many may be given by position.
    pub positional: usize,
}

impl Signature {
    /// May a call without keywords have this many arguments?
    #[inline(always)]
    const fn admits(&self, count: usize) -> bool {
        self.required <= count && count <= self.positional
    }

    /// A slot for each parameter.
    ///
    /// # Safety
    /// `slots` points to as many, which nobody else uses meanwhile.
    #[inline(always)]
    unsafe fn slots<'a>(&self, slots: *mut *mut PyObject) -> &'a mut [*mut PyObject] {
        // SAFETY: the caller vouches for the slots.
        unsafe { core::slice::from_raw_parts_mut(slots, self.names.len()) }
    }
}

/// Fills the slots of parameters.
struct Matcher<'a> {
    signature: &'a Signature,
    slots: &'a mut [*mut PyObject],
    /// The first parameter that may be given by keyword.
    first: usize,
    /// Where the next keyword is expected: callers mostly keep to the order of the parameters.
    expected: usize,
}

impl<'a> Matcher<'a> {
    /// Takes the positional arguments; `None` if there are too many.
    ///
    /// # Safety
    /// The arguments are alive.
    #[inline(always)]
    unsafe fn new(
        signature: &'a Signature,
        slots: &'a mut [*mut PyObject],
        arguments: Arguments,
    ) -> Option<Self> {
        let count = arguments.count();
        if count > signature.positional {
            return None;
        }
        for (index, slot) in slots.iter_mut().enumerate().take(count) {
            // SAFETY: the index is below the count.
            *slot = unsafe { arguments.get(index) };
        }
        let first = count.max(signature.positional_only);
        Some(Self { signature, slots, first, expected: first })
    }

    /// Takes a keyword argument; `false` if it is not for the fast way.
    ///
    /// # Safety
    /// *attached*; the keyword is alive.
    #[inline(always)]
    unsafe fn take(&mut self, keyword: *mut PyObject, value: *mut PyObject) -> bool {
        // SAFETY: attached; an ASCII text stands behind a header of more than eight bytes.
        unsafe {
            let Some((text, length)) = layout::ascii(keyword) else { return false };
            let names = self.signature.names;
            let found = (self.expected..names.len())
                .chain(self.first..self.expected)
                .find(|&index| names.get(index).is_some_and(|name| name.is(text.cast(), length)));
            let Some(slot) = found.and_then(|index| self.slots.get_mut(index)) else { return false };
            if !slot.is_null() {
                return false;
            }
            *slot = value;
            self.expected = found.map_or(0, |index| index + 1);
            true
        }
    }

    /// Are all required parameters given?
    #[inline(always)]
    fn is_complete(&self) -> bool {
        self.slots.iter().take(self.signature.required).all(|slot| !slot.is_null())
    }
}

/// Matches positional arguments and those of a keyword dict. The slots are null before.
///
/// # Safety
/// *attached*; the arguments and the dict are alive.
#[inline(never)]
unsafe fn match_dict(
    signature: &Signature,
    slots: &mut [*mut PyObject],
    arguments: Arguments,
    kwargs: *mut PyObject,
) -> bool {
    // SAFETY: attached; nothing in here changes the dict.
    unsafe {
        if pyo3_ffi::PyDict_Check(kwargs) == 0 {
            return false;
        }
        let Some(mut matcher) = Matcher::new(signature, slots, arguments) else { return false };
        let (mut at, mut keyword, mut value): (Py_ssize_t, _, _) =
            (0, core::ptr::null_mut(), core::ptr::null_mut());
        while pyo3_ffi::PyDict_Next(kwargs, &mut at, &mut keyword, &mut value) != 0 {
            if !matcher.take(keyword, value) {
                return false;
            }
        }
        matcher.is_complete()
    }
}

/// Matches positional arguments and those that the keyword tuple names, which stand behind them in the array. The slots
/// are null before.
///
/// # Safety
/// *attached*; the arguments are alive; if `kwnames` is a tuple, the array has a value for each of its items.
#[inline(never)]
unsafe fn match_names(
    signature: &Signature,
    slots: &mut [*mut PyObject],
    arguments: Arguments,
    kwnames: *mut PyObject,
) -> bool {
    // SAFETY: attached; the values stand behind the positional arguments.
    unsafe {
        let Some(mut matcher) = Matcher::new(signature, slots, arguments) else { return false };
        let Some((keywords, count)) = layout::tuple(kwnames) else { return false };
        for index in 0..count {
            if !matcher.take(*keywords.add(index), arguments.get(arguments.count() + index)) {
                return false;
            }
        }
        matcher.is_complete()
    }
}

/// Is the object an exact `int`, `float`, `str`, `bytes`, `bool` or `None`? Converting one runs no Python code, so it
/// cannot change a dict of keywords.
///
/// # Safety
/// *attached*, *item*.
#[inline(always)]
pub unsafe fn is_inert(object: *mut PyObject) -> bool {
    // SAFETY: item.
    unsafe {
        let class = pyo3_ffi::Py_TYPE(object).cast_const();
        class == &raw const pyo3_ffi::PyLong_Type
            || class == &raw const pyo3_ffi::PyUnicode_Type
            || class == &raw const pyo3_ffi::PyFloat_Type
            || class == &raw const pyo3_ffi::PyBytes_Type
            || class == &raw const pyo3_ffi::PyBool_Type
            || object == pyo3_ffi::Py_None()
    }
}

/// The arguments of a call with a tuple and a dict, by parameter: a null for each that is absent. The second value tells
/// whether keywords have been matched; if so, the arguments stand in the slots.
///
/// `None` leaves the call to the reference engine.
///
/// # Safety
/// *attached*; the objects are null or alive, and stay so while the arguments are used; `slots` points to a null for each
/// parameter.
#[inline(always)]
pub unsafe fn from_dict(
    signature: &Signature,
    slots: *mut *mut PyObject,
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> Option<(Arguments, bool)> {
    // SAFETY: attached; the caller vouches for the slots.
    unsafe {
        if args.is_null() {
            return None;
        }
        let (items, count) = layout::tuple(args)?;
        let arguments = Arguments::array(items, count);
        if kwargs.is_null() {
            return signature.admits(count).then_some((arguments, false));
        }
        let matched = match_dict(signature, signature.slots(slots), arguments, kwargs);
        matched.then_some((Arguments::array(slots, signature.names.len()), true))
    }
}

/// The arguments of a call with an array and a tuple of keywords, by parameter: a null for each that is absent. The
/// second value tells whether keywords have been matched; if so, the arguments stand in the slots.
///
/// `None` leaves the call to the reference engine.
///
/// # Safety
/// *attached*; `args` points to `count` objects and one more for each keyword; all are alive, and stay so while the
/// arguments are used; `slots` points to a null for each parameter.
#[inline(always)]
pub unsafe fn from_names(
    signature: &Signature,
    slots: *mut *mut PyObject,
    args: *const *mut PyObject,
    count: usize,
    kwnames: *mut PyObject,
) -> Option<(Arguments, bool)> {
    // SAFETY: attached; the caller vouches for the array and the slots.
    unsafe {
        let arguments = Arguments::array(args, count);
        if kwnames.is_null() {
            return signature.admits(count).then_some((arguments, false));
        }
        let matched = match_names(signature, signature.slots(slots), arguments, kwnames);
        matched.then_some((Arguments::array(slots, signature.names.len()), true))
    }
}
