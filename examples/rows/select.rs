//! Which columns a format takes.

use crate::table::{Column, columns};
use fmtunit::jit::{FieldLayout, FieldType};
use fmtunit::parser::ast::{Bracket, Node, NodeKind};
use fmtunit::parser::units::{BuildUnit, Unit};
use fmtunit::parser::{BuildFormat, Error};
use std::fmt;
use std::ops::Range;

/// The fields that a format is given, in order.
pub(crate) struct Selection {
    fields: Vec<FieldLayout>,
    names: Vec<String>,
    /// The columns that are not taken yet.
    left: Vec<Column>,
}

/// Why a format takes no columns.
#[derive(Debug)]
pub(crate) enum NoSelection {
    /// It is malformed.
    Malformed(Error),
    /// No column is left for one of its units.
    NoColumn { format: String, unit: BuildUnit, span: Range<usize> },
}

impl Selection {
    /// Gives each unit the next column that fits.
    pub(crate) fn of(format: &str) -> Result<Self, NoSelection> {
        let tree = BuildFormat::parse(format).map_err(NoSelection::Malformed)?;
        let mut selection = Self { fields: Vec::new(), names: Vec::new(), left: columns() };
        let no_column = |(unit, span)| NoSelection::NoColumn { format: format.to_owned(), unit, span };
        selection.take_all(&tree.nodes, None).map_err(no_column)?;
        Ok(selection)
    }

    /// The fields, one for each C argument.
    pub(crate) fn fields(&self) -> &[FieldLayout] {
        &self.fields
    }

    /// The names of the columns.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    fn take_all(
        &mut self,
        nodes: &[Node<BuildUnit>],
        within: Option<Bracket>,
    ) -> Result<(), (BuildUnit, Range<usize>)> {
        let mut key = None;
        for (number, node) in nodes.iter().filter(|node| node.is_member()).enumerate() {
            let is_key = within == Some(Bracket::Dict) && number % 2 == 0;
            match &node.kind {
                // A key waits for its column.
                NodeKind::Unit(unit) if is_key && is_text(*unit) => key = Some(self.fields.len()),
                NodeKind::Unit(unit) => self.take(*unit, key.take()).ok_or((*unit, node.span.clone()))?,
                NodeKind::Group(bracket, nodes) => {
                    let waiting = key.take();
                    self.take_group(nodes, *bracket, waiting)?;
                }
                // These are no members.
                NodeKind::Optional | NodeKind::KeywordOnly | NodeKind::Separator { .. } => {}
            }
        }
        Ok(())
    }

    /// Takes the columns of a group; a key has the name of the first or, where that is taken, of any: no field of a record is
    /// given twice.
    fn take_group(
        &mut self,
        nodes: &[Node<BuildUnit>],
        bracket: Bracket,
        key: Option<usize>,
    ) -> Result<(), (BuildUnit, Range<usize>)> {
        let taken = self.names.len();
        self.take_all(nodes, Some(bracket))?;
        if let Some(at) = key {
            let all = columns();
            let first = self.names.get(taken);
            let first = all.iter().find(|column| first.is_some_and(|name| *name == text(column)));
            let label = first.into_iter().chain(&all).map(|column| column.label);
            let label = label.into_iter().find(|label| !self.fields.contains(label));
            self.fields.extend(label);
            // In front of the fields of the group.
            self.fields[at..].rotate_right(1);
        }
        Ok(())
    }

    /// Takes the next column that fits the unit; a key is given its name.
    fn take(&mut self, unit: BuildUnit, key: Option<usize>) -> Option<()> {
        let at = self.left.iter().position(|column| fits(column, unit))?;
        let column = self.left.remove(at);
        self.fields.extend(key.map(|_| column.label));
        self.fields.push(column.field);
        self.fields.extend(column.length.filter(|_| FieldType::accepted_by(unit).len() > 1));
        self.names.push(text(&column));
        Some(())
    }
}

/// Can the column be given to the unit?
fn fits(column: &Column, unit: BuildUnit) -> bool {
    match FieldType::accepted_by(unit) {
        [accepted] => accepted.contains(&column.field.class),
        [first, second] => {
            let length = |length: FieldLayout| second.contains(&length.class);
            first.contains(&column.field.class) && column.length.is_some_and(length)
        }
        _ => false,
    }
}

/// Is the unit given text that ends with NUL, as the names of columns do?
fn is_text(unit: BuildUnit) -> bool {
    matches!(FieldType::accepted_by(unit), [[FieldType::Text]])
}

fn text(column: &Column) -> String {
    column.name.to_string_lossy().into_owned()
}

impl fmt::Display for NoSelection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => error.fmt(f),
            Self::NoColumn { format, unit, span } => {
                let carets = " ".repeat(span.start) + &"^".repeat(span.len());
                writeln!(f, "error: no column is left for `{}`", unit.spelling())?;
                // What is well-formed is ASCII.
                writeln!(f, "  | {}\n  | {carets}", format.replace('\t', " "))?;
                let fitting: Vec<_> =
                    columns().iter().filter(|column| fits(column, *unit)).map(text).collect();
                match fitting.as_slice() {
                    [] => write!(f, "  = help: the table has no column of its type"),
                    fitting => write!(f, "  = help: these fit, each once: {}", fitting.join(", ")),
                }
            }
        }
    }
}

impl std::error::Error for NoSelection {}
