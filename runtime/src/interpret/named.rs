//! Arguments that have names: looked up one by one, in CPython's order.

use super::parse::{Engine, Outputs, Source, run};
use crate::arguments::Arguments;
use crate::failure::{self, SequenceFault};
use crate::layout;
use crate::parse::sequence::Element;
use crate::raised::Raised;
use core::ffi::CStr;
use fmtunit_parser::plan::{ItemId, Parameters, ParsePlan};
use pyo3_ffi::{Py_ssize_t, PyObject};

/// The keyword arguments of a call.
#[derive(Clone, Copy, Debug)]
enum Keywords {
    /// A dict, or null: a function that takes a tuple and a dict.
    Dict(*mut PyObject),
    /// A tuple of keywords, or null; the values stand behind the positional arguments: a function that takes an array.
    Names(*mut PyObject),
}

impl Keywords {
    /// How many there are.
    ///
    /// # Safety
    /// *attached*; the dict or tuple is null or alive.
    unsafe fn count(self) -> usize {
        // SAFETY: attached.
        unsafe {
            match self {
                Self::Dict(dict) if !dict.is_null() => pyo3_ffi::PyDict_Size(dict) as usize,
                Self::Names(names) if !names.is_null() => pyo3_ffi::PyTuple_Size(names) as usize,
                Self::Dict(_) | Self::Names(_) => 0,
            }
        }
    }
}

/// The arguments of a call, and how far their names have been matched.
struct Named<'a> {
    parameters: &'a Parameters,
    arguments: Arguments,
    keywords: Keywords,
    /// How many keywords no parameter has been found for.
    left: usize,
    total: usize,
    /// What has been found for each parameter: the caller's.
    found: &'a mut [*mut PyObject],
    /// What has been looked for last; null if absent.
    current: *mut PyObject,
    /// The current argument is from the dict, which may let go of it while it is converted.
    is_held: bool,
}

impl<'a> Named<'a> {
    /// The arguments at the beginning of a call.
    ///
    /// # Safety
    /// *attached*; all objects are alive while this is used.
    unsafe fn new(
        parameters: &'a Parameters,
        arguments: Arguments,
        keywords: Keywords,
        found: &'a mut [*mut PyObject],
    ) -> Self {
        // SAFETY: attached.
        let left = unsafe { keywords.count() };
        let total = arguments.count() + left;
        let current = core::ptr::null_mut();
        Self { parameters, arguments, keywords, left, total, found, current, is_held: false }
    }

    /// The arguments in the middle of a call: parameters before `index` have been found.
    ///
    /// # Safety
    /// As [`new`](Self::new).
    unsafe fn resume(
        parameters: &'a Parameters,
        arguments: Arguments,
        keywords: Keywords,
        found: &'a mut [*mut PyObject],
        index: usize,
    ) -> Self {
        // SAFETY: attached.
        let mut this = unsafe { Self::new(parameters, arguments, keywords, found) };
        let by_name = this.found.iter().take(index).skip(arguments.count());
        this.left -= by_name.filter(|object| !object.is_null()).count().min(this.left);
        // What else was found no longer counts: it is looked for again, if at all.
        this.found.iter_mut().skip(index).for_each(|object| *object = core::ptr::null_mut());
        this
    }

    fn name(&self, index: usize) -> &CStr {
        self.parameters.names.get(index).map_or(c"", |name| name)
    }

    /// The argument that a keyword names: null if there is none, or with an exception.
    unsafe fn look_up(&self, index: usize) -> Result<*mut PyObject, Raised> {
        let name = self.name(index);
        // SAFETY: attached; the objects are alive.
        unsafe {
            match self.keywords {
                Keywords::Dict(dict) => {
                    if let Some(value) = look_up_text(dict, name.to_bytes()) {
                        return Ok(value);
                    }
                    let key = pyo3_ffi::PyUnicode_FromString(name.as_ptr());
                    if key.is_null() {
                        return Err(Raised::new());
                    }
                    let value = pyo3_ffi::PyDict_GetItemWithError(dict, key);
                    pyo3_ffi::Py_DECREF(key);
                    if value.is_null() && !pyo3_ffi::PyErr_Occurred().is_null() {
                        return Err(Raised::new());
                    }
                    Ok(value)
                }
                Keywords::Names(names) => {
                    let found = find_name(names, name)?;
                    Ok(found.map_or(core::ptr::null_mut(), |at| {
                        self.arguments.get(self.arguments.count() + at as usize)
                    }))
                }
            }
        }
    }

