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
    first: u64,
    rest: &'static [u64],
}

impl Name {
    /// A name from its [`pack`]ed bytes.
    pub const fn new(length: usize, words: &'static [u64]) -> Self {
        match words {
            [first, rest @ ..] => Self { length, first: *first, rest },
            [] => Self { length, first: 0, rest: &[] },
        }
    }

    /// Is this the keyword?
    #[inline(always)]
    fn is(&self, keyword: &Keyword) -> bool {
        self.length == keyword.length
            && self.first == keyword.first
            && (self.rest.is_empty() || self.rest_is(keyword))
    }

    /// Do the words behind the first agree, of texts of the same length?
    #[inline(never)]
    fn rest_is(&self, keyword: &Keyword) -> bool {
        // SAFETY: the index of each word of a name of this length is one of the keyword's.
        self.rest.iter().zip(1..).all(|(&word, index)| word == unsafe { keyword.word(index) })
    }
}

/// A keyword: ASCII text behind the header of its object.
struct Keyword {
    text: *const u8,
    length: usize,
    /// Its first word, which tells most names apart.
    first: u64,
}

impl Keyword {
    /// The text of an exact ASCII string.
    ///
    /// # Safety
    /// *attached*; the object outlives the keyword.
    #[inline(always)]
    unsafe fn new(object: *mut PyObject) -> Option<Self> {
        // SAFETY: attached.
        unsafe {
            let (text, length) = layout::ascii(object)?;
            let mut keyword = Self { text: text.cast(), length, first: 0 };
            if length > 0 {
                keyword.first = keyword.word(0);
            }
            Some(keyword)
        }
    }

    /// The word with this index.
    ///
    /// # Safety
    /// The word has at least one byte of the text.
    #[inline(always)]
    unsafe fn word(&self, index: usize) -> u64 {
        let rest = self.length - index * 8;
        // SAFETY: the reads lie within the text, or for a short rest end with it: a header of more than eight bytes
        // stands before the text.
        unsafe {
            if rest >= 8 {
                self.text.add(index * 8).cast::<u64>().read_unaligned()
            } else {
                self.text.add(self.length).sub(8).cast::<u64>().read_unaligned() >> (64 - 8 * rest)
            }
        }
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
///
/// The number of parameters is part of the type: loops over few are unrolled (measured on 3.13: three parameters of four
/// given, two by keyword, 12.5 ns instead of 16.7).
#[derive(Clone, Copy, Debug)]
pub struct Signature<const N: usize> {
    /// The names; that of a positional-only parameter is empty.
    pub names: [Name; N],
    /// How many parameters are positional-only.
    pub positional_only: usize,
    /// How many are required.
    pub required: usize,
    /// How many may be given by position.
    pub positional: usize,
}

impl<const N: usize> Signature<N> {
    /// May a call without keywords have this many arguments?
    #[inline(always)]
    const fn admits(&self, count: usize) -> bool {
        self.required <= count && count <= self.positional
    }

    /// The parameter, from one index up to another, that has the keyword for a name.
    #[inline(always)]
    fn find(&self, keyword: &Keyword, from: usize, to: usize) -> Option<usize> {
        let mut index = from;
        while index < to {
            if self.names.get(index)?.is(keyword) {
                return Some(index);
            }
            index += 1;
        }
        None
    }
}

/// A slot for each parameter, and which may still be filled.
struct Matcher<'a, const N: usize> {
    signature: &'a Signature<N>,
    slots: &'a mut [*mut PyObject; N],
    /// How many arguments are given by position.
    count: usize,
    /// The first parameter that may be given by keyword.
    first: usize,
    /// Where the next keyword is expected: callers mostly keep to the order of the parameters.
    expected: usize,
}

impl<'a, const N: usize> Matcher<'a, N> {
    /// Takes the positional arguments; `None` if there are too many.
    ///
    /// # Safety
    /// The arguments are alive.
    #[inline(always)]
    unsafe fn new(
        signature: &'a Signature<N>,
        slots: &'a mut [*mut PyObject; N],
        arguments: Arguments,
    ) -> Option<Self> {
        let count = arguments.count();
        if count > signature.positional {
            return None;
        }
        for (index, slot) in slots.iter_mut().enumerate() {
            // SAFETY: the index is below the count.
            *slot = if index < count { unsafe { arguments.get(index) } } else { core::ptr::null_mut() };
        }
        let first = count.max(signature.positional_only);
        Some(Self { signature, slots, count, first, expected: first })
    }

