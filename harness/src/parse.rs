//! One call of the parse family: its inputs, its places, and all that is seen of it.

use crate::converter;
use crate::engine::{Engine, ParseReply};
use crate::format::PreparedParse;
use crate::observation::{Logs, Observation, Watched, take_exception};
use crate::python::Python;
use crate::seen::{Reading, Seen};
use crate::slots::{Slot, size};
use crate::source::Source;
use fmtunit_parser::units::{ParseUnit, Place as Kind};
use fmtunit_runtime::place::Place;
use pyo3_ffi::{self as ffi, PyObject, PyTypeObject};
use std::ffi::{CString, c_char};
use std::ptr::null_mut;

/// The inputs of a call, in addition to its arguments.
pub struct Inputs {
    /// For each `O!`, in turn.
    pub classes: Vec<*mut PyTypeObject>,
    /// For each encoded unit, in turn; `None` is the null pointer.
    pub encodings: Vec<Option<CString>>,
    /// The size of the buffers provided for `es#` and `et#`; `None` lets the call allocate them.
    pub room: Option<usize>,
}

impl Default for Inputs {
    fn default() -> Self {
        Self { classes: vec![&raw mut ffi::PyList_Type], encodings: vec![None], room: None }
    }
}

/// A call, for an engine.
pub struct EngineCall<'a> {
    pub format: &'a PreparedParse,
    pub inputs: &'a Inputs,
    pub source: &'a Source,
    pub places: &'a [Place],
    pub recorder: Recorder<'a>,
}

/// The memory of a call.
struct CallMemory {
    slots: Vec<Slot>,
    rooms: Vec<Option<Vec<u8>>>,
    places: Vec<Place>,
}

impl CallMemory {
    fn new(format: &PreparedParse, inputs: &Inputs) -> Self {
        let mut memory = Self { slots: Vec::new(), rooms: Vec::new(), places: Vec::new() };
        memory.slots.extend(format.outputs().map(|_| Slot::new()));
        let mut classes = inputs.classes.iter().cycle();
        let mut encodings = inputs.encodings.iter().cycle();
        let mut next = 0;
        for conversion in &format.conversions {
            for (_, kind) in conversion.unit.takes() {
                memory.places.push(match kind {
                    Kind::Class => classes.next().map_or(null_mut(), |class| class.cast()),
                    Kind::Encoding => {
                        let encoding = encodings.next().and_then(Option::as_ref);
                        encoding.map_or(null_mut(), |name| name.as_ptr().cast_mut().cast())
                    }
                    Kind::Converter => converter::parse as *mut std::ffi::c_void,
                    kind => panic!("the harness has no input for {kind:?}"),
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
        self.rooms.push(room);
        self.places.extend(self.slots[first..first + stores.len()].iter_mut().map(Slot::place));
    }

    /// Reads all outputs, and releases those that are the caller's.
    fn read(&mut self, call: &EngineCall<'_>, success: bool) -> Vec<Seen> {
        let mut seen = Vec::new();
        let mut slots = self.slots.iter_mut();
        let recorder = &call.recorder;
        for ((conversion, room), &stable) in
            call.format.conversions.iter().zip(&self.rooms).zip(&recorder.stable)
        {
            let reading = Reading { watched: recorder.watched, success, stable, room: room.as_deref() };
            let mut own: Vec<&mut Slot> = slots.by_ref().take(conversion.unit.stores().len()).collect();
            seen.extend(reading.unit(conversion.unit, &mut own));
        }
        seen
    }

    /// Releases the outputs of a call that succeeded, as far as they are the caller's.
    fn release(&mut self, format: &PreparedParse) {
        let mut slots = self.slots.iter_mut();
        for (conversion, room) in format.conversions.iter().zip(&self.rooms) {
            for ((_, kind), slot) in conversion.unit.stores().iter().zip(slots.by_ref()) {
                if slot.written(size(*kind)) && !(*kind == Kind::Encoded && room.is_some()) {
                    release(*kind, slot);
                }
            }
        }
    }
}

/// Releases an output of a call that succeeded.
pub fn release(kind: Kind, slot: &mut Slot) {
    match kind {
        Kind::Buffer => unsafe { ffi::PyBuffer_Release(slot.place().cast()) },
        Kind::Encoded => unsafe { ffi::PyMem_Free(slot.read()) },
        _ => {}
    }
}

/// Records the values of an engine that returns its outputs.
#[derive(Clone)]
pub struct Recorder<'a> {
    pub watched: &'a Watched,
    /// Of each conversion: does its item live on?
    stable: Vec<bool>,
    next: usize,
    pub seen: Vec<Seen>,
}

impl<'a> Recorder<'a> {
    fn new(format: &PreparedParse, source: &Source, watched: &'a Watched) -> Self {
        let stable = format.conversions.iter().map(|it| format.keeps_alive(it.item, source));
        Self { watched, stable: stable.collect(), next: 0, seen: Vec::new() }
    }

    /// Does the item of the next conversion live on?
    pub fn next_is_stable(&mut self) -> bool {
        self.next += 1;
        self.stable[self.next - 1]
    }

    /// Skips conversions that have not taken place, with this many outputs.
    pub fn absent(&mut self, conversions: usize, outputs: usize) {
        self.next += conversions;
        self.seen.extend((0..outputs).map(|_| Seen::Unwritten));
    }
}

/// Makes the call, and returns what was seen; `None` if the engine does not have the format.
pub fn observe(
    python: &Python,
    logs: &Logs,
    engine: &dyn Engine,
    format: &PreparedParse,
    inputs: &Inputs,
    arguments: *mut PyObject,
) -> Option<Observation<Vec<Seen>>> {
    let mut memory = CallMemory::new(format, inputs);
    let source = Source::new(format.entry, arguments);
    format.c_format.prepare();
    let watched = Watched::reachable(arguments);
    let recorder = Recorder::new(format, &source, &watched);
    // Making the arguments may have logged something.
    logs.drain(python);
    let places = memory.places.clone();
    let mut call = EngineCall { format, inputs, source: &source, places: &places, recorder };
    let reply = unsafe { engine.parse(&mut call) }?;
    let exception = take_exception();
    let (success, outputs) = match reply {
        ParseReply::Stored(success) => (success, memory.read(&call, success)),
        ParseReply::Recorded(success) => (success, call.recorder.seen),
    };
    let has_raised = exception.is_some();
    assert_eq!(has_raised, !success, "`{}`: success is {success}, {exception:?}", format.source);
    let (warnings, released) = logs.drain(python);
    let references = watched.changes();
    let conversions = converter::drain();
    Some(Observation { outputs, success, exception, warnings, conversions, released, references })
}

/// Makes the call several times, and looks at nothing; `None` if the engine does not have the format.
pub fn repeat(
    times: usize,
    engine: &dyn Engine,
    format: &PreparedParse,
    inputs: &Inputs,
    arguments: *mut PyObject,
    watched: &Watched,
) -> Option<()> {
    let source = Source::new(format.entry, arguments);
    let recorder = Recorder::new(format, &source, watched);
    for _ in 0..times {
        let mut memory = CallMemory::new(format, inputs);
        let (places, recorder) = (memory.places.clone(), recorder.clone());
        let mut call = EngineCall { format, inputs, source: &source, places: &places, recorder };
        if let ParseReply::Stored(true) = unsafe { engine.parse(&mut call) }? {
            memory.release(format);
        }
        unsafe { ffi::PyErr_Clear() };
        converter::drain();
    }
    Some(())
}
