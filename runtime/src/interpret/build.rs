//! Build plans, step by step.

use crate::build as make;
use crate::failure::without_exception;
use crate::thunks;
use crate::unwind::{HeldObject, HeldObjects};
use crate::value::Value;
use fmtunit_parser::ast::Bracket;
use fmtunit_parser::plan::{BuildPlan, BuildStep};
use fmtunit_parser::units::BuildUnit;
use pyo3_ffi::{Py_ssize_t, PyObject};

/// Runs a plan: a new reference, or null with an exception.
///
/// # Safety
/// *attached*, *values*, *plan*.
#[inline]
pub unsafe fn build(plan: &BuildPlan, values: *const Value) -> *mut PyObject {
    // SAFETY: attached, values, plan.
    unsafe { BuildRun { plan, values, at: 0 }.object() }
}

/// A container that is being filled when a call fails.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct OpenContainer {
    /// The container; null before it is made and where it could not be.
    pub container: *mut PyObject,
    /// In a dict, the key whose value is being made; null otherwise.
    pub key: *mut PyObject,
}

impl OpenContainer {
    /// Not made yet.
    pub const NONE: Self = Self { container: core::ptr::null_mut(), key: core::ptr::null_mut() };
}

/// Ends a call whose step `step` failed in compiled code, which fills containers itself.
///
/// As in CPython, all remaining values are still built, and thrown away: so every stolen reference is consumed and
/// every converter called. The partial containers are released, the inner before the outer.
///
/// # Safety
/// *attached*, *values*, *plan*; an exception is set, or a converter has failed without. `open` has an element for
/// each container of the plan, and holds references to those that the step stands in; `value` is null, or the value
/// that could not be inserted.
#[cold]
#[inline(never)]
pub unsafe fn abandon_build(
    plan: &BuildPlan,
    step: usize,
    values: &[Value],
    open: &mut [OpenContainer],
    value: *mut PyObject,
) {
    // SAFETY: attached, values, plan; each reference is released once. The caller still owns those in `open` if a converter
    // unwinds.
    unsafe {
        let mut run = BuildRun { plan, values: values.as_ptr(), at: step + 1 };
        let mut value = Some(HeldObject::new(value));
        if let Some(&BuildStep::Open { steps, .. }) = plan.steps.get(step) {
            run.discard(step + 1 + usize::from(steps));
        }
        for (container, end) in enclosing(plan, step).into_iter().rev() {
            run.discard(end);
            if let Some(open) = open.get_mut(usize::from(container)) {
                let OpenContainer { container, key } = core::mem::replace(open, OpenContainer::NONE);
                make::release(&[
                    key,
                    value.take().map_or(core::ptr::null_mut(), HeldObject::give),
                    container,
                ]);
            }
        }
        // The arguments of a call that follow.
        run.discard(plan.steps.len());
        let _ = value.map(HeldObject::give);
    }
}

/// Runs a plan of several results: a new reference for each, or `None` with an exception.
///
/// # Safety
/// *attached*, *values*, *plan*; an element for each result is valid for writes at `first`.
#[inline(always)]
pub(super) unsafe fn build_all(
    plan: &BuildPlan,
    values: *const Value,
    first: *mut *mut PyObject,
) -> Option<HeldObjects> {
    let mut run = BuildRun { plan, values, at: 0 };
    // SAFETY: attached, values, plan; each reference is released once.
    unsafe {
        let mut results = HeldObjects::new(first);
        let end = first.add(plan.results.into());
        while results.end() != end {
            let object = run.object();
            if object.is_null() {
                run.discard(plan.steps.len());
                make::release(results.give());
                return None;
            }
            results.push(object);
        }
        Some(results)
    }
}

/// Releases the references that a call would have consumed if it had built its arguments.
///
/// # Safety
/// *attached*, *values*, *plan*.
#[cold]
pub unsafe fn release_stolen(plan: &BuildPlan, values: &[Value]) {
    for step in plan.steps.iter() {
        if let BuildStep::Value { unit: BuildUnit::Stolen, value } = *step
            && let Some(value) = values.get(usize::from(value))
        {
            // SAFETY: attached, values: the unit takes an object, null or with a reference to give.
            unsafe { pyo3_ffi::Py_XDECREF(value.Object) };
        }
    }
}

/// The containers that a step stands in, outermost first: their number, and the index of the step that closes them.
fn enclosing(plan: &BuildPlan, step: usize) -> Vec<(u16, usize)> {
    let mut containers = Vec::new();
    for (at, earlier) in plan.steps.iter().enumerate().take(step) {
        match *earlier {
            BuildStep::Open { container, steps, .. } => {
                containers.push((container, at + 1 + usize::from(steps)))
            }
            BuildStep::Close { .. } => {
                containers.pop();
            }
            BuildStep::Nothing | BuildStep::Value { .. } | BuildStep::Insert { .. } => {}
        }
    }
    containers
}

