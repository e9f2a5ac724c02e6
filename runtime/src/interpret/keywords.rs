//! Calls of functions with keywords whose arguments are looked up one by one, in CPython's order.

use super::call::{ArgumentSlots, Outputs};
use super::names::{find_name, is_known_key, is_named, look_up_text};
use super::parse::{ParseRun, index, skip};
use super::source::{Flow, Source};
use crate::arguments::Arguments;
use crate::failure::{self, SequenceFault};
use crate::parse::sequence::ItemRef;
use crate::raised::Raised;
use crate::version;
use core::ffi::CStr;
use core::ops::ControlFlow;
use core::slice::Iter;
use fmtunit_parser::plan::{Entry, Parameters, ParsePlan, ParseStep};
use pyo3_ffi::{Py_ssize_t, PyObject};
use std::borrow::Cow;

/// The keyword arguments of a call.
#[derive(Clone, Copy)]
pub(super) enum KeywordArguments {
    /// A dict, or null: of a function that takes a tuple and a dict.
    Dict(*mut PyObject),
    /// A tuple of keywords, or null; the values follow the positional arguments: of a function that takes an array.
    Names(*mut PyObject),
}

/// A call of a function whose parameters have names.
#[derive(Clone, Copy)]
pub(super) struct KeywordCall<'a> {
    pub(super) plan: &'a ParsePlan,
    pub(super) parameters: &'a Parameters,
    /// The positional arguments.
    pub(super) arguments: Arguments,
    pub(super) keywords: KeywordArguments,
    /// A slot for each parameter, not null.
    pub(super) slots: *mut [*mut PyObject],
}

impl<'a> KeywordCall<'a> {
    #[inline(always)]
    fn new(
        plan: &'a ParsePlan,
        arguments: Arguments,
        keywords: KeywordArguments,
        slots: ArgumentSlots,
    ) -> Result<Self, Raised> {
        let Some(parameters) = &plan.parameters else { return Err(failure::misused_handle()) };
        let slots = core::ptr::slice_from_raw_parts_mut(slots, parameters.names.len());
        Ok(Self { plan, parameters, arguments, keywords, slots })
    }

    /// A call with a tuple and a dict of keywords; SystemError if they are something else.
    #[inline(always)]
    pub(super) unsafe fn with_dict(
        plan: &'a ParsePlan,
        args: *mut PyObject,
        kwargs: *mut PyObject,
        slots: ArgumentSlots,
    ) -> Result<Self, Raised> {
        // SAFETY: attached.
        unsafe {
            let is_dict = kwargs.is_null() || pyo3_ffi::PyDict_Check(kwargs) != 0;
            let is_tuple = !args.is_null() && pyo3_ffi::PyTuple_Check(args) != 0;
            if !is_tuple || !is_dict {
                failure::bad_internal_call_with_dict(args, kwargs);
                return Err(Raised::new());
            }
            Self::new(plan, Arguments::any_tuple(args), KeywordArguments::Dict(kwargs), slots)
        }
    }

    /// A call with an array and a tuple of keywords; SystemError if it is something else.
    #[inline(always)]
    pub(super) unsafe fn with_names(
        plan: &'a ParsePlan,
        arguments: Arguments,
        kwnames: *mut PyObject,
        slots: ArgumentSlots,
    ) -> Result<Self, Raised> {
        // SAFETY: attached.
        unsafe {
            if !kwnames.is_null() && pyo3_ffi::PyTuple_Check(kwnames) == 0 {
                failure::bad_internal_call_with_names(kwnames);
                return Err(Raised::new());
            }
        }
        Self::new(plan, arguments, KeywordArguments::Names(kwnames), slots)
    }

    /// The arguments in the order of the parameters, with null for each that is absent, once they stand in the slots.
    #[inline(always)]
    pub(super) fn matched(&self) -> Arguments {
        // SAFETY: the caller vouches for the slots.
        unsafe { Arguments::array(self.slots.cast(), self.slots.len()) }
    }

