//! The units of both dialects, made from the [tables](self#the-tables).
//!
//! # The tables
//!
//! Everything that depends on the set of units (the enums below, the routines of the runtime, the reference page
//! `UNITS.md`, the tests that every unit is covered) is generated from the rows that
//! [`for_each_place!`](crate::for_each_place), [`for_each_parse_unit!`](crate::for_each_parse_unit),
//! [`for_each_value!`](crate::for_each_value) and [`for_each_build_unit!`](crate::for_each_build_unit) hand out.
//!
//! Parsing and building have a table each: they share letters, not meanings.

mod shape;
#[macro_use]
mod tables;

pub use shape::{BuildShape, ParseShape};
pub(crate) use tables::LIKELY_MISTAKES;

use core::fmt;

/// A feature release of CPython, major and minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u8, pub u8);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// A range of versions of CPython: both ends included, `None` for an open end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Versions {
    /// The first version.
    pub since: Option<Version>,
    /// The last version.
    pub until: Option<Version>,
}

impl Versions {
    /// Every version.
    pub const ALL: Self = Self { since: None, until: None };

    /// Does `version` lie in the range?
    pub const fn contain(self, version: Version) -> bool {
        let minor = version.0 as u16 * 256 + version.1 as u16;
        let late_enough = match self.since {
            Some(first) => minor >= first.0 as u16 * 256 + first.1 as u16,
            None => true,
        };
        let early_enough = match self.until {
            Some(last) => minor <= last.0 as u16 * 256 + last.1 as u16,
            None => true,
        };
        late_enough && early_enough
    }
}

/// Python code that converting an item may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Runs {
    /// Methods of the item: `__index__`, `__float__`, `__bool__`, the exporter of its buffer. Those of an exact
    /// built-in `int`, `float`, `str`, `bytes`, `bool` or `None` are not Python code.
    Methods,
    /// Code of others than the item: a converter, a codec, a warning filter.
    Anything,
}

/// The properties that parse units and build units share.
pub trait Unit: Copy + Eq + fmt::Debug + 'static {
    /// Every unit, in the order of the table.
    const ALL: &'static [Self];
    /// The name of the dialect, for messages: `"parse"` or `"build"`.
    const DIALECT: &'static str;
    /// How a format spells the unit.
    fn spelling(self) -> &'static str;
    /// The name of the unit in the table.
    fn name(self) -> &'static str;
    /// Says in a sentence what the unit accepts or makes.
    fn summary(self) -> &'static str;
    /// The runtime's routine.
    fn routine(self) -> &'static str;
    /// The versions of CPython that support the unit.
    fn versions(self) -> Versions;
    /// The C types of the outputs, or of the value that the unit takes.
    fn c_types(self) -> Vec<&'static str>;
}

/// The value of a column that a row may have; the columns before it are skipped.
macro_rules! column {
    (viewed [viewed($routine:ident) $($rest:tt)*]) => {
        Some(stringify!($routine))
    };
    (cleans [cleans($cleanup:ident) $($rest:tt)*]) => {
        Some(stringify!($cleanup))
    };
    ((fast $shapes:ident) [fast($shape:ident) $($rest:tt)*]) => {
        Some($shapes::$shape)
    };
    (runs [runs(methods) $($rest:tt)*]) => {
        Some(Runs::Methods)
    };
    (runs [runs(anything) $($rest:tt)*]) => {
        Some(Runs::Anything)
    };
    (since [since($major:literal, $minor:literal) $($rest:tt)*]) => {
        Some(Version($major, $minor))
    };
    (until [until($major:literal, $minor:literal) $($rest:tt)*]) => {
        Some(Version($major, $minor))
    };
    ($wanted:tt [$other:ident $value:tt $($rest:tt)*]) => {
        column!($wanted [$($rest)*])
    };
    ($wanted:tt []) => {
        None
    };
}

macro_rules! is_lent {
    (lends) => {
        true
    };
    (yields) => {
        false
    };
}

macro_rules! define_places {
    ($(#[doc = $doc:literal] $name:ident: $type:ty;)*) => {
        /// One variadic argument of a parse function: what an output is a pointer to, or what an input is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Place {
            $(#[doc = $doc] $name,)*
        }

        impl Place {
            /// The name of the row: also that of the function of `fmtunit_runtime::place` that checks the type.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
            /// The C type.
            pub fn c_type(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }.trim()
            }
            /// The Rust type, as the table spells it.
            pub const fn rust_type(self) -> &'static str {
                match self { $(Self::$name => stringify!($type),)* }
            }
        }
    };
}
for_each_place!(define_places);

