//! One call of the build family: its format, its values, and all that is seen of it.

use crate::compiled;
use crate::engine::Engine;
use crate::engine::jit::Handles;
use fmtunit_parser::plan::BuildStep;
use fmtunit_parser::units::{BuildUnit, Unit, ValueKind as Kind};
use fmtunit_runtime::interpret::Builder;
use fmtunit_runtime::value::{Conversion, SizedBytes, Text, Value, WideLen};
use harness::converter;
use harness::observation::{Logs, Observation, Watched, take_exception};
use harness::owned::Owned;
use harness::python::Python;
use pyo3_ffi::{self as ffi, Py_complex, PyObject};
use std::cell::OnceCell;
use std::ffi::{CString, c_char};
use std::ptr::{null, null_mut};

/// A format, prepared for every engine.
pub(crate) struct Format {
    pub(crate) source: String,
    pub(crate) c_source: CString,
    pub(crate) builder: Builder,
    pub(crate) compiled: Option<&'static compiled::Build>,
    pub(crate) units: Vec<BuildUnit>,
    /// Compiled at run time, when it is first used.
    pub(crate) jit: OnceCell<Handles<fmtunit_jit::Builder<fmtunit_jit::Values>>>,
}

impl Format {
    /// Prepares a format that is well-formed on the running version.
    pub(crate) fn new(source: &str) -> Self {
        let builder = Builder::new(source)
            .unwrap_or_else(|error| panic!("`{source}` is refused, and should not be:\n{error}"));
        let units = builder.plan().steps.iter().filter_map(|step| match *step {
            BuildStep::Value { unit, .. } => Some(unit),
            _ => None,
        });
        Self {
            source: source.to_owned(),
            c_source: CString::new(source).unwrap(),
            compiled: compiled::build(source),
            units: units.collect(),
            builder,
            jit: OnceCell::new(),
        }
    }
}

/// Does the unit take the caller's reference?
pub(crate) fn steals(unit: BuildUnit) -> bool {
    unit == BuildUnit::Stolen
}

/// Values made of Python objects, one for each unit, and what they point to.
pub(crate) struct Values {
    pub(crate) values: Vec<Value>,
    wide: Vec<Vec<libc::wchar_t>>,
    complex: Vec<Vec<Py_complex>>,
    /// The objects among them, null ones left out: the unit, and the object.
    pub(crate) objects: Vec<(BuildUnit, *mut PyObject)>,
}

impl Values {
    /// The values of a tuple with one element for each unit.
    pub(crate) fn new(python: &Python, format: &Format, arguments: &Owned) -> Self {
        let elements = arguments.elements();
        assert_eq!(elements.len(), format.units.len(), "one value for each unit of `{}`", format.source);
        let absent = python.name("NULL");
        let mut values =
            Self { values: Vec::new(), wide: Vec::new(), complex: Vec::new(), objects: Vec::new() };
        for (&unit, element) in format.units.iter().zip(elements) {
            let value = unsafe { values.value(unit, element, absent.get()) };
            values.values.push(value);
        }
        values
    }

    unsafe fn value(&mut self, unit: BuildUnit, element: *mut PyObject, absent: *mut PyObject) -> Value {
        let is_absent = element == absent;
        unsafe {
            let integer = || {
                assert!(ffi::PyLong_Check(element) != 0, "an int is needed for `{}`", unit.spelling());
                ffi::PyLong_AsUnsignedLongLongMask(element)
            };
            match unit.takes() {
                Kind::Int => Value { Int: integer() as _ },
                Kind::UInt => Value { UInt: integer() as _ },
                Kind::Long => Value { Long: integer() as _ },
                Kind::ULong => Value { ULong: integer() as _ },
                Kind::LongLong => Value { LongLong: integer() as _ },
                Kind::ULongLong => Value { ULongLong: integer() },
                Kind::SSize => Value { SSize: integer() as _ },
                Kind::Double => Value { Double: ffi::PyFloat_AsDouble(element) },
                Kind::Complex => {
                    self.complex.push(vec![ffi::PyComplex_AsCComplex(element)]);
                    Value { Complex: self.complex.last().unwrap().as_ptr() }
                }
                Kind::Text => Value { Text: Text { data: bytes(element, absent), length: Text::UP_TO_NUL } },
                Kind::Bytes => {
                    let (text, length) = pair(element);
                    Value { Bytes: SizedBytes { data: bytes(text, absent), length } }
                }
                Kind::Wide => Value { Wide: self.wide(element, absent) },
                Kind::WideLen => {
                    let (text, length) = pair(element);
                    Value { WideLen: WideLen { data: self.wide(text, absent), length } }
                }
                Kind::Object if is_absent => Value { Object: null_mut() },
                Kind::Object => {
                    self.objects.push((unit, element));
                    Value { Object: element }
                }
                Kind::Conversion => {
                    self.objects.push((unit, element));
                    let argument = element.cast();
                    Value { Conversion: Conversion { convert: converter::build, argument } }
                }
            }
        }
    }