    /// Runs the plan.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn run_one_by_one(self, outputs: Outputs) -> Result<(), Raised> {
        // SAFETY: attached, places, plan; the caller vouches for the slots.
        unsafe {
            let mut source = OneByOne::new(self, 0);
            ParseRun::with(self.plan, outputs, |run| run.run(0, &mut source))
        }
    }

    /// Runs the plan from a step that looks for a parameter. The slots hold the arguments of the parameters before it.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn resume(self, run: &mut ParseRun<'_>, step: usize) -> Result<(), Raised> {
        let Some(&ParseStep::Find { item }) = self.plan.steps.get(step) else {
            return Err(failure::misused_handle());
        };
        // SAFETY: attached, places, plan; the caller vouches for the slots.
        unsafe { run.run(step, &mut OneByOne::new(self, index(&self.plan.items, item))) }
    }
}

/// The arguments of a call, of which each is looked up when its turn comes.
struct OneByOne<'a> {
    call: KeywordCall<'a>,
    /// The number of keywords that no parameter has been found for.
    left: usize,
    /// The argument that was looked for last; null if absent.
    current: *mut PyObject,
    /// The dict of the current argument may let go of it while it is converted.
    holds: bool,
}

impl<'a> OneByOne<'a> {
    /// The arguments of a call. Those of the parameters before `index` stand in the slots.
    unsafe fn new(call: KeywordCall<'a>, first: usize) -> Self {
        let KeywordCall { arguments, keywords, slots, .. } = call;
        // SAFETY: attached; the slots before the first are not null.
        unsafe {
            let mut left = match keywords {
                KeywordArguments::Dict(dict) if !dict.is_null() => pyo3_ffi::PyDict_Size(dict) as usize,
                KeywordArguments::Names(names) if !names.is_null() => pyo3_ffi::PyTuple_Size(names) as usize,
                KeywordArguments::Dict(_) | KeywordArguments::Names(_) => 0,
            };
            for index in 0..slots.len() {
                let slot = slots.cast::<*mut PyObject>().add(index);
                if index >= first {
                    slot.write(core::ptr::null_mut());
                } else if index >= arguments.count() && !(*slot).is_null() {
                    left = left.saturating_sub(1);
                }
            }
            Self { call, left, current: core::ptr::null_mut(), holds: false }
        }
    }

    /// Returns the argument that a keyword names, or null.
    unsafe fn look_up(&self, index: usize) -> Result<*mut PyObject, Raised> {
        let name = self.call.parameters.names.get(index).map_or(c"", |name| &**name);
        // SAFETY: attached; the objects are alive.
        unsafe {
            match self.call.keywords {
                KeywordArguments::Dict(dict) => {
                    if let Some(value) = look_up_text(dict, name.to_bytes()) {
                        return Ok(value);
                    }
                    let key = pyo3_ffi::PyUnicode_FromString(name.as_ptr());
                    if key.is_null() {
                        return Err(Raised::new());
                    }
                    let value = crate::unwind::PyDict_GetItemWithError(dict, key);
                    pyo3_ffi::Py_DECREF(key);
                    if value.is_null() && !pyo3_ffi::PyErr_Occurred().is_null() {
                        return Err(Raised::new());
                    }
                    Ok(value)
                }
                KeywordArguments::Names(names) => {
                    let found = find_name(names, name)?;
                    Ok(found.map_or(core::ptr::null_mut(), |at| {
                        self.call.arguments.get(self.call.arguments.count() + at as usize)
                    }))
                }
            }
        }
    }

