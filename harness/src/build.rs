//! One call of the build family: its values, and all that is seen of it.

use crate::converter;
use crate::engine::Engine;
use crate::format::PreparedBuild;
use crate::observation::{Logs, Observation, Watched, take_exception};
use crate::owned::Owned;
use crate::python::Python;
use fmtunit_parser::units::{BuildUnit, Unit, ValueKind as Kind};
use fmtunit_runtime::complex::{Py_complex, as_complex};
use fmtunit_runtime::value::{Conversion, SizedBytes, Text, Value, WideLen};
use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::c_char;
use std::ptr::{null, null_mut};

/// Does the unit take the caller's reference?
pub fn steals(unit: BuildUnit) -> bool {
    unit == BuildUnit::Stolen
}

/// The values of a call, and the memory that they point to.
#[derive(Default)]
pub struct GivenValues {
    pub values: Vec<Value>,
    /// The objects among them, without null.
    pub objects: Vec<(BuildUnit, Owned)>,
    texts: Vec<Owned>,
    wide: Vec<Vec<libc::wchar_t>>,
    complex: Vec<Vec<Py_complex>>,
}

impl GivenValues {
    /// Values whose memory is the caller's.
    pub fn of(values: Vec<Value>, objects: Vec<(BuildUnit, Owned)>) -> Self {
        Self { values, objects, ..Self::default() }
    }

    /// The values of a tuple with one element for each unit.
    pub fn new(python: &Python, format: &PreparedBuild, arguments: &Owned) -> Self {
        let elements = arguments.elements();
        assert_eq!(elements.len(), format.units.len(), "one value for each unit of `{}`", format.source);
        let absent = python.name("NULL");
        let mut values = Self::default();
        for (&unit, element) in format.units.iter().zip(elements) {
            let value = unsafe { values.value(unit, element, absent.get()) };
            values.values.push(value);
        }
        values
    }

    unsafe fn value(&mut self, unit: BuildUnit, element: *mut PyObject, absent: *mut PyObject) -> Value {
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
                    self.complex.push(vec![as_complex(element)]);
                    Value { Complex: self.complex.last().map_or(null(), Vec::as_ptr) }
                }
                Kind::Text => {
                    Value { Text: Text { data: self.bytes(element, absent), length: Text::UP_TO_NUL } }
                }
                Kind::Bytes => {
                    let (text, length) = pair(element);
                    Value { Bytes: SizedBytes { data: self.bytes(text, absent), length } }
                }
                Kind::Wide => Value { Wide: self.wide(element, absent) },
                Kind::WideLen => {
                    let (text, length) = pair(element);
                    Value { WideLen: WideLen { data: self.wide(text, absent), length } }
                }
                Kind::Object if element == absent => Value { Object: null_mut() },
                Kind::Object => {
                    self.objects.push((unit, Owned::borrowed(element)));
                    Value { Object: element }
                }
                Kind::Conversion => {
                    self.objects.push((unit, Owned::borrowed(element)));
                    Value { Conversion: Conversion { convert: converter::build, argument: element.cast() } }
                }
            }
        }
    }

    unsafe fn bytes(&mut self, text: *mut PyObject, absent: *mut PyObject) -> *const c_char {
        if text == absent {
            return null();
        }
        self.texts.push(Owned::borrowed(text));
        unsafe {
            assert!(ffi::PyBytes_Check(text) != 0, "text is given as bytes");
            ffi::PyBytes_AsString(text)
        }
    }

    /// Wide characters of a `str` or a list of numbers, followed by a NUL.
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
        self.wide.last().map_or(null(), Vec::as_ptr)
    }

    /// The objects.
    pub fn objects(&self) -> Vec<*mut PyObject> {
        self.objects.iter().map(|(_, object)| object.get()).collect()
    }

    /// The references that a call takes over.
    pub fn stolen(&self) -> Stolen {
        let stolen = self.objects.iter().filter(|(unit, _)| steals(*unit));
        Stolen(stolen.map(|(_, object)| object.get()).collect())
    }
}

