//! Arguments with names: all keywords are matched at once, as `fmtunit_runtime::keywords` does for the macros.
//!
//! The code handles calls whose keywords are exact ASCII strings, each the name of another parameter that is not given by
//! position. All other calls, among them all erroneous ones, are left to the engine.

use super::function::{Function, WORD};
use super::memory::{Address, words};
use super::parse::{ItemSource, Parse};
use super::text;
use crate::backend::CodeProgress;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};
use fmtunit_parser::plan::{Entry, Parameters};

/// The engine matches more parameters than this: the code would be long.
const MANY: usize = 32;

/// Finds the arguments: those given by position or, after keywords, a slot for each parameter.
pub(super) fn load(parse: &mut Parse<'_, '_>) {
    let Some(parameters) = &parse.plan.parameters else { return };
    let (engine, entry) = (parse.engine, parse.plan.site.entry);
    let [first, second, third] = parse.given;
    let (items, count, keywords) = match entry {
        Entry::TupleAndKeywords => {
            let Some((items, count)) = parse.exact_tuple(first, true, engine) else { return };
            (parse.function.offset(items.base, items.offset), count, second)
        }
        _ => (first, second, third),
    };
    let body = parse.function.block(&[WORD, WORD]);
    let by_name = parse.function.block(&[]);
    parse.function.leave_if(IntCC::NotEqual, keywords, 0, by_name);

    let (required, positional) = (i64::from(parameters.required), i64::from(parameters.positional));
    let above = parse.function.add(count, -required);
    // A format that requires more arguments than may be given by position requires keywords.
    let admitted = parse.function.compare(IntCC::UnsignedLessThanOrEqual, above, positional - required);
    if positional >= required {
        parse.function.continue_if(admitted, engine);
        parse.function.jump(body, &[items, count]);
    } else {
        parse.function.jump(engine, &[]);
    }

    let known = parse.function.known_classes.clone();
    parse.function.switch_to(by_name);
    let total = parameters.names.len();
    if total <= MANY && parse.function.layout.offsets.is_some() {
        let slots = slots(parse);
        let matcher = KeywordMatcher { parameters, slots, engine };
        matcher.take_positional(parse.function, items, count);
        match entry {
            Entry::TupleAndKeywords => matcher.take_dict(parse.function, keywords),
            _ => matcher.take_names(parse, items, count, keywords),
        }
        matcher.check_complete(parse.function);
        let total = parse.function.constant(WORD, total as i64);
        parse.function.jump(body, &[slots, total]);
    } else {
        parse.function.jump(engine, &[]);
    }

    parse.function.known_classes = known;
    parse.function.switch_to(body);
    if let &[base, count] = parse.function.builder.block_params(body) {
        parse.arguments = ItemSource::Array(Address { base, offset: 0 });
        parse.count = count;
    }
}

/// The address of a slot for each parameter: the caller's own in the typed form.
fn slots(parse: &mut Parse<'_, '_>) -> Value {
    if parse.views {
        let Address { base, offset } = parse.memory.output(parse.function, parse.plan.places.into());
        return parse.function.offset(base, offset);
    }
    match parse.frame {
        Some(frame) => parse.function.stack_address(frame, CodeProgress::slots(parse.plan)),
        // There is no parameter.
        None => parse.function.constant(WORD, 0),
    }
}

struct KeywordMatcher<'a> {
    parameters: &'a Parameters,
    slots: Value,
    /// The block for all other calls.
    engine: Block,
}

