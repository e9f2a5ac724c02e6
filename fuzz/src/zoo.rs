//! Objects: those of the suite's zoo, which live as long as the process and have no state, and those that a call brings with
//! it.

use crate::items::{GroupClass, Item, Shelf};
use fmtunit_parser::plan::Entry;
use fmtunit_parser::units::{ParseUnit, Place, Unit};
use harness::converter;
use harness::owned::{Owned, tuple};
use harness::python::{Python, text};
use harness::slots::Slot;
use harness::stock;
use pyo3_ffi::{self as ffi, PyObject};
use std::cell::OnceCell;
use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr::null_mut;

/// More objects: some that change what they stand in.
const OBJECTS: &str = include_str!("objects.py");

/// Objects that live as long as the process.
pub(crate) struct Zoo {
    shelves: [Owned; Shelf::ALL.len()],
    containers: [Owned; GroupClass::ALL.len()],
    victims: Owned,
    /// The objects on the shelves that each unit accepts, looked for when they are first wanted.
    accepted: [OnceCell<Owned>; ParseUnit::ALL.len()],
    /// For `O!`.
    classes: Owned,
    /// Functions that make objects for build formats, and what a converter is given there.
    makers: Owned,
    converted: Owned,
}

impl Zoo {
    pub(crate) fn new(python: &Python) -> Self {
        let (source, names) = (c_string(OBJECTS), python.eval("globals()"));
        // SAFETY: attached; the names are those of the suite.
        let ran = unsafe { ffi::PyRun_String(source.as_ptr(), ffi::Py_file_input, names.get(), names.get()) };
        Owned::checked(ran, "making the objects");
        Self {
            shelves: Shelf::NAMES.map(|name| python.eval(&format!("tuple({name})"))),
            containers: GroupClass::NAMES.map(|name| python.eval(name)),
            victims: python.eval("victims"),
            accepted: [const { OnceCell::new() }; ParseUnit::ALL.len()],
            classes: python.eval("tuple(CLASSES)"),
            makers: python.eval("tuple(MAKERS)"),
            converted: python.eval("tuple(CONVERTED)"),
        }
    }

    /// The object of an item: a new reference.
    pub(crate) fn make(&self, item: &Item) -> Owned {
        // SAFETY: attached; lengths are those of what is pointed to.
        unsafe {
            let data = |bytes: &[u8]| (bytes.as_ptr().cast(), bytes.len() as ffi::Py_ssize_t);
            match item {
                Item::Zoo(shelf, number) => Owned::borrowed(nth(&self.shelves[*shelf as usize], *number)),
                Item::Accepted(unit, number) => Owned::borrowed(nth(self.accepted(*unit), *number)),
                Item::Int(value) => Owned::new(ffi::PyLong_FromLongLong(*value)),
                Item::Float(value) => Owned::new(ffi::PyFloat_FromDouble(*value)),
                Item::Text(value) => Owned::new(text(value)),
                Item::Bytes(value) => {
                    let (data, length) = data(value);
                    Owned::new(ffi::PyBytes_FromStringAndSize(data, length))
                }
                Item::Array(value) => {
                    let (data, length) = data(value);
                    Owned::new(ffi::PyByteArray_FromStringAndSize(data, length))
                }
                Item::Group(container, items) => self.group(*container, items),
            }
        }
    }

    /// The objects that the unit accepts. CPython is asked; an exporter that is accepted is released at once.
    fn accepted(&self, unit: ParseUnit) -> &Owned {
        self.accepted[unit as usize].get_or_init(|| {
            let format = c_string(unit.spelling());
            // SAFETY: attached; the list has the objects alone.
            unsafe {
                let accepted = Owned::new(ffi::PyList_New(0));
                let shelves = self.shelves.iter().take(Shelf::Emptying as usize);
                for object in shelves.flat_map(Owned::elements) {
                    if accepts(unit, &format, object) {
                        ffi::PyList_Append(accepted.get(), object);
                    }
                }
                Owned::new(ffi::PyList_AsTuple(accepted.get()))
            }
        })
    }

