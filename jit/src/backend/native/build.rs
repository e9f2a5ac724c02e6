//! Build plans, step by step: each object is put into its container as soon as it is made.

use super::function::{Function, WORD};
use super::memory::{CallMemory, UnitValue, first_argument, words};
use crate::backend::{CodeSource, helpers};
use crate::support::FieldType;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, StackSlot, Value, types};
use fmtunit_parser::ast::Bracket;
use fmtunit_parser::plan::{BuildPlan, BuildStep};
use fmtunit_parser::units::{self, BuildShape};
use fmtunit_runtime::interpret::OpenContainer;
use fmtunit_runtime::layout::{Counting, SmallInts};
use fmtunit_runtime::thunks;
use std::iter::Enumerate;
use std::ptr::NonNull;
use std::slice;

/// The remaining steps.
type Steps<'a> = Enumerate<slice::Iter<'a, BuildStep>>;

struct Build<'a, 'f> {
    function: &'a mut Function<'f>,
    source: &'a CodeSource<'a>,
    memory: CallMemory<'a>,
    values: Vec<UnitValue>,
    /// The number of pairs of dicts so far.
    pairs: usize,
    /// For each container: itself and, in a dict, the key whose value is being made.
    open: Option<StackSlot>,
    /// One value is the result: if it cannot be made, nothing is left to do.
    is_only: bool,
    /// The number of the container that is the result: nothing follows it.
    result: Option<usize>,
    /// Blocks that leave a step to the engine: written at the end.
    failures: Vec<Failure>,
}

/// A step that has failed.
struct Failure {
    block: Block,
    step: usize,
    /// The value that could not be inserted.
    rejected: Option<Value>,
    /// The object that is null: the routine of its unit raises.
    missing: Option<UnitValue>,
}

/// Writes the function of a plan that makes an object.
pub(super) fn value(function: &mut Function<'_>, plan: &BuildPlan, source: &CodeSource<'_>) {
    let parameters = function.begin(&[WORD; 2], Some(WORD));
    let &[base, _] = parameters.as_slice() else { return };
    let mut build = Build::new(function, plan, source, base);
    build.is_only = plan.steps.len() == 1;
    build.result = Some(0);
    let object = build.object(&mut plan.steps.iter().enumerate());
    build.function.ins().return_(&[object]);
    build.fail(None);
}

/// Writes the function of a plan that makes arguments, and calls with them.
pub(super) fn call(function: &mut Function<'_>, plan: &BuildPlan, source: &CodeSource<'_>) {
    let parameters = function.begin(&[WORD; 3], Some(WORD));
    let &[callable, base, _] = parameters.as_slice() else { return };
    let count = usize::from(plan.results);
    // The word before the arguments is for the callee's use.
    let stack = function.held_stack(count + 1, 1);
    let mut build = Build::new(function, plan, source, base);
    let refused = build.function.cold_block(&[]);
    build.function.check(IntCC::NotEqual, callable, 0, refused);
    let mut steps = plan.steps.iter().enumerate();
    for index in 0..count {
        let object = build.object(&mut steps);
        build.function.stack_store(object, stack, index + 1);
    }
    let size = build.function.constant(WORD, count as i64 + 1);
    let arguments = build.function.stack_address(stack, 0);
    let code = helpers::call_with_count(count);
    let result = build.function.call(code, &[callable, arguments, size], WORD);
    build.function.ins().return_(&[result]);
    build.fail(Some((stack, count)));

    function.switch_to(refused);
    let format = function.address(source.exits.format);
    let result = function.call(source.exits.engine, &[callable, base, format], WORD);
    function.ins().return_(&[result]);
}

impl<'a, 'f> Build<'a, 'f> {
    fn new(
        function: &'a mut Function<'f>,
        plan: &BuildPlan,
        source: &'a CodeSource<'a>,
        base: Value,
    ) -> Self {
        let memory = CallMemory { base, record: source.record };
        let containers = usize::from(plan.containers);
        let open = (containers > 0).then(|| function.held_stack(2 * containers, 0));
        let values = UnitValue::of_plan(plan);
        Self {
            function,
            source,
            memory,
            values,
            pairs: 0,
            open,
            is_only: false,
            result: None,
            failures: Vec::new(),
        }
    }

    /// Makes the object of the next step, with all that belongs to it.
    fn object(&mut self, steps: &mut Steps<'_>) -> Value {
        let Some((at, &step)) = steps.next() else { return self.nothing() };
        match step {
            BuildStep::Nothing => self.nothing(),
            BuildStep::Value { value, .. } => match self.values.get(usize::from(value)) {
                Some(&value) => self.value(at, value),
                None => self.nothing(),
            },
            BuildStep::Open { kind, len, container, .. } => {
                let object = self.open(at, kind, len, container.into());
                match kind {
                    Bracket::Tuple | Bracket::List => self.fill(steps, kind, object, len),
                    Bracket::Dict => self.insert_pairs(steps, object, len, container.into()),
                }
                // The step that closes the container, which moves into another, or to the arguments.
                steps.next();
                if self.result != Some(container.into()) {
                    self.keep_nothing(2 * usize::from(container));
                }
                object
            }
            // Both belong to a container, whose filling takes them.
            BuildStep::Insert { .. } | BuildStep::Close { .. } => self.nothing(),
        }
    }

