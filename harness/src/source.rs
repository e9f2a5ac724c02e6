//! Where the arguments of a call come from, for each way of passing them.

use crate::owned::Owned;
use fmtunit_parser::plan::Entry;
use pyo3_ffi::{self as ffi, PyObject};
use std::ptr::null_mut;

/// The arguments of a call. Cases give one object:
///
/// * a tuple of arguments for `Tuple` and `Array`,
/// * the object itself for `Object`,
/// * a tuple of arguments (or `None` for null) and a dict (or `None` for null) for the two with keywords,
/// * a tuple of arguments, a tuple of the values of keywords, and the names as they are to be passed (`None` for null)
///   for an array with keywords that no dict can stand for. Without an array, a third element is only looked after.
pub struct Source {
    /// The argument tuple, or the one object.
    pub object: *mut PyObject,
    /// The arguments as an array: first those by position, then those by keyword.
    pub array: Vec<*mut PyObject>,
    /// The number of arguments that are given by position.
    pub count: usize,
    /// Keyword arguments as a dict, or null.
    pub dict: *mut PyObject,
    /// The names of the keyword arguments as a tuple.
    names: Option<Owned>,
}

impl Source {
    pub fn new(entry: Entry, given: *mut PyObject) -> Self {
        let mut source = Self::of(given, null_mut());
        if entry.takes_keywords() {
            unsafe {
                let element = |index| {
                    let element = ffi::PyTuple_GetItem(given, index);
                    assert!(!element.is_null(), "arguments and keywords are needed");
                    if element == ffi::Py_None() { null_mut() } else { element }
                };
                source.object = element(0);
                if entry == Entry::ArrayAndKeywords && ffi::PyTuple_Size(given) == 3 {
                    source.spread_tuple(source.object);
                    source.count = source.array.len();
                    source.spread_tuple(element(1));
                    source.names = Some(element(2)).filter(|names| !names.is_null()).map(Owned::borrowed);
                    return source;
                }
                source.dict = element(1);
            }
        }
        source.spread();
        source
    }

    /// A tuple of arguments, and a dict or null, for an entry point that takes no array.
    pub fn of(object: *mut PyObject, dict: *mut PyObject) -> Self {
        Self { object, array: Vec::new(), count: 0, dict, names: None }
    }

    /// Adds the elements of a tuple to the array.
    unsafe fn spread_tuple(&mut self, tuple: *mut PyObject) {
        unsafe {
            if !tuple.is_null() && ffi::PyTuple_Check(tuple) != 0 {
                let elements = 0..ffi::PyTuple_Size(tuple);
                self.array.extend(elements.map(|index| ffi::PyTuple_GetItem(tuple, index)));
            }
        }
    }

    /// Fills the array.
    fn spread(&mut self) {
        unsafe {
            self.spread_tuple(self.object);
            self.count = self.array.len();
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
    pub fn names(&self) -> *mut PyObject {
        self.names.as_ref().map_or(null_mut(), Owned::get)
    }

    /// The argument with this number, if it is given by position, and else that with this name.
    pub fn argument(&self, index: usize, name: Option<&str>) -> Option<*mut PyObject> {
        if index < self.count {
            return self.array.get(index).copied();
        }
        let name = Owned::new(crate::python::text(name?));
        if let Some(names) = self.names.as_ref().filter(|_| self.dict.is_null()) {
            return self.named(names, &name);
        }
        if self.dict.is_null() || unsafe { ffi::PyDict_Check(self.dict) } == 0 {
            return None;
        }
        // Without asking the keys, which may do anything.
        entries(self.dict).into_iter().find(|(key, _)| is_text(*key, &name)).map(|(_, value)| value)
    }
}

impl Source {
    /// The argument that the tuple of names gives this name.
    fn named(&self, names: &Owned, name: &Owned) -> Option<*mut PyObject> {
        unsafe {
            if ffi::PyTuple_Check(names.get()) == 0 {
                return None;
            }
            let index = names.elements().into_iter().position(|other| is_text(other, name));
            self.array.get(self.count + index?).copied()
        }
    }
}

/// Is the object a `str` of this text?
fn is_text(object: *mut PyObject, text: &Owned) -> bool {
    unsafe { ffi::PyUnicode_Check(object) != 0 && ffi::PyUnicode_Compare(object, text.get()) == 0 }
}

/// The keys and values of a dict, borrowed.
pub fn entries(dict: *mut PyObject) -> Vec<(*mut PyObject, *mut PyObject)> {
    let mut entries = Vec::new();
    let (mut position, mut key, mut value) = (0, null_mut(), null_mut());
    unsafe {
        while ffi::PyDict_Next(dict, &mut position, &mut key, &mut value) != 0 {
            entries.push((key, value));
        }
    }
    entries
}