    /// Fails on a keyword that no parameter has.
    unsafe fn check_unknown(&self, plan: &ParsePlan) -> Result<(), Raised> {
        // SAFETY: attached; the objects are alive.
        unsafe {
            match self.keywords {
                Keywords::Dict(dict) => {
                    let (mut at, mut key): (Py_ssize_t, _) = (0, core::ptr::null_mut());
                    while pyo3_ffi::PyDict_Next(dict, &mut at, &mut key, core::ptr::null_mut()) != 0 {
                        if pyo3_ffi::PyUnicode_Check(key) == 0 {
                            failure::not_a_string();
                            return Err(Raised::new());
                        }
                        let mut names =
                            self.parameters.names.iter().skip(self.parameters.positional_only.into());
                        if !names.any(|name| is_known_key(key, name)) {
                            failure::unknown(&plan.site, self.parameters, key);
                            return Err(Raised::new());
                        }
                    }
                    Ok(())
                }
                Keywords::Names(names) => self.check_unknown_names(plan, names),
            }
        }
    }

    /// As [`check_unknown`](Self::check_unknown), for a tuple of keywords: they are compared as Python compares.
    unsafe fn check_unknown_names(&self, plan: &ParsePlan, keywords: *mut PyObject) -> Result<(), Raised> {
        // SAFETY: attached; the objects are alive; the new tuple is released once.
        unsafe {
            let known = self.names_tuple()?;
            let mut result = Ok(());
            for at in 0..pyo3_ffi::PyTuple_Size(keywords) {
                let keyword = pyo3_ffi::PyTuple_GetItem(keywords, at);
                // Before 3.10 it was not asked.
                if cfg!(Py_3_10) && pyo3_ffi::PyUnicode_Check(keyword) == 0 {
                    failure::not_a_string();
                    result = Err(Raised::new());
                    break;
                }
                let matches = pyo3_ffi::PySequence_Contains(known, keyword);
                if matches == 0 {
                    failure::unknown(&plan.site, self.parameters, keyword);
                }
                if matches <= 0 {
                    result = Err(Raised::new());
                    break;
                }
            }
            pyo3_ffi::Py_DECREF(known);
            result
        }
    }

    /// The names that are not positional-only, as a new tuple.
    unsafe fn names_tuple(&self) -> Result<*mut PyObject, Raised> {
        let names = self.parameters.names.get(self.parameters.positional_only.into()..).unwrap_or_default();
        // SAFETY: attached; the tuple is fresh.
        unsafe {
            let tuple = pyo3_ffi::PyTuple_New(names.len() as Py_ssize_t);
            if tuple.is_null() {
                return Err(Raised::new());
            }
            for (index, name) in names.iter().enumerate() {
                let name = pyo3_ffi::PyUnicode_FromString(name.as_ptr());
                if name.is_null() {
                    pyo3_ffi::Py_DECREF(tuple);
                    return Err(Raised::new());
                }
                pyo3_ffi::PyTuple_SetItem(tuple, index as Py_ssize_t, name);
            }
            Ok(tuple)
        }
    }
}

impl Source for Named<'_> {
    fn count(&self) -> usize {
        self.arguments.count()
    }

    unsafe fn get(&mut self, _index: usize) -> Result<Element, SequenceFault> {
        // SAFETY: attached; the current argument is alive: in the array or tuple, or still in the dict.
        unsafe {
            if self.is_held { Ok(Element::held(self.current)) } else { Ok(Element::borrowed(self.current)) }
        }
    }

    fn total(&self) -> usize {
        self.total
    }

    unsafe fn find(&mut self, index: usize) -> Result<(), Raised> {
        // SAFETY: attached.
        unsafe {
            self.is_held = false;
            self.current = if index < self.arguments.count() {
                self.arguments.get(index)
            } else if self.left > 0 && index >= usize::from(self.parameters.positional_only) {
                let value = self.look_up(index)?;
                if !value.is_null() {
                    self.left -= 1;
                    self.is_held = matches!(self.keywords, Keywords::Dict(_));
                }
                value
            } else {
                core::ptr::null_mut()
            };
        }
        if let Some(found) = self.found.get_mut(index) {
            *found = self.current;
        }
        Ok(())
    }

    fn is_present(&self) -> bool {
        !self.current.is_null()
    }

    fn keywords_left(&self) -> usize {
        self.left
    }

    unsafe fn refuse_absent(&self, plan: &ParsePlan, item: ItemId) {
        // SAFETY: attached.
        unsafe { failure::missing(plan, self.parameters, item, self.arguments.count()) };
    }

    unsafe fn check_leftovers(&mut self, plan: &ParsePlan) -> Result<(), Raised> {
        if self.left == 0 {
            return Ok(());
        }
        // SAFETY: attached.
        unsafe {
            for index in usize::from(self.parameters.positional_only)..self.arguments.count() {
                if !self.look_up(index)?.is_null() {
                    failure::given_twice(&plan.site, self.parameters, index as u16);
                    return Err(Raised::new());
                }
            }
            self.check_unknown(plan)?;
            // Before 3.10 this was no error.
            if cfg!(Py_3_10) {
                failure::inexplicable(&plan.site);
                return Err(Raised::new());
            }
        }
        Ok(())
    }
}

