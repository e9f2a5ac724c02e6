//! The layout of a record: the offset and type of each field.

use super::field_type::{FieldType, arguments, fill, place_type};
use fmtunit_parser::plan::{BuildPlan, BuildStep, ParsePlan};
use fmtunit_parser::{Fault, FaultKind, Span};
use std::collections::HashSet;
use std::ffi::{CStr, CString};
use std::fmt;

/// A field of a record: one variadic argument of the C function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FieldLayout {
    /// Its offset in the record, in bytes.
    pub offset: u32,
    /// Its type.
    pub class: FieldType,
}

/// The layout of a record: one field for each variadic argument of the C function, in that order.
///
/// `#[derive(Record)]` makes the layout of a Rust struct, [`new`](Self::new) that of a record known at run time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RecordLayout {
    pub(crate) fields: Box<[FieldLayout]>,
    /// The texts of literal columns, and the names of unknown ones.
    texts: Box<[CString]>,
}

/// The reason why a layout is impossible.
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
    /// Creates the layout of a record with this size and alignment, in bytes.
    ///
    /// # Errors
    /// A field is not aligned, overlaps with another, or ends after the record.
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
                Some(format!("ends after the record, which has {size} bytes"))
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
        Ok(Self::trusted(fields))
    }

    /// Creates a layout that is valid by construction.
    pub(crate) fn trusted(fields: Box<[FieldLayout]>) -> Self {
        Self::with_texts(fields, Box::default())
    }

    /// Creates a layout, some fields of which are texts and not in the record.
    pub(crate) fn with_texts(fields: Box<[FieldLayout]>, texts: Box<[CString]>) -> Self {
        Self { fields, texts }
    }

    /// Returns the text of a literal field. It stays where it is as long as the layout lives, wherever that is moved.
    pub(crate) fn literal(&self, field: &FieldLayout) -> Option<&CStr> {
        (field.class == FieldType::Literal)
            .then(|| self.texts.get(field.offset as usize))
            .flatten()
            .map(AsRef::as_ref)
    }

    /// Returns the fields.
    pub fn fields(&self) -> &[FieldLayout] {
        &self.fields
    }

    /// Returns a fault for each place of a plan that is not a field of its type.
    pub(crate) fn place_faults(&self, plan: &ParsePlan) -> Vec<Fault> {
        let mut faults = FieldFaults { layout: self, next: 0, faults: Vec::new() };
        for conversion in plan.conversions() {
            let span = plan.spans.get(usize::from(conversion.item)).cloned().unwrap_or_default();
            for &(_, place) in conversion.unit.takes().iter().chain(conversion.unit.stores()) {
                faults.check(&span, |class| class.serves(place), place_type(place).as_slice());
            }
        }
        let outputs = plan.conversions().flat_map(|conversion| {
            let span = plan.spans.get(usize::from(conversion.item)).cloned().unwrap_or_default();
            conversion.outputs().map(move |number| (number, span.clone()))
        });
        let mut stored = HashSet::new();
        for (number, span) in outputs {
            if self.fields.get(number).is_some_and(|field| !stored.insert(field.offset)) {
                faults.faults.push(Fault::new(FaultKind::RepeatedField(number), span));
            }
        }
        faults.finish(plan.spans.last().map_or(0, |span| span.start))
    }

    /// Returns a fault for each C argument of a plan's values without a field that can stand for it.
    pub(crate) fn value_faults(&self, plan: &BuildPlan, format: &str) -> Vec<Fault> {
        let mut faults = FieldFaults { layout: self, next: 0, faults: Vec::new() };
        let units = plan.steps.iter().filter_map(|step| match *step {
            BuildStep::Value { unit, .. } => Some(unit),
            _ => None,
        });
        for (unit, span) in units.zip(plan.spans.iter()) {
            let is_text = fill(unit.takes()).is_some();
            for accepted in arguments(unit.takes()) {
                let fits = |class| accepted.contains(&class) || is_text && class == FieldType::Literal;
                faults.check(span, fits, accepted);
            }
        }
        faults.finish(format.len())
    }
}

/// The fields that do not fit.
struct FieldFaults<'a> {
    layout: &'a RecordLayout,
    next: usize,
    faults: Vec<Fault>,
}

impl FieldFaults<'_> {
    /// Compares the next field with what a unit wants.
    fn check(&mut self, span: &Span, fits: impl FnOnce(FieldType) -> bool, wanted: &[FieldType]) {
        let field = self.layout.fields.get(self.next);
        if let Some(FieldLayout { offset, class: FieldType::Unknown }) = field {
            let name =
                self.layout.texts.get(*offset as usize).map(|name| name.to_string_lossy().into_owned());
            self.faults.push(Fault::new(FaultKind::UnknownField(name.unwrap_or_default()), span.clone()));
        } else if !field.is_some_and(|field| fits(field.class)) {
            let given = field.map(|field| (self.next, field.class.to_string()));
            let wanted: Vec<_> = wanted.iter().map(FieldType::to_string).collect();
            let help = format!("the field is `{}`", wanted.join("` or `"));
            self.faults.push(Fault::new(FaultKind::OtherField(given), span.clone()).help(help));
        }
        self.next += 1;
    }

    /// Adds a fault for fields that are left at the end of the format.
    fn finish(mut self, end: usize) -> Vec<Fault> {
        if self.layout.fields.len() > self.next {
            let kind = FaultKind::SurplusFields(self.layout.fields.len() - self.next);
            self.faults.push(Fault::new(kind, end..end));
        }
        self.faults
    }
}

fn range(field: &FieldLayout) -> (usize, usize) {
    let start = field.offset as usize;
    (start, start + field.class.size())
}
