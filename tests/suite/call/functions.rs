//! Calls with arguments built from values: our two forms beside `PyObject_CallFunction` and `PyObject_CallMethod`.
//!
//! CPython leaks stolen references where it has nothing to call; ours are taken over whatever happens. That is
//! the one difference that is wanted.

use crate::build::differential::value;
use crate::engines::jit_tagged::arguments;
use crate::leaks::Leaks;
use fmtunit_jit::values::Tagged;
use fmtunit_jit::{BuildSource, SelfDescribed};
use fmtunit_parser::units::ValueKind as Kind;
use fmtunit_runtime::interpret::Caller;
use fmtunit_runtime::value::Value;
use harness::build::{self, GivenValues, Manner, steals};
use harness::effort::part_of;
use harness::format::PreparedBuild;
use harness::jit::{WAYS, compilers};
use harness::observation::{Logs, Observation, Watched};
use harness::owned::Owned;
use harness::python::{self, Python};
use harness::random::Random;
use harness::report::{Report, differ};
use harness::stock;
use harness::variadic::Spread;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::{CStr, CString, c_char};
use std::ptr::{null, null_mut};

/// A format, compiled.
pub(crate) struct CompiledCall {
    pub(crate) format: &'static str,
    function: unsafe fn(*mut PyObject, &[Value]) -> *mut PyObject,
    method: unsafe fn(*mut PyObject, *const c_char, &[Value]) -> *mut PyObject,
}

macro_rules! compiled {
    ($($format:literal |$values:ident| [$($argument:expr),*];)*) => {
        &[$(CompiledCall {
            format: $format,
            function: |callable, $values| unsafe {
                let _ = $values;
                fmtunit::call_function!(callable, $format $(, $argument)*)
            },
            method: |object, name, $values| unsafe {
                let _ = $values;
                fmtunit::call_method!(object, name, $format $(, $argument)*)
            },
        }),*]
    };
}

pub(crate) static COMPILED: &[CompiledCall] = compiled! {
    "" |v| [];
    "O" |v| [v[0].Object];
    "i" |v| [v[0].Int];
    "(i)" |v| [v[0].Int];
    "(ii)" |v| [v[0].Int, v[1].Int];
    "()" |v| [];
    "()()" |v| [];
    "(O)O" |v| [v[0].Object, v[1].Object];
    "[O]" |v| [v[0].Object];
    "{s:N}" |v| [v[0].Text.data, v[1].Object];
    "si" |v| [v[0].Text.data, v[1].Int];
    "s#" |v| [v[0].Bytes.data, v[0].Bytes.length];
    "N" |v| [v[0].Object];
    "(N)" |v| [v[0].Object];
    "NN" |v| [v[0].Object, v[1].Object];
    "O&" |v| [v[0].Conversion.convert, v[0].Conversion.argument];
    "OO" |v| [v[0].Object, v[1].Object];
    "NsN" |v| [v[0].Object, v[1].Text.data, v[2].Object];
    "sNN" |v| [v[0].Text.data, v[1].Object, v[2].Object];
    "NNO" |v| [v[0].Object, v[1].Object, v[2].Object];
    "N(NO&)[N]" |v| [
        v[0].Object, v[1].Object, v[2].Conversion.convert, v[2].Conversion.argument, v[3].Object
    ];
    "O&NO&" |v| [
        v[0].Conversion.convert, v[0].Conversion.argument, v[1].Object, v[2].Conversion.convert,
        v[2].Conversion.argument
    ];
    "{N:N}i" |v| [v[0].Object, v[1].Object, v[2].Int];
    "dOiOd" |v| [v[0].Double, v[1].Object, v[2].Int, v[3].Object, v[4].Double];
    "y#CcN" |v| [v[0].Bytes.data, v[0].Bytes.length, v[1].Int, v[2].Int, v[3].Object];
    "OOOOOOOOO" |v| [
        v[0].Object, v[1].Object, v[2].Object, v[3].Object, v[4].Object, v[5].Object, v[6].Object, v[7].Object,
        v[8].Object
    ];
    " O , i" |v| [v[0].Object, v[1].Int];
};

/// A callee.
pub(crate) enum Callee {
    Function(*mut PyObject),
    /// A method of an object, by its name; null stands for itself.
    Method(*mut PyObject, Option<CString>),
}

/// An implementation of the call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum CallEngine {
    Stock,
    Interpret,
    Macro,
    /// In one of the [`WAYS`].
    Jit(usize),
    /// The same, with values that say what they are.
    Tagged(usize),
}

/// Ours.
pub(crate) const ENGINES: [CallEngine; 6] = [
    CallEngine::Interpret,
    CallEngine::Macro,
    CallEngine::Jit(0),
    CallEngine::Jit(1),
    CallEngine::Tagged(0),
    CallEngine::Tagged(1),
];

/// How the call itself is made.
type Around = fn(&mut dyn FnMut() -> Option<*mut PyObject>) -> Option<*mut PyObject>;

