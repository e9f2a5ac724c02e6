//! Matching keywords with parameters, all at once: the fast way.
//!
//! A call whose keywords are all exact ASCII strings, each the name of another parameter that is not given by position, is
//! told in one pass, without a call into CPython and without an object of ours that an interpreter would have to own.
//! Any other call, an erroneous one above all, is left to the reference engine, which looks arguments up one by one, in
//! the order and with the errors of CPython.

use crate::arguments::Arguments;
use crate::layout;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// What a call must have for the fast way. The number of parameters is part of the type: loops over few are unrolled.
#[derive(Clone, Copy, Debug)]
pub struct ParameterCounts<const N: usize> {
    /// How many parameters are positional-only.
    pub positional_only: usize,
    /// How many are required.
    pub required: usize,
    /// How many may be given by position.
    pub positional: usize,
}

impl<const N: usize> ParameterCounts<N> {
    #[inline(always)]
    const fn limits(&self) -> PositionalRange {
        PositionalRange { required: self.required, positional: self.positional }
    }
}

/// How many parameters are required, and how many may be given by position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PositionalRange {
    pub(crate) required: usize,
    pub(crate) positional: usize,
}

impl PositionalRange {
    /// May a call without keywords have this many arguments?
    #[inline(always)]
    pub(crate) const fn admits(self, count: usize) -> bool {
        self.required <= count && count <= self.positional
    }
}

/// A slot for each parameter, and how to tell which one a keyword is for.
///
/// That is a function of the expansion's own, made of comparisons with constants, and all of the matching is inlined
/// around it (measured on 3.11, three parameters of four given, two by keyword: 15.2 ns for the call with a table of
/// names, 12.4 with a function, 10.5 inlined).
struct KeywordSlots<'a, F> {
    limits: PositionalRange,
    /// The number of the parameter with a name that is not positional-only; that of all if there is none.
    parameter: F,
    slots: &'a mut [*mut PyObject],
    /// How many arguments are given by position.
    count: usize,
}

impl<'a, F: FnMut(&[u8]) -> usize> KeywordSlots<'a, F> {
    /// Takes the positional arguments; `None` if there are too many.
    ///
    /// # Safety
    /// The arguments are alive; nobody else uses the slots meanwhile.
    #[inline(always)]
    unsafe fn new(
        limits: PositionalRange,
        parameter: F,
        slots: *mut [*mut PyObject],
        arguments: Arguments,
    ) -> Option<Self> {
        let count = arguments.count();
        if count > limits.positional {
            return None;
        }
        // SAFETY: the caller vouches for the slots; an argument is read where its index is below the count.
        unsafe {
            for index in 0..slots.len() {
                let argument = if index < count { arguments.get(index) } else { core::ptr::null_mut() };
                slots.cast::<*mut PyObject>().add(index).write(argument);
            }
            Some(Self { limits, parameter, slots: &mut *slots, count })
        }
    }

    /// Takes a keyword argument; `false` if it is not for the fast way.
    ///
    /// # Safety
    /// *attached*; the keyword is alive.
    #[inline(always)]
    unsafe fn take(&mut self, keyword: *mut PyObject, value: *mut PyObject) -> bool {
        // SAFETY: attached; the keyword has so many bytes of text.
        let index = unsafe {
            let Some((text, length)) = layout::ascii(keyword) else { return false };
            (self.parameter)(core::slice::from_raw_parts(text.cast(), length))
        };
        match self.slots.get_mut(index) {
            Some(slot) if slot.is_null() => *slot = value,
            _ => return false,
        }
        true
    }

    /// Are all required parameters given? Mostly by position: then there is nothing to look for (measured on 3.11, `O|O` with a
    /// keyword: 4.3 ns with a look all the same, 3.7 so).
    #[inline(always)]
    fn is_complete(&self) -> bool {
        let PositionalRange { required, .. } = self.limits;
        self.count >= required
            || self.slots.iter().take(required).skip(self.count).all(|slot| !slot.is_null())
    }
}