    /// Fails on a keyword that no parameter has.
    unsafe fn check_unknown(&self) -> Result<(), Raised> {
        // SAFETY: attached; the objects are alive.
        unsafe {
            match self.call.keywords {
                KeywordArguments::Dict(dict) => {
                    let (mut at, mut key): (Py_ssize_t, _) = (0, core::ptr::null_mut());
                    while pyo3_ffi::PyDict_Next(dict, &mut at, &mut key, core::ptr::null_mut()) != 0 {
                        self.check_known(key)?;
                    }
                    Ok(())
                }
                KeywordArguments::Names(names) if version::HAS_PUBLIC_ARRAYS => (0..self.left as Py_ssize_t)
                    .try_for_each(|at| self.check_known(pyo3_ffi::PyTuple_GetItem(names, at))),
                KeywordArguments::Names(names) => self.check_unknown_names(names),
            }
        }
    }

    /// Fails if no parameter has this name, by what it holds.
    unsafe fn check_known(&self, keyword: *mut PyObject) -> Result<(), Raised> {
        // SAFETY: attached; the keyword is alive.
        unsafe {
            if pyo3_ffi::PyUnicode_Check(keyword) == 0 {
                failure::not_a_string();
                return Err(Raised::new());
            }
            let mut names =
                self.call.parameters.names.iter().skip(self.call.parameters.positional_only.into());
            if !names.any(|name| is_known_key(keyword, name)) {
                failure::unknown(&self.call.plan.site, self.call.parameters, keyword);
                return Err(Raised::new());
            }
        }
        Ok(())
    }

    /// As [`check_unknown`](Self::check_unknown), for a tuple of keywords, until 3.14: they are compared as Python compares.
    unsafe fn check_unknown_names(&self, keywords: *mut PyObject) -> Result<(), Raised> {
        // SAFETY: attached; the objects are alive; the new tuple is released once.
        unsafe {
            let mut known: *mut PyObject = core::ptr::null_mut();
            let mut result = Ok(());
            for at in 0..pyo3_ffi::PyTuple_Size(keywords) {
                let keyword = pyo3_ffi::PyTuple_GetItem(keywords, at);
                // Plain text equals nothing but the same text.
                if pyo3_ffi::PyUnicode_CheckExact(keyword) != 0 {
                    if self.names().iter().any(|name| is_named(keyword, name)) {
                        continue;
                    }
                    failure::unknown(&self.call.plan.site, self.call.parameters, keyword);
                    result = Err(Raised::new());
                    break;
                }
                // Before 3.10 it was not asked.
                if cfg!(Py_3_10) && pyo3_ffi::PyUnicode_Check(keyword) == 0 {
                    failure::not_a_string();
                    result = Err(Raised::new());
                    break;
                }
                if known.is_null() {
                    known = self.names_tuple()?;
                }
                let matches = crate::unwind::PySequence_Contains(known, keyword);
                if matches == 0 {
                    failure::unknown(&self.call.plan.site, self.call.parameters, keyword);
                }
                if matches <= 0 {
                    result = Err(Raised::new());
                    break;
                }
            }
            pyo3_ffi::Py_XDECREF(known);
            result
        }
    }

