//! The shape of a signature as a value: to compare with a format, and to show.

use fmtunit_parser::units::{ParseUnit, Unit};
use std::any::TypeId;
use std::ffi::c_void;
use std::fmt;

/// The shape of a marker of the parse family.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A unit.
    Unit(ParseUnit),
    /// A unit with a converter: the type of its target, and the name of that type.
    Converted(fn() -> TypeId, fn() -> &'static str),
    /// A group.
    Group(&'static [Shape]),
    /// A marker after `|`.
    Optional(&'static Shape),
}

impl Shape {
    /// Is it a converter to a `c_void`, whose size is unknown?
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
                // Without the modules of the type, where nothing but its name follows them.
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