/// A format for every engine.
pub(crate) struct PreparedCall {
    pub(crate) format: PreparedBuild,
    caller: Caller,
    jit: [fmtunit_jit::Caller<fmtunit_jit::Values>; WAYS],
    tagged: [fmtunit_jit::Caller<Tagged>; WAYS],
    compiled: &'static CompiledCall,
}

impl PreparedCall {
    pub(crate) fn new(compiled: &'static CompiledCall) -> Self {
        let format = PreparedBuild::new(compiled.format);
        let caller = Caller::new(compiled.format).unwrap();
        let (jit, tagged) = (callers(compiled.format), callers(compiled.format));
        Self { caller, jit, tagged, format, compiled }
    }

    /// Makes the call; `None` where the engine cannot be given the target.
    unsafe fn make(&self, engine: CallEngine, target: &Callee, values: &[Value]) -> Option<*mut PyObject> {
        let (callee, method) = match target {
            Callee::Function(callable) => (*callable, None),
            Callee::Method(object, name) => (*object, Some(name.as_deref())),
        };
        let in_c = |name: Option<&CStr>| name.map_or(null(), CStr::as_ptr);
        unsafe {
            Some(match (engine, method) {
                (CallEngine::Stock, method) => {
                    let arguments = Spread::values(&self.format.units, values);
                    stock::call(callee, method.map(in_c), &self.format.c_source, &arguments)
                }
                (CallEngine::Macro, None) => (self.compiled.function)(callee, values),
                (CallEngine::Macro, Some(name)) => (self.compiled.method)(callee, in_c(name), values),
                (CallEngine::Interpret, None) => self.caller.call_function(callee, values),
                (CallEngine::Interpret, Some(name)) => self.caller.call_method(callee, name?, values),
                (CallEngine::Jit(way), None) => self.jit[way].call(callee, values),
                (CallEngine::Jit(way), Some(name)) => self.jit[way].call((callee, name?), values),
                (CallEngine::Tagged(way), None) => {
                    self.tagged[way].call(callee, &arguments(&self.format, values))
                }
                (CallEngine::Tagged(way), Some(name)) => {
                    self.tagged[way].call((callee, name?), &arguments(&self.format, values))
                }
            })
        }
    }

    /// Makes the call, and returns what was seen.
    fn observe(
        &self,
        python: &Python,
        logs: &Logs,
        engine: CallEngine,
        target: &Callee,
        arguments: &Owned,
    ) -> Option<Observation<String>> {
        self.observe_around(python, logs, engine, target, arguments, |call| call())
    }

    /// The same, where something is to be done around the call.
    pub(crate) fn observe_around(
        &self,
        python: &Python,
        logs: &Logs,
        engine: CallEngine,
        target: &Callee,
        arguments: &Owned,
        around: Around,
    ) -> Option<Observation<String>> {
        // Where there is nothing to call, CPython has not looked at the values, and leaks the references.
        let leaks = engine == CallEngine::Stock && !is_callable(target);
        let (Callee::Function(callee) | Callee::Method(callee, _)) = *target;
        let called = if callee.is_null() { &[][..] } else { &[callee] };
        let given = GivenValues::new(python, &self.format, arguments);
        let seen = build::observe_call(python, logs, given, called, Manner::default(), |given| {
            let result = around(&mut || unsafe { self.make(engine, target, &given.values) });
            if leaks {
                given.stolen().take_back();
            }
            result
        })?;
        let Observation { success, exception, .. } = &seen;
        let is_told = *success == exception.is_none();
        assert!(is_told || (!success && self.may_fail_silently()), "{exception:?}");
        Some(seen)
    }

    /// A converter may make nothing of its argument, and say nothing.
    fn may_fail_silently(&self) -> bool {
        self.format.units.iter().any(|unit| unit.takes() == Kind::Conversion)
    }
}

/// Handles that are compiled in each way.
fn callers<S: BuildSource + SelfDescribed>(format: &str) -> [fmtunit_jit::Caller<S>; WAYS] {
    compilers().each_ref().map(|compiler| {
        let caller = compiler.caller(format).unwrap();
        assert_eq!(caller.is_compiled(), fmtunit_jit::HAS_BACK_END, "`{format}`");
        caller
    })
}

/// Would CPython get as far as the arguments?
fn is_callable(target: &Callee) -> bool {
    unsafe {
        match target {
            Callee::Function(callable) => !callable.is_null(),
            Callee::Method(object, Some(name)) if !object.is_null() => {
                let method = ffi::PyObject_GetAttrString(*object, name.as_ptr());
                ffi::PyErr_Clear();
                let callable = !method.is_null() && ffi::PyCallable_Check(method) != 0;
                ffi::Py_XDECREF(method);
                callable
            }
            Callee::Method(..) => false,
        }
    }
}

