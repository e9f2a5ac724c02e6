//! What a signature says of its units, as a value: to compare with a format, and to show.

use fmtunit_parser::units::{ParseUnit, Unit};
use std::any::TypeId;
use std::ffi::c_void;
use std::fmt;

/// What a marker of the parse family stands for.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A unit.
    Unit(ParseUnit),
    /// A unit with a converter: of what type its target is, and what that is called.
    Converted(fn() -> TypeId, fn() -> &'static str),
    /// A group.
    Group(&'static [Shape]),
    /// Something behind `|`.
    Optional(&'static Shape),
}

impl Shape {
    /// The target of a converter is one byte of nobody knows what.
    pub(crate) fn has_no_target(&self) -> bool {
        match self {
            Self::Converted(target, _) => target() == TypeId::of::<c_void>(),
            Self::Unit(_) | Self::Group(_) | Self::Optional(_) => false,
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit(unit) => f.write_str(unit.name()),
            Self::Converted(_, name) => {
                let name = name();
                // Without the modules that the type stands in, where that is all there is to it.
                let short =
                    if name.contains(['<', '*', '&', '(', '[']) { None } else { name.rsplit("::").next() };
                write!(f, "{}<{}>", ParseUnit::Converted.name(), short.unwrap_or(name))
            }
            Self::Group(members) => write_group(f, members),
            Self::Optional(inner) => write!(f, "Opt<{inner}>"),
        }
    }
}

/// Members in the brackets of a tuple.
pub(crate) fn write_group(f: &mut impl fmt::Write, members: &[impl fmt::Display]) -> fmt::Result {
    f.write_char('(')?;
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{member}")?;
    }
    f.write_str(if members.len() == 1 { ",)" } else { ")" })
}
