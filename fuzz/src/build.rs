//! One call of `Py_BuildValue`, by every engine.

mod call;
mod format;

pub(crate) use call::format;
pub(crate) use format::Format;

use crate::engine::Engine;
use crate::formats::Formats;
use crate::session::{self, Session};
use arbitrary::Unstructured;
use call::Call;
use fmtunit_parser::units::BuildUnit;
use harness::converter;
use harness::observation::{Observation, Watched, take_exception};
use harness::owned::Owned;
use harness::report::differ;
use pyo3_ffi::{self as ffi, PyObject};

/// Makes the call, and answers what was seen.
fn observe(session: &Session, engine: Engine, call: &Call, format: &Format) -> Observation<String> {
    let mut objects: Vec<_> = call.given.iter().map(|given| given.object(session)).collect();
    let values: Vec<_> = format
        .units
        .iter()
        .zip(&call.given)
        .zip(&objects)
        .map(|((unit, given), object)| given.value(*unit, object.as_ref()))
        .collect();
    converter::know(objects.iter().flatten().map(Owned::get));
    for (unit, object) in format.units.iter().zip(&mut objects) {
        if let (BuildUnit::Stolen, Some(stolen)) = (unit, &object) {
            // SAFETY: attached. The call takes this reference over.
            unsafe { ffi::Py_INCREF(stolen.get()) };
            if call.is_last {
                *object = None;
            }
        }
    }
    let kept: Vec<_> = objects.iter().flatten().map(Owned::get).collect();
    let list = list(&kept);
    let watched = Watched::these(&kept);
    // SAFETY: attached; the values are for the format, and no Python code runs while the exception is set.
    let result = unsafe {
        if call.is_pending {
            ffi::PyErr_SetString(ffi::PyExc_ValueError, c"pending".as_ptr());
        }
        engine.build(format, call.way, &values)
    };
    let exception = take_exception();
    let success = !result.is_null();
    let mut references = watched.changes();
    let outputs = if success {
        let result = Owned::new(result);
        session.python.call("describe", &[result.get(), list.get()]).to_text()
    } else {
        "NULL".to_owned()
    };
    references.extend(watched.changes());
    let (warnings, released) = session.logs.drain(&session.python);
    drop((objects, list, watched));
    session.logs.drain(&session.python);
    let conversions = converter::drain();
    Observation { outputs, success, exception, warnings, conversions, released, references }
}

/// A new list of the objects.
fn list(objects: &[*mut PyObject]) -> Owned {
    // SAFETY: attached; the objects are alive.
    unsafe {
        let list = Owned::new(ffi::PyList_New(0));
        for object in objects {
            ffi::PyList_Append(list.get(), *object);
        }
        list
    }
}

/// Compares the engines with CPython on the call that the bytes stand for.
pub fn compare(bytes: &[u8], engines: &[Engine], formats: Formats) {
    let Ok(call) = Call::new(Unstructured::new(bytes), formats) else { return };
    session::with(|session| {
        session.show(&call);
        let format = session.build_formats.get(call.format.clone(), Format::new);
        let stock = observe(session, Engine::Stock, &call, &format);
        for &engine in engines {
            if let Some(difference) = differ(&stock, &observe(session, engine, &call, &format)) {
                panic!("{engine:?} of `{}`: {difference}\n{call:#?}", call.format);
            }
        }
    });
}
