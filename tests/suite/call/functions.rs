//! Calls with arguments built from values: our two forms beside `PyObject_CallFunction` and `PyObject_CallMethod`.
//!
//! CPython leaks stolen references where it has nothing to call; ours are taken over whatever happens. That is
//! the one difference that is wanted.

use crate::build_call::{Format, Values, steals};
use crate::engine::jit::Handles;
use crate::engine::jit_tagged::arguments;
use crate::leaks::Leaks;
use fmtunit_jit::values::Tagged;
use fmtunit_parser::units::{Unit, ValueKind as Kind};
use fmtunit_runtime::interpret::Caller;
use fmtunit_runtime::value::Value;
use harness::converter;
use harness::effort::part_of;
use harness::observation::{Logs, Observation, Watched, take_exception};
use harness::owned::Owned;
use harness::python::{self, Python};
use harness::random::Random;
use harness::report::{Report, differ};
use harness::stock;
use harness::variadic::Spread;
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::{CString, c_char};
use std::ptr::{null, null_mut};

/// A format, compiled.
pub(crate) struct Compiled {
    pub(crate) format: &'static str,
    function: unsafe fn(*mut PyObject, &[Value]) -> *mut PyObject,
    method: unsafe fn(*mut PyObject, *const c_char, &[Value]) -> *mut PyObject,
}

