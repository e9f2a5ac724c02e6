//! Colours: a converter for text (`O&`), and a class of the module that `O!` checks.

use crate::converter::{Convert, converter};
use crate::error::raise;
use crate::method;
use crate::object::{Owned, Reply, reply};
use crate::state::State;
use fmtunit::{Raised, call_function, parse, parse_array, parse_tuple};
use pyo3_ffi::{
    self as ffi, Py_ssize_t, PyMethodDef, PyObject, PyStructSequence_Desc, PyStructSequence_Field,
    PyTypeObject,
};
use std::ffi::{CStr, c_int};
use std::ptr;

#[cfg(not(PyPy))]
use ffi::PyStructSequence_NewType;
#[cfg(PyPy)]
unsafe extern "C" {
    /// PyPy has the function, but `pyo3-ffi` does not declare it.
    #[link_name = "PyPyStructSequence_NewType"]
    fn PyStructSequence_NewType(description: *mut PyStructSequence_Desc) -> *mut PyTypeObject;
}

/// Creates the class `spam.Colour`, a named tuple of three numbers. Returns a new reference, or null with an exception.
///
/// # Safety
/// *attached*.
pub(crate) unsafe fn new_class() -> *mut PyTypeObject {
    const fn field(name: &'static CStr, doc: &'static CStr) -> PyStructSequence_Field {
        PyStructSequence_Field { name: name.as_ptr(), doc: doc.as_ptr() }
    }
    let mut fields = [
        field(c"red", c"From 0 to 255."),
        field(c"green", c"From 0 to 255."),
        field(c"blue", c"From 0 to 255."),
        PyStructSequence_Field { name: ptr::null(), doc: ptr::null() },
    ];
    let mut description = PyStructSequence_Desc {
        name: c"spam.Colour".as_ptr(),
        doc: c"A colour.".as_ptr(),
        fields: fields.as_mut_ptr(),
        n_in_sequence: 3,
    };
    // SAFETY: attached; the class keeps only the texts of the description, which are static.
    unsafe { PyStructSequence_NewType(&mut description) }
}

/// A colour in Rust.
#[derive(Clone, Copy)]
struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    /// Parses a text `#rrggbb`.
    fn from_text(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self { red, green, blue })
    }

    /// Parses a `spam.Colour`, which can hold any objects.
    ///
    /// # Safety
    /// *attached*; the object is alive.
    unsafe fn from_object(object: *mut PyObject) -> Result<Self, Raised> {
        // SAFETY: attached; the object is alive.
        let (red, green, blue) =
            unsafe { parse_tuple!(object, "bbb;a colour is made of three numbers from 0 to 255") }?;
        Ok(Self { red, green, blue })
    }

    /// Creates a `spam.Colour`.
    ///
    /// # Safety
    /// *attached*; the class is alive.
    unsafe fn to_object(self, class: *mut PyTypeObject) -> Reply {
        let [red, green, blue] = [self.red, self.green, self.blue].map(c_int::from);
        // A single tuple would be unpacked, as in C; a tuple in a tuple is one argument.
        // SAFETY: attached; the class is alive.
        unsafe { Owned::new(call_function!(class.cast(), "((BBB))", red, green, blue)) }
    }

    /// Returns the colour between two.
    const fn mix(self, other: Self) -> Self {
        Self {
            red: self.red.midpoint(other.red),
            green: self.green.midpoint(other.green),
            blue: self.blue.midpoint(other.blue),
        }
    }
}

impl Convert for Colour {
    unsafe fn convert(object: *mut PyObject) -> Result<Self, Raised> {
        // SAFETY: attached; the object is alive.
        let (text,) = unsafe { parse!(object, "s") }?;
        // SAFETY: attached.
        text.to_str().ok().and_then(Self::from_text).ok_or_else(|| unsafe {
            raise(ffi::PyExc_ValueError, &format!("not a colour, #rrggbb: {}", text.to_string_lossy()))
        })
    }
}

pub(crate) const COLOUR: PyMethodDef = method::one(
    c"colour",
    colour,
    c"colour($module, text, /)\n--\n\n\
      Return the Colour of a text '#rrggbb'.",
);

/// `colour(text)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn colour(module: *mut PyObject, text: *mut PyObject) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments; the converter fits what it fills.
        let (colour,) = unsafe { parse!(text, "O&:colour", converter::<Colour>) }?;
        // SAFETY: attached, module; the state holds the class.
        unsafe { colour.to_object(State::of(module)?.colour()) }
    })
}

pub(crate) const MIX: PyMethodDef = method::array(
    c"mix",
    mix,
    c"mix($module, first, second, /)\n--\n\n\
      Return the Colour between two.",
);

/// `mix(first, second)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn mix(
    module: *mut PyObject,
    args: *mut *mut PyObject,
    nargs: Py_ssize_t,
) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, module.
        let class = unsafe { State::of(module) }?.colour();
        // SAFETY: attached, arguments; the state holds the class.
        let (first, second) = unsafe { parse_array!(args, nargs, "O!O!:mix", class, class) }?;
        // SAFETY: attached, arguments; the state holds the class.
        unsafe { Colour::from_object(first)?.mix(Colour::from_object(second)?).to_object(class) }
    })
}
