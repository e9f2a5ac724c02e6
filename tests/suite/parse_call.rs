//! One call of the parse family: its format, its inputs, its places, and all that is seen of it.

use crate::engine::{Engine, Reply};
use crate::format::Format;
use fmtunit_parser::units::{ParseUnit, Place as Kind};
use fmtunit_runtime::place::Place;
use harness::converter;
use harness::observation::{Logs, Observation, Watched, take_exception};
use harness::python::Python;
use harness::seen::{Reading, Seen};
use harness::slots::{Slot, size};
use harness::source::Source;
use pyo3_ffi::{self as ffi, PyObject, PyTypeObject};
use std::ffi::{CString, c_char};
use std::ptr::null_mut;

/// What a call is given besides its arguments.
pub(crate) struct Inputs {
    /// For each `O!`, in turn.
    pub(crate) classes: Vec<*mut PyTypeObject>,
    /// For each encoded unit, in turn; `None` is the null pointer.
    pub(crate) encodings: Vec<Option<CString>>,
    /// The size of the buffers provided for `es#` and `et#`; `None` lets the call allocate them.
    pub(crate) room: Option<usize>,
}

impl Default for Inputs {
    fn default() -> Self {
        Self { classes: vec![&raw mut ffi::PyList_Type], encodings: vec![None], room: None }
    }
}

/// The memory of a call.
pub(crate) struct Memory {
    slots: Vec<Slot>,
    rooms: Vec<Option<Vec<u8>>>,
    pub(crate) places: Vec<Place>,
}

impl Memory {
    pub(crate) fn new(format: &Format, inputs: &Inputs) -> Self {
        let mut memory = Self { slots: Vec::new(), rooms: Vec::new(), places: Vec::new() };
        memory.slots.extend(format.outputs().iter().map(|_| Slot::new()));
        let mut classes = inputs.classes.iter().cycle();
        let mut encodings = inputs.encodings.iter().cycle();
        let mut next = 0;
        for conversion in &format.conversions {
            for (_, kind) in conversion.unit.takes() {
                memory.places.push(match kind {
                    Kind::Class => classes.next().unwrap().cast(),
                    Kind::Encoding => {
                        let encoding = encodings.next().unwrap();
                        encoding.as_ref().map_or(null_mut(), |name| name.as_ptr().cast_mut().cast())
                    }
                    Kind::Converter => converter::parse as *mut std::ffi::c_void,
                    kind => panic!("nobody has said what to give for {kind:?}"),
                });
            }
            memory.outputs(conversion.unit, next, inputs);
            next += conversion.unit.stores().len();
        }
        memory
    }

    fn outputs(&mut self, unit: ParseUnit, first: usize, inputs: &Inputs) {
        let stores = unit.stores();
        // With a length, the pointer is an input, too.
        let reads = matches!(stores, [(_, Kind::Encoded), (_, Kind::SSize)]);
        let mut room = inputs.room.filter(|_| reads).map(|size| vec![0xA5_u8; size.max(1)]);
        if reads {
            let start = room.as_mut().map_or(null_mut(), Vec::as_mut_ptr);
            self.slots[first].fill(start.cast::<c_char>());
            if let Some(size) = inputs.room {
                self.slots[first + 1].fill(size as ffi::Py_ssize_t);
            }
        }
        self.rooms.push(room.take());
        for slot in &mut self.slots[first..first + stores.len()] {
            self.places.push(slot.place());
        }
    }

    /// Reads all outputs, and releases what the caller has to.
    fn read(&mut self, format: &Format, source: &Source, watched: &Watched, success: bool) -> Vec<Seen> {
        let mut seen = Vec::new();
        let mut slots = self.slots.iter_mut();
        for (conversion, room) in format.conversions.iter().zip(&self.rooms) {
            let reading = Reading {
                watched,
                success,
                stable: format.keeps_alive(conversion.item, source),
                room: room.as_deref(),
            };
            let mut own: Vec<&mut Slot> = slots.by_ref().take(conversion.unit.stores().len()).collect();
            seen.extend(reading.unit(conversion.unit, &mut own));
        }
        seen
    }
}

