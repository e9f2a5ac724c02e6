//! What a call of the parse family stores to.

use super::call::Inputs;
use super::format::Format;
use crate::zoo::Zoo;
use fmtunit_parser::units::{ParseUnit, Place as Kind};
use fmtunit_runtime::place::Place;
use harness::converter;
use harness::observation::Watched;
use harness::seen::{Reading, Seen};
use harness::slots::Slot;
use harness::source::Source;
use pyo3_ffi as ffi;
use std::ffi::c_void;
use std::ptr::null_mut;

/// The memory of a call.
pub(super) struct Memory {
    slots: Vec<Slot>,
    rooms: Vec<Option<Vec<u8>>>,
    pub(super) places: Vec<Place>,
}

impl Memory {
    pub(super) fn new(format: &Format, inputs: &Inputs, zoo: &Zoo) -> Self {
        let count = format.conversions.iter().map(|(_, unit)| unit.stores().len()).sum();
        let mut memory = Self {
            slots: (0..count).map(|_| Slot::new()).collect(),
            rooms: Vec::with_capacity(format.conversions.len()),
            places: Vec::new(),
        };
        let mut next = 0;
        for (index, (_, unit)) in format.conversions.iter().enumerate() {
            for (_, kind) in unit.takes() {
                memory.places.push(match kind {
                    Kind::Class => zoo.class(inputs.classes[index % 2]).cast(),
                    Kind::Encoding => {
                        inputs.encodings[index % 2].map_or(null_mut(), |name| name.as_ptr().cast_mut().cast())
                    }
                    Kind::Converter => converter::parse as *mut c_void,
                    kind => panic!("nobody has said what to give for {kind:?}"),
                });
            }
            memory.outputs(*unit, next, inputs.room);
            next += unit.stores().len();
        }
        memory
    }

    fn outputs(&mut self, unit: ParseUnit, first: usize, room: Option<usize>) {
        let own = &mut self.slots[first..first + unit.stores().len()];
        let mut buffer = None;
        // With a length, the pointer is an input, too.
        if let ([(_, Kind::Encoded), (_, Kind::SSize)], [pointer, length]) = (unit.stores(), &mut *own) {
            buffer = room.map(|size| vec![0xA5_u8; size.max(1)]);
            pointer.fill::<*mut u8>(buffer.as_mut().map_or(null_mut(), Vec::as_mut_ptr));
            if let Some(size) = room {
                length.fill(size as ffi::Py_ssize_t);
            }
        }
        self.rooms.push(buffer);
        self.places.extend(own.iter_mut().map(Slot::place));
    }

    /// Reads all outputs, and releases what the caller has to.
    pub(super) fn read(
        &mut self,
        format: &Format,
        source: &Source,
        watched: &Watched,
        success: bool,
    ) -> Vec<Seen> {
        let mut seen = Vec::new();
        let mut slots = self.slots.iter_mut();
        for ((item, unit), room) in format.conversions.iter().zip(&self.rooms) {
            let stable = format.keeps_alive(*item, source);
            let reading = Reading { watched, success, stable, room: room.as_deref() };
            let mut own: Vec<&mut Slot> = slots.by_ref().take(unit.stores().len()).collect();
            seen.extend(reading.unit(*unit, &mut own));
        }
        seen
    }
}