/// The value of an ASCII key in a dict of ASCII strings, or null: without a call that could run Python code, and without
/// making an object for the key. `None` where the dict has another key.
///
/// Calls have few keywords, so the keys are compared one by one.
unsafe fn look_up_text(dict: *mut PyObject, name: &[u8]) -> Option<*mut PyObject> {
    if !name.is_ascii() {
        return None;
    }
    let mut found = core::ptr::null_mut();
    let (mut at, mut key, mut value): (Py_ssize_t, _, _) = (0, core::ptr::null_mut(), core::ptr::null_mut());
    // SAFETY: attached; the dict is alive, and nothing in here changes it.
    unsafe {
        while pyo3_ffi::PyDict_Next(dict, &mut at, &mut key, &mut value) != 0 {
            let (text, length) = layout::ascii(key)?;
            if length == name.len() && core::slice::from_raw_parts(text.cast::<u8>(), length) == name {
                found = value;
            }
        }
    }
    Some(found)
}

/// Where a tuple of keywords has the name. Of several, CPython takes the one that is interned, and else the first.
unsafe fn find_name(keywords: *mut PyObject, name: &CStr) -> Result<Option<Py_ssize_t>, Raised> {
    // SAFETY: attached; the keywords are alive; the new reference is released once.
    unsafe {
        let mut found = (0..pyo3_ffi::PyTuple_Size(keywords))
            .filter(|&at| is_named(pyo3_ffi::PyTuple_GetItem(keywords, at), name));
        let first = found.next();
        let (Some(_), Some(second)) = (first, found.next()) else { return Ok(first) };
        let interned = pyo3_ffi::PyUnicode_InternFromString(name.as_ptr());
        if interned.is_null() {
            return Err(Raised::new());
        }
        let mut all = first.into_iter().chain([second]).chain(found);
        let same = all.find(|&at| pyo3_ffi::PyTuple_GetItem(keywords, at) == interned);
        pyo3_ffi::Py_DECREF(interned);
        Ok(same.or(first))
    }
}

/// Is the keyword this name, by value? If it is not plain ASCII, it is compared character by character, which needs no
/// memory and raises nothing.
unsafe fn is_named(keyword: *mut PyObject, name: &CStr) -> bool {
    // SAFETY: attached; the keyword is alive.
    if let Some((text, length)) = unsafe { layout::ascii(keyword) } {
        // SAFETY: the keyword has so many bytes of text.
        let text = unsafe { core::slice::from_raw_parts(text.cast::<u8>(), length) };
        return text == name.to_bytes();
    }
    let Ok(name) = name.to_str() else { return false };
    // SAFETY: attached; the keyword is alive; each index is below the length.
    unsafe {
        pyo3_ffi::PyUnicode_Check(keyword) != 0
            && pyo3_ffi::PyUnicode_GetLength(keyword) == name.chars().count() as Py_ssize_t
            && (0..).zip(name.chars()).all(|(index, character)| {
                pyo3_ffi::PyUnicode_ReadChar(keyword, index) == u32::from(character)
            })
    }
}

/// Is the key of a dict this name, in the eyes of the search for unknown keywords? Until 3.12 that knows ASCII only.
unsafe fn is_known_key(key: *mut PyObject, name: &CStr) -> bool {
    // SAFETY: attached; the key is alive.
    unsafe { is_named(key, name) && (cfg!(Py_3_13) || name.to_bytes().is_ascii()) }
}

