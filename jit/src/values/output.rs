//! What a unit of the parse family yields.

use crate::typed;
use crate::units::parse;
use std::ffi::c_void;
use std::fmt;

/// The type of a value: that of the unit's marker. The target of a converter is the caller's.
macro_rules! value {
    ([Anything] $trait:ident $name:ident $($a:lifetime)?) => { *mut c_void };
    ($stores:tt $trait:ident $name:ident $($a:lifetime)?) => { <parse::$name as typed::$trait>::Out$(<$a>)? };
}

/// What is shown of a value.
macro_rules! shown {
    ([Complex] $value:ident) => {
        &($value.real, $value.imag)
    };
    ($stores:tt $value:ident) => {
        $value
    };
}

macro_rules! define_outputs {
    ($(
        #[doc = $doc:literal]
        $spelling:literal $name:ident takes $takes:tt stores ($($store:ident: $Store:ident),*)
        by $routine:ident $verb:ident $yields:ident $columns:tt;
    )*) => {
        /// What a unit yields that stands for an argument: one variant for each row of the table of parse units.
        ///
        /// What points into an argument borrows the variable that the arguments came in. Guards release when they are dropped,
        /// while the thread is attached.
        #[non_exhaustive]
        pub enum Output<'a> {
            $(#[doc = concat!("`", $spelling, "`:", $doc)] $name(value!([$($Store)*] Parameter $name 'a)),)*
            /// `(…)`: the values of its elements.
            Group(Vec<Element>),
        }

        /// What a unit yields that stands in a group. What lends gives raw pointers, for an element may die at any time.
        #[non_exhaustive]
        pub enum Element {
            $(#[doc = concat!("`", $spelling, "`:", $doc)] $name(value!([$($Store)*] Element $name)),)*
            /// `(…)`: the values of its elements.
            Group(Vec<Element>),
        }

        impl fmt::Debug for Output<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name(value) => {
                        f.debug_tuple(stringify!($name)).field(shown!([$($Store)*] value)).finish()
                    })*
                    Self::Group(elements) => f.debug_tuple("Group").field(elements).finish(),
                }
            }
        }

        impl fmt::Debug for Element {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name(value) => {
                        f.debug_tuple(stringify!($name)).field(shown!([$($Store)*] value)).finish()
                    })*
                    Self::Group(elements) => f.debug_tuple("Group").field(elements).finish(),
                }
            }
        }
    };
}
fmtunit_parser::for_each_parse_unit!(define_outputs);
