//! Parse plans, step by step.
//!
//! The code holds the fast shapes. When it meets another object it leaves the call to the engine, so the way that is usually
//! taken has no calls, unless it takes memory, and needs no registers saved. The engine begins again: converting a fast shape twice is nothing that
//! anyone could notice. Units without a fast shape are called by their thunk; behind one, and behind what may have to be
//! undone, the engine goes on with the step that was missed.

use super::function::{Function, WORD};
use super::keywords;
use super::memory::{Address, Memory, words};
use super::shape::{self, Converted};
use crate::backend::bailout::BailoutFrame;
use crate::formats::{TieredFormat, calls};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, StackSlot, Value, types};
use fmtunit_parser::plan::{Entry, Item, ItemId, ParsePlan, ParseStep};
use fmtunit_parser::units::ParseUnit;
use fmtunit_runtime::outcome::Outcome;
use fmtunit_runtime::{thunks, version};
use std::ops::Range;

/// How many parameters the function has: see [`calls::ParseCode`].
pub(super) const PARAMETERS: usize = 5;

/// What the code is made with.
pub(super) struct Parse<'a, 'f> {
    pub(super) function: &'a mut Function<'f>,
    pub(super) plan: &'a ParsePlan,
    pub(super) views: bool,
    pub(super) memory: Memory<'a>,
    /// What the caller gave: see [`calls::ParseCode`].
    pub(super) first: Value,
    pub(super) second: Value,
    pub(super) third: Value,
    /// Code is called for this format alone, which does not move. A constant does not have to be kept for the cold paths.
    format: *const TieredFormat,
    /// The code that runs the format in the engine.
    engine_code: *const (),
    /// The arguments, and how many there are.
    pub(super) arguments: Elements,
    pub(super) count: Value,
    /// An item that is loaded already.
    loaded: Option<(ItemId, Value)>,
    /// The step that looks for the argument that is converted now, where arguments have names.
    find: Option<usize>,
    /// Has something been done that cannot be done twice?
    settled: bool,
    /// What has to be kept for the engine, if anything.
    pub(super) frame: Option<StackSlot>,
    /// Leaves the whole call to the engine.
    pub(super) engine: Block,
    /// Blocks that leave a step, and all that follow, to the engine: written at the end.
    misses: Vec<(Block, usize)>,
    /// Blocks that fail at a step, with the outcome and the object.
    failures: Vec<(Block, usize, Value, Value)>,
    /// Succeeds.
    done: Block,
}

/// Where items of one level stand.
#[derive(Clone, Copy)]
pub(super) enum Elements {
    /// The one object that the function was called with.
    Object(Value),
    /// An array.
    Array(Address),
}

/// Writes the function of a plan.
pub(super) fn emit(function: &mut Function<'_>, plan: &ParsePlan, views: bool, format: &TieredFormat) {
    let parameters = function.begin(&[WORD; PARAMETERS], Some(types::I32));
    let &[first, second, third, base, _] = parameters.as_slice() else { return };
    let slots = plan.parameters.as_ref().map_or(0, |parameters| parameters.names.len());
    let slots = if views { 0 } else { slots };
    let (has_second, has_third) = match plan.site.entry {
        Entry::Tuple | Entry::Object => (false, false),
        Entry::Array | Entry::TupleAndKeywords => (true, false),
        Entry::ArrayAndKeywords => (true, true),
    };
    function.held = [Some(first), has_second.then_some(second), has_third.then_some(third), Some(base)];
    let frame = BailoutFrame::words(plan, slots).map(|words| function.stack(words));
    let engine = function.cold_block(&[]);
    let done = function.block(&[]);
    let memory = Memory { base, record: format.record() };
    let (arguments, count) = (Elements::Object(first), first);
    let (loaded, find, settled) = (None, None, false);
    let mut parse = Parse {
        function,
        plan,
        views,
        memory,
        first,
        second,
        third,
        format,
        engine_code: format.engine_code(),
        arguments,
        count,
        loaded,
        find,
        settled,
        frame,
        engine,
        misses: Vec::new(),
        failures: Vec::new(),
        done,
    };
    parse.clear_kept();
    parse.load_arguments();
    parse.run(0..plan.steps.len(), None);
    parse.end();
}

