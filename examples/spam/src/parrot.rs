//! Arguments by name: the `parrot` of CPython's documentation, by both conventions.

use crate::method;
use crate::object::{Owned, Reply, reply};
use fmtunit::{build_value, parse_array_and_keywords, parse_tuple_and_keywords};
use pyo3_ffi::{Py_ssize_t, PyMethodDef, PyObject};
use std::ffi::{CStr, c_int};
use std::fmt;

pub(crate) const PARROT: PyMethodDef = method::array_and_keywords(
    c"parrot",
    parrot,
    c"parrot($module, /, voltage, state='a stiff', action='voom', type='Norwegian Blue')\n--\n\n\
      Return what is to be said about a parrot.",
);

/// `parrot(voltage, state='a stiff', action='voom', type='Norwegian Blue')`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn parrot(
    _module: *mut PyObject,
    args: *const *mut PyObject,
    nargs: Py_ssize_t,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments.
        let (voltage, state, action, kind) = unsafe {
            parse_array_and_keywords!(
                args,
                nargs,
                kwnames,
                "i|sss:parrot",
                ["voltage", "state", "action", "type"]
            )
        }?;
        // SAFETY: attached.
        unsafe { say(&Parrot::new(voltage, state, action, kind), false) }
    })
}

pub(crate) const PARROT_VARARGS: PyMethodDef = method::tuple_and_keywords(
    c"parrot_varargs",
    parrot_varargs,
    c"parrot_varargs($module, /, voltage, state='a stiff', action='voom',\n               \
      type='Norwegian Blue', *, loud=False)\n--\n\n\
      Return what is to be said, or shouted, about a parrot.",
);

/// `parrot_varargs(voltage, state='a stiff', action='voom', type='Norwegian Blue', *, loud=False)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn parrot_varargs(
    _module: *mut PyObject,
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments.
        let (voltage, state, action, kind, loud) = unsafe {
            parse_tuple_and_keywords!(
                args,
                kwargs,
                "i|sss$p:parrot_varargs",
                ["voltage", "state", "action", "type", "loud"]
            )
        }?;
        // SAFETY: attached.
        unsafe { say(&Parrot::new(voltage, state, action, kind), loud.unwrap_or(false)) }
    })
}

/// # Safety
/// *attached*.
unsafe fn say(parrot: &Parrot<'_>, loud: bool) -> Reply {
    let mut words = parrot.to_string();
    if loud {
        words = words.to_uppercase();
    }
    // SAFETY: attached.
    unsafe { Owned::new(build_value!("s", words.as_str())) }
}

/// A parrot; its text belongs to the arguments.
struct Parrot<'a> {
    voltage: c_int,
    state: &'a CStr,
    action: &'a CStr,
    kind: &'a CStr,
}

impl<'a> Parrot<'a> {
    /// Creates a parrot; missing arguments have defaults.
    fn new(
        voltage: c_int,
        state: Option<&'a CStr>,
        action: Option<&'a CStr>,
        kind: Option<&'a CStr>,
    ) -> Self {
        Self {
            voltage,
            state: state.unwrap_or(c"a stiff"),
            action: action.unwrap_or(c"voom"),
            kind: kind.unwrap_or(c"Norwegian Blue"),
        }
    }
}

impl fmt::Display for Parrot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [state, action, kind] = [self.state, self.action, self.kind].map(CStr::to_string_lossy);
        let voltage = self.voltage;
        writeln!(f, "-- This parrot wouldn't {action} if you put {voltage} Volts through it.")?;
        write!(f, "-- Lovely plumage, the {kind} -- It's {state}!")
    }
}
