//! Exceptions about parameters with names and the arguments for them.

use super::format::FormatArgument::{Number, Object, Text};
use super::format::raise_format;
use super::{function, suggestion};
use core::ffi::{CStr, c_char, c_int};
use fmtunit_parser::plan::{Entry, ItemId, Parameters, ParsePlan, Site};
use pyo3_ffi::{Py_ssize_t, PyErr_SetString, PyExc_TypeError, PyObject};

const fn plural(count: usize) -> *const c_char {
    if count == 1 { c"".as_ptr() } else { c"s".as_ptr() }
}

/// Raises that there are more arguments than parameters.
///
/// # Safety
/// *attached*.
#[cold]
pub(crate) unsafe fn too_many(site: &Site, max: u16, positionals: usize, total: usize) {
    let (name, parentheses) = function(site, c"function");
    // SAFETY: attached; the arguments are those that the format names.
    unsafe {
        raise_format(
            PyExc_TypeError,
            c"%.200s%s takes at most %d %sargument%s (%zd given)",
            &[
                Text(name),
                Text(parentheses),
                Number(max as isize),
                // As CPython: a call without positional arguments has too many keyword arguments.
                Text(if positionals == 0 { c"keyword ".as_ptr() } else { c"".as_ptr() }),
                Text(plural(max.into())),
                Number(total as isize),
            ],
        );
    }
}

/// Raises that more arguments are given by position than allowed.
///
/// # Safety
/// *attached*.
#[cold]
pub(crate) unsafe fn too_many_positionals(site: &Site, max: u16, at_most: bool, given: usize) {
    if max == 0 {
        let (name, parentheses) = function(site, c"function");
        // SAFETY: attached; the arguments are those that the format names.
        unsafe {
            let message = c"%.200s%s takes no positional arguments";
            raise_format(PyExc_TypeError, message, &[Text(name), Text(parentheses)]);
        }
        return;
    }
    // SAFETY: attached.
    unsafe { positional_count(site, if at_most { c"at most" } else { c"exactly" }, max, given) };
}

unsafe fn positional_count(site: &Site, how: &CStr, count: u16, given: usize) {
    let (name, parentheses) = function(site, c"function");
    // SAFETY: attached; the arguments are those that the format names.
    unsafe {
        raise_format(
            PyExc_TypeError,
            c"%.200s%s takes %s %d positional argument%s (%zd given)",
            &[
                Text(name),
                Text(parentheses),
                Text(how.as_ptr()),
                Number(count as isize),
                Text(plural(count.into())),
                Number(given as isize),
            ],
        );
    }
}

/// Raises that a required argument is absent.
///
/// # Safety
/// *attached*.
#[cold]
pub(crate) unsafe fn missing(plan: &ParsePlan, parameters: &Parameters, item: ItemId, given: usize) {
    let index = plan.items.get(usize::from(item)).map_or(0, |item| item.index);
    if index < parameters.positional_only {
        let least = parameters.positional_only.min(parameters.required);
        let how = if least < parameters.positional { c"at least" } else { c"exactly" };
        // SAFETY: attached.
        unsafe { positional_count(&plan.site, how, least, given) };
        return;
    }
    let (name, parentheses) = function(&plan.site, c"function");
    // SAFETY: attached; the arguments are those that the format names.
    unsafe {
        raise_format(
            PyExc_TypeError,
            c"%.200s%s missing required argument '%s' (pos %d)",
            &[
                Text(name),
                Text(parentheses),
                Text(parameter_name(parameters, index)),
                Number(index as isize + 1),
            ],
        );
    }
}

fn parameter_name(parameters: &Parameters, index: u16) -> *const c_char {
    parameters.names.get(usize::from(index)).map_or(c"".as_ptr(), |name| name.as_ptr())
}

/// Raises that an argument is given twice.
///
/// # Safety
/// *attached*.
#[cold]
pub(crate) unsafe fn given_twice(site: &Site, parameters: &Parameters, index: u16) {
    let (name, parentheses) = function(site, c"function");
    // SAFETY: attached; the arguments are those that the format names.
    unsafe {
        raise_format(
            PyExc_TypeError,
            c"argument for %.200s%s given by name ('%s') and position (%d)",
            &[
                Text(name),
                Text(parentheses),
                Text(parameter_name(parameters, index)),
                Number(index as isize + 1),
            ],
        );
    }
}

/// Raises that a keyword is not a string.
///
/// # Safety
/// *attached*.
#[cold]
pub(crate) unsafe fn not_a_string() {
    // SAFETY: attached.
    unsafe { PyErr_SetString(PyExc_TypeError, c"keywords must be strings".as_ptr()) };
}

