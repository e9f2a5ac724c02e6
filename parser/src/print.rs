//! How formats and plans are shown: a format as its source, a plan as one step a line.

use crate::ast::{Bracket, Format, Node, NodeKind, Trailer};
use crate::plan::{BuildPlan, BuildStep, Item, ItemId, ParsePlan, ParseStep, Site};
use crate::units::Unit;
use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

impl<U: Unit> Display for Format<U> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.nodes.iter().try_for_each(|node| node.fmt(f))?;
        self.trailer.iter().try_for_each(|trailer| trailer.fmt(f))
    }
}

impl<U: Unit> Display for Node<U> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            NodeKind::Unit(unit) => f.write_str(unit.spelling()),
            NodeKind::Group(bracket, nodes) => {
                let (open, close) = bracket.characters();
                write!(f, "{open}")?;
                nodes.iter().try_for_each(|node| node.fmt(f))?;
                write!(f, "{close}")
            }
            NodeKind::Optional => f.write_str("|"),
            NodeKind::KeywordOnly => f.write_str("$"),
            NodeKind::Separator { text, .. } => f.write_str(text),
        }
    }
}

impl Display for Trailer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.character(), self.text)
    }
}

impl Display for Bracket {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tuple => "tuple",
            Self::List => "list",
            Self::Dict => "dict",
        })
    }
}

/// Writes lines, those between an opening and a closing step indented.
struct Lines<'f, 'b> {
    f: &'f mut Formatter<'b>,
    depth: usize,
    started: bool,
}

impl<'f, 'b> Lines<'f, 'b> {
    fn new(f: &'f mut Formatter<'b>) -> Self {
        Self { f, depth: 0, started: false }
    }

    fn line(&mut self, text: fmt::Arguments<'_>) -> fmt::Result {
        if self.started {
            writeln!(self.f)?;
        }
        self.started = true;
        write!(self.f, "{:indent$}{text}", "", indent = 2 * self.depth)
    }

    fn open(&mut self, text: fmt::Arguments<'_>) -> fmt::Result {
        self.line(text)?;
        self.depth += 1;
        Ok(())
    }

    fn close(&mut self, text: fmt::Arguments<'_>) -> fmt::Result {
        self.depth = self.depth.saturating_sub(1);
        self.line(text)
    }
}

impl Display for Site {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        use crate::ast::TrailerKind::{Message, Name};
        match &self.trailer {
            Some((Name, text)) => write!(f, "{}()", text.to_string_lossy().escape_debug()),
            Some((Message, text)) => write!(f, ";{}", text.to_string_lossy().escape_debug()),
            None => Ok(()),
        }
    }
}

impl Display for ParsePlan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut lines = Lines::new(f);
        if self.site.trailer.is_some() {
            lines.line(format_args!("site {}", self.site))?;
        }
        let path = |id| ItemPath { items: &self.items, id };
        let name = |id| self.name_of(id).map(|name| format!(" {name:?}")).unwrap_or_default();
        for step in &*self.steps {
            match *step {
                ParseStep::CheckCount { min, max } => lines.line(format_args!("check_count {min}..={max}")),
                ParseStep::EndIfAbsent { item } => lines.line(format_args!("end_if_absent {}", path(item))),
                ParseStep::CheckTotal { max } => lines.line(format_args!("check_total {max}")),
                ParseStep::CheckPositionals { max, at_most } => {
                    let range = if at_most { "at most" } else { "exactly" };
                    lines.line(format_args!("check_positionals {max} {range}"))
                }
                ParseStep::Find { item } => lines.line(format_args!("find {}{}", path(item), name(item))),
                ParseStep::Require { item } => lines.line(format_args!("require {}", path(item))),
                ParseStep::SkipIfAbsent { item, steps } => {
                    lines.line(format_args!("skip_if_absent {} {steps}", path(item)))
                }
                ParseStep::CheckLeftovers => lines.line(format_args!("check_leftovers")),
                ParseStep::Convert { item, unit, first, cleanup } => {
                    let (item, routine, end) =
                        (path(item), unit.routine(), usize::from(first) + unit.places());
                    let cleanup = cleanup.map(|number| format!(" cleanup {number}")).unwrap_or_default();
                    lines.line(format_args!("convert {item} by {routine} places[{first}..{end}]{cleanup}"))
                }
                ParseStep::EnterSequence { item, len, encoded, borrows, steps: _ } => {
                    let encoded = if encoded > 0 { format!(", {encoded} encoded") } else { String::new() };
                    let borrows = if borrows { ", borrowing" } else { "" };
                    lines.open(format_args!("enter {} as sequence of {len}{encoded}{borrows}", path(item)))
                }
                ParseStep::LeaveSequence => lines.close(format_args!("leave")),
            }?;
        }
        Ok(())
    }
}

impl ParsePlan {
    /// The name of an argument that has one.
    fn name_of(&self, id: ItemId) -> Option<Cow<'_, str>> {
        let index = self.items.get(usize::from(id))?.index;
        let name = self.parameters.as_ref()?.names.get(usize::from(index))?;
        Some(name.to_string_lossy()).filter(|name| !name.is_empty())
    }
}

/// An item as `item0.1`: the indices of the items that it is an element of, then its own.
struct ItemPath<'p> {
    items: &'p [Item],
    id: ItemId,
}

impl Display for ItemPath<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut path = Vec::new();
        let mut next = Some(self.id);
        while let Some(id) = next {
            let Some(item) = self.items.get(usize::from(id)) else { return f.write_str("item?") };
            path.push(item.index.to_string());
            // A parent comes before its elements; going on otherwise would not end in an ill-formed plan.
            next = item.parent.filter(|&parent| parent < id);
        }
        path.reverse();
        write!(f, "item{}", path.join("."))
    }
}

impl Display for BuildPlan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut lines = Lines::new(f);
        for step in &*self.steps {
            match *step {
                BuildStep::Nothing => lines.line(format_args!("nothing")),
                BuildStep::Value { unit, value } => {
                    lines.line(format_args!("value{value} by {}", unit.routine()))
                }
                BuildStep::Open { kind, len, container: _, steps: _ } => {
                    lines.open(format_args!("open {kind} of {len}"))
                }
                BuildStep::Insert { container: _ } => lines.line(format_args!("insert")),
                BuildStep::Close { container: _ } => lines.close(format_args!("close")),
            }?;
        }
        Ok(())
    }
}