macro_rules! compiled {
    ($($format:literal |$values:ident| [$($argument:expr),*];)*) => {
        &[$(Compiled {
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

pub(crate) static COMPILED: &[Compiled] = compiled! {
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
pub(crate) enum Target {
    Function(*mut PyObject),
    /// A method of an object, by its name; null stands for itself.
    Method(*mut PyObject, Option<CString>),
}

/// An implementation of the call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Engine {
    Stock,
    Interpret,
    Macro,
    /// In one of the ways of [`Handles`].
    Jit(usize),
    /// The same, with values that say what they are.
    Tagged(usize),
}

/// Ours.
pub(crate) const ENGINES: [Engine; 6] =
    [Engine::Interpret, Engine::Macro, Engine::Jit(0), Engine::Jit(1), Engine::Tagged(0), Engine::Tagged(1)];

/// How the call itself is made.
type Around = fn(&mut dyn FnMut() -> Option<*mut PyObject>) -> Option<*mut PyObject>;

/// A format for every engine.
pub(crate) struct Call {
    pub(crate) format: Format,
    caller: Caller,
    jit: Handles<fmtunit_jit::Caller<fmtunit_jit::Values>>,
    tagged: Handles<fmtunit_jit::Caller<Tagged>>,
    compiled: &'static Compiled,
}

impl Call {
    pub(crate) fn new(compiled: &'static Compiled) -> Self {
        let format = Format::new(compiled.format);
        let caller = Caller::new(compiled.format).unwrap();
        let (jit, tagged) = (Handles::caller(compiled.format), Handles::caller(compiled.format));
        Self { caller, jit, tagged, format, compiled }
    }

    /// Makes the call; `None` where the engine cannot be given the target.
    unsafe fn make(&self, engine: Engine, target: &Target, values: &[Value]) -> Option<*mut PyObject> {
        unsafe {
            Some(match (engine, target) {
                (Engine::Interpret, Target::Function(callable)) => {
                    self.caller.call_function(*callable, values)
                }
                (Engine::Interpret, Target::Method(object, name)) => {
                    self.caller.call_method(*object, name.as_ref()?, values)
                }
                (Engine::Jit(way), Target::Function(callable)) => self.jit.way(way).call(*callable, values),
                (Engine::Jit(way), Target::Method(object, name)) => {
                    self.jit.way(way).call((*object, name.as_deref()?), values)
                }
                (Engine::Tagged(way), Target::Function(callable)) => {
                    self.tagged.way(way).call(*callable, &arguments(&self.format, values))
                }
                (Engine::Tagged(way), Target::Method(object, name)) => {
                    let arguments = arguments(&self.format, values);
                    self.tagged.way(way).call((*object, name.as_deref()?), &arguments)
                }
                (Engine::Macro, Target::Function(callable)) => (self.compiled.function)(*callable, values),
                (Engine::Macro, Target::Method(object, name)) => {
                    let name = name.as_ref().map_or(null(), |name| name.as_ptr());
                    (self.compiled.method)(*object, name, values)
                }
                (Engine::Stock, target) => self.stock(target, values),
            })
        }
    }

    unsafe fn stock(&self, target: &Target, values: &[Value]) -> *mut PyObject {
        let (callee, method) = match target {
            Target::Function(callable) => (*callable, None),
            Target::Method(object, name) => {
                (*object, Some(name.as_ref().map_or(null(), |name| name.as_ptr())))
            }
        };
        let arguments = Spread::values(&self.format.units, values);
        unsafe { stock::call(callee, method, &self.format.c_source, &arguments) }
    }

    /// Makes the call, and answers what was seen.
    fn observe(
        &self,
        python: &Python,
        logs: &Logs,
        engine: Engine,
        target: &Target,
        arguments: &Owned,
    ) -> Option<Observation<String>> {
        self.observe_around(python, logs, engine, target, arguments, |call| call())
    }

    /// The same, where something is to be done around the call.
    pub(crate) fn observe_around(
        &self,
        python: &Python,
        logs: &Logs,
        engine: Engine,
        target: &Target,
        arguments: &Owned,
        around: Around,
    ) -> Option<Observation<String>> {
        let is_callable = is_callable(target);
        logs.drain(python);
        let values = Values::new(python, &self.format, arguments);
        let given: Vec<_> = values.objects.iter().map(|(_, object)| *object).collect();
        let mut watched = Watched::these(&given);
        let called: &[_] = match target {
            Target::Function(object) | Target::Method(object, _) if object.is_null() => &[],
            Target::Function(object) | Target::Method(object, _) => &[*object],
        };
        let mut watched_targets = Watched::these(called);
        converter::know(given.iter().copied());
        let list = Owned::new(unsafe { ffi::PyList_New(0) });
        given.iter().for_each(|object| {
            unsafe { ffi::PyList_Append(list.get(), *object) };
        });
        watched.start();
        watched_targets.start();
        values.give();
        let result = around(&mut || unsafe { self.make(engine, target, &values.values) });
        let exception = take_exception();
        let Some(result) = result else {
            values.take_back();
            return None;
        };
        if engine == Engine::Stock && !is_callable {
            // CPython has not looked at the values, and leaks the references.
            values.take_back();
        }
        let success = !result.is_null();
        assert!(success == exception.is_none() || (!success && self.may_fail_silently()), "{exception:?}");
        let outputs = if success {
            let text = python.call("describe", &[result, list.get()]).to_text();
            unsafe { ffi::Py_DECREF(result) };
            text
        } else {
            "NULL".to_owned()
        };
        let (warnings, released) = logs.drain(python);
        let mut references = watched.changes();
        references.extend(watched_targets.changes());
        let conversions = converter::drain();
        Some(Observation { outputs, success, exception, warnings, conversions, released, references })
    }

    /// A converter may make nothing of its argument, and say nothing.
    fn may_fail_silently(&self) -> bool {
        self.format.units.iter().any(|unit| unit.takes() == Kind::Conversion)
    }
}

/// Would CPython get as far as the arguments?
fn is_callable(target: &Target) -> bool {
    unsafe {
        match target {
            Target::Function(callable) => !callable.is_null(),
            Target::Method(object, Some(name)) if !object.is_null() => {
                let method = ffi::PyObject_GetAttrString(*object, name.as_ptr());
                ffi::PyErr_Clear();
                let callable = !method.is_null() && ffi::PyCallable_Check(method) != 0;
                ffi::Py_XDECREF(method);
                callable
            }
            Target::Method(..) => false,
        }
    }
}

/// All targets, with names for messages. The objects live as long as the lists of the harness.
pub(crate) fn targets(python: &Python) -> Vec<(String, Target)> {
    let null = python.name("NULL");
    let or_null = |object: *mut PyObject| if object == null.get() { null_mut() } else { object };
    let mut targets = Vec::new();
    for callable in python.eval("tuple(FUNCTIONS)").elements() {
        targets.push((harness::owned::repr(callable), Target::Function(or_null(callable))));
    }
    for method in python.eval("tuple(METHODS)").elements() {
        let [object, name] = Owned::borrowed(method).elements()[..] else { panic!("no pair") };
        let name = Owned::borrowed(name).to_text();
        let c_name = CString::new(name.as_str()).unwrap();
        let shown = format!("{}.{name}", harness::owned::repr(object));
        targets.push((shown, Target::Method(object, Some(c_name))));
    }
    let instance = python.eval("Callee.instance");
    targets.push(("NULL.method".to_owned(), Target::Method(null_mut(), Some(c"method".to_owned()))));
    targets.push(("Callee().NULL".to_owned(), Target::Method(instance.get(), None)));
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
const TEXTS: [&str; 5] = ["b'text'", "b''", "NULL", r"b'\xff'", r"b'\xc3\xa9'"];
const CONVERSIONS: [&str; 5] = ["lambda: [1]", "(1, 2)", "None", "raising('__call__')()", "Noisy('c')"];

/// A tuple of values that fit the format.
pub(crate) fn values(format: &Format, random: &mut Random) -> String {
    let mut text = String::from("(");
    for unit in &format.units {
        let mut one_of = |choices: &[&str]| choices[random.below(choices.len())].to_owned();
        let value = match unit.takes() {
            Kind::Double => one_of(&["1.5", "-0.0"]),
            Kind::Text => one_of(&TEXTS),
            Kind::Bytes => {
                format!("({}, {})", one_of(&["b'text'", "NULL", r"b'\xff\xff'"]), one_of(&["2", "-1", "0"]))
            }
            Kind::Object => one_of(&OBJECTS),
            Kind::Conversion => one_of(&CONVERSIONS),
            _ if unit.spelling() == "C" => one_of(&["65", "0x20ac", "0x110000"]),
            _ => one_of(&["5", "-1", "70000"]),
        };
        text.push_str(&value);
        text.push(',');
    }
    text.push(')');
    text
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
        let call = Call::new(compiled);
        for (name, target) in &targets {
            let rounds = if call.format.units.is_empty() { 1 } else { part_of(14) };
            for _ in 0..rounds {
                let expression = values(&call.format, &mut random);
                let arguments = python.eval(&expression);
                let stock = call.observe(&python, &logs, Engine::Stock, target, &arguments).unwrap();
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
        let call = Call::new(compiled);
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
        let call = Call::new(compiled);
        for (number, (name, target)) in targets.iter().enumerate() {
            if random.below(3) != 0 && number > 0 {
                continue;
            }
            let expression = values(&call.format, &mut random);
            let arguments = python.eval(&expression);
            let values = Values::new(&python, &call.format, &arguments);
            let objects: Vec<_> = values.objects.iter().map(|(_, object)| *object).collect();
            let watched = Watched::these(&objects);
            for engine in ENGINES {
                let name = || format!("{name} `{}` {expression} ({engine:?})", compiled.format);
                leaks.of(&python, &watched, &name, &mut |times| {
                    for _ in 0..times {
                        values.give();
                        let result = unsafe { call.make(engine, target, &values.values) };
                        unsafe { ffi::PyErr_Clear() };
                        converter::drain();
                        let Some(result) = result else {
                            values.take_back();
                            return None;
                        };
                        unsafe { ffi::Py_XDECREF(result) };
                        python.drain(&released);
                    }
                    Some(())
                });
            }
        }
    }
    python.filter_warnings("always");
    leaks.finish(300);
}
