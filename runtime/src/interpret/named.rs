//! Arguments that have names: looked up one by one, in CPython's order.
//!
//! Those that [`matched`] has matched all at once are taken as they are, as long as nothing can tell the difference.

mod entry;
mod matched;
mod names;

pub use entry::resume_tuple_and_keywords;
pub(super) use entry::{dict_one_by_one, names_one_by_one};
pub use matched::{OwnSlots, parse_array_and_keywords, parse_tuple_and_keywords};

use super::parse::Source;
use crate::arguments::Arguments;
use crate::failure::{self, SequenceFault};
use crate::keywords;
use crate::parse::sequence::ItemRef;
use crate::raised::Raised;
use crate::version;
use core::ffi::CStr;
use fmtunit_parser::plan::{ItemId, Parameters, ParsePlan, ParseStep};
use fmtunit_parser::units::Runs;
pub(super) use matched::emptied;
use names::{find_name, is_known_key, look_up_text};
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
    /// Each parameter has been matched already: its argument stands in `found`.
    matched: bool,
    /// The number of the parameter that was looked for last.
    index: usize,
    /// Its argument; null if absent.
    current: *mut PyObject,
    /// The current argument has been given by name.
    by_name: bool,
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
        let (matched, index, current, by_name) = (false, 0, core::ptr::null_mut(), false);
        Self { parameters, arguments, keywords, left, total, found, matched, index, current, by_name }
    }

    /// The arguments of a call whose keywords have all been matched: `found` has what is given for each parameter.
    ///
    /// # Safety
    /// As [`new`](Self::new).
    unsafe fn matched(
        parameters: &'a Parameters,
        arguments: Arguments,
        keywords: Keywords,
        found: &'a mut [*mut PyObject],
    ) -> Self {
        let left = found.iter().skip(arguments.count()).filter(|object| !object.is_null()).count();
        let total = arguments.count() + left;
        let (matched, index, current, by_name) = (true, 0, core::ptr::null_mut(), false);
        Self { parameters, arguments, keywords, left, total, found, matched, index, current, by_name }
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
        this.forget_from(index);
        this
    }

    /// What was found for these parameters no longer counts: it is looked for again, if at all.
    fn forget_from(&mut self, index: usize) {
        self.found.iter_mut().skip(index).for_each(|object| *object = core::ptr::null_mut());
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
                        self.check_known(plan, key)?;
                    }
                    Ok(())
                }
                Keywords::Names(names) if version::HAS_PUBLIC_ARRAYS => (0..self.left as Py_ssize_t)
                    .try_for_each(|at| self.check_known(plan, pyo3_ffi::PyTuple_GetItem(names, at))),
                Keywords::Names(names) => self.check_unknown_names(plan, names),
            }
        }
    }

    /// Fails if no parameter has this name, by what it holds.
    unsafe fn check_known(&self, plan: &ParsePlan, keyword: *mut PyObject) -> Result<(), Raised> {
        // SAFETY: attached; the keyword is alive.
        unsafe {
            if pyo3_ffi::PyUnicode_Check(keyword) == 0 {
                failure::not_a_string();
                return Err(Raised::new());
            }
            let mut names = self.parameters.names.iter().skip(self.parameters.positional_only.into());
            if !names.any(|name| is_known_key(keyword, name)) {
                failure::unknown(&plan.site, self.parameters, keyword);
                return Err(Raised::new());
            }
        }
        Ok(())
    }

    /// As [`check_unknown`](Self::check_unknown), for a tuple of keywords, until 3.14: they are compared as Python compares.
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

    #[inline(always)]
    unsafe fn get(&mut self, _index: usize) -> Result<ItemRef, SequenceFault> {
        // SAFETY: attached; the current argument is alive: in the array or tuple, or still in the dict. The dict may let go
        // of it while it is converted, unless that has been ruled out.
        unsafe {
            if self.by_name && !self.matched && matches!(self.keywords, Keywords::Dict(_)) {
                Ok(ItemRef::held(self.current))
            } else {
                Ok(ItemRef::borrowed(self.current))
            }
        }
    }

    fn total(&self) -> usize {
        self.total
    }

    #[inline(always)]
    unsafe fn find(&mut self, index: usize) -> Result<(), Raised> {
        (self.index, self.by_name) = (index, false);
        if index < self.arguments.count() {
            // SAFETY: attached; the index is below the count.
            self.current = unsafe { self.arguments.get(index) };
        } else if self.left == 0 || index < usize::from(self.parameters.positional_only) {
            self.current = core::ptr::null_mut();
        } else {
            self.current = match self.found.get(index) {
                Some(&object) if self.matched => object,
                // SAFETY: attached.
                Some(_) | None => unsafe { self.look_up(index)? },
            };
            self.by_name = !self.current.is_null();
            self.left -= usize::from(self.by_name);
        }
        if !self.matched
            && let Some(found) = self.found.get_mut(index)
        {
            *found = self.current;
        }
        Ok(())
    }

    /// Before a conversion that may run Python code, which may change the dict: goes on one by one.
    #[inline(always)]
    unsafe fn prepare(&mut self, conversion: Option<&ParseStep>) {
        if self.matched && matches!(self.keywords, Keywords::Dict(_)) {
            let runs = match conversion {
                Some(ParseStep::Convert { unit, .. }) => unit.runs(),
                // The elements of a sequence are not known yet.
                _ => Some(Runs::Anything),
            };
            self.matched = match runs {
                None => true,
                // SAFETY: attached; the current argument is alive.
                Some(Runs::Methods) => unsafe { keywords::is_inert(self.current) },
                Some(Runs::Anything) => false,
            };
            if !self.matched {
                self.forget_from(self.index + 1);
            }
        }
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