    /// Wide characters of a `str` or a list of numbers, with a NUL behind them.
    unsafe fn wide(&mut self, text: *mut PyObject, absent: *mut PyObject) -> *const libc::wchar_t {
        if text == absent {
            return null();
        }
        let mut characters = Vec::new();
        unsafe {
            for index in 0..ffi::PySequence_Size(text) {
                let element = Owned::new(ffi::PySequence_GetItem(text, index));
                characters.push(if ffi::PyUnicode_Check(element.get()) != 0 {
                    ffi::PyUnicode_ReadChar(element.get(), 0) as libc::wchar_t
                } else {
                    ffi::PyLong_AsLong(element.get()) as libc::wchar_t
                });
            }
        }
        characters.push(0);
        self.wide.push(characters);
        self.wide.last().unwrap().as_ptr()
    }

    /// Makes the references that the call takes over.
    pub(crate) fn give(&self) {
        for (_, object) in self.objects.iter().filter(|(unit, _)| steals(*unit)) {
            unsafe { ffi::Py_INCREF(*object) };
        }
    }

    /// Releases the references that nobody has taken over.
    pub(crate) fn take_back(&self) {
        for (_, object) in self.objects.iter().filter(|(unit, _)| steals(*unit)) {
            unsafe { ffi::Py_DECREF(*object) };
        }
    }
}

unsafe fn bytes(object: *mut PyObject, absent: *mut PyObject) -> *const c_char {
    if object == absent {
        return null();
    }
    unsafe {
        assert!(ffi::PyBytes_Check(object) != 0, "text is given as bytes");
        ffi::PyBytes_AsString(object)
    }
}

unsafe fn pair(object: *mut PyObject) -> (*mut PyObject, isize) {
    unsafe {
        assert!(ffi::PyTuple_Check(object) != 0, "text with a length is given as a tuple of both");
        (ffi::PyTuple_GetItem(object, 0), ffi::PyLong_AsSsize_t(ffi::PyTuple_GetItem(object, 1)))
    }
}

/// How a call is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// An exception is set before.
    pub(crate) pending: bool,
    /// The stolen references are the only ones.
    pub(crate) last_reference: bool,
}

/// Makes the call, and answers what was seen; `None` if the engine does not have the format.
pub(crate) fn observe(
    python: &Python,
    logs: &Logs,
    engine: &dyn Engine,
    format: &Format,
    arguments: Owned,
    manner: Manner,
) -> Option<Observation<String>> {
    let values = Values::new(python, format, &arguments);
    let kept: Vec<*mut PyObject> = values
        .objects
        .iter()
        .filter(|(unit, _)| !(manner.last_reference && steals(*unit)))
        .map(|(_, object)| *object)
        .collect();
    let mut watched = Watched::these(&kept);
    converter::know(values.objects.iter().map(|(_, object)| *object));
    let given = Owned::new(unsafe { ffi::PyList_New(0) });
    for object in kept {
        unsafe { ffi::PyList_Append(given.get(), object) };
    }
    let mut others = Vec::new();
    if manner.last_reference {
        for (&unit, element) in format.units.iter().zip(arguments.elements()) {
            others.extend((!steals(unit)).then(|| Owned::borrowed(element)));
        }
    }
    watched.start();
    values.give();
    let arguments = Some(arguments).filter(|_| !manner.last_reference);
    if manner.pending {
        unsafe { ffi::PyErr_SetString(ffi::PyExc_ValueError, c"pending".as_ptr()) };
    }
    let result = unsafe { engine.build(format, &values.values) };
    let exception = take_exception();
    let Some(result) = result else {
        values.take_back();
        drop((arguments, others));
        logs.drain(python);
        return None;
    };
    let success = !result.is_null();
    let outputs = if success {
        let text = python.call("describe", &[result, given.get()]).to_text();
        unsafe { ffi::Py_DECREF(result) };
        text
    } else {
        "NULL".to_owned()
    };
    let (warnings, released) = logs.drain(python);
    let references = watched.changes();
    drop((arguments, others, given));
    logs.drain(python);
    let conversions = converter::drain();
    Some(Observation { outputs, success, exception, warnings, conversions, released, references })
}

/// Makes the call so many times, and looks at nothing; `None` if the engine does not have the format.
pub(crate) fn repeat(
    times: usize,
    engine: &dyn Engine,
    format: &Format,
    values: &Values,
    pending: bool,
) -> Option<()> {
    for _ in 0..times {
        values.give();
        if pending {
            unsafe { ffi::PyErr_SetString(ffi::PyExc_ValueError, c"pending".as_ptr()) };
        }
        let result = unsafe { engine.build(format, &values.values) };
        unsafe { ffi::PyErr_Clear() };
        converter::drain();
        let Some(result) = result else {
            values.take_back();
            return None;
        };
        unsafe { ffi::Py_XDECREF(result) };
    }
    Some(())
}