/// A run of the steps of a build plan.
struct BuildRun<'a> {
    plan: &'a BuildPlan,
    values: *const Value,
    /// The next step.
    at: usize,
}

impl BuildRun<'_> {
    /// Makes the object of the next step, with everything in it.
    #[inline(always)]
    unsafe fn object(&mut self) -> *mut PyObject {
        let Some(step) = self.plan.steps.get(self.at) else { return core::ptr::null_mut() };
        self.at += 1;
        // SAFETY: attached, values; plan: the value is the unit's.
        unsafe {
            match *step {
                BuildStep::Value { unit, value } => {
                    thunks::build(unit)(self.values.add(usize::from(value)), core::ptr::null())
                }
                BuildStep::Open { kind, len, steps, .. } => self.container(kind, len, steps),
                BuildStep::Nothing => make::nothing(),
                // Both belong to a container, which steps over them.
                BuildStep::Insert { .. } | BuildStep::Close { .. } => core::ptr::null_mut(),
            }
        }
    }

    /// Makes a container, which the next `steps` steps fill. The only call between [`object`](Self::object) and itself: plain values
    /// are made inline (measured on 3.11 against `Py_BuildValue`, `(isi)`: 1.33 times as fast before, 1.50 so).
    #[inline(never)]
    unsafe fn container(&mut self, kind: Bracket, len: u16, steps: u16) -> *mut PyObject {
        let end = self.at + usize::from(steps);
        // SAFETY: attached, values, plan; the reference is released once.
        unsafe {
            let container = make::open(kind, len);
            let held = HeldObject::new(container);
            let filled = !container.is_null()
                && match kind {
                    Bracket::Tuple | Bracket::List => self.fill(kind, container, len),
                    Bracket::Dict => self.insert_pairs(container, len, end),
                };
            if !filled {
                self.discard(end);
                pyo3_ffi::Py_XDECREF(container);
            }
            let _ = held.give();
            self.at = end + 1;
            if filled { container } else { core::ptr::null_mut() }
        }
    }

    /// Makes the objects of a tuple or list; returns whether all could be made.
    unsafe fn fill(&mut self, kind: Bracket, container: *mut PyObject, len: u16) -> bool {
        for index in 0..len {
            // SAFETY: attached, values, plan; the container is fresh, and has `len` places.
            unsafe {
                let object = self.object();
                if object.is_null() {
                    return false;
                }
                make::fill(kind, container, index, object);
            }
        }
        true
    }

    /// Makes the pairs of a dict; returns whether all could be made. A pair that could not be inserted is released
    /// when the rest has been discarded.
    unsafe fn insert_pairs(&mut self, dict: *mut PyObject, len: u16, end: usize) -> bool {
        for _ in 0..len / 2 {
            // SAFETY: attached, values, plan; the dict is fresh; each reference is released once.
            unsafe {
                let key = HeldObject::new(self.object());
                if key.object().is_null() {
                    let _ = key.give();
                    return false;
                }
                let value = HeldObject::new(self.object());
                if value.object().is_null() || !make::insert(dict, key.object(), value.object()) {
                    self.discard(end);
                    make::release(&[key.give(), value.give()]);
                    return false;
                }
                let _ = (key.give(), value.give());
                // The step that says so.
                self.at += 1;
            }
        }
        true
    }

    /// Builds the rest of a container, up to the step that closes it, and throws it away. The exception that is set
    /// stays, whatever happens meanwhile.
    #[cold]
    #[inline(never)]
    unsafe fn discard(&mut self, end: usize) {
        let left = self.members_left(end);
        // SAFETY: attached, values, plan. Should there be no memory for the tuple, the objects are released one by one.
        unsafe {
            if left > 0 {
                let rest = without_exception(|| pyo3_ffi::PyTuple_New(left));
                let held = HeldObject::new(rest);
                for index in 0..left {
                    while let Some(BuildStep::Insert { .. }) = self.plan.steps.get(self.at) {
                        self.at += 1;
                    }
                    let object = without_exception(|| self.object());
                    if object.is_null() {
                        continue;
                    }
                    if rest.is_null() {
                        pyo3_ffi::Py_DECREF(object);
                    } else {
                        crate::layout::set_tuple_item(rest, index as usize, object);
                    }
                }
                pyo3_ffi::Py_XDECREF(held.give());
            }
        }
        self.at = end + 1;
    }

    /// Returns the number of objects that the steps before `end` make, not counting those inside others.
    fn members_left(&self, end: usize) -> Py_ssize_t {
        let mut members = 0;
        let mut at = self.at;
        while at < end {
            match self.plan.steps.get(at) {
                Some(BuildStep::Open { steps, .. }) => {
                    members += 1;
                    at += usize::from(*steps) + 1;
                }
                Some(BuildStep::Value { .. }) => members += 1,
                _ => {}
            }
            at += 1;
        }
        members
    }
}