impl Memory {
    /// Releases what a call that succeeded has left to its caller.
    pub(crate) fn release(&mut self, format: &Format) {
        let mut slots = self.slots.iter_mut();
        for (conversion, room) in format.conversions.iter().zip(&self.rooms) {
            for (_, kind) in conversion.unit.stores() {
                let slot = slots.next().unwrap();
                if slot.written(size(*kind)) && !(*kind == Kind::Encoded && room.is_some()) {
                    release(*kind, slot);
                }
            }
        }
    }
}

/// Releases what a call that succeeded has left in an output.
pub(crate) fn release(kind: Kind, slot: &mut Slot) {
    match kind {
        Kind::Buffer => unsafe { ffi::PyBuffer_Release(slot.place().cast()) },
        Kind::Encoded => unsafe { ffi::PyMem_Free(slot.read()) },
        _ => {}
    }
}

/// Makes the call so many times, and looks at nothing; `None` if the engine does not have the format.
pub(crate) fn repeat(
    times: usize,
    engine: &dyn Engine,
    format: &Format,
    inputs: &Inputs,
    arguments: *mut PyObject,
    watched: &Watched,
) -> Option<()> {
    let source = Source::new(format.entry(), arguments);
    let stable: Vec<_> = format.conversions.iter().map(|it| format.keeps_alive(it.item, &source)).collect();
    for _ in 0..times {
        let mut memory = Memory::new(format, inputs);
        let mut recorder = Recorder { watched, stable: stable.clone(), next: 0, seen: Vec::new() };
        let reply = unsafe { engine.parse(format, inputs, &source, &memory.places, &mut recorder) }?;
        if let Reply::Stored(true) = reply {
            memory.release(format);
        }
        unsafe { ffi::PyErr_Clear() };
        converter::drain();
    }
    Some(())
}

/// What records the values of the typed form.
pub(crate) struct Recorder<'a> {
    pub(crate) watched: &'a Watched,
    stable: Vec<bool>,
    next: usize,
    pub(crate) seen: Vec<Seen>,
}

impl Recorder<'_> {
    /// Does the item of the next conversion live on?
    pub(crate) fn next_is_stable(&mut self) -> bool {
        self.next += 1;
        self.stable[self.next - 1]
    }

    /// Conversions that have not taken place, with this many outputs.
    pub(crate) fn absent(&mut self, conversions: usize, outputs: usize) {
        self.next += conversions;
        self.seen.extend((0..outputs).map(|_| Seen::Unwritten));
    }
}

/// Makes the call, and answers what was seen; `None` if the engine does not have the format.
pub(crate) fn observe(
    python: &Python,
    logs: &Logs,
    engine: &dyn Engine,
    format: &Format,
    inputs: &Inputs,
    arguments: *mut PyObject,
) -> Option<Observation<Vec<Seen>>> {
    let mut memory = Memory::new(format, inputs);
    let source = Source::new(format.entry(), arguments);
    format.c_format.prepare();
    let watched = Watched::reachable(arguments);
    let mut recorder = Recorder {
        watched: &watched,
        stable: format.conversions.iter().map(|it| format.keeps_alive(it.item, &source)).collect(),
        next: 0,
        seen: Vec::new(),
    };
    let reply = unsafe { engine.parse(format, inputs, &source, &memory.places, &mut recorder) }?;
    let recorded = recorder.seen;
    let raised = unsafe { !ffi::PyErr_Occurred().is_null() };
    let exception = take_exception();
    let (success, outputs) = match reply {
        Reply::Stored(success) => (success, memory.read(format, &source, &watched, success)),
        Reply::Recorded(success) => (success, recorded),
    };
    assert_eq!(raised, !success, "`{}`: success is {success}, the exception {exception:?}", format.source);
    let (warnings, released) = logs.drain(python);
    let references = watched.changes();
    let conversions = converter::drain();
    Some(Observation { outputs, success, exception, warnings, conversions, released, references })
}
