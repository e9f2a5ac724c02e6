//! The values that units of the parse family yield, and the memory that the units store to.

use crate::typed::{AsArgument, AsElement, InputPlaces, Marker};
use crate::units::parse;
use fmtunit_parser::plan::{MemberKind, PlanMember};
use fmtunit_parser::units::ParseUnit;
use fmtunit_runtime::place::Place;
use std::ffi::c_void;
use std::{fmt, ptr};

/// The memory and the value of a unit: those of its marker. The target of a converter is the caller's: there is its address.
macro_rules! unit {
    (value [Anything] $position:ident $name:ident $a:lifetime) => { *mut c_void };
    (value $stores:tt $position:ident $name:ident $a:lifetime) => { <parse::$name as Marker<$position>>::Out<$a> };
    (memory [Anything] $position:ident $name:ident) => { *mut c_void };
    (memory $stores:tt $position:ident $name:ident) => { <parse::$name as Marker<$position>>::Memory };
    (new [Anything] $position:ident $name:ident) => { ptr::null_mut() };
    (new $stores:tt $position:ident $name:ident) => { <parse::$name as Marker<$position>>::memory() };
    (places [Anything] $position:ident $name:ident $memory:ident $inputs:ident $places:ident) => {{
        $places.push($inputs.next_place());
        *$memory = $inputs.next_place();
        $places.push(*$memory);
    }};
    (places $stores:tt $position:ident $name:ident $memory:ident $inputs:ident $places:ident) => {
        $places.extend(<parse::$name as Marker<$position>>::places($memory, $inputs))
    };
    (out [Anything] $position:ident $name:ident $memory:ident) => { *$memory };
    (out $stores:tt $position:ident $name:ident $memory:ident) => {
        <parse::$name as Marker<$position>>::out($memory, || true)
    };
    (shown [Complex] $value:ident) => { &($value.real, $value.imag) };
    (shown $stores:tt $value:ident) => { $value };
}

/// Defines the values and the memory of units in a position.
macro_rules! define_position {
    (
        $position:ident $Output:ident [$($generic:lifetime)?] $a:lifetime $Memory:ident $(#[doc = $summary:literal])*:
        $([#[doc = $doc:literal] $spelling:literal $name:ident $stores:tt])*
    ) => {
        $(#[doc = $summary])*
        #[non_exhaustive]
        pub enum $Output$(<$generic>)? {
            $(#[doc = concat!("`", $spelling, "`:", $doc)] $name(unit!(value $stores $position $name $a)),)*
            /// `(…)`: the values of its elements.
            Group(Vec<ElementOutput>),
        }

        impl$(<$generic>)? fmt::Debug for $Output$(<$generic>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name(value) => {
                        f.debug_tuple(stringify!($name)).field(unit!(shown $stores value)).finish()
                    })*
                    Self::Group(elements) => f.debug_tuple("Group").field(elements).finish(),
                }
            }
        }

        /// The memory that the units of an argument or an element store to.
        pub(super) enum $Memory {
            $($name(unit!(memory $stores $position $name)),)*
            Group(Vec<ElementMemory>),
        }

        impl $Memory {
            pub(super) fn new(member: &PlanMember<'_>) -> Self {
                match &member.kind {
                    MemberKind::Unit(conversion) => match conversion.unit {
                        $(ParseUnit::$name => Self::$name(unit!(new $stores $position $name)),)*
                    },
                    MemberKind::Group(group) => {
                        Self::Group(group.members.clone().map(|element| ElementMemory::new(&element)).collect())
                    }
                }
            }

            /// Appends for each unit its inputs, then the places that it stores to.
            pub(super) fn places(&mut self, inputs: &mut InputPlaces<'_>, places: &mut Vec<Place>) {
                match self {
                    $(Self::$name(memory) => unit!(places $stores $position $name memory inputs places),)*
                    Self::Group(elements) => elements.iter_mut().for_each(|element| element.places(inputs, places)),
                }
            }

            /// Returns the value.
            ///
            /// # Safety
            /// The units have stored what they converted.
            pub(super) unsafe fn output$(<$generic>)?(&self) -> $Output$(<$generic>)? {
                // SAFETY: the caller vouches for the memory.
                unsafe {
                    match self {
                        $(Self::$name(memory) => $Output::$name(unit!(out $stores $position $name memory)),)*
                        Self::Group(elements) => {
                            $Output::Group(elements.iter().map(|element| element.output()).collect())
                        }
                    }
                }
            }
        }
    };
}

macro_rules! define_outputs {
    ($(
        #[doc = $doc:literal]
        $spelling:literal $name:ident takes $takes:tt stores ($($store:ident: $Store:ident),*)
        by $routine:ident $verb:ident $yields:ident $columns:tt;
    )*) => {
        define_position! {
            AsArgument Output ['a] 'a UnitMemory
            /// The value of a unit that stands for an argument: one variant for each row of the table of parse units.
            ///
            /// A value that points into an argument borrows the variable that the arguments came in. Guards release when they
            /// are dropped, while the thread is attached.
            : $([#[doc = $doc] $spelling $name [$($Store)*]])*
        }
        define_position! {
            AsElement ElementOutput [] 'static ElementMemory
            /// The value of a unit in a group. A value that points into an element is a raw pointer, for the element may die at
            /// any time.
            : $([#[doc = $doc] $spelling $name [$($Store)*]])*
        }
    };
}
fmtunit_parser::for_each_parse_unit!(define_outputs);
