//! Parse plans, argument by argument.
//!
//! The code handles the fast shapes. When it meets another object it leaves the whole call to the engine, so that the hot
//! path has no calls, except for new memory, and saves no registers. The engine starts again from the first argument: a
//! second conversion of a fast shape has no effect that a caller could observe. Units without a fast shape are called by
//! their thunk. After such a call, and after a conversion that may have to be undone, the engine resumes with the step that
//! missed.

use super::function::{Function, WORD};
use super::keywords;
use super::memory::{Address, CallMemory, words};
use super::shape::{self, Converted};
use crate::backend::{CodeProgress, CodeSource, Exits, PARSED};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, StackSlot, Value, types};
use fmtunit_parser::plan::{
    AbsenceRule, Entry, MemberKind, ParsePlan, PlanGroup, PlanMembers, UnitConversion,
};
use fmtunit_runtime::outcome::Outcome;
use fmtunit_runtime::{thunks, version};

/// The number of parameters of the function: the three arguments of the entry point, the memory and the format.
const PARAMETERS: usize = 5;

/// A function that is being written.
pub(super) struct Parse<'a, 'f> {
    pub(super) function: &'a mut Function<'f>,
    pub(super) plan: &'a ParsePlan,
    pub(super) views: bool,
    pub(super) memory: CallMemory<'a>,
    /// The arguments of the entry point.
    pub(super) given: [Value; 3],
    /// The format is a constant here: it does not move, and a constant need not be saved for the cold paths.
    exits: Exits,
    /// The Python arguments, and their number.
    pub(super) arguments: ItemSource,
    pub(super) count: Value,
    /// Has something been done that cannot be done twice?
    settled: bool,
    /// The frame that is kept for the engine, if there is anything to keep.
    pub(super) frame: Option<StackSlot>,
    /// Leaves the whole call to the engine.
    pub(super) engine: Block,
    /// Blocks that leave a step and all that follow to the engine: written at the end.
    misses: Vec<(Block, usize)>,
    /// Blocks that fail at a step, with the outcome and the object.
    failures: Vec<(Block, usize, Value, Value)>,
    /// Succeeds.
    done: Block,
}

/// The source of the items of one level.
#[derive(Clone, Copy)]
pub(super) enum ItemSource {
    /// The one object that the function was called with.
    Object(Value),
    /// An array.
    Array(Address),
}

/// Writes the function of a plan.
pub(super) fn emit(function: &mut Function<'_>, plan: &ParsePlan, views: bool, source: &CodeSource<'_>) {
    let parameters = function.begin(&[WORD; PARAMETERS], Some(types::I32));
    let &[first, second, third, base, _] = parameters.as_slice() else { return };
    let (has_second, has_third) = match plan.site.entry {
        Entry::Tuple | Entry::Object => (false, false),
        Entry::Array | Entry::TupleAndKeywords => (true, false),
        Entry::ArrayAndKeywords => (true, true),
    };
    function.held = [Some(first), has_second.then_some(second), has_third.then_some(third), Some(base)];
    let frame = CodeProgress::frame_words(plan, views).map(|words| function.stack(words));
    let engine = function.cold_block(&[]);
    let done = function.block(&[]);
    let mut parse = Parse {
        function,
        plan,
        views,
        memory: CallMemory { base, record: source.record },
        given: [first, second, third],
        exits: source.exits,
        arguments: ItemSource::Object(first),
        count: first,
        settled: false,
        frame,
        engine,
        misses: Vec::new(),
        failures: Vec::new(),
        done,
    };
    parse.clear_kept();
    parse.load_arguments();
    if let Some((min, max)) = plan.count_range() {
        parse.check_count(min, max);
    }
    parse.members(plan.members(), parse.arguments);
    parse.end();
}

impl Parse<'_, '_> {
    /// Notes that no conversion has to be undone yet.
    fn clear_kept(&mut self) {
        let Some(frame) = self.frame else { return };
        for word in CodeProgress::KEPT..CodeProgress::slots(self.plan) {
            let zero = self.function.constant(WORD, 0);
            self.function.stack_store(zero, frame, word);
        }
    }