impl KeywordMatcher<'_> {
    /// Fills the slots with the positional arguments, and with null.
    fn take_positional(&self, function: &mut Function<'_>, items: Value, count: Value) {
        let positional = self.parameters.positional.into();
        function.check(IntCC::UnsignedLessThanOrEqual, count, positional, self.engine);
        let null = function.constant(WORD, 0);
        for index in 0..self.parameters.names.len() {
            function.store(null, self.slots, words(index));
        }
        let taken = function.block(&[]);
        for index in 0..usize::from(self.parameters.positional) {
            function.leave_if(IntCC::UnsignedLessThanOrEqual, count, index as i64, taken);
            let item = function.load(WORD, items, words(index));
            function.store(item, self.slots, words(index));
        }
        function.jump(taken, &[]);
        function.switch_to(taken);
    }

    /// Fills the slots from a dict.
    fn take_dict(&self, function: &mut Function<'_>, dict: Value) {
        function.has_flag(dict, pyo3_ffi::Py_TPFLAGS_DICT_SUBCLASS, self.engine);
        // The position, the key and the value.
        let cursor = function.stack(3);
        let start = function.constant(WORD, 0);
        function.stack_store(start, cursor, 0);
        let (head, taken) = (function.block(&[]), function.block(&[]));
        function.jump(head, &[]);
        function.switch_to(head);
        let [position, key, value] = [0, 1, 2].map(|word| function.stack_address(cursor, word));
        let code = pyo3_ffi::PyDict_Next as *const ();
        let found = function.call(code, &[dict, position, key, value], types::I32);
        function.leave_if(IntCC::Equal, found, 0, taken);
        let (key, value) = (function.load(WORD, key, 0), function.load(WORD, value, 0));
        self.take(function, key, value);
        function.jump(head, &[]);
        function.switch_to(taken);
    }

    /// Fills the slots from a tuple of names; the values follow the positional arguments.
    fn take_names(&self, parse: &mut Parse<'_, '_>, items: Value, count: Value, names: Value) {
        let Some((keywords, len)) = parse.exact_tuple(names, false, self.engine) else { return };
        let function = &mut *parse.function;
        let bytes = function.ins().ishl_imm_u(count, 3);
        let values = function.ins().iadd(items, bytes);
        let bytes = function.ins().ishl_imm_u(len, 3);
        let (head, taken) = (function.block(&[WORD]), function.block(&[]));
        let start = function.constant(WORD, 0);
        function.jump(head, &[start]);
        let at = function.enter(head);
        let ended = function.ins().icmp(IntCC::Equal, at, bytes);
        function.branch_if(ended, taken);
        let key = function.ins().iadd(keywords.base, at);
        let key = function.load(WORD, key, keywords.offset);
        let value = function.ins().iadd(values, at);
        let value = function.load(WORD, value, 0);
        self.take(function, key, value);
        let next = function.ins().iadd_imm_s(at, 8);
        function.jump(head, &[next]);
        function.switch_to(taken);
    }

    /// Puts a value into the slot of the parameter that the keyword names.
    fn take(&self, function: &mut Function<'_>, keyword: Value, value: Value) {
        let Some(offsets) = function.layout.offsets else { return };
        let (text, length) = function.ascii(offsets, keyword, self.engine);
        let end = function.ins().iadd(text, length);
        // The bytes before a short text are shifted out.
        let last = function.load_unaligned(WORD, end, -8);
        let found = function.block(&[WORD]);
        for (len, names) in self.parameters.names_by_length() {
            let next = function.block(&[]);
            function.check(IntCC::Equal, length, len as i64, next);
            let last = match len {
                ..8 => function.ins().ushr_imm_u(last, 64 - 8 * len as i64),
                _ => last,
            };
            for (index, name) in names {
                let other = function.block(&[]);
                same_bytes(function, text, last, name, other);
                let slot = function.constant(WORD, words(index).into());
                function.jump(found, &[slot]);
                function.switch_to(other);
            }
            function.jump(self.engine, &[]);
            function.switch_to(next);
        }
        function.jump(self.engine, &[]);
        let slot = function.enter(found);
        let slot = function.ins().iadd(self.slots, slot);
        let before = function.load(WORD, slot, 0);
        function.check(IntCC::Equal, before, 0, self.engine);
        function.store(value, slot, 0);
    }

    /// Goes on if all required parameters are given.
    fn check_complete(&self, function: &mut Function<'_>) {
        for index in 0..usize::from(self.parameters.required) {
            let argument = function.load(WORD, self.slots, words(index));
            function.check(IntCC::NotEqual, argument, 0, self.engine);
        }
    }
}

/// Goes on if the text, of the name's length, is the name. `last` holds the last eight bytes, or all if there are fewer.
fn same_bytes(function: &mut Function<'_>, text: Value, last: Value, name: &[u8], otherwise: Block) {
    let tail = name.len().saturating_sub(8);
    function.check(IntCC::Equal, last, text::word(&name[tail..]), otherwise);
    for start in (0..tail).step_by(8) {
        let found = function.load_unaligned(WORD, text, start as i32);
        function.check(IntCC::Equal, found, text::word(&name[start..start + 8]), otherwise);
    }
}