/// All targets, with names for messages. The objects live as long as the lists of the harness.
pub(crate) fn targets(python: &Python) -> Vec<(String, Callee)> {
    let null = python.name("NULL");
    let or_null = |object: *mut PyObject| if object == null.get() { null_mut() } else { object };
    let mut targets = Vec::new();
    for callable in python.eval("tuple(FUNCTIONS)").elements() {
        targets.push((harness::owned::repr(callable), Callee::Function(or_null(callable))));
    }
    for method in python.eval("tuple(METHODS)").elements() {
        let [object, name] = Owned::borrowed(method).elements()[..] else { panic!("no pair") };
        let name = Owned::borrowed(name).to_text();
        let c_name = CString::new(name.as_str()).unwrap();
        let shown = format!("{}.{name}", harness::owned::repr(object));
        targets.push((shown, Callee::Method(object, Some(c_name))));
    }
    let instance = python.eval("Callee.instance");
    targets.push(("NULL.method".to_owned(), Callee::Method(null_mut(), Some(c"method".to_owned()))));
    targets.push(("Callee().NULL".to_owned(), Callee::Method(instance.get(), None)));
    targets
}

const OBJECTS: [&str; 14] = [
    "Noisy('a')",
    "[1]",
    "(1, 2)",
    "()",
    "TupleChild((3, 4))",
    "LyingTuple((5,))",
    "5",
    "'text'",
    "None",
    "NULL",
    "{}",
    "(Noisy('b'),)",
    "frozenset([7])",
    "1.5",
];

/// A tuple of values that fit the format.
pub(crate) fn values(format: &PreparedBuild, random: &mut Random) -> String {
    let values = format.units.iter().map(|unit| match unit.takes() {
        Kind::Object => OBJECTS[random.below(OBJECTS.len())].to_owned() + ",",
        _ => value(*unit, random) + ",",
    });
    format!("({})", values.collect::<String>())
}

#[test]
fn calls_do_what_cpython_does() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("calls of functions and methods");
    let targets = targets(&python);
    let mut random = Random::new(0xCA1);
    let mut successes = 0;
    for compiled in COMPILED {
        let call = PreparedCall::new(compiled);
        for (name, target) in &targets {
            let rounds = if call.format.units.is_empty() { 1 } else { part_of(14) };
            for _ in 0..rounds {
                let expression = values(&call.format, &mut random);
                let arguments = python.eval(&expression);
                let stock = call.observe(&python, &logs, CallEngine::Stock, target, &arguments).unwrap();
                successes += usize::from(stock.success);
                for engine in ENGINES {
                    let Some(seen) = call.observe(&python, &logs, engine, target, &arguments) else {
                        continue;
                    };
                    report.count();
                    if let Some(difference) = differ(&stock, &seen) {
                        report.fail(format!(
                            "{name} `{}` {expression} ({engine:?}): {difference}",
                            compiled.format
                        ));
                    }
                }
            }
        }
    }
    eprintln!("{successes} of them succeed");
    assert!(successes > part_of(2_000));
    report.finish(part_of(20_000));
}

#[test]
fn stolen_references_are_taken_over_whatever_happens() {
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut report = Report::new("calls that steal");
    for compiled in COMPILED {
        let call = PreparedCall::new(compiled);
        if !call.format.units.iter().any(|unit| steals(*unit)) {
            continue;
        }
        for (name, target) in targets(&python) {
            let mut random = Random::new(0x57EA1);
            for _ in 0..10 {
                let expression = values(&call.format, &mut random);
                let arguments = python.eval(&expression);
                for engine in ENGINES {
                    let Some(seen) = call.observe(&python, &logs, engine, &target, &arguments) else {
                        continue;
                    };
                    report.count();
                    // The caller has given what it had: nothing is left, and nothing is missing.
                    if seen.references.iter().any(|change| *change != 0) {
                        report.fail(format!(
                            "{name} `{}` {expression} ({engine:?}): {:?}",
                            compiled.format, seen.references
                        ));
                    }
                }
            }
        }
    }
    report.finish(5_000);
}

#[test]
fn no_call_leaks_anything_however_often_it_is_repeated() {
    let python = python::attach();
    let mut leaks = Leaks::new("leak checks of calls");
    // Those that are recorded would be kept.
    python.filter_warnings("ignore");
    let released = python.log("released");
    let targets = targets(&python);
    let mut random = Random::new(0x1EAF);
    for compiled in COMPILED {
        let call = PreparedCall::new(compiled);
        for (number, (name, target)) in targets.iter().enumerate() {
            if random.below(3) != 0 && number > 0 {
                continue;
            }
            let expression = values(&call.format, &mut random);
            let arguments = python.eval(&expression);
            let values = GivenValues::new(&python, &call.format, &arguments);
            let watched = Watched::these(&values.objects());
            for engine in ENGINES {
                let name = || format!("{name} `{}` {expression} ({engine:?})", compiled.format);
                leaks.of(&python, &watched, &name, &mut |times| {
                    let make = || unsafe { call.make(engine, target, &values.values) };
                    let done = build::repeat(times, &values, false, make);
                    python.drain(&released);
                    done
                });
            }
        }
    }
    python.filter_warnings("always");
    leaks.finish(300);
}
