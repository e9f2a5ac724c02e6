//! Where places and values are: in an array, or in a record.

use super::function::{Function, WORD, WORD_BYTES};
use crate::support::{self, FieldType, RecordLayout};
use cranelift_codegen::ir::{InstBuilder, Type, Value, types as clif};
use fmtunit_parser::plan::{BuildPlan, BuildStep};
use fmtunit_parser::units::{self, ParseUnit};
use fmtunit_runtime::value;

/// An address: a value and an offset.
#[derive(Clone, Copy)]
pub(super) struct Address {
    pub(super) base: Value,
    pub(super) offset: i32,
}

/// The places or values of a call.
#[derive(Clone, Copy)]
pub(super) struct Memory<'a> {
    /// The array, or the record.
    pub(super) base: Value,
    pub(super) record: Option<&'a RecordLayout>,
}

impl Memory<'_> {
    fn field(self, number: usize) -> Option<(Address, FieldType)> {
        let field = self.record?.fields.get(number)?;
        // The layout has been checked: offsets are those of an `i32`.
        Some((Address { base: self.base, offset: field.offset as i32 }, field.class))
    }

    /// Where the output of a place goes.
    pub(super) fn output(self, function: &mut Function<'_>, place: usize) -> Address {
        match self.field(place) {
            Some((address, _)) => address,
            None => Address { base: self.element(function, place), offset: 0 },
        }
    }

    /// The input of a place.
    pub(super) fn input(self, function: &mut Function<'_>, place: usize) -> Value {
        match self.field(place) {
            Some((address, _)) => function.load(WORD, address.base, address.offset),
            None => self.element(function, place),
        }
    }

    /// An element of the array of places.
    pub(super) fn element(self, function: &mut Function<'_>, place: usize) -> Value {
        function.load(WORD, self.base, words(place))
    }

    /// An array with the places of a unit.
    pub(super) fn places(self, function: &mut Function<'_>, unit: ParseUnit, first: usize) -> Value {
        if self.record.is_none() {
            return function.offset(self.base, words(first));
        }
        let count = unit.places();
        let array = function.stack(count);
        for index in 0..count {
            let place = if index < unit.takes().len() {
                self.input(function, first + index)
            } else {
                let Address { base, offset } = self.output(function, first + index);
                function.offset(base, offset)
            };
            function.stack_store(place, array, index);
        }
        function.stack_address(array, 0)
    }

    /// The first field of each value of a plan.
    pub(super) fn first_fields(self, plan: &BuildPlan) -> Vec<usize> {
        let mut next = 0;
        let values = plan.steps.iter().filter_map(|step| match *step {
            BuildStep::Value { unit, .. } => Some(unit.takes().count()),
            _ => None,
        });
        let following = values.map(|count| {
            next += count;
            next
        });
        std::iter::once(0).chain(following).collect()
    }

    /// The only C argument of a value, as its member is.
    pub(super) fn scalar(
        self,
        function: &mut Function<'_>,
        kind: units::ValueKind,
        number: usize,
        field: usize,
    ) -> Value {
        let wanted = support::arguments(kind).first().copied().unwrap_or_default();
        match self.field(field) {
            Some((address, class)) => promoted(function, address, class, wanted),
            None => {
                let class = wanted.first().map_or(WORD, |&wanted| clif_type(wanted));
                function.load(class, self.base, value_offset(number))
            }
        }
    }

    /// A pointer to a value.
    pub(super) fn value(
        self,
        function: &mut Function<'_>,
        kind: units::ValueKind,
        number: usize,
        field: usize,
    ) -> Value {
        if self.record.is_none() {
            return function.offset(self.base, value_offset(number));
        }
        let (arguments, fill) = (support::arguments(kind), support::fill(kind));
        if let ([accepted], None) = (arguments, fill)
            && let Some((address, class)) = self.field(field)
            && accepted.first() == Some(&class)
        {
            return function.offset(address.base, address.offset);
        }
        let built = function.stack(2);
        for (index, accepted) in arguments.iter().enumerate() {
            if let Some((address, class)) = self.field(field + index) {
                let word = promoted(function, address, class, accepted);
                function.stack_store(word, built, index);
            }
        }
        if let Some(fill) = fill {
            let word = function.constant(WORD, fill as i64);
            function.stack_store(word, built, 1);
        }
        function.stack_address(built, 0)
    }
}

/// The C argument that a field stands for, promoted to the first of the types accepted.
fn promoted(
    function: &mut Function<'_>,
    Address { base, offset }: Address,
    class: FieldType,
    accepted: &[FieldType],
) -> Value {
    let target = accepted.first().map_or(WORD, |&accepted| clif_type(accepted));
    let load = |function: &mut Function<'_>| function.load(clif_type(class), base, offset);
    match class {
        FieldType::Bool | FieldType::U8 | FieldType::U16 => {
            let narrow = load(function);
            function.builder.ins().uextend(target, narrow)
        }
        FieldType::I8 | FieldType::I16 => {
            let narrow = load(function);
            function.builder.ins().sextend(target, narrow)
        }
        FieldType::F32 => {
            let narrow = load(function);
            function.builder.ins().fpromote(target, narrow)
        }
        // Passed by its address.
        FieldType::Complex | FieldType::Buffer => function.offset(base, offset),
        FieldType::I32
        | FieldType::U32
        | FieldType::I64
        | FieldType::U64
        | FieldType::F64
        | FieldType::ComplexPointer
        | FieldType::Text
        | FieldType::Wide
        | FieldType::Object
        | FieldType::Class
        | FieldType::Converter
        | FieldType::Maker
        | FieldType::Pointer => load(function),
    }
}

/// The type of a field in a register.
pub(super) fn clif_type(class: FieldType) -> Type {
    match class {
        FieldType::Bool | FieldType::I8 | FieldType::U8 => clif::I8,
        FieldType::I16 | FieldType::U16 => clif::I16,
        FieldType::I32 | FieldType::U32 => clif::I32,
        FieldType::F32 => clif::F32,
        FieldType::F64 => clif::F64,
        FieldType::I64
        | FieldType::U64
        | FieldType::Complex
        | FieldType::ComplexPointer
        | FieldType::Text
        | FieldType::Wide
        | FieldType::Buffer
        | FieldType::Object
        | FieldType::Class
        | FieldType::Converter
        | FieldType::Maker
        | FieldType::Pointer => WORD,
    }
}

/// The offset of a word.
pub(super) fn words(count: usize) -> i32 {
    // Plans number their places with 16 bits.
    count as i32 * WORD_BYTES
}

fn value_offset(number: usize) -> i32 {
    (number * size_of::<value::Value>()) as i32
}