impl Parse<'_, '_> {
    /// No conversion has to be undone yet.
    fn clear_kept(&mut self) {
        let Some(frame) = self.frame else { return };
        for word in BailoutFrame::KEPT..BailoutFrame::slots(self.plan) {
            let zero = self.function.constant(WORD, 0);
            self.function.stack_store(zero, frame, word);
        }
    }

    /// Finds the arguments and their number.
    fn load_arguments(&mut self) {
        match self.plan.site.entry {
            Entry::Object => {
                let is_given = self.function.compare(IntCC::NotEqual, self.first, 0);
                self.count = self.function.builder.ins().uextend(WORD, is_given);
            }
            Entry::Array => {
                self.arguments = Elements::Array(Address { base: self.first, offset: 0 });
                self.count = self.second;
            }
            Entry::Tuple => {
                let tuple = self.first;
                if let Some((items, count)) = self.exact_tuple(tuple, true, self.engine) {
                    self.arguments = Elements::Array(items);
                    self.count = count;
                }
            }
            Entry::TupleAndKeywords | Entry::ArrayAndKeywords => keywords::load(self),
        }
    }

    /// The items of an exact tuple and their number; goes to `otherwise` with any other object. Without known layouts
    /// that is all objects, and there is nothing to go on with.
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
            let is_given = self.function.compare(IntCC::NotEqual, object, 0);
            self.function.continue_if(is_given, otherwise);
        }
        shape::exact(self.function, object, &raw const pyo3_ffi::PyTuple_Type, otherwise);
        let count = self.function.load(WORD, object, offsets.tuple_length);
        Some((Address { base: object, offset: offsets.tuple_items }, count))
    }

    /// Goes elsewhere; what is written next is never reached.
    fn leave(&mut self, to: Block) {
        self.function.jump(to, &[]);
        let unreachable = self.function.cold_block(&[]);
        self.function.builder.switch_to_block(unreachable);
    }

    /// The steps of a range, at the level of the arguments or within a group with these elements.
    fn run(&mut self, range: Range<usize>, within: Option<Elements>) {
        let mut at = range.start;
        while at < range.end
            && let Some(&step) = self.plan.steps.get(at)
        {
            match step {
                ParseStep::CheckCount { min, max } => self.check_count(min, max),
                // Done when the arguments were loaded, all at once.
                ParseStep::CheckTotal { .. }
                | ParseStep::CheckPositionals { .. }
                | ParseStep::Require { .. }
                | ParseStep::CheckLeftovers => {}
                ParseStep::Find { .. } => self.find = Some(at),
                ParseStep::SkipIfAbsent { item, steps } => {
                    let end = at + 1 + usize::from(steps);
                    let join = self.function.block(&[]);
                    let index = self.index(item);
                    // Without keywords, all that follow are absent, too; with them, there is a slot for each.
                    let is_beyond =
                        self.function.compare(IntCC::UnsignedLessThanOrEqual, self.count, index as i64);
                    self.function.branch_if(is_beyond, self.done);
                    let object = self.load(item, within);
                    let is_given = self.function.compare(IntCC::NotEqual, object, 0);
                    self.function.continue_if(is_given, join);
                    self.loaded = Some((item, object));
                    let known = self.function.known_classes.clone();
                    self.run(at + 1..end, within);
                    self.function.known_classes = known;
                    self.function.jump(join, &[]);
                    self.function.builder.switch_to_block(join);
                    at = end - 1;
                }
                ParseStep::EndIfAbsent { item } => {
                    let index = self.index(item) as i64;
                    let is_absent = self.function.compare(IntCC::UnsignedLessThanOrEqual, self.count, index);
                    self.function.branch_if(is_absent, self.done);
                }
                ParseStep::Convert { item, unit, first, cleanup } => {
                    let object = self.load(item, within);
                    self.convert(at, within.is_some(), object, unit, first.into(), cleanup);
                }
                ParseStep::EnterSequence { item, len, encoded, steps, .. } => {
                    let end = at + 1 + usize::from(steps);
                    let object = self.load(item, within);
                    if let Some(elements) = self.enter(at, within.is_some(), object, len, encoded) {
                        self.run(at + 1..end, Some(elements));
                    }
                    at = end;
                }
                ParseStep::LeaveSequence => {}
            }
            at += 1;
        }
    }

    fn check_count(&mut self, min: u16, max: u16) {
        let (min, max) = (i64::from(min), i64::from(max));
        let in_range = if min == max {
            self.function.compare(IntCC::Equal, self.count, min)
        } else {
            let above =
                if min == 0 { self.count } else { self.function.builder.ins().iadd_imm_s(self.count, -min) };
            self.function.compare(IntCC::UnsignedLessThanOrEqual, above, max - min)
        };
        self.function.continue_if(in_range, self.engine);
    }

    /// Opens a group, if it is an exact tuple of the right length: its elements. Any other is the engine's.
    fn enter(&mut self, at: usize, nested: bool, object: Value, len: u16, encoded: u16) -> Option<Elements> {
        let miss = self.miss(at, nested);
        // Some patch releases count encoded strings twice: the engine knows how.
        if encoded > 0 && version::counts_encoded_twice() {
            self.leave(miss);
            return None;
        }
        self.leave_if_in_dict(miss);
        let (items, count) = self.exact_tuple(object, false, miss)?;
        let fits = self.function.compare(IntCC::Equal, count, len.into());
        self.function.continue_if(fits, miss);
        Some(Elements::Array(items))
    }

    /// Converts an object and stores the result.
    fn convert(
        &mut self,
        at: usize,
        nested: bool,
        object: Value,
        unit: ParseUnit,
        first: usize,
        cleanup: Option<u16>,
    ) {
        let miss = self.miss(at, nested);
        let view = self.views && !nested;
        let outcome = match shape::parse(self.function, self.memory, unit, first, view, object, miss) {
            Converted::Stored => {
                self.settled |= !unit.is_repeatable();
                if let Some(number) = cleanup {
                    let bit = self.function.constant(WORD, 1 << (number % 64));
                    self.keep(number, bit);
                }
                return;
            }
            Converted::WithOutcome(outcome) => Some(outcome),
            Converted::Not => {
                if unit.runs().is_some() {
                    self.leave_if_in_dict(miss);
                }
                let thunk = thunks::view(unit).filter(|_| view).unwrap_or(thunks::parse(unit));
                let places = self.memory.places(self.function, unit, first);
                let address = thunk as *const ();
                self.function.call(address.cast(), &[object, places], Some(types::I32))
            }
        };
        let Some(outcome) = outcome else { return };
        self.settled = true;
        // Two outcomes say so.
        const { assert!(Outcome::STORED.code() == 0 && Outcome::KEPT.code() == 1) };
        let stored =
            self.function.compare(IntCC::UnsignedLessThanOrEqual, outcome, Outcome::KEPT.code().into());
        let failed = self.function.cold_block(&[]);
        self.function.continue_if(stored, failed);
        self.failures.push((failed, at, outcome, object));
        if let Some(number) = cleanup {
            // The bit is the number of the outcome.
            let bit = self.function.builder.ins().uextend(WORD, outcome);
            let bit = self.function.builder.ins().ishl_imm_u(bit, i64::from(number % 64));
            self.keep(number, bit);
        }
    }

    /// Notes that a conversion has to be undone, if the bit is set.
    fn keep(&mut self, cleanup: u16, bit: Value) {
        let Some(frame) = self.frame else { return };
        let word = self.function.stack_address(frame, BailoutFrame::KEPT + usize::from(cleanup / 64));
        let bits = self.function.load(WORD, word, 0);
        let bits = self.function.builder.ins().bor(bits, bit);
        self.function.store(bits, word, 0);
    }

    /// A block that leaves a step to the engine, or the whole call. Where arguments have names, a step begins with looking for
    /// the argument.
    fn miss(&mut self, at: usize, nested: bool) -> Block {
        if !self.settled {
            return self.engine;
        }
        let miss = self.function.cold_block(&[]);
        self.misses.push((miss, self.find.filter(|_| !nested).unwrap_or(at)));
        miss
    }

    /// In front of what may run Python code: leaves the rest to the engine if the arguments are in a dict, which that
    /// code may change. The engine looks each up when its turn comes.
    fn leave_if_in_dict(&mut self, miss: Block) {
        if self.plan.site.entry == Entry::TupleAndKeywords {
            let has_dict = self.function.compare(IntCC::NotEqual, self.second, 0);
            self.function.branch_if(has_dict, miss);
        }
    }

    /// The object of an item.
    fn load(&mut self, item: ItemId, within: Option<Elements>) -> Value {
        if let Some((_, object)) = self.loaded.take().filter(|(loaded, _)| *loaded == item) {
            return object;
        }
        match within.unwrap_or(self.arguments) {
            Elements::Object(object) => object,
            Elements::Array(Address { base, offset }) => {
                let index = self.index(item);
                self.function.load(WORD, base, offset + words(index))
            }
        }
    }

    fn index(&self, item: ItemId) -> usize {
        self.plan.items.get(usize::from(item)).map_or(0, |&Item { index, .. }| index.into())
    }

    /// The ends of the function.
    fn end(mut self) {
        self.function.jump(self.done, &[]);
        self.function.builder.switch_to_block(self.done);
        let parsed = self.function.constant(types::I32, calls::PARSED.into());
        self.function.builder.ins().return_(&[parsed]);

        self.function.builder.switch_to_block(self.engine);
        let arguments = self.call_again();
        self.return_from(self.engine_code, &arguments);

        if !self.misses.is_empty() {
            self.resume();
        }
        for (failure, step, outcome, object) in std::mem::take(&mut self.failures) {
            self.function.builder.switch_to_block(failure);
            let step = self.function.constant(WORD, step as i64);
            let (code, kept) = self.keep_step(step, calls::fail as *const (), calls::fail_at as *const ());
            let format = self.function.address(self.format);
            self.return_from(code, &[self.memory.base, format, kept, outcome, object]);
        }
    }

    /// Goes on in the engine, with the step that was missed.
    fn resume(&mut self) {
        let resume = self.function.cold_block(&[WORD]);
        for (miss, step) in std::mem::take(&mut self.misses) {
            self.function.builder.switch_to_block(miss);
            let step = self.function.constant(WORD, step as i64);
            self.function.jump(resume, &[step]);
        }
        let step = self.function.enter(resume);
        let arguments = self.call_again();
        let (code, kept) = self.keep_step(step, calls::resume as *const (), calls::resume_at as *const ());
        self.return_from(code, &[arguments.as_slice(), &[kept]].concat());
    }

    /// The arguments that this function was called with; zero for those that the entry point has not, which need not be
    /// kept then.
    fn call_again(&mut self) -> [Value; PARAMETERS] {
        let zero = self.function.constant(WORD, 0);
        let [first, second, third, memory] = self.function.held.map(|held| held.unwrap_or(zero));
        [first, second, third, memory, self.function.address(self.format)]
    }

    /// What the engine is told, and by which function: the frame, with the step in it; or the step, where there is no frame.
    fn keep_step(&mut self, step: Value, with_frame: *const (), without: *const ()) -> (*const (), Value) {
        let Some(frame) = self.frame else { return (without, step) };
        self.function.stack_store(step, frame, BailoutFrame::STEP);
        (with_frame, self.function.stack_address(frame, 0))
    }

    /// Ends with the status that a function answers.
    fn return_from(&mut self, code: *const (), arguments: &[Value]) {
        let status = self.function.call(code.cast(), arguments, Some(types::I32));
        self.function.builder.ins().return_(status.as_slice());
    }
}
