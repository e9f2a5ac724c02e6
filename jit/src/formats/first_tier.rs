//! The code of the first tier: the reference engine with the signatures of machine code.
//!
//! Each entry point and kind of memory has a function, so that a call makes no decisions (measured on 3.11, `O`: 10.0 ns
//! through one function for all, 7.0 so).

use super::TieredFormat;
use super::calls::{BuildCode, CallCode, Code, ParseCode, RAISED, own_slots, status};
use super::tiered::values;
use crate::backend::{FormatPlan, call_without};
use fmtunit_parser::plan::Entry;
use fmtunit_runtime::arguments::Arguments;
use fmtunit_runtime::interpret::{self, CallArguments, Outputs};
use fmtunit_runtime::place::Place;
use fmtunit_runtime::thunks;
use fmtunit_runtime::unwind::without_panics;
use fmtunit_runtime::value::Value;
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::{mem, ptr};

/// Code that runs a format in the engine, without and with counting its calls.
#[derive(Clone, Copy)]
pub(super) struct FirstTierCode {
    pub(super) plain: *mut c_void,
    pub(super) counted: *mut c_void,
}

impl TieredFormat {
    /// Returns the code that runs the format in the engine.
    pub(super) fn engine(&self) -> FirstTierCode {
        match &self.program {
            FormatPlan::Parse { parser, views } => {
                let entry = parser.plan().site.entry;
                match (views, self.record().is_some()) {
                    (false, false) => parse_code::<false, false>(entry),
                    (false, true) => parse_code::<false, true>(entry),
                    (true, false) => parse_code::<true, false>(entry),
                    (true, true) => parse_code::<true, true>(entry),
                }
            }
            FormatPlan::Build(_) if let (Some(unit), None) = (self.program.only_unit(), self.record()) => {
                FirstTierCode::uncounted(thunks::build(unit) as *mut c_void)
            }
            FormatPlan::Build(_) if self.record().is_some() => {
                FirstTierCode::new::<BuildCode>(build::<false, true>, build::<true, true>)
            }
            FormatPlan::Build(_) => {
                FirstTierCode::new::<BuildCode>(build::<false, false>, build::<true, false>)
            }
            FormatPlan::Call(caller) if caller.plan().results == 0 => {
                FirstTierCode::uncounted(call_without_arguments as CallCode as *mut c_void)
            }
            FormatPlan::Call(_) if self.record().is_some() => {
                FirstTierCode::new::<CallCode>(call::<false, true>, call::<true, true>)
            }
            FormatPlan::Call(_) => FirstTierCode::new::<CallCode>(call::<false, false>, call::<true, false>),
        }
    }
}

impl FirstTierCode {
    fn new<C: Code>(plain: C, counted: C) -> Self {
        // SAFETY: a pointer to a function is its address.
        let [plain, counted] = [plain, counted].map(|code| unsafe { mem::transmute_copy(&code) });
        Self { plain, counted }
    }

    /// Code that does not count calls: compiling would gain nothing.
    fn uncounted(code: *mut c_void) -> Self {
        Self { plain: code, counted: code }
    }
}

const TUPLE: u8 = Entry::Tuple as u8;
const OBJECT: u8 = Entry::Object as u8;
const ARRAY: u8 = Entry::Array as u8;
const TUPLE_AND_KEYWORDS: u8 = Entry::TupleAndKeywords as u8;
const ARRAY_AND_KEYWORDS: u8 = Entry::ArrayAndKeywords as u8;

fn parse_code<const VIEWS: bool, const RECORD: bool>(entry: Entry) -> FirstTierCode {
    match entry {
        Entry::Tuple => parse_code_at::<TUPLE, VIEWS, RECORD>(),
        Entry::Object => parse_code_at::<OBJECT, VIEWS, RECORD>(),
        Entry::Array => parse_code_at::<ARRAY, VIEWS, RECORD>(),
        Entry::TupleAndKeywords => parse_code_at::<TUPLE_AND_KEYWORDS, VIEWS, RECORD>(),
        Entry::ArrayAndKeywords => parse_code_at::<ARRAY_AND_KEYWORDS, VIEWS, RECORD>(),
    }
}

fn parse_code_at<const ENTRY: u8, const VIEWS: bool, const RECORD: bool>() -> FirstTierCode {
    FirstTierCode::new::<ParseCode>(parse::<ENTRY, false, VIEWS, RECORD>, parse::<ENTRY, true, VIEWS, RECORD>)
}

