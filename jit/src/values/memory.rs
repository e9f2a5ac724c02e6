//! Memory for what units store that are known at run time only.

use super::output::{Element as ElementValue, Output};
use crate::typed::{Element, InputPlaces, Parameter};
use crate::units::parse;
use fmtunit_parser::plan::{ParsePlan, ParseStep};
use fmtunit_parser::units::ParseUnit;
use fmtunit_runtime::place::Place;
use std::ffi::c_void;
use std::{ptr, slice};

/// The type of the memory: that of the unit's marker. The target of a converter is the caller's: there is its address.
macro_rules! memory {
    (type [Anything] $trait:ident $name:ident) => { *mut c_void };
    (type $stores:tt $trait:ident $name:ident) => { <parse::$name as $trait>::Memory };
    (new [Anything] $trait:ident $name:ident) => { ptr::null_mut() };
    (new $stores:tt $trait:ident $name:ident) => { <parse::$name as $trait>::memory() };
    (places [Anything] $trait:ident $name:ident $memory:ident $inputs:ident $places:ident) => {{
        $places.push($inputs.next_place());
        *$memory = $inputs.next_place();
        $places.push(*$memory);
    }};
    (places $stores:tt $trait:ident $name:ident $memory:ident $inputs:ident $places:ident) => {
        $places.extend(<parse::$name as $trait>::places($memory, $inputs))
    };
    (out [Anything] $trait:ident $name:ident ($anchor:ident $memory:ident $($present:expr)?)) => { *$memory };
    (out $stores:tt $trait:ident $name:ident ($anchor:ident $memory:ident $($present:expr)?)) => {
        <parse::$name as $trait>::out($anchor, $memory $(, $present)?)
    };
}

macro_rules! define_memory {
    ($(
        #[doc = $doc:literal]
        $spelling:literal $name:ident takes $takes:tt stores ($($store:ident: $Store:ident),*)
        by $routine:ident $verb:ident $yields:ident $columns:tt;
    )*) => {
        /// Memory for an argument.
        pub(super) enum Memory {
            $($name(memory!(type [$($Store)*] Parameter $name)),)*
            Group(Vec<ElementMemory>),
        }

        impl Member for Memory {
            fn new(unit: ParseUnit) -> Self {
                match unit {
                    $(ParseUnit::$name => Self::$name(memory!(new [$($Store)*] Parameter $name)),)*
                }
            }

            fn group(elements: Vec<ElementMemory>) -> Self {
                Self::Group(elements)
            }

            fn places(&mut self, inputs: &mut InputPlaces<'_>, places: &mut Vec<Place>) {
                match self {
                    $(Self::$name(memory) => memory!(places [$($Store)*] Parameter $name memory inputs places),)*
                    Self::Group(elements) => elements.iter_mut().for_each(|element| element.places(inputs, places)),
                }
            }
        }

        impl Memory {
            /// The value.
            ///
            /// # Safety
            /// The unit has stored what it converted.
            pub(super) unsafe fn output<'a, A>(&self, anchor: &'a A) -> Output<'a> {
                // SAFETY: the caller vouches for the memory.
                unsafe {
                    match self {
                        $(Self::$name(memory) => {
                            Output::$name(memory!(out [$($Store)*] Parameter $name (anchor memory || true)))
                        })*
                        Self::Group(elements) => {
                            Output::Group(elements.iter().map(|element| element.value(anchor)).collect())
                        }
                    }
                }
            }
        }

        /// Memory for an element of a group.
        pub(super) enum ElementMemory {
            $($name(memory!(type [$($Store)*] Element $name)),)*
            Group(Vec<ElementMemory>),
        }

        impl Member for ElementMemory {
            fn new(unit: ParseUnit) -> Self {
                match unit {
                    $(ParseUnit::$name => Self::$name(memory!(new [$($Store)*] Element $name)),)*
                }
            }

            fn group(elements: Vec<ElementMemory>) -> Self {
                Self::Group(elements)
            }

            fn places(&mut self, inputs: &mut InputPlaces<'_>, places: &mut Vec<Place>) {
                match self {
                    $(Self::$name(memory) => memory!(places [$($Store)*] Element $name memory inputs places),)*
                    Self::Group(elements) => elements.iter_mut().for_each(|element| element.places(inputs, places)),
                }
            }
        }

        impl ElementMemory {
            /// The value.
            ///
            /// # Safety
            /// The unit has stored what it converted.
            unsafe fn value<A>(&self, anchor: &A) -> ElementValue {
                // SAFETY: the caller vouches for the memory.
                unsafe {
                    match self {
                        $(Self::$name(memory) => {
                            ElementValue::$name(memory!(out [$($Store)*] Element $name (anchor memory)))
                        })*
                        Self::Group(elements) => {
                            ElementValue::Group(elements.iter().map(|element| element.value(anchor)).collect())
                        }
                    }
                }
            }
        }
    };
}
fmtunit_parser::for_each_parse_unit!(define_memory);

/// Memory of one level.
trait Member {
    fn new(unit: ParseUnit) -> Self;
    fn group(elements: Vec<ElementMemory>) -> Self;
    /// Where the unit stores, behind its inputs.
    fn places(&mut self, inputs: &mut InputPlaces<'_>, places: &mut Vec<Place>);
}

/// Memory for each argument of a plan.
pub(super) fn of_plan(plan: &ParsePlan) -> Vec<Memory> {
    level(&mut plan.steps.iter())
}

/// The places of a call, which stay where they are as long as the memory does.
pub(super) fn places(memory: &mut [Memory], inputs: &[Place], room: usize) -> Vec<Place> {
    let mut places = Vec::with_capacity(room);
    let mut inputs = InputPlaces::new(inputs);
    memory.iter_mut().for_each(|memory| memory.places(&mut inputs, &mut places));
    places
}

fn level<M: Member>(steps: &mut slice::Iter<'_, ParseStep>) -> Vec<M> {
    let mut members = Vec::new();
    while let Some(step) = steps.next() {
        match *step {
            ParseStep::Convert { unit, .. } => members.push(M::new(unit)),
            ParseStep::EnterSequence { .. } => members.push(M::group(level(steps))),
            ParseStep::LeaveSequence => break,
            ParseStep::CheckCount { .. }
            | ParseStep::EndIfAbsent { .. }
            | ParseStep::CheckTotal { .. }
            | ParseStep::CheckPositionals { .. }
            | ParseStep::Find { .. }
            | ParseStep::Require { .. }
            | ParseStep::SkipIfAbsent { .. }
            | ParseStep::CheckLeftovers => {}
        }
    }
    members
}