    /// Takes a keyword argument; `false` if it is not for the fast way.
    ///
    /// # Safety
    /// *attached*; the keyword is alive.
    #[inline(always)]
    unsafe fn take(&mut self, keyword: *mut PyObject, value: *mut PyObject) -> bool {
        // SAFETY: attached.
        let Some(keyword) = (unsafe { Keyword::new(keyword) }) else { return false };
        let in_order = self.signature.find(&keyword, self.expected, N);
        let Some(index) = in_order.or_else(|| self.signature.find(&keyword, self.first, self.expected))
        else {
            return false;
        };
        match self.slots.get_mut(index) {
            Some(slot) if slot.is_null() => *slot = value,
            _ => return false,
        }
        self.expected = index + 1;
        true
    }

    /// Are all required parameters given?
    #[inline(always)]
    fn is_complete(&self) -> bool {
        let by_keyword = self.slots.iter().take(self.signature.required).skip(self.count);
        by_keyword.fold(true, |complete, slot| complete & !slot.is_null())
    }
}

/// Matches positional arguments and those of a keyword dict.
///
/// # Safety
/// *attached*; the arguments and the dict are alive.
#[inline(never)]
unsafe fn match_dict<const N: usize>(
    signature: &Signature<N>,
    slots: &mut [*mut PyObject; N],
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

/// Matches positional arguments and those that the keyword tuple names, which stand behind them in the array.
///
/// # Safety
/// *attached*; the arguments are alive; if `kwnames` is a tuple, the array has a value for each of its items.
#[inline(never)]
unsafe fn match_names<const N: usize>(
    signature: &Signature<N>,
    slots: &mut [*mut PyObject; N],
    arguments: Arguments,
    kwnames: *mut PyObject,
) -> bool {
    // SAFETY: attached; the values stand behind the positional arguments.
    unsafe {
        let Some((keywords, count)) = layout::tuple(kwnames) else { return false };
        let Some(mut matcher) = Matcher::new(signature, slots, arguments) else { return false };
        for index in 0..count {
            if !matcher.take(*keywords.add(index), arguments.get(arguments.count() + index)) {
                return false;
            }
        }
        matcher.is_complete()
    }
}

/// What a call has been matched to.
pub type Matched = Option<(Arguments, bool)>;

/// The arguments of a call with a tuple and a dict, by parameter: a null for each that is absent. The second value tells
/// whether keywords have been matched; if so, the arguments stand in the slots.
///
/// `None` leaves the call to the reference engine.
///
/// # Safety
/// *attached*; the objects are null or alive, and stay so while the arguments are used; `slots` points to a slot for each
/// parameter, which nobody else uses meanwhile.
#[inline(always)]
pub unsafe fn from_dict<const N: usize>(
    signature: &Signature<N>,
    slots: *mut [*mut PyObject; N],
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> Matched {
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
        let matched = match_dict(signature, &mut *slots, arguments, kwargs);
        matched.then_some((Arguments::array(slots.cast(), N), true))
    }
}

/// The arguments of a call with an array and a tuple of keywords, by parameter: a null for each that is absent. The
/// second value tells whether keywords have been matched; if so, the arguments stand in the slots.
///
/// `None` leaves the call to the reference engine.
///
/// # Safety
/// *attached*; `args` points to `count` objects and one more for each keyword; all are alive, and stay so while the
/// arguments are used; `slots` points to a slot for each parameter, which nobody else uses meanwhile.
#[inline(always)]
pub unsafe fn from_names<const N: usize>(
    signature: &Signature<N>,
    slots: *mut [*mut PyObject; N],
    args: *const *mut PyObject,
    count: usize,
    kwnames: *mut PyObject,
) -> Matched {
    // SAFETY: attached; the caller vouches for the array and the slots.
    unsafe {
        let arguments = Arguments::array(args, count);
        if kwnames.is_null() {
            return signature.admits(count).then_some((arguments, false));
        }
        let matched = match_names(signature, &mut *slots, arguments, kwnames);
        matched.then_some((Arguments::array(slots.cast(), N), true))
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