/// Raises that no parameter has this name. Since 3.13 a similar one is suggested.
///
/// # Safety
/// *attached*; `keyword` is alive.
#[cold]
pub(crate) unsafe fn unknown(site: &Site, parameters: &Parameters, keyword: *mut PyObject) {
    let (name, parentheses) = function(site, c"this function");
    // SAFETY: attached; the arguments are those that the formats name.
    unsafe {
        if cfg!(not(Py_3_13)) {
            // They differ where a subclass of `str` has a `__str__` of its own.
            let text = match site.entry {
                Entry::ArrayAndKeywords => c"'%S' is an invalid keyword argument for %.200s%s",
                _ => c"'%U' is an invalid keyword argument for %.200s%s",
            };
            raise_format(PyExc_TypeError, text, &[Object(keyword), Text(name), Text(parentheses)]);
            return;
        }
        match suggestion::closest(parameters, keyword) {
            Some(suggestion) => {
                raise_format(
                    PyExc_TypeError,
                    c"%.200s%s got an unexpected keyword argument '%S'. Did you mean '%s'?",
                    &[Text(name), Text(parentheses), Object(keyword), Text(suggestion.as_ptr())],
                );
            }
            None => {
                raise_format(
                    PyExc_TypeError,
                    c"%.200s%s got an unexpected keyword argument '%S'",
                    &[Text(name), Text(parentheses), Object(keyword)],
                );
            }
        }
    }
}

/// Raises that keywords are left although each has a parameter: the dict was changed meanwhile.
///
/// # Safety
/// *attached*.
#[cold]
pub(crate) unsafe fn inexplicable(site: &Site) {
    let (name, parentheses) = function(site, c"this function");
    // SAFETY: attached; the arguments are those that the format names.
    unsafe {
        let message = c"invalid keyword argument for %.200s%s";
        raise_format(PyExc_TypeError, message, &[Text(name), Text(parentheses)]);
    }
}

#[cfg(not(any(Py_LIMITED_API, PyPy)))]
crate::extern_python! {
    #[cfg_attr(Py_3_13, link_name = "PyArg_ParseTupleAndKeywords")]
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseTupleAndKeywords_SizeT")]
    fn stock_tuple_and_keywords(
        args: *mut PyObject,
        kwargs: *mut PyObject,
        format: *const c_char,
        names: *const *const c_char,
        ...
    ) -> c_int;
    #[cfg(not(Py_3_15))]
    #[cfg_attr(Py_3_13, link_name = "_PyArg_ParseStackAndKeywords")]
    #[cfg_attr(not(Py_3_13), link_name = "_PyArg_ParseStackAndKeywords_SizeT")]
    fn stock_array_and_keywords(
        args: *const *mut PyObject,
        nargs: Py_ssize_t,
        kwnames: *mut PyObject,
        parser: *mut core::ffi::c_void,
        ...
    ) -> c_int;
    #[cfg(Py_3_15)]
    #[link_name = "PyArg_ParseArrayAndKeywords"]
    fn stock_array_and_keywords(
        args: *const *mut PyObject,
        nargs: Py_ssize_t,
        kwnames: *mut PyObject,
        format: *const c_char,
        names: *const *const c_char,
        ...
    ) -> c_int;
}

/// Raises that the arguments are not a tuple, or the keyword arguments not a dict.
///
/// The message names a line of CPython's own source, so CPython's function is called with the same arguments: it checks them
/// first, and refuses them.
///
/// # Safety
/// *attached*; the objects are null or alive, and not a tuple (not null) with a dict or null.
#[cold]
pub(crate) unsafe fn bad_internal_call_with_dict(args: *mut PyObject, kwargs: *mut PyObject) {
    // SAFETY: attached; with such arguments nothing else is looked at.
    unsafe {
        #[cfg(not(any(Py_LIMITED_API, PyPy)))]
        stock_tuple_and_keywords(args, kwargs, c"".as_ptr(), [core::ptr::null()].as_ptr());
        #[cfg(any(Py_LIMITED_API, PyPy))]
        {
            let _ = (args, kwargs);
            pyo3_ffi::PyErr_BadInternalCall();
        }
    }
}

/// Raises that the keywords are not a tuple. See [`bad_internal_call_with_dict`].
///
/// # Safety
/// *attached*; `kwnames` is alive, and no tuple.
#[cold]
pub(crate) unsafe fn bad_internal_call_with_names(kwnames: *mut PyObject) {
    // SAFETY: attached; with such keywords nothing else is looked at.
    unsafe {
        #[cfg(not(any(Py_LIMITED_API, PyPy, Py_3_15)))]
        {
            // Larger than the parser structure of any version; it is not looked at.
            let mut parser = [0_usize; 32];
            stock_array_and_keywords(core::ptr::null(), 0, kwnames, parser.as_mut_ptr().cast());
        }
        #[cfg(all(not(any(Py_LIMITED_API, PyPy)), Py_3_15))]
        stock_array_and_keywords(core::ptr::null(), 0, kwnames, c"".as_ptr(), [core::ptr::null()].as_ptr());
        #[cfg(any(Py_LIMITED_API, PyPy))]
        {
            let _ = kwnames;
            pyo3_ffi::PyErr_BadInternalCall();
        }
    }
}
