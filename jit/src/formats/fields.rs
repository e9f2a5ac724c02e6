//! The fields of a record, as places or values for the reference engine.

use crate::backend::FormatPlan;
use crate::support::{self, FieldType, RecordLayout};
use fmtunit_parser::plan::{BuildPlan, BuildStep};
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use pyo3_ffi::Py_ssize_t;
use std::mem::MaybeUninit;
use std::slice;

/// The number of places or values that need no allocation: enough for most formats.
const FEW: usize = 16;

/// The fields of the records of a format. Everything about them is computed beforehand, so that a call costs little more than
/// one with places or values.
#[derive(Debug)]
pub(super) struct Fields {
    layout: RecordLayout,
    /// The places that are inputs, for a format that parses.
    inputs: Box<[usize]>,
    /// The parts of the values, for a format that builds.
    parts: Box<[Part]>,
    /// The number of values.
    values: usize,
}

/// A part of a value.
#[derive(Debug)]
enum Part {
    /// A field, promoted as C promotes a variadic argument.
    Field { class: FieldType, from: usize, value: usize, word: usize },
    /// A word that is the same in all calls: the address of a literal, or the word after the field.
    Constant { constant: Py_ssize_t, value: usize, word: usize },
}

impl Fields {
    /// The layout was checked against the plan.
    pub(super) fn new(program: &FormatPlan, layout: RecordLayout) -> Self {
        let build = |plan: &BuildPlan| (Box::default(), parts(plan, &layout), plan.values.into());
        let (inputs, parts, values) = match program {
            FormatPlan::Parse { parser, .. } => {
                (parser.plan().conversions().flat_map(|it| it.inputs()).collect(), Box::default(), 0)
            }
            FormatPlan::Build(builder) => build(builder.plan()),
            FormatPlan::Call(caller) => build(caller.plan()),
        };
        Self { layout, inputs, parts, values }
    }

    pub(super) fn layout(&self) -> &RecordLayout {
        &self.layout
    }

    /// Calls with the places of a call that parses into the record at `base`.
    ///
    /// # Safety
    /// *plan*; `base` points to such a record.
    #[inline(always)]
    pub(super) unsafe fn with_places<T>(&self, base: *mut u8, call: impl FnOnce(*const Place) -> T) -> T {
        // SAFETY: plan; the caller vouches for the record; there is room for each place.
        with_room(self.layout.fields.len(), |places: *mut Place| unsafe {
            for (index, field) in self.layout.fields.iter().enumerate() {
                places.add(index).write(base.wrapping_add(field.offset as usize).cast());
            }
            for &index in &self.inputs {
                // An input is a pointer, which the field holds.
                let place = places.add(index);
                place.write(place.read().cast::<Place>().read());
            }
            call(places)
        })
    }

    /// Calls with the values of a call that builds from the record at `base`.
    ///
    /// # Safety
    /// *plan*; `base` points to such a record.
    #[inline(always)]
    pub(super) unsafe fn with_values<T>(&self, base: *const u8, call: impl FnOnce(&[Value]) -> T) -> T {
        // SAFETY: plan; the caller vouches for the record; there is room for each value, and each is written where it is read.
        with_room(self.values, |values: *mut Value| unsafe {
            for part in &self.parts {
                match *part {
                    Part::Field { class, from, value, word } => {
                        let to = values.add(value).cast::<usize>().wrapping_add(word);
                        copy(class, base.add(from), to.cast());
                    }
                    Part::Constant { constant, value, word } => {
                        values.add(value).cast::<Py_ssize_t>().wrapping_add(word).write(constant);
                    }
                }
            }
            call(slice::from_raw_parts(values, self.values))
        })
    }
}

/// Calls with uninitialised memory for `count` elements.
#[inline(always)]
fn with_room<T, R>(count: usize, call: impl FnOnce(*mut T) -> R) -> R {
    let mut few = [const { MaybeUninit::<T>::uninit() }; FEW];
    let mut many = Vec::<T>::new();
    let room = if count <= FEW {
        few.as_mut_ptr().cast()
    } else {
        many.reserve(count);
        many.as_mut_ptr()
    };
    // A single call is inlined.
    call(room)
}

/// Returns the parts of a plan's values.
fn parts(plan: &BuildPlan, layout: &RecordLayout) -> Box<[Part]> {
    let mut fields = layout.fields.iter();
    let takes = plan.steps.iter().filter_map(|step| match *step {
        BuildStep::Value { unit, .. } => Some(unit.takes()),
        _ => None,
    });
    let mut parts = Vec::new();
    for (value, takes) in takes.enumerate() {
        for (word, field) in fields.by_ref().take(support::arguments(takes).len()).enumerate() {
            parts.push(match layout.literal(field) {
                Some(text) => {
                    let constant = text.as_ptr().expose_provenance() as Py_ssize_t;
                    Part::Constant { constant, value, word }
                }
                None => Part::Field { class: field.class, from: field.offset as usize, value, word },
            });
        }
        let fill = support::fill(takes);
        parts.extend(fill.map(|constant| Part::Constant { constant, value, word: 1 }));
    }
    parts.into()
}

/// Writes the C argument that a field stands for.
///
/// # Safety
/// `from` points to a field of the class, `to` to room for what it is promoted to.
#[inline(always)]
unsafe fn copy(class: FieldType, from: *const u8, to: *mut u8) {
    // SAFETY: the caller vouches for the types.
    unsafe {
        let narrow = match class {
            FieldType::Bool | FieldType::U8 => i32::from(from.read()),
            FieldType::I8 => i32::from(from.cast::<i8>().read()),
            FieldType::U16 => i32::from(from.cast::<u16>().read()),
            FieldType::I16 => i32::from(from.cast::<i16>().read()),
            FieldType::I32 | FieldType::U32 => from.cast::<i32>().read(),
            FieldType::I64 | FieldType::U64 | FieldType::F64 => {
                return to.cast::<u64>().write(from.cast::<u64>().read());
            }
            FieldType::F32 => return to.cast::<f64>().write(from.cast::<f32>().read().into()),
            // Passed by its address.
            FieldType::Complex | FieldType::Buffer => return to.cast::<*const u8>().write(from),
            // All others are pointers.
            _ => return to.cast::<*const u8>().write(from.cast::<*const u8>().read()),
        };
        to.cast::<i32>().write(narrow);
    }
}