    fn group(&self, container: GroupClass, items: &[Item]) -> Owned {
        let elements = self.tuple(items);
        if let GroupClass::Tuple = container {
            return elements;
        }
        let class = &self.containers[container as usize];
        // SAFETY: attached; the class takes one argument.
        let group = Owned::new(unsafe { ffi::PyObject_CallOneArg(class.get(), elements.get()) });
        if let GroupClass::List = container {
            self.endanger(&group);
        }
        group
    }

    /// A tuple of the items.
    pub(crate) fn tuple(&self, items: &[Item]) -> Owned {
        let items: Vec<_> = items.iter().map(|item| self.make(item)).collect();
        tuple(items.iter().map(Owned::get))
    }

    /// A class for `O!`, borrowed.
    pub(crate) fn class(&self, number: u8) -> *mut ffi::PyTypeObject {
        nth(&self.classes, number).cast()
    }

    /// A new object for a build format.
    pub(crate) fn build(&self, number: u8) -> Owned {
        self.call(&self.makers, number)
    }

    /// A new object for a converter.
    pub(crate) fn convert(&self, number: u8) -> Owned {
        self.call(&self.converted, number)
    }

    fn call(&self, functions: &Owned, number: u8) -> Owned {
        // SAFETY: attached; the function takes no arguments.
        Owned::new(unsafe { ffi::PyObject_CallNoArgs(nth(functions, number)) })
    }

    /// Objects of the call may empty this list or dict.
    pub(crate) fn endanger(&self, victim: &Owned) {
        // SAFETY: attached; it is a list.
        unsafe { ffi::PyList_Append(self.victims.get(), victim.get()) };
    }

    /// The call is over.
    pub(crate) fn reset(&self) {
        // SAFETY: attached; it is a list.
        unsafe { ffi::PyList_SetSlice(self.victims.get(), 0, ffi::Py_ssize_t::MAX, null_mut()) };
    }
}

/// An element of a tuple, borrowed.
fn nth(tuple: &Owned, number: u8) -> *mut PyObject {
    // SAFETY: attached; the tuple is not empty.
    unsafe {
        let index = ffi::Py_ssize_t::from(number) % ffi::PyTuple_Size(tuple.get());
        ffi::PyTuple_GetItem(tuple.get(), index)
    }
}

/// Does `PyArg_Parse` take the object?
fn accepts(unit: ParseUnit, format: &CStr, object: *mut PyObject) -> bool {
    let mut slots = unit.stores().iter().map(|_| Slot::new()).collect::<Vec<_>>();
    if let ([(_, Place::Encoded), ..], [pointer, ..]) = (unit.stores(), &mut *slots) {
        // It is an input, too, if there is a length: none is provided.
        pointer.fill(null_mut::<c_char>());
    }
    let inputs = unit.takes().iter().map(|(_, kind)| match kind {
        Place::Class => (&raw mut ffi::PyBaseObject_Type).cast(),
        Place::Converter => converter::parse as *mut c_void,
        _ => null_mut(),
    });
    let places: Vec<_> = inputs.chain(slots.iter_mut().map(Slot::place)).collect();
    // SAFETY: attached; the places are what the unit takes and stores, and what it has stored is the caller's to release.
    unsafe {
        let is_accepted = stock::parse(Entry::Object, object, format, &places);
        ffi::PyErr_Clear();
        match unit.stores() {
            [(_, Place::Buffer)] if is_accepted => ffi::PyBuffer_Release(slots[0].place().cast()),
            [(_, Place::Encoded), ..] if is_accepted => ffi::PyMem_Free(slots[0].read()),
            _ => {}
        }
        converter::drain();
        is_accepted
    }
}

fn c_string(text: &str) -> CString {
    CString::new(text).expect("no NUL")
}