/// Matches positional arguments and those of a keyword dict. If it answers `true`, every slot has its parameter's argument,
/// or a null.
///
/// # Safety
/// *attached*; the arguments and the dict are alive; `slots` are valid for writes, and used by nobody else meanwhile.
#[inline(always)]
pub(crate) unsafe fn match_dict(
    limits: PositionalRange,
    parameter: impl FnMut(&[u8]) -> usize,
    slots: *mut [*mut PyObject],
    arguments: Arguments,
    kwargs: *mut PyObject,
) -> bool {
    // SAFETY: attached; nothing in here changes the dict.
    unsafe {
        if pyo3_ffi::PyDict_Check(kwargs) == 0 {
            return false;
        }
        let Some(mut matcher) = KeywordSlots::new(limits, parameter, slots, arguments) else { return false };
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

/// Matches positional arguments and those that the keyword tuple names, which stand behind them in the array: as
/// [`match_dict`].
///
/// # Safety
/// As [`match_dict`]; if `kwnames` is a tuple, the array has a value for each of its items.
#[inline(always)]
pub(crate) unsafe fn match_names(
    limits: PositionalRange,
    parameter: impl FnMut(&[u8]) -> usize,
    slots: *mut [*mut PyObject],
    arguments: Arguments,
    kwnames: *mut PyObject,
) -> bool {
    // SAFETY: attached; the values stand behind the positional arguments.
    unsafe {
        let Some((keywords, count)) = layout::tuple(kwnames) else { return false };
        let Some(mut matcher) = KeywordSlots::new(limits, parameter, slots, arguments) else { return false };
        for index in 0..count {
            if !matcher.take(*keywords.add(index), arguments.get(arguments.count() + index)) {
                return false;
            }
        }
        matcher.is_complete()
    }
}

/// The arguments of a call with a tuple and a dict, by parameter: a null for each that is absent. Those of a call
/// with keywords stand in the slots.
///
/// `None` leaves the call to the reference engine.
///
/// # Safety
/// *attached*; the objects are null or alive, and stay so while the arguments are used; `slots` points to a slot for each
/// parameter, which nobody else uses meanwhile. `parameter` tells the number of the parameter with a name that is not
/// positional-only, or `N`; no two have the same.
#[inline(always)]
pub unsafe fn from_dict<const N: usize>(
    signature: &ParameterCounts<N>,
    parameter: impl Fn(&[u8]) -> usize,
    slots: *mut [*mut PyObject; N],
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> Option<Arguments> {
    // SAFETY: attached; the caller vouches for the slots.
    unsafe {
        if args.is_null() {
            return None;
        }
        let (items, count) = layout::tuple(args)?;
        let arguments = Arguments::array(items, count);
        if kwargs.is_null() {
            return signature.limits().admits(count).then_some(arguments);
        }
        let matched = match_dict(signature.limits(), parameter, slots, arguments, kwargs);
        matched.then_some(Arguments::array(slots.cast(), N))
    }
}

/// The arguments of a call with an array and a tuple of keywords, by parameter: a null for each that is absent. Those
/// of a call with keywords stand in the slots.
///
/// `None` leaves the call to the reference engine.
///
/// # Safety
/// *attached*; `args` points to `count` objects and one more for each keyword; all are alive, and stay so while the
/// arguments are used; `slots` points to a slot for each parameter, which nobody else uses meanwhile.
#[inline(always)]
pub unsafe fn from_names<const N: usize>(
    signature: &ParameterCounts<N>,
    parameter: impl Fn(&[u8]) -> usize,
    slots: *mut [*mut PyObject; N],
    args: *const *mut PyObject,
    count: usize,
    kwnames: *mut PyObject,
) -> Option<Arguments> {
    // SAFETY: attached; the caller vouches for the array and the slots.
    unsafe {
        let arguments = Arguments::array(args, count);
        if kwnames.is_null() {
            return signature.limits().admits(count).then_some(arguments);
        }
        let matched = match_names(signature.limits(), parameter, slots, arguments, kwnames);
        matched.then_some(Arguments::array(slots.cast(), N))
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