/// A call with a tuple and a dict of keywords: `PyArg_ParseTupleAndKeywords`.
///
/// # Errors
/// The exception that CPython raises is set.
///
/// # Safety
/// *attached*, *places*, *plan*; the objects are null or alive. `found` has a slot for each parameter, which gets its
/// argument, or null.
#[cold]
#[inline(never)]
pub unsafe fn parse_tuple_and_keywords(
    plan: &ParsePlan,
    args: *mut PyObject,
    kwargs: *mut PyObject,
    outputs: Outputs,
    found: &mut [*mut PyObject],
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        let is_dict = kwargs.is_null() || pyo3_ffi::PyDict_Check(kwargs) != 0;
        if args.is_null() || pyo3_ffi::PyTuple_Check(args) == 0 || !is_dict {
            failure::bad_internal_call_with_dict(args, kwargs);
            return Err(Raised::new());
        }
        match Arguments::tuple(args) {
            Some(arguments) => parse_named(plan, arguments, Keywords::Dict(kwargs), outputs, found),
            None => Err(Raised::new()),
        }
    }
}

/// A call with an array and a tuple of keywords: `PyArg_ParseArrayAndKeywords`.
///
/// # Errors
/// The exception that CPython raises is set.
///
/// # Safety
/// *attached*, *places*, *plan*; `args` points to `count` objects and, if `kwnames` is a tuple, one more for each of its
/// items; all are alive. `found` has a slot for each parameter, which gets its argument, or null.
#[cold]
#[inline(never)]
pub unsafe fn parse_array_and_keywords(
    plan: &ParsePlan,
    args: *const *mut PyObject,
    count: usize,
    kwnames: *mut PyObject,
    outputs: Outputs,
    found: &mut [*mut PyObject],
) -> Result<(), Raised> {
    // SAFETY: attached, places, plan.
    unsafe {
        if !kwnames.is_null() && pyo3_ffi::PyTuple_Check(kwnames) == 0 {
            failure::bad_internal_call_with_names(kwnames);
            return Err(Raised::new());
        }
        let arguments = Arguments::array(args, count);
        parse_named(plan, arguments, Keywords::Names(kwnames), outputs, found)
    }
}

/// Goes on with a call with a tuple and a dict, at the step that looks for parameter `index`: for engines that have
/// matched all keywords at once, and come to a conversion that may change the dict.
///
/// # Errors
/// The exception is set. What is to be undone is noted in `kept`, and not undone.
///
/// # Safety
/// As [`parse_tuple_and_keywords`], of an exact tuple and a dict; parameters before `index` have been found and
/// converted; `kept` has a bit for each cleanup.
#[cold]
#[inline(never)]
#[allow(clippy::too_many_arguments, reason = "the state of a call")]
pub unsafe fn resume_tuple_and_keywords(
    plan: &ParsePlan,
    step: usize,
    index: usize,
    args: *mut PyObject,
    kwargs: *mut PyObject,
    outputs: Outputs,
    found: &mut [*mut PyObject],
    kept: &mut [u64],
) -> Result<(), Raised> {
    let Some(parameters) = &plan.parameters else { return Err(failure::misused_handle()) };
    // SAFETY: attached, places, plan.
    unsafe {
        let Some(arguments) = Arguments::tuple(args) else { return Err(Raised::new()) };
        let mut source = Named::resume(parameters, arguments, Keywords::Dict(kwargs), found, index);
        let (places, steps) = (outputs.places, step..plan.steps.len());
        if outputs.views {
            Engine::<true>::new(plan, places, kept).run(steps, &mut source)
        } else {
            Engine::<false>::new(plan, places, kept).run(steps, &mut source)
        }
    }
}

/// Runs a plan whose parameters have names.
unsafe fn parse_named(
    plan: &ParsePlan,
    arguments: Arguments,
    keywords: Keywords,
    outputs: Outputs,
    found: &mut [*mut PyObject],
) -> Result<(), Raised> {
    let Some(parameters) = &plan.parameters else { return Err(failure::misused_handle()) };
    // SAFETY: attached, places, plan.
    unsafe {
        let mut source = Named::new(parameters, arguments, keywords, found);
        if outputs.views {
            run::<_, true>(plan, &mut source, outputs.places)
        } else {
            run::<_, false>(plan, &mut source, outputs.places)
        }
    }
}