    fn nothing(&mut self) -> Value {
        self.function.call(helpers::nothing as *const (), &[], WORD)
    }

    /// Makes the object of a value.
    fn value(&mut self, at: usize, value: UnitValue) -> Value {
        let layout = self.function.layout;
        match (value.unit.fast(), layout.offsets) {
            (Some(BuildShape::Int), _) => self.int(at, value, layout.small_ints),
            (Some(BuildShape::Float), _) => {
                let number = value.scalar(self.function, self.memory);
                self.make(at, pyo3_ffi::PyFloat_FromDouble as *const (), &[number])
            }
            (Some(BuildShape::NewReference), Some(offsets)) if offsets.counting != Counting::ByCall => {
                let object = self.given(at, value);
                self.function.count_reference(object, offsets.counting);
                object
            }
            (Some(BuildShape::Reference), _) => self.given(at, value),
            (Some(BuildShape::NewReference) | None, _) => {
                let object = self.call_routine(value);
                self.made(at, object)
            }
        }
    }

    /// Calls the routine of a value's unit.
    fn call_routine(&mut self, value: UnitValue) -> Value {
        let pointer = value.pointer(self.function, self.memory);
        self.function.call(thunks::build(value.unit) as *const (), &[pointer], WORD)
    }

    /// Calls a function that makes an object, and goes on unless it fails.
    fn make(&mut self, at: usize, code: *const (), arguments: &[Value]) -> Value {
        let object = self.function.call(code, arguments, WORD);
        self.made(at, object)
    }

    /// Goes on with an object that was made, unless it is null.
    fn made(&mut self, at: usize, object: Value) -> Value {
        if !self.is_only {
            self.check(object, at, None, None);
        }
        object
    }

    /// Goes on unless a result is zero: then the engine ends the step.
    fn check(&mut self, result: Value, step: usize, rejected: Option<Value>, missing: Option<UnitValue>) {
        let block = self.function.cold_block(&[]);
        self.failures.push(Failure { block, step, rejected, missing });
        self.function.check(IntCC::NotEqual, result, 0, block);
    }

    /// The object that is given; if it is null, its routine raises.
    fn given(&mut self, at: usize, value: UnitValue) -> Value {
        let object = value.scalar(self.function, self.memory);
        self.check(object, at, None, Some(value));
        object
    }

    /// An int: a small one by its address, where that is known.
    fn int(&mut self, at: usize, value: UnitValue, small: Option<SmallInts>) -> Value {
        let is_unsigned = matches!(first_argument(value.unit.takes()), Some(FieldType::U32 | FieldType::U64));
        let value = value.scalar(self.function, self.memory);
        let function = &mut *self.function;
        let value = match function.builder.func.dfg.value_type(value) {
            types::I32 if is_unsigned => function.ins().uextend(WORD, value),
            types::I32 => function.ins().sextend(WORD, value),
            _ => value,
        };
        // A `long` is a word where there is a back end.
        let code = match (is_unsigned, small) {
            (true, _) => pyo3_ffi::PyLong_FromUnsignedLong as *const (),
            (false, Some(_)) => helpers::large_int as *const (),
            (false, None) => pyo3_ffi::PyLong_FromLong as *const (),
        };
        let Some(row) = small else { return self.make(at, code, &[value]) };
        // A large unsigned number has the bits of a negative one.
        let first = if is_unsigned { 0 } else { row.first };
        let above = function.add(value, -first);
        let is_small = function.compare(IntCC::UnsignedLessThanOrEqual, above, row.last - first);
        let (large, join) = (function.block(&[]), function.block(&[WORD]));
        function.continue_if(is_small, large);
        // A difference: a sum would be folded into the address of the reference count. The caller counts down with a plain
        // address, and a store is forwarded to a load at once only where both have the same kind of address (measured on
        // 3.11: 3.9 ns with a sum, 2.7 so).
        let bytes = function.ins().imul_imm_s(value, -(row.size as i64));
        let zero = function.address(row.zero);
        let object = function.ins().isub(zero, bytes);
        if !row.immortal {
            self.function.count_reference(object, Counting::Word);
        }
        self.function.jump(join, &[object]);
        self.function.switch_to(large);
        let object = self.make(at, code, &[value]);
        self.function.jump(join, &[object]);
        self.function.enter(join)
    }

    /// Notes an object of an open container.
    fn keep(&mut self, object: Value, word: usize) {
        if let Some(open) = self.open {
            self.function.stack_store(object, open, word);
        }
    }

