//! The observable effects of a call in addition to its outputs: exception, warnings, reference counts, converter calls.

use crate::owned::{Owned, repr, to_str, type_name};
use crate::python::{Log, Python};
use pyo3_ffi::{self as ffi, PyObject};
use std::ptr::null_mut;

/// An exception, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    pub class: String,
    pub text: String,
    pub arguments: String,
    /// The subject of an AttributeError, if it has one: a name, and the object.
    about: [String; 2],
}

/// Takes the exception that is set, if there is one.
#[allow(deprecated, reason = "the functions that replace these are not in every version")]
pub fn take_exception() -> Option<Exception> {
    unsafe {
        let (mut class, mut value, mut traceback) = (null_mut(), null_mut(), null_mut());
        ffi::PyErr_Fetch(&mut class, &mut value, &mut traceback);
        if class.is_null() {
            return None;
        }
        ffi::PyErr_NormalizeException(&mut class, &mut value, &mut traceback);
        let arguments = ffi::PyObject_GetAttrString(value, c"args".as_ptr());
        let has_subject = ffi::PyErr_GivenExceptionMatches(class, ffi::PyExc_AttributeError) != 0;
        let about = [c"name", c"obj"].map(|name| {
            if !has_subject {
                return String::new();
            }
            let about = ffi::PyObject_GetAttrString(value, name.as_ptr());
            ffi::PyErr_Clear();
            if about.is_null() { String::new() } else { Owned::new(about).repr() }
        });
        let (text, arguments_text) = (to_str(value), repr(arguments));
        let exception = Exception { class: type_name(value), text, arguments: arguments_text, about };
        for object in [arguments, class, value, traceback] {
            ffi::Py_XDECREF(object);
        }
        ffi::PyErr_Clear();
        Some(exception)
    }
}

/// All that was seen of one call, in a form that can be compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation<T> {
    /// ComparedOutputs, or the result.
    pub outputs: T,
    /// Did the call report success?
    pub success: bool,
    pub exception: Option<Exception>,
    pub warnings: String,
    /// The log of the converters.
    pub conversions: Vec<String>,
    /// The names of the objects that announce their release.
    pub released: String,
    /// By how much the reference count of each object changed.
    pub references: Vec<isize>,
}

/// The logs of the harness.
pub struct Logs {
    caught: Log,
    released: Log,
}

impl Logs {
    /// The logs, without what others have left in them.
    pub fn new(python: &Python) -> Self {
        let logs = Self { caught: python.log("caught"), released: python.log("released") };
        logs.drain(python);
        logs
    }

    /// The warnings, and then the releases.
    pub fn drain(&self, python: &Python) -> (String, String) {
        (python.drain(&self.caught), python.drain(&self.released))
    }
}

/// Objects whose reference counts are watched. Holds a reference to each, so that none of them goes away.
pub struct Watched {
    objects: Vec<Owned>,
    counts: Vec<isize>,
}

/// How deep the watch goes into nested tuples and lists.
const DEPTH: usize = 4;

impl Watched {
    /// The object and what can be reached from it.
    pub fn reachable(root: *mut PyObject) -> Self {
        let mut objects = Vec::new();
        collect(root, DEPTH, &mut objects);
        let mut watched = Self { objects, counts: Vec::new() };
        watched.start();
        watched
    }

    /// These objects.
    pub fn these(objects: &[*mut PyObject]) -> Self {
        let objects = objects.iter().map(|&object| Owned::borrowed(object)).collect();
        let mut watched = Self { objects, counts: Vec::new() };
        watched.start();
        watched
    }

    /// The changes are those from now on.
    pub fn start(&mut self) {
        self.counts = self.objects.iter().map(count).collect();
    }

    /// The change of each count.
    pub fn changes(&self) -> Vec<isize> {
        self.objects.iter().zip(&self.counts).map(|(object, before)| count(object) - before).collect()
    }

    /// The number of an object.
    pub fn position(&self, object: *mut PyObject) -> Option<usize> {
        self.objects.iter().position(|owned| owned.get() == object)
    }

    pub fn object(&self, position: usize) -> *mut PyObject {
        self.objects[position].get()
    }
}

fn collect(object: *mut PyObject, depth: usize, objects: &mut Vec<Owned>) {
    objects.push(Owned::borrowed(object));
    if depth == 0 {
        return;
    }
    unsafe {
        if ffi::PyTuple_Check(object) != 0 {
            for index in 0..ffi::PyTuple_Size(object) {
                collect(ffi::PyTuple_GetItem(object, index), depth - 1, objects);
            }
        } else if ffi::PyDict_CheckExact(object) != 0 {
            for (key, value) in crate::source::entries(object) {
                collect(key, depth - 1, objects);
                collect(value, depth - 1, objects);
            }
        } else if ffi::PyList_Check(object) != 0 {
            for index in 0..ffi::PyList_Size(object) {
                collect(ffi::PyList_GetItem(object, index), depth - 1, objects);
            }
        }
    }
}

/// The reference count; 0 for shared objects, whose counts say nothing of one call.
fn count(object: &Owned) -> isize {
    let object = object.get();
    unsafe {
        let shared = object == ffi::Py_None()
            || ffi::PyBool_Check(object) != 0
            || ffi::PyType_Check(object) != 0
            || (ffi::PyLong_Check(object) != 0 && is_small(object))
            || (ffi::PyTuple_Check(object) != 0 && ffi::PyTuple_Size(object) == 0)
            || (ffi::PyUnicode_Check(object) != 0 && ffi::PyUnicode_GetLength(object) < 2)
            || (ffi::PyBytes_Check(object) != 0 && ffi::PyBytes_Size(object) < 2);
        if shared { 0 } else { ffi::Py_REFCNT(object) }
    }
}

fn is_small(object: *mut PyObject) -> bool {
    unsafe {
        let mut overflow = 0;
        let value = ffi::PyLong_AsLongAndOverflow(object, &mut overflow);
        overflow == 0 && (-5..=256).contains(&value)
    }
}
