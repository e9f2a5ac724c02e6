//! Where the fields of a record are.

use super::Record;
use super::types::{self, FieldType};
use fmtunit_parser::plan::{BuildPlan, BuildStep, ParsePlan, ParseStep};
use fmtunit_parser::units::{Place as PlaceKind, Unit};
use fmtunit_runtime::place::Place;
use fmtunit_runtime::value::Value;
use pyo3_ffi::Py_ssize_t;
use std::mem::MaybeUninit;
use std::{fmt, ptr};

/// A field of a record: one variadic argument of the C function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FieldLayout {
    /// Where it begins, in bytes from the beginning of the record.
    pub offset: u32,
    /// Its type.
    pub class: FieldType,
}

/// Where the fields of a record are, and of which types: one field for each variadic argument of the C function, in that
/// order.
///
/// For a struct of Rust, `#[derive(Record)]` makes it; for a record that is described at run time, [`new`](Self::new).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RecordLayout {
    pub(crate) fields: Box<[FieldLayout]>,
}

/// As many places as most formats have take no allocation.
const FEW: usize = 16;

/// Why a record does not suit a format, or itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutError {
    message: String,
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LayoutError {}

impl RecordLayout {
    /// A record of `size` bytes that begins at multiples of `alignment`.
    ///
    /// # Errors
    /// A field is not aligned, overlaps with another, or does not end with the record.
    pub fn new(
        fields: impl Into<Box<[FieldLayout]>>,
        size: usize,
        alignment: usize,
    ) -> Result<Self, LayoutError> {
        let fields = fields.into();
        for (number, field) in fields.iter().enumerate() {
            let (start, end) = range(field);
            let fault = if [start, alignment].iter().any(|it| !it.is_multiple_of(field.class.alignment())) {
                Some("is not aligned".to_owned())
            } else if end > size || i32::try_from(end).is_err() {
                Some(format!("ends behind the record, which has {size} bytes"))
            } else {
                let overlaps = |(_, other): &(usize, &FieldLayout)| {
                    let (other_start, other_end) = range(other);
                    start < other_end && other_start < end
                };
                let other = fields.iter().enumerate().take(number).find(overlaps);
                other.map(|(other, _)| format!("overlaps with field {other}"))
            };
            if let Some(fault) = fault {
                let FieldLayout { offset, class } = field;
                let message = format!("field {number}, `{class}` at byte {offset}, {fault}");
                return Err(LayoutError { message });
            }
        }
        Ok(Self { fields })
    }

    /// The layout of a struct.
    pub fn of<R: Record>() -> Self {
        Self { fields: R::FIELDS.into() }
    }

    /// The fields.
    pub fn fields(&self) -> &[FieldLayout] {
        &self.fields
    }

    /// Checks that each place of a plan is a field of its type.
    pub(crate) fn check_places(&self, plan: &ParsePlan) -> Result<(), LayoutError> {
        self.check_count(plan.places.into())?;
        for (unit, first) in plan.steps.iter().filter_map(|step| match *step {
            ParseStep::Convert { unit, first, .. } => Some((unit, first)),
            _ => None,
        }) {
            let places = unit.takes().iter().chain(unit.stores()).map(|&(_, place)| place);
            for (number, place) in (usize::from(first)..).zip(places) {
                let serves = self.fields.get(number).is_some_and(|field| field.class.serves(place));
                if !serves {
                    return Err(self.misfit(number, unit.spelling(), &[wanted(place)]));
                }
            }
        }
        Ok(())
    }

    /// Checks that each C argument of a plan's values is a field that can stand for it.
    pub(crate) fn check_values(&self, plan: &BuildPlan) -> Result<(), LayoutError> {
        let units = || {
            plan.steps.iter().filter_map(|step| match *step {
                BuildStep::Value { unit, .. } => Some(unit),
                _ => None,
            })
        };
        self.check_count(units().map(|unit| unit.takes().count()).sum())?;
        let mut number = 0;
        for unit in units() {
            for accepted in types::arguments(unit.takes()) {
                if !self.fields.get(number).is_some_and(|field| accepted.contains(&field.class)) {
                    let names: Vec<_> = accepted.iter().map(FieldType::to_string).collect();
                    return Err(self.misfit(number, unit.spelling(), &names));
                }
                number += 1;
            }
        }
        Ok(())
    }

    fn check_count(&self, wanted: usize) -> Result<(), LayoutError> {
        if self.fields.len() == wanted {
            return Ok(());
        }
        let message = format!("the format has {wanted} C arguments, the record {} fields", self.fields.len());
        Err(LayoutError { message })
    }