/// References that a call takes over.
pub struct Stolen(Vec<*mut PyObject>);

impl Stolen {
    /// Makes them.
    pub fn give(&self) {
        self.0.iter().for_each(|object| unsafe { ffi::Py_INCREF(*object) });
    }

    /// Releases them where no call has taken them over.
    pub fn take_back(&self) {
        self.0.iter().for_each(|object| unsafe { ffi::Py_DECREF(*object) });
    }
}

unsafe fn pair(object: *mut PyObject) -> (*mut PyObject, isize) {
    unsafe {
        assert!(ffi::PyTuple_Check(object) != 0, "text with a length is given as a tuple of both");
        (ffi::PyTuple_GetItem(object, 0), ffi::PyLong_AsSsize_t(ffi::PyTuple_GetItem(object, 1)))
    }
}

/// How a call is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// An exception is set before.
    pub pending: bool,
    /// The stolen references are the only ones.
    pub last_reference: bool,
}

/// Makes the call, and returns what was seen; `None` if the engine does not have the format.
pub fn observe(
    python: &Python,
    logs: &Logs,
    engine: &dyn Engine,
    format: &PreparedBuild,
    arguments: Owned,
    manner: Manner,
) -> Option<Observation<String>> {
    let values = GivenValues::new(python, format, &arguments);
    drop(arguments);
    observe_call(python, logs, values, &[], manner, |values| unsafe { engine.build(format, &values.values) })
}

/// The same for any call that makes an object of values; `others` are watched, too.
pub fn observe_call(
    python: &Python,
    logs: &Logs,
    mut given: GivenValues,
    others: &[*mut PyObject],
    manner: Manner,
    call: impl FnOnce(&GivenValues) -> Option<*mut PyObject>,
) -> Option<Observation<String>> {
    converter::know(given.objects().into_iter());
    let stolen = given.stolen();
    let is_kept = |unit: BuildUnit| !(manner.last_reference && steals(unit));
    let kept: Vec<_> =
        given.objects.iter().filter(|(unit, _)| is_kept(*unit)).map(|(_, object)| object.get()).collect();
    let list = Owned::new(unsafe { ffi::PyList_New(0) });
    for &object in &kept {
        unsafe { ffi::PyList_Append(list.get(), object) };
    }
    let mut watched = Watched::these(&[&kept, others].concat());
    // Making the values may have logged something.
    logs.drain(python);
    watched.start();
    stolen.give();
    given.objects.retain(|(unit, _)| is_kept(*unit));
    if manner.pending {
        unsafe { ffi::PyErr_SetString(ffi::PyExc_ValueError, c"pending".as_ptr()) };
    }
    let result = call(&given);
    let exception = take_exception();
    let Some(result) = result else {
        stolen.take_back();
        return None;
    };
    let success = !result.is_null();
    let outputs = if success {
        let result = Owned::new(result);
        python.call("describe", &[result.get(), list.get()]).to_text()
    } else {
        "NULL".to_owned()
    };
    let (warnings, released) = logs.drain(python);
    let references = watched.changes();
    let conversions = converter::drain();
    drop((given, list, watched));
    logs.drain(python);
    Some(Observation { outputs, success, exception, warnings, conversions, released, references })
}

/// Makes a call several times, and looks at nothing; `None` if the engine does not have the format.
pub fn repeat(
    times: usize,
    given: &GivenValues,
    pending: bool,
    mut call: impl FnMut() -> Option<*mut PyObject>,
) -> Option<()> {
    let stolen = given.stolen();
    for _ in 0..times {
        stolen.give();
        if pending {
            unsafe { ffi::PyErr_SetString(ffi::PyExc_ValueError, c"pending".as_ptr()) };
        }
        let result = call();
        unsafe { ffi::PyErr_Clear() };
        converter::drain();
        let Some(result) = result else {
            stolen.take_back();
            return None;
        };
        unsafe { ffi::Py_XDECREF(result) };
    }
    Some(())
}