macro_rules! define_parse_units {
    ($(
        #[doc = $doc:literal]
        $spelling:literal $name:ident takes ($($take:ident: $Take:ident),*) stores ($($store:ident: $Store:ident),*)
        by $routine:ident $verb:ident $yields:ident $columns:tt;
    )*) => {
        /// A unit of the parse dialect.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum ParseUnit {
            $(#[doc = concat!("`", $spelling, "`:", $doc)] $name,)*
        }

        impl Unit for ParseUnit {
            const ALL: &'static [Self] = &[$(Self::$name,)*];
            const DIALECT: &'static str = "parse";
            fn spelling(self) -> &'static str {
                match self { $(Self::$name => $spelling,)* }
            }
            fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
            fn summary(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }.trim()
            }
            fn routine(self) -> &'static str {
                match self { $(Self::$name => stringify!($routine),)* }
            }
            fn versions(self) -> Versions {
                match self { $(Self::$name => Versions {
                    since: column!(since $columns),
                    until: column!(until $columns),
                },)* }
            }
            fn c_types(self) -> Vec<&'static str> {
                self.stores().iter().map(|(_, place)| place.c_type()).collect()
            }
        }

        impl ParseUnit {
            /// The inputs, which stand before the outputs in the argument list: name and type.
            pub const fn takes(self) -> &'static [(&'static str, Place)] {
                match self { $(Self::$name => &[$((stringify!($take), Place::$Take)),*],)* }
            }
            /// The outputs: name and type.
            pub const fn stores(self) -> &'static [(&'static str, Place)] {
                match self { $(Self::$name => &[$((stringify!($store), Place::$Store)),*],)* }
            }
            /// The objects that compiled code converts without a call.
            pub const fn fast(self) -> Option<ParseShape> {
                match self { $(Self::$name => column!((fast ParseShape) $columns),)* }
            }
            /// The runtime's routine for the typed form, where it differs.
            pub const fn view_routine(self) -> Option<&'static str> {
                match self { $(Self::$name => column!(viewed $columns),)* }
            }
            /// The runtime's function that makes the typed form's value of the outputs.
            pub const fn yields(self) -> &'static str {
                match self { $(Self::$name => stringify!($yields),)* }
            }
            /// The runtime's function that undoes the conversion, where it has to be undone.
            pub const fn cleanup(self) -> Option<&'static str> {
                match self { $(Self::$name => column!(cleans $columns),)* }
            }
            /// Can no caller observe that a conversion is made twice? So it is where the outputs are only read from
            /// an object of the fast shape.
            pub const fn is_repeatable(self) -> bool {
                self.fast().is_some() && self.cleanup().is_none()
            }
            /// The Python code that converting may run.
            pub const fn runs(self) -> Option<Runs> {
                match self { $(Self::$name => column!(runs $columns),)* }
            }
            /// Does an output point into the argument, or is it the argument?
            pub const fn borrows(self) -> bool {
                match self { $(Self::$name => is_lent!($verb),)* }
            }
            /// The number of variadic arguments that the unit consumes.
            pub const fn places(self) -> usize {
                self.takes().len() + self.stores().len()
            }
            /// Is the argument encoded? These units have one letter more, which CPython used to count as an element.
            pub fn encodes(self) -> bool {
                self.takes().iter().any(|(_, place)| *place == Place::Encoding)
            }
        }
    };
}
for_each_parse_unit!(define_parse_units);

macro_rules! define_values {
    ($(#[doc = $doc:literal] $name:ident from $count:literal: $type:ty;)*) => {
        /// The value that one build unit takes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ValueKind {
            $(#[doc = $doc] $name,)*
        }

        impl ValueKind {
            /// Every value, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name of the row: also that of the function of `fmtunit_runtime::value` that checks the type.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
            /// The C types.
            pub fn c_type(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }.trim()
            }
            /// The number of C arguments that it consists of.
            pub const fn count(self) -> usize {
                match self { $(Self::$name => $count,)* }
            }
        }
    };
}
for_each_value!(define_values);

macro_rules! define_build_units {
    ($(
        #[doc = $doc:literal]
        $spelling:literal $name:ident takes $value:ident by $routine:ident $columns:tt;
    )*) => {
        /// A unit of the build dialect.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum BuildUnit {
            $(#[doc = concat!("`", $spelling, "`:", $doc)] $name,)*
        }

        impl Unit for BuildUnit {
            const ALL: &'static [Self] = &[$(Self::$name,)*];
            const DIALECT: &'static str = "build";
            fn spelling(self) -> &'static str {
                match self { $(Self::$name => $spelling,)* }
            }
            fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
            fn summary(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }.trim()
            }
            fn routine(self) -> &'static str {
                match self { $(Self::$name => stringify!($routine),)* }
            }
            fn versions(self) -> Versions {
                match self { $(Self::$name => Versions {
                    since: column!(since $columns),
                    until: None,
                },)* }
            }
            fn c_types(self) -> Vec<&'static str> {
                vec![self.takes().c_type()]
            }
        }

        impl BuildUnit {
            /// The object that compiled code makes without the runtime's routine.
            pub const fn fast(self) -> Option<BuildShape> {
                match self { $(Self::$name => column!((fast BuildShape) $columns),)* }
            }
            /// The value that the unit takes.
            pub const fn takes(self) -> ValueKind {
                match self { $(Self::$name => ValueKind::$value,)* }
            }
        }
    };
}
for_each_build_unit!(define_build_units);

/// The unit with the longest spelling that `text` starts with.
pub fn longest<U: Unit>(text: &str) -> Option<U> {
    U::ALL
        .iter()
        .copied()
        .filter(|unit| text.starts_with(unit.spelling()))
        .max_by_key(|unit| unit.spelling().len())
}

/// The units whose spelling starts with the character.
pub fn beginning_with<U: Unit>(letter: char) -> impl Iterator<Item = U> {
    U::ALL.iter().copied().filter(move |unit| unit.spelling().starts_with(letter))
}

/// Can the character follow the letter of some unit, of either kind?
pub(crate) fn is_modifier(character: char) -> bool {
    fn modifies<U: Unit>(character: char) -> bool {
        U::ALL.iter().any(|unit| unit.spelling().chars().skip(1).any(|it| it == character))
    }
    !character.is_alphabetic() && (modifies::<ParseUnit>(character) || modifies::<BuildUnit>(character))
}