    /// The names that are not positional-only.
    fn names(&self) -> &'a [Cow<'static, CStr>] {
        self.call.parameters.names.get(self.call.parameters.positional_only.into()..).unwrap_or_default()
    }

    /// The same as a new tuple.
    unsafe fn names_tuple(&self) -> Result<*mut PyObject, Raised> {
        let names = self.names();
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

    /// Looks for the argument of a parameter; returns whether it is present.
    unsafe fn find(&mut self, index: usize) -> Result<bool, Raised> {
        let by_name = index >= self.call.arguments.count();
        // SAFETY: attached; an argument by position has an index below the count, and each parameter has a slot.
        unsafe {
            self.current = if !by_name {
                self.call.arguments.get(index)
            } else if self.left == 0 || index < usize::from(self.call.parameters.positional_only) {
                core::ptr::null_mut()
            } else {
                self.look_up(index)?
            };
            self.call.slots.cast::<*mut PyObject>().add(index).write(self.current);
        }
        let is_present = !self.current.is_null();
        self.holds = by_name && matches!(self.call.keywords, KeywordArguments::Dict(_));
        self.left -= usize::from(by_name && is_present);
        Ok(is_present)
    }

    /// More arguments are given by position than may be. Where CPython counts them late, those before the mark are
    /// converted first.
    #[cold]
    #[inline(never)]
    unsafe fn too_many_positionals<'p>(
        &mut self,
        run: &mut ParseRun<'p>,
        max: u16,
        mut at_most: bool,
        rest: &'p [ParseStep],
    ) -> Raised {
        let site = &run.plan.site;
        // SAFETY: attached, places, plan.
        unsafe {
            if version::HAS_PUBLIC_ARRAYS && site.entry == Entry::ArrayAndKeywords {
                let items = &*run.plan.items;
                let is_after = |step: &ParseStep| matches!(*step, ParseStep::Find { item } if index(items, item) == usize::from(max));
                let before = rest.split(is_after).next().unwrap_or_default();
                if let Err(raised) = run.run_steps(run.outputs.routines, before, self) {
                    return raised;
                }
                // A `|` may stand directly before the `$`.
                at_most = self.call.parameters.required <= max;
            }
            failure::too_many_positionals(site, max, at_most, self.count());
        }
        Raised::new()
    }

    /// Fails if a keyword is left.
    unsafe fn check_leftovers(&self) -> Result<(), Raised> {
        if self.left == 0 {
            return Ok(());
        }
        let site = &self.call.plan.site;
        // SAFETY: attached.
        unsafe {
            for index in usize::from(self.call.parameters.positional_only)..self.call.arguments.count() {
                if !self.look_up(index)?.is_null() {
                    failure::given_twice(site, self.call.parameters, index as u16);
                    return Err(Raised::new());
                }
            }
            self.check_unknown()?;
            // Before 3.10 this was no error.
            if cfg!(Py_3_10) {
                failure::inexplicable(site);
                return Err(Raised::new());
            }
        }
        Ok(())
    }
}

impl Source for OneByOne<'_> {
    fn count(&self) -> usize {
        self.call.arguments.count()
    }

    unsafe fn get(&mut self, _index: usize) -> Result<ItemRef, SequenceFault> {
        // SAFETY: attached; the current argument is alive: in the array or tuple, or still in the dict.
        unsafe { Ok(if self.holds { ItemRef::held(self.current) } else { ItemRef::borrowed(self.current) }) }
    }

    unsafe fn named_step<'p>(
        &mut self,
        run: &mut ParseRun<'p>,
        step: &'p ParseStep,
        rest: &mut Iter<'p, ParseStep>,
    ) -> Flow {
        // SAFETY: attached, places, plan.
        unsafe {
            match *step {
                ParseStep::CheckTotal { max } => {
                    let total = self.count() + self.left;
                    if total > usize::from(max) {
                        failure::too_many(&run.plan.site, max, self.count(), total);
                        return Err(Raised::new());
                    }
                }
                ParseStep::CheckPositionals { max, at_most } => {
                    if self.count() > usize::from(max) {
                        return Err(self.too_many_positionals(run, max, at_most, rest.as_slice()));
                    }
                }
                ParseStep::Find { item } => {
                    if self.find(index(&run.plan.items, item))? {
                        rest.next();
                    }
                }
                ParseStep::Require { item } => {
                    failure::missing(run.plan, self.call.parameters, item, self.count());
                    return Err(Raised::new());
                }
                ParseStep::SkipIfAbsent { .. } if self.left == 0 => return Ok(ControlFlow::Break(())),
                ParseStep::SkipIfAbsent { steps, .. } => skip(rest, steps),
                ParseStep::CheckLeftovers => self.check_leftovers()?,
                // Plan: these have nothing to do with names.
                ParseStep::CheckCount { .. }
                | ParseStep::EndIfAbsent { .. }
                | ParseStep::Convert { .. }
                | ParseStep::EnterSequence { .. }
                | ParseStep::LeaveSequence => {}
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}