/// Returns the format of a call; counts the call if `COUNTED`.
///
/// # Safety
/// The format is alive.
#[inline(always)]
unsafe fn enter<'a, const COUNTED: bool>(format: *const TieredFormat) -> &'a TieredFormat {
    // SAFETY: the caller vouches for the format.
    let format = unsafe { &*format };
    if COUNTED {
        format.count();
    }
    format
}

/// Parses in the engine; counts the call if `COUNTED`. `VIEWS`: the typed form, as in [`FormatPlan::Parse`]. `RECORD`: the
/// places are the fields of a record.
///
/// # Safety
/// *attached*, *places*, *plan*; the arguments are alive; the format is one that parses at this entry point, with memory of
/// this kind, and alive.
unsafe extern "C-unwind" fn parse<
    const ENTRY: u8,
    const COUNTED: bool,
    const VIEWS: bool,
    const RECORD: bool,
>(
    first: *mut c_void,
    second: *mut c_void,
    third: *mut PyObject,
    memory: *mut c_void,
    format: *const TieredFormat,
) -> u32 {
    // C calls this code without a trampoline.
    // SAFETY: attached, places, plan; the caller vouches for the arguments.
    without_panics(|| unsafe {
        let format = enter::<COUNTED>(format);
        let FormatPlan::Parse { parser, .. } = &format.program else { return RAISED };
        let plan = parser.plan();
        let parse = |places: *const Place| {
            let outputs = if VIEWS { Outputs::views(places) } else { Outputs::places(places) };
            let slots = || if VIEWS { own_slots(plan, places) } else { ptr::null_mut() };
            let array = || Arguments::array(first.cast_const().cast(), second.addr());
            let given = match ENTRY {
                TUPLE => CallArguments::Tuple(first.cast()),
                OBJECT => CallArguments::Positional(Arguments::object(&*(&raw const first).cast())),
                ARRAY => CallArguments::Positional(array()),
                TUPLE_AND_KEYWORDS => {
                    CallArguments::TupleAndDict { args: first.cast(), kwargs: second.cast(), slots: slots() }
                }
                _ => CallArguments::ArrayAndNames { arguments: array(), kwnames: third, slots: slots() },
            };
            status(interpret::run(plan, given, outputs))
        };
        if !RECORD {
            return parse(memory.cast());
        }
        let Some(fields) = &format.record else { return RAISED };
        fields.with_places(memory.cast(), parse)
    })
}

/// Builds in the engine; counts the call if `COUNTED`.
///
/// # Safety
/// *attached*, *values*, *plan*; the format is one that builds, and alive.
unsafe extern "C-unwind" fn build<const COUNTED: bool, const RECORD: bool>(
    memory: *const c_void,
    format: *const TieredFormat,
) -> *mut PyObject {
    // SAFETY: attached, values, plan.
    unsafe {
        let format = enter::<COUNTED>(format);
        let FormatPlan::Build(builder) = &format.program else { return ptr::null_mut() };
        let plan = builder.plan();
        if !RECORD {
            return interpret::build(plan, memory.cast());
        }
        let Some(fields) = &format.record else { return ptr::null_mut() };
        fields.with_values(memory.cast(), |values| interpret::build(plan, values.as_ptr()))
    }
}

/// Builds arguments in the engine, and calls with them; counts the call if `COUNTED`.
///
/// # Safety
/// *attached*, *values*, *plan*; the format is one that calls, and alive; the callable is null or alive.
unsafe extern "C-unwind" fn call<const COUNTED: bool, const RECORD: bool>(
    callable: *mut PyObject,
    memory: *const c_void,
    format: *const TieredFormat,
) -> *mut PyObject {
    // SAFETY: attached, values, plan.
    unsafe {
        let format = enter::<COUNTED>(format);
        let FormatPlan::Call(caller) = &format.program else { return ptr::null_mut() };
        let call = |values: &[Value]| caller.call_function(callable, values);
        if !RECORD {
            return call(values(caller.plan(), memory));
        }
        let Some(fields) = &format.record else { return ptr::null_mut() };
        fields.with_values(memory.cast(), call)
    }
}

/// Calls without arguments, for a format that has none. CPython does little more than the call then (measured on 3.11:
/// 11.6 ns through [`call`], CPython 10.7).
///
/// # Safety
/// As [`call`].
unsafe extern "C-unwind" fn call_without_arguments(
    callable: *mut PyObject,
    memory: *const c_void,
    format: *const TieredFormat,
) -> *mut PyObject {
    // SAFETY: attached, values, plan; the callable is alive where it is not null.
    unsafe {
        if callable.is_null() {
            call::<false, false>(callable, memory, format)
        } else {
            call_without(callable)
        }
    }
}
