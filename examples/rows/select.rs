//! The columns of a table that a format takes.

use crate::table::{Row, TableColumn, columns};
use fmtunit::jit::{Column, FieldLayout, FieldType, ObjectKind, Record};
use fmtunit::parser::ast::Bracket;
use fmtunit::parser::units::{BuildUnit, Unit};
use std::fmt;

/// The columns that a format takes, in order.
pub(crate) struct Selection {
    /// One for each C argument: fields, and the names of columns as the keys of dicts.
    pub(crate) columns: Vec<Column<'static>>,
    names: Vec<&'static str>,
    /// The columns that no unit has taken yet.
    left: Vec<TableColumn>,
}

/// No column is left for a unit.
#[derive(Debug)]
pub(crate) struct NoColumn(BuildUnit);

impl Selection {
    /// Assigns to each unit of a format the next column that fits.
    pub(crate) fn of(kinds: &[ObjectKind]) -> Result<Self, NoColumn> {
        let mut selection = Self { columns: Vec::new(), names: Vec::new(), left: columns() };
        selection.take_all(kinds, None)?;
        Ok(selection)
    }

    /// Returns the names of the columns.
    pub(crate) fn names(&self) -> &[&'static str] {
        &self.names
    }

    fn take_all(&mut self, kinds: &[ObjectKind], within: Option<Bracket>) -> Result<(), NoColumn> {
        let mut key = None;
        for (number, kind) in kinds.iter().enumerate() {
            let is_key = within == Some(Bracket::Dict) && number % 2 == 0;
            match kind {
                // A key gets its name when the column after it is known.
                ObjectKind::Unit(unit) if is_key && is_text(*unit) => {
                    key = Some(self.names.len());
                    self.columns.push(Column::Literal(c""));
                    continue;
                }
                ObjectKind::Unit(unit) => self.take(*unit)?,
                ObjectKind::Container(bracket, kinds) => self.take_all(kinds, Some(*bracket))?,
            }
            self.name(key.take(), kind);
        }
        Ok(())
    }

    /// Sets a key to the name of the first column after it.
    fn name(&mut self, key: Option<usize>, kind: &ObjectKind) {
        let (Some(first), units) = (key, arguments(kind)) else { return };
        let at = self.columns.len() - 1 - units;
        let label = self.names.get(first).and_then(|name| columns().into_iter().find(|it| it.name == *name));
        if let (Some(place), Some(column)) = (self.columns.get_mut(at), label) {
            *place = Column::Literal(column.label);
        }
    }

    /// Takes the next column that fits the unit.
    fn take(&mut self, unit: BuildUnit) -> Result<(), NoColumn> {
        let at = self.left.iter().position(|column| fits(column, unit)).ok_or(NoColumn(unit))?;
        let column = self.left.remove(at);
        self.columns.push(Column::Field(column.name));
        let has_length = FieldType::accepted_by(unit).len() > 1;
        self.columns.extend(column.length.filter(|_| has_length).map(|(name, _)| Column::Field(name)));
        self.names.push(column.name);
        Ok(())
    }
}

/// Counts the C arguments.
fn arguments(kind: &ObjectKind) -> usize {
    match kind {
        ObjectKind::Unit(unit) => FieldType::accepted_by(*unit).len(),
        ObjectKind::Container(_, kinds) => kinds.iter().map(arguments).sum(),
    }
}

/// Returns whether the unit can take the column.
fn fits(column: &TableColumn, unit: BuildUnit) -> bool {
    match FieldType::accepted_by(unit) {
        [accepted] => accepted.contains(&column.field.class),
        [first, second] => {
            let length = |(_, length): (_, FieldLayout)| second.contains(&length.class);
            first.contains(&column.field.class) && column.length.is_some_and(length)
        }
        _ => false,
    }
}

/// Returns whether the unit takes text that ends with NUL, such as the names of columns.
fn is_text(unit: BuildUnit) -> bool {
    matches!(FieldType::accepted_by(unit), [[FieldType::Text]])
}

/// Returns the layout of a field of a row.
pub(crate) fn field(name: &str) -> Option<FieldLayout> {
    let number = Row::NAMES.iter().position(|known| *known == name)?;
    Row::FIELDS.get(number).copied()
}

impl fmt::Display for NoColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: no column is left for `{}`", self.0.spelling())?;
        let fitting: Vec<_> =
            columns().iter().filter(|column| fits(column, self.0)).map(|column| column.name).collect();
        match fitting.as_slice() {
            [] => write!(f, "  = help: the table has no column of its type"),
            fitting => write!(f, "  = help: these fit, each once: {}", fitting.join(", ")),
        }
    }
}

impl std::error::Error for NoColumn {}