    /// Finds the arguments and their number.
    fn load_arguments(&mut self) {
        let [first, second, _] = self.given;
        match self.plan.site.entry {
            Entry::Object => {
                let is_given = self.function.compare(IntCC::NotEqual, first, 0);
                self.count = self.function.ins().uextend(WORD, is_given);
            }
            Entry::Array => {
                self.arguments = ItemSource::Array(Address { base: first, offset: 0 });
                self.count = second;
            }
            Entry::Tuple => {
                if let Some((items, count)) = self.exact_tuple(first, true, self.engine) {
                    self.arguments = ItemSource::Array(items);
                    self.count = count;
                }
            }
            Entry::TupleAndKeywords | Entry::ArrayAndKeywords => keywords::load(self),
        }
    }

    /// The items of an exact tuple and their number; goes to `otherwise` with any other object. Without known layouts
    /// that is every object, and there is nothing to go on with.
    pub(super) fn exact_tuple(
        &mut self,
        object: Value,
        may_be_null: bool,
        otherwise: Block,
    ) -> Option<(Address, Value)> {
        let Some(offsets) = self.function.layout.offsets else {
            self.leave(otherwise);
            return None;
        };
        if may_be_null {
            self.function.check(IntCC::NotEqual, object, 0, otherwise);
        }
        self.function.exact(object, &raw const pyo3_ffi::PyTuple_Type, otherwise);
        let count = self.function.load(WORD, object, offsets.tuple_length);
        Some((Address { base: object, offset: offsets.tuple_items }, count))
    }

    /// Goes elsewhere; the code that is written next is never reached.
    fn leave(&mut self, to: Block) {
        self.function.jump(to, &[]);
        let unreachable = self.function.cold_block(&[]);
        self.function.switch_to(unreachable);
    }

    /// Converts the members of a level. Arity, missing arguments and keywords that are left were checked for all at once
    /// when the arguments were loaded.
    fn members(&mut self, members: PlanMembers<'_>, items: ItemSource) {
        for member in members {
            let join = (member.absence == AbsenceRule::SkipIfAbsent).then(|| self.function.block(&[]));
            if member.absence.is_optional() {
                // Without keywords, all that follow are absent, too; with them, there is a slot for each.
                let index = member.index() as i64;
                self.function.leave_if(IntCC::UnsignedLessThanOrEqual, self.count, index, self.done);
            }
            let object = match items {
                ItemSource::Object(object) => object,
                ItemSource::Array(Address { base, offset }) => {
                    self.function.load(WORD, base, offset + words(member.index()))
                }
            };
            let known = join.map(|join| {
                self.function.check(IntCC::NotEqual, object, 0, join);
                (join, self.function.known_classes.clone())
            });
            let miss = self.miss(member.start);
            match member.kind {
                MemberKind::Unit(conversion) => self.convert(&conversion, object, miss),
                MemberKind::Group(group) => self.enter(group, object, miss),
            }
            if let Some((join, known)) = known {
                self.function.known_classes = known;
                self.function.jump(join, &[]);
                self.function.switch_to(join);
            }
        }
    }

    fn check_count(&mut self, min: u16, max: u16) {
        let (min, max) = (i64::from(min), i64::from(max));
        if min == max {
            return self.function.check(IntCC::Equal, self.count, min, self.engine);
        }
        let above = self.function.add(self.count, -min);
        self.function.check(IntCC::UnsignedLessThanOrEqual, above, max - min, self.engine);
    }

    /// Converts the elements of a group that is an exact tuple of the right length. Any other is the engine's.
    fn enter(&mut self, group: PlanGroup<'_>, object: Value, miss: Block) {
        // Some patch releases count encoded strings twice, which the engine knows.
        if group.encoded > 0 && version::counts_encoded_twice() {
            return self.leave(miss);
        }
        self.leave_if_in_dict(miss);
        let Some((items, count)) = self.exact_tuple(object, false, miss) else { return };
        self.function.check(IntCC::Equal, count, group.len.into(), miss);
        self.members(group.members, ItemSource::Array(items));
    }

