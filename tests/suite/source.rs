//! Where the arguments of a call come from, for each way of passing them.

use crate::owned::Owned;
use fmtunit_parser::plan::Entry;
use pyo3_ffi::{self as ffi, PyObject};
use std::ptr::null_mut;

/// The arguments of a call. Cases give one object:
///
/// * a tuple of arguments for `Tuple` and `Array`,
/// * the object itself for `Object`,
/// * a tuple of arguments and a dict, or `None` for null, for the two with keywords.
pub(crate) struct Source {
    /// The argument tuple, or the one object.
    pub(crate) object: *mut PyObject,
    /// The arguments as an array: first those by position, then those by keyword.
    pub(crate) array: Vec<*mut PyObject>,
    /// How many arguments are given by position.
    pub(crate) count: usize,
    /// Keyword arguments as a dict, or null.
    pub(crate) dict: *mut PyObject,
    /// The names of the keyword arguments as a tuple.
    names: Option<Owned>,
}

impl Source {
    pub(crate) fn new(entry: Entry, given: *mut PyObject) -> Self {
        let mut source = Self { object: given, array: Vec::new(), count: 0, dict: null_mut(), names: None };
        if entry.takes_keywords() {
            unsafe {
                source.object = ffi::PyTuple_GetItem(given, 0);
                let dict = ffi::PyTuple_GetItem(given, 1);
                assert!(!dict.is_null(), "a tuple of arguments and a dict are needed");
                source.dict = if dict == ffi::Py_None() { null_mut() } else { dict };
            }
        }
        source.spread();
        source
    }

    /// Fills the array.
    fn spread(&mut self) {
        unsafe {
            if ffi::PyTuple_Check(self.object) != 0 {
                self.count = ffi::PyTuple_Size(self.object) as usize;
                let elements = 0..ffi::PyTuple_Size(self.object);
                self.array.extend(elements.map(|index| ffi::PyTuple_GetItem(self.object, index)));
            }
            if self.dict.is_null() || ffi::PyDict_Check(self.dict) == 0 {
                return;
            }
            let names = Owned::new(ffi::PyTuple_New(ffi::PyDict_Size(self.dict)));
            for (index, (name, value)) in entries(self.dict).into_iter().enumerate() {
                ffi::Py_INCREF(name);
                ffi::PyTuple_SetItem(names.get(), index as ffi::Py_ssize_t, name);
                self.array.push(value);
            }
            self.names = Some(names);
        }
    }

    /// The names of the keyword arguments, or null.
    pub(crate) fn names(&self) -> *mut PyObject {
        self.names.as_ref().map_or(null_mut(), Owned::get)
    }

    /// The argument with this number, if it is given by position, and else that with this name.
    pub(crate) fn argument(&self, index: usize, name: Option<&str>) -> Option<*mut PyObject> {
        if index < self.count {
            return self.array.get(index).copied();
        }
        let name = Owned::new(crate::python::text(name?));
        if self.dict.is_null() || unsafe { ffi::PyDict_Check(self.dict) } == 0 {
            return None;
        }
        let found = unsafe { ffi::PyDict_GetItem(self.dict, name.get()) };
        (!found.is_null()).then_some(found)
    }
}

/// The keys and values of a dict, borrowed.
pub(crate) fn entries(dict: *mut PyObject) -> Vec<(*mut PyObject, *mut PyObject)> {
    let mut entries = Vec::new();
    let (mut position, mut key, mut value) = (0, null_mut(), null_mut());
    unsafe {
        while ffi::PyDict_Next(dict, &mut position, &mut key, &mut value) != 0 {
            entries.push((key, value));
        }
    }
    entries
}
