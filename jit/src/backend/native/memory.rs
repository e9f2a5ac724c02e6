//! The memory of a call: places or values, in an array or in a record.

use super::function::{Function, WORD, WORD_BYTES};
use crate::support::{self, FieldType, Promotion, RecordLayout};
use cranelift_codegen::ir::{InstBuilder, Type, Value, types};
use fmtunit_parser::plan::{BuildPlan, BuildStep, UnitConversion};
use fmtunit_parser::units::{self, BuildUnit};
use fmtunit_runtime::value;

/// An address: a value and an offset.
#[derive(Clone, Copy)]
pub(super) struct Address {
    pub(super) base: Value,
    pub(super) offset: i32,
}

/// The places or values of a call.
#[derive(Clone, Copy)]
pub(super) struct CallMemory<'a> {
    /// The address of the array or the record.
    pub(super) base: Value,
    pub(super) record: Option<&'a RecordLayout>,
}

impl CallMemory<'_> {
    fn field(self, function: &mut Function<'_>, number: usize) -> Option<(Address, FieldType)> {
        let layout = self.record?;
        let field = layout.fields.get(number)?;
        if let Some(literal) = layout.literal(field) {
            let base = function.constant(WORD, literal.as_ptr().expose_provenance() as i64);
            return Some((Address { base, offset: 0 }, field.class));
        }
        // The layout has been checked: offsets are those of an `i32`.
        Some((Address { base: self.base, offset: field.offset as i32 }, field.class))
    }

    /// The address to which the output of a place is written.
    pub(super) fn output(self, function: &mut Function<'_>, place: usize) -> Address {
        match self.field(function, place) {
            Some((address, _)) => address,
            None => Address { base: self.element(function, place), offset: 0 },
        }
    }

    /// Writes the output of a place.
    pub(super) fn store(self, function: &mut Function<'_>, place: usize, value: Value) {
        let Address { base, offset } = self.output(function, place);
        function.store(value, base, offset);
    }

    /// The input of a place.
    pub(super) fn input(self, function: &mut Function<'_>, place: usize) -> Value {
        match self.field(function, place) {
            Some((address, _)) => function.load(WORD, address.base, address.offset),
            None => self.element(function, place),
        }
    }

    /// An element of the array of places.
    fn element(self, function: &mut Function<'_>, place: usize) -> Value {
        function.load(WORD, self.base, words(place))
    }

    /// An array with the places of a unit.
    pub(super) fn places(self, function: &mut Function<'_>, conversion: &UnitConversion) -> Value {
        if self.record.is_none() {
            return function.offset(self.base, words(conversion.first));
        }
        let array = function.stack(conversion.unit.places());
        for (word, place) in (conversion.first..conversion.outputs().end).enumerate() {
            let place = if conversion.inputs().contains(&place) {
                self.input(function, place)
            } else {
                let Address { base, offset } = self.output(function, place);
                function.offset(base, offset)
            };
            function.stack_store(place, array, word);
        }
        function.stack_address(array, 0)
    }
}

/// The value of a unit of the build family.
#[derive(Clone, Copy)]
pub(super) struct UnitValue {
    pub(super) unit: BuildUnit,
    /// The number of the value in an array.
    number: usize,
    /// The first of its fields in a record.
    field: usize,
}

impl UnitValue {
    /// Returns the values of a plan.
    pub(super) fn of_plan(plan: &BuildPlan) -> Vec<Self> {
        let mut field = 0;
        let units = plan.steps.iter().filter_map(|step| match *step {
            BuildStep::Value { unit, .. } => Some(unit),
            _ => None,
        });
        let value = |(number, unit): (usize, BuildUnit)| {
            let value = Self { unit, number, field };
            field += unit.takes().count();
            value
        };
        units.enumerate().map(value).collect()
    }

    fn offset(self) -> i32 {
        (self.number * size_of::<value::Value>()) as i32
    }

    /// Loads the first C argument of the value, promoted.
    pub(super) fn scalar(self, function: &mut Function<'_>, memory: CallMemory<'_>) -> Value {
        let class = first_argument(self.unit.takes()).map_or(WORD, clif_type);
        match memory.field(function, self.field) {
            Some((address, field)) => promoted(function, address, field, class),
            None => function.load(class, memory.base, self.offset()),
        }
    }

    /// Returns a pointer to the value, which is composed of its fields if necessary.
    pub(super) fn pointer(self, function: &mut Function<'_>, memory: CallMemory<'_>) -> Value {
        if memory.record.is_none() {
            return function.offset(memory.base, self.offset());
        }
        let kind = self.unit.takes();
        let (arguments, fill) = (support::arguments(kind), support::fill(kind));
        if let ([accepted], None) = (arguments, fill)
            && let Some((address, class)) = memory.field(function, self.field)
            && accepted.first() == Some(&class)
        {
            return function.offset(address.base, address.offset);
        }
        let built = function.stack(2);
        for (index, accepted) in arguments.iter().enumerate() {
            if let Some((address, class)) = memory.field(function, self.field + index) {
                let target = accepted.first().map_or(WORD, |&class| clif_type(class));
                let word = promoted(function, address, class, target);
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

/// Returns the type of the first C argument of a value.
pub(super) fn first_argument(kind: units::ValueKind) -> Option<FieldType> {
    support::arguments(kind).first()?.first().copied()
}

/// Loads the C argument that a field stands for, promoted to a type.
fn promoted(
    function: &mut Function<'_>,
    Address { base, offset }: Address,
    class: FieldType,
    target: Type,
) -> Value {
    let promotion = class.promotion();
    if promotion == Promotion::Address {
        return function.offset(base, offset);
    }
    let field = function.load(clif_type(class), base, offset);
    let ins = function.ins();
    match promotion {
        Promotion::Unsigned => ins.uextend(target, field),
        Promotion::Signed => ins.sextend(target, field),
        Promotion::Float => ins.fpromote(target, field),
        Promotion::None | Promotion::Address => field,
    }
}

/// The type of a field in a register.
pub(super) fn clif_type(class: FieldType) -> Type {
    match (class, class.size()) {
        (FieldType::F32, _) => types::F32,
        (FieldType::F64, _) => types::F64,
        (_, 1) => types::I8,
        (_, 2) => types::I16,
        (_, 4) => types::I32,
        _ => WORD,
    }
}

/// The offset of a word.
pub(super) fn words(count: usize) -> i32 {
    // Plans number their places with 16 bits.
    count as i32 * WORD_BYTES
}