    fn misfit(&self, number: usize, unit: &str, wanted: &[String]) -> LayoutError {
        let found = self.fields.get(number).map(|field| field.class.to_string()).unwrap_or_default();
        let message =
            format!("field {number} is `{found}`, but the unit `{unit}` wants `{}`", wanted.join("` or `"));
        LayoutError { message }
    }

    /// Calls with the places of a call that parses into the record at `base`.
    ///
    /// # Safety
    /// *plan*: the layout was checked against it; `base` points to such a record.
    pub(crate) unsafe fn with_places<T>(
        &self,
        plan: &ParsePlan,
        base: *mut u8,
        call: impl FnOnce(*const Place) -> T,
    ) -> T {
        let count = self.fields.len();
        if count <= FEW {
            let mut places = [ptr::null_mut(); FEW];
            // SAFETY: plan; the caller vouches for the record.
            unsafe { self.fill(plan, base, &mut places) };
            call(places.as_ptr())
        } else {
            let mut places = vec![ptr::null_mut(); count];
            // SAFETY: plan; the caller vouches for the record.
            unsafe { self.fill(plan, base, &mut places) };
            call(places.as_ptr())
        }
    }

    /// # Safety
    /// As [`with_places`](Self::with_places).
    unsafe fn fill(&self, plan: &ParsePlan, base: *mut u8, places: &mut [Place]) {
        for (place, field) in places.iter_mut().zip(&self.fields) {
            *place = base.wrapping_add(field.offset as usize).cast();
        }
        for step in plan.steps.iter() {
            let ParseStep::Convert { unit, first, .. } = *step else { continue };
            for place in places.iter_mut().skip(first.into()).take(unit.takes().len()) {
                // SAFETY: an input is a pointer, which the field holds.
                *place = unsafe { place.cast::<Place>().read() };
            }
        }
    }

    /// The values of a call that builds from the record at `base`.
    ///
    /// # Safety
    /// *plan*: the layout was checked against it; `base` points to such a record.
    pub(crate) unsafe fn values(&self, plan: &BuildPlan, base: *const u8) -> Vec<Value> {
        let mut fields = self.fields.iter();
        let values = plan.steps.iter().filter_map(|step| match *step {
            BuildStep::Value { unit, .. } => Some(unit.takes()),
            _ => None,
        });
        values
            .map(|value| {
                let mut built = MaybeUninit::<Value>::zeroed();
                let words = built.as_mut_ptr().cast::<usize>();
                let word = |index: usize| words.wrapping_add(index);
                // SAFETY: each field is within the record, and of a type that the value accepts; a value has a word for
                // each of its arguments and what is filled in behind.
                unsafe {
                    for (index, wanted) in types::arguments(value).iter().enumerate() {
                        if let Some(field) = fields.next() {
                            copy(field.class, wanted, base.add(field.offset as usize), word(index).cast());
                        }
                    }
                    if let Some(fill) = types::fill(value) {
                        word(1).cast::<Py_ssize_t>().write(fill);
                    }
                    built.assume_init()
                }
            })
            .collect()
    }
}

/// Writes the C argument that a field stands for, promoted to the first of the types wanted.
///
/// # Safety
/// `from` points to a field of the type, `to` to room for the type wanted.
unsafe fn copy(class: FieldType, wanted: &[FieldType], from: *const u8, to: *mut u8) {
    // SAFETY: the caller vouches for the types.
    unsafe {
        let narrow = match class {
            FieldType::Bool | FieldType::U8 => i32::from(from.read()),
            FieldType::I8 => i32::from(from.cast::<i8>().read()),
            FieldType::U16 => i32::from(from.cast::<u16>().read()),
            FieldType::I16 => i32::from(from.cast::<i16>().read()),
            FieldType::F32 => return to.cast::<f64>().write(from.cast::<f32>().read().into()),
            // Passed by its address.
            FieldType::Complex | FieldType::Buffer => return to.cast::<*const u8>().write(from),
            FieldType::I32
            | FieldType::U32
            | FieldType::I64
            | FieldType::U64
            | FieldType::F64
            | FieldType::ComplexPointer
            | FieldType::Text
            | FieldType::Wide
            | FieldType::Object
            | FieldType::Class
            | FieldType::Converter
            | FieldType::Maker
            | FieldType::Pointer => {
                debug_assert_eq!(wanted.first(), Some(&class));
                return to.copy_from_nonoverlapping(from, class.size());
            }
        };
        to.cast::<i32>().write(narrow);
    }
}

fn range(field: &FieldLayout) -> (usize, usize) {
    let start = field.offset as usize;
    (start, start + field.class.size())
}

fn wanted(place: PlaceKind) -> String {
    types::place_type(place).map_or_else(String::new, |class| class.to_string())
}