    fn keep_nothing(&mut self, word: usize) {
        let null = self.function.constant(WORD, 0);
        self.keep(null, word);
    }

    /// Makes an empty container.
    fn open(&mut self, at: usize, kind: Bracket, len: u16, container: usize) -> Value {
        let (code, size) = match kind {
            Bracket::Tuple => (pyo3_ffi::PyTuple_New as *const (), Some(len)),
            Bracket::List => (pyo3_ffi::PyList_New as *const (), Some(len)),
            Bracket::Dict => (pyo3_ffi::PyDict_New as *const (), None),
        };
        let size = size.map(|len| self.function.constant(WORD, len.into()));
        let object = self.make(at, code, size.as_slice());
        self.keep(object, 2 * container);
        object
    }

    /// Makes the objects of a tuple or a list.
    fn fill(&mut self, steps: &mut Steps<'_>, kind: Bracket, container: Value, len: u16) {
        for index in 0..usize::from(len) {
            let object = self.object(steps);
            let function = &mut *self.function;
            match (kind, function.layout.offsets) {
                (Bracket::Tuple, Some(offsets)) => {
                    function.store(object, container, offsets.tuple_items + words(index));
                }
                (Bracket::List, Some(offsets)) => {
                    let items = function.load(WORD, container, offsets.list_items);
                    function.store(object, items, words(index));
                }
                (_, _) => {
                    let code = match kind {
                        Bracket::List => pyo3_ffi::PyList_SetItem as *const (),
                        Bracket::Tuple | Bracket::Dict => pyo3_ffi::PyTuple_SetItem as *const (),
                    };
                    let index = function.constant(WORD, index as i64);
                    // It cannot fail for an index in range.
                    function.call(code, &[container, index, object], types::I32);
                }
            }
        }
    }

    /// Makes the object of the next step, which is a key. One that is nothing but text may be kept.
    fn key(&mut self, steps: &mut Steps<'_>) -> Value {
        let place = self.source.key_places.get(self.pairs).copied();
        self.pairs += 1;
        let next = match steps.clone().next() {
            Some((at, &BuildStep::Value { value, .. })) => {
                self.values.get(usize::from(value)).map(|&value| (at, value))
            }
            _ => None,
        };
        match (next, place) {
            (Some((at, value)), Some(place))
                if value.unit.takes() == units::ValueKind::Text && self.function.layout.offsets.is_some() =>
            {
                steps.next();
                let text = value.pointer(self.function, self.memory);
                let place = self.function.address(place);
                let make = self.function.address(thunks::build(value.unit) as *const ());
                let code = self.function.load(WORD, place, 0);
                let key = self.function.call_at(code, &[text, place, make], WORD);
                self.made(at, key)
            }
            _ => self.object(steps),
        }
    }

    /// Makes the pairs of a dict.
    fn insert_pairs(&mut self, steps: &mut Steps<'_>, dict: Value, len: u16, container: usize) {
        let word = 2 * container + 1;
        for _ in 0..len / 2 {
            let key = self.key(steps);
            self.keep(key, word);
            let value = self.object(steps);
            // The step that inserts the pair.
            let at = steps.next().map_or(0, |(at, _)| at);
            let code = helpers::insert as *const ();
            let inserted = self.function.call(code, &[dict, key, value], types::I32);
            self.check(inserted, at, Some(value), None);
            self.keep_nothing(word);
        }
    }

    /// Writes the end of a function that has failed, and releases the arguments of a call in its stack.
    fn fail(mut self, stack: Option<(StackSlot, usize)>) {
        let failed = self.function.cold_block(&[WORD, WORD]);
        for Failure { block, step, rejected, missing } in std::mem::take(&mut self.failures) {
            self.function.switch_to(block);
            if let Some(value) = missing {
                self.call_routine(value);
            }
            let step = self.function.constant(WORD, step as i64);
            let rejected = rejected.unwrap_or_else(|| self.function.constant(WORD, 0));
            self.function.jump(failed, &[step, rejected]);
        }
        let Self { function, source, memory, open, .. } = self;
        function.switch_to(failed);
        let parameters = function.builder.block_params(failed).to_vec();
        if let [step, rejected] = *parameters {
            let open = match open {
                Some(open) => function.stack_address(open, 0),
                None => function.address(NonNull::<OpenContainer>::dangling().as_ptr()),
            };
            let format = function.address(source.exits.format);
            function.call_void(source.exits.abandon, &[memory.base, format, step, open, rejected]);
        }
        if let Some((stack, count)) = stack {
            let arguments = function.stack_address(stack, 1);
            let count = function.constant(WORD, count as i64);
            function.call_void(helpers::release as *const (), &[arguments, count]);
        }
        let null = function.constant(WORD, 0);
        function.ins().return_(&[null]);
    }
}
