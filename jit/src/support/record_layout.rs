//! Where the fields of a record are.

use super::field_type::{FieldType, arguments, place_type};
use fmtunit_parser::plan::{BuildPlan, BuildStep, ParsePlan, ParseStep};
use fmtunit_parser::units::{Place as PlaceKind, Unit};
use std::fmt;

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

    /// A layout that is right by construction.
    pub(crate) fn trusted(fields: Box<[FieldLayout]>) -> Self {
        Self { fields }
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
            for accepted in arguments(unit.takes()) {
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
}

fn range(field: &FieldLayout) -> (usize, usize) {
    let start = field.offset as usize;
    (start, start + field.class.size())
}

fn wanted(place: PlaceKind) -> String {
    place_type(place).map_or_else(String::new, |class| class.to_string())
}