    /// Converts an object and stores the result.
    fn convert(&mut self, conversion: &UnitConversion, object: Value, miss: Block) {
        let &UnitConversion { step, unit, cleanup, nested, .. } = conversion;
        let view = self.views && !nested;
        let outcome = match shape::convert(self.function, self.memory, conversion, view, object, miss) {
            Converted::Stored => {
                self.settled |= !unit.is_repeatable();
                if let Some(number) = cleanup {
                    let bit = self.function.constant(WORD, 1 << (number % 64));
                    self.keep(number, bit);
                }
                return;
            }
            Converted::WithOutcome(outcome) => outcome,
            Converted::Not => {
                if unit.runs().is_some() {
                    self.leave_if_in_dict(miss);
                }
                let thunks = if view { thunks::viewed() } else { thunks::stored() };
                let thunk = thunks[unit as usize];
                let places = self.memory.places(self.function, conversion);
                self.function.call(thunk as *const (), &[object, places], types::I32)
            }
        };
        self.settled = true;
        // Two outcomes say so.
        const { assert!(Outcome::STORED.code() == 0 && Outcome::KEPT.code() == 1) };
        let failed = self.function.cold_block(&[]);
        self.function.check(IntCC::UnsignedLessThanOrEqual, outcome, Outcome::KEPT.code().into(), failed);
        self.failures.push((failed, step, outcome, object));
        if let Some(number) = cleanup {
            // The bit is the number of the outcome.
            let bit = self.function.ins().uextend(WORD, outcome);
            let bit = self.function.ins().ishl_imm_u(bit, i64::from(number % 64));
            self.keep(number, bit);
        }
    }

    /// Notes that a conversion has to be undone, if the bit is set.
    fn keep(&mut self, cleanup: u16, bit: Value) {
        let Some(frame) = self.frame else { return };
        let word = self.function.stack_address(frame, CodeProgress::KEPT + usize::from(cleanup / 64));
        let bits = self.function.load(WORD, word, 0);
        let bits = self.function.ins().bor(bits, bit);
        self.function.store(bits, word, 0);
    }

    /// A block that leaves a step and all that follow to the engine, or the whole call.
    fn miss(&mut self, step: usize) -> Block {
        if !self.settled {
            return self.engine;
        }
        let miss = self.function.cold_block(&[]);
        self.misses.push((miss, step));
        miss
    }

    /// Leaves the rest to the engine if arguments are in a dict, which the Python code that may run next can change. The
    /// engine looks up each argument when its turn comes.
    fn leave_if_in_dict(&mut self, miss: Block) {
        let [_, dict, _] = self.given;
        if self.plan.site.entry == Entry::TupleAndKeywords {
            self.function.leave_if(IntCC::NotEqual, dict, 0, miss);
        }
    }

    /// Writes the ends of the function.
    fn end(mut self) {
        self.function.jump(self.done, &[]);
        self.function.switch_to(self.done);
        let parsed = self.function.constant(types::I32, PARSED.into());
        self.function.ins().return_(&[parsed]);

        self.function.switch_to(self.engine);
        let arguments = self.call_again();
        self.return_from(self.exits.engine, &arguments);

        if !self.misses.is_empty() {
            self.resume();
        }
        for (failure, step, outcome, object) in std::mem::take(&mut self.failures) {
            self.function.switch_to(failure);
            let step = self.function.constant(WORD, step as i64);
            let progress = self.progress(step);
            let format = self.function.address(self.exits.format);
            self.return_from(self.exits.fail, &[self.memory.base, format, progress, outcome, object]);
        }
    }

    /// Resumes in the engine, with the step that missed.
    fn resume(&mut self) {
        let resume = self.function.cold_block(&[WORD]);
        for (miss, step) in std::mem::take(&mut self.misses) {
            self.function.switch_to(miss);
            let step = self.function.constant(WORD, step as i64);
            self.function.jump(resume, &[step]);
        }
        let step = self.function.enter(resume);
        let arguments = self.call_again();
        let progress = self.progress(step);
        self.return_from(self.exits.resume, &[arguments.as_slice(), &[progress]].concat());
    }

    /// The arguments that this function was called with; zero for those that the entry point does not have, which need not
    /// be saved then.
    fn call_again(&mut self) -> [Value; PARAMETERS] {
        let zero = self.function.constant(WORD, 0);
        let [first, second, third, memory] = self.function.held.map(|held| held.unwrap_or(zero));
        [first, second, third, memory, self.function.address(self.exits.format)]
    }

    /// The [`CodeProgress`] at a step.
    fn progress(&mut self, step: Value) -> Value {
        let Some(frame) = self.frame else { return step };
        self.function.stack_store(step, frame, CodeProgress::STEP);
        self.function.stack_address(frame, 0)
    }

    /// Ends with the status that a function returns.
    fn return_from(&mut self, code: *const (), arguments: &[Value]) {
        let status = self.function.call(code, arguments, types::I32);
        self.function.ins().return_(&[status]);
    }
}
