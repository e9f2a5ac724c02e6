//! A function that is being written: Cranelift's builder, and the few idioms that steps consist of.

use super::Layout;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    self, AbiParam, Block, BlockArg, Inst, InstBuilder, MemFlagsData, Signature, StackSlot, StackSlotData,
    StackSlotKey, StackSlotKind, Type, Value, types,
};
use cranelift_codegen::isa::{CallConv, TargetFrontendConfig};
use cranelift_frontend::{FuncInstBuilder, FunctionBuilder, FunctionBuilderContext};
use fmtunit_code::held_key;
use fmtunit_runtime::layout::Counting;
use pyo3_ffi::PyTypeObject;
use std::ffi::c_ulong;

/// Addresses and lengths.
pub(super) const WORD: Type = types::I64;
pub(super) const WORD_BYTES: i32 = 8;

/// The number of parameters that [`call_scan`](Function::call_scan) leaves in their registers.
pub(super) const SCAN_HELD: usize = 4;

/// Memory that is there, aligned for the type.
const ALIGNED: MemFlagsData = MemFlagsData::trusted();
/// Memory that is there, at any address.
const UNALIGNED: MemFlagsData = MemFlagsData::new().with_notrap();

/// A function that is being written.
pub(super) struct Function<'a> {
    pub(super) builder: FunctionBuilder<'a>,
    pub(super) layout: Layout,
    convention: CallConv,
    /// The first parameters, if they are needed to the end: [`call_scan`](Self::call_scan) leaves their registers alone.
    pub(super) held: [Option<Value>; SCAN_HELD],
    /// The classes that objects were compared with, and the registers that hold their addresses here. Conditional code
    /// restores this list at its end.
    pub(super) known_classes: Vec<(usize, Value)>,
    /// A word for results that are passed in memory.
    scratch: Option<StackSlot>,
}

impl<'a> Function<'a> {
    pub(super) fn new(
        function: &'a mut ir::Function,
        context: &'a mut FunctionBuilderContext,
        convention: CallConv,
        layout: Layout,
    ) -> Self {
        Self {
            builder: FunctionBuilder::new(function, context),
            layout,
            convention,
            held: [None; SCAN_HELD],
            known_classes: Vec::new(),
            scratch: None,
        }
    }

    /// Starts a function with parameters and a result of these types; returns the values of the parameters.
    pub(super) fn begin(&mut self, parameters: &[Type], result: Option<Type>) -> Vec<Value> {
        self.builder.func.signature = self.signature(parameters, result);
        let entry = self.builder.create_block();
        self.builder.append_block_params_for_function_params(entry);
        self.switch_to(entry);
        self.builder.block_params(entry).to_vec()
    }

    pub(super) fn finish(mut self, config: TargetFrontendConfig) {
        self.builder.seal_all_blocks();
        self.builder.finalize(config);
    }

    fn signature(&self, parameters: &[Type], result: Option<Type>) -> Signature {
        let mut signature = Signature::new(self.convention);
        signature.params.extend(parameters.iter().copied().map(AbiParam::new));
        signature.returns.extend(result.map(AbiParam::new));
        signature
    }

    /// The builder of the next instruction.
    pub(super) fn ins(&mut self) -> FuncInstBuilder<'_, 'a> {
        self.builder.ins()
    }

    /// Goes on in a block.
    pub(super) fn switch_to(&mut self, block: Block) {
        self.builder.switch_to_block(block);
    }

    /// A number.
    pub(super) fn constant(&mut self, class: Type, value: i64) -> Value {
        self.ins().iconst(class, value)
    }

    /// The address of something that lives as long as the code.
    pub(super) fn address<T>(&mut self, of: *const T) -> Value {
        self.constant(WORD, of.addr() as i64)
    }

    /// A number in a register.
    ///
    /// Cranelift puts a long constant that is compared after the code and loads it from there, where the processor does not
    /// expect data (measured on 3.11: the headline formats took 1.25 times as long as the macro with such constants, 1.16
    /// times so).
    fn in_register(&mut self, value: i64) -> Value {
        let constant = self.constant(WORD, value);
        // A cast to its own type hides that it is a constant.
        self.ins().bitcast(WORD, MemFlagsData::new(), constant)
    }

    /// The address of a class, in a register that holds it for all comparisons to come.
    pub(super) fn class(&mut self, class: *const PyTypeObject) -> Value {
        if let Some(&(_, value)) = self.known_classes.iter().find(|(known, _)| *known == class.addr()) {
            return value;
        }
        let value = self.in_register(class.addr() as i64);
        self.known_classes.push((class.addr(), value));
        value
    }

    /// The class of an object.
    pub(super) fn class_of(&mut self, object: Value) -> Value {
        let offset = self.layout.offsets.map_or(0, |offsets| offsets.class);
        self.load(WORD, object, offset)
    }

    /// Goes on if a class is this one.
    pub(super) fn is_class(&mut self, found: Value, class: *const PyTypeObject, otherwise: Block) {
        let address = self.class(class);
        let same = self.ins().icmp(IntCC::Equal, found, address);
        self.continue_if(same, otherwise);
    }

    /// Goes on if the object's class is exactly this one.
    pub(super) fn exact(&mut self, object: Value, class: *const PyTypeObject, otherwise: Block) {
        let found = self.class_of(object);
        self.is_class(found, class, otherwise);
    }

    /// Goes on if the class of the object has one of these flags.
    pub(super) fn has_flag(&mut self, object: Value, flag: c_ulong, otherwise: Block) {
        let Some(offsets) = self.layout.offsets else { return };
        let class = self.class_of(object);
        let flags = self.load(WORD, class, offsets.class_flags);
        let set = self.ins().band_imm_u(flags, flag as i64);
        self.check(IntCC::NotEqual, set, 0, otherwise);
    }

    pub(super) fn load(&mut self, class: Type, base: Value, offset: i32) -> Value {
        self.ins().load(class, ALIGNED, base, offset)
    }

    pub(super) fn load_unaligned(&mut self, class: Type, base: Value, offset: i32) -> Value {
        self.ins().load(class, UNALIGNED, base, offset)
    }

    pub(super) fn store(&mut self, value: Value, base: Value, offset: i32) {
        self.ins().store(ALIGNED, value, base, offset);
    }

    pub(super) fn store_unaligned(&mut self, value: Value, base: Value, offset: i32) {
        self.ins().store(UNALIGNED, value, base, offset);
    }

    /// An address some bytes on.
    pub(super) fn offset(&mut self, base: Value, offset: i32) -> Value {
        self.add(base, i64::from(offset))
    }

    /// A sum.
    pub(super) fn add(&mut self, value: Value, constant: i64) -> Value {
        if constant == 0 { value } else { self.ins().iadd_imm_s(value, constant) }
    }

    pub(super) fn compare(&mut self, condition: IntCC, value: Value, constant: i64) -> Value {
        if i32::try_from(constant).is_ok() {
            return self.ins().icmp_imm_s(condition, value, constant);
        }
        let constant = self.in_register(constant);
        self.ins().icmp(condition, value, constant)
    }

    /// The block after this one, equally cold.
    fn next_block(&mut self) -> Block {
        let next = self.builder.create_block();
        if self.builder.current_block().is_some_and(|block| self.builder.func.layout.is_cold(block)) {
            self.builder.set_cold_block(next);
        }
        next
    }

    /// Goes on where the comparison holds, and to `otherwise` where it does not.
    pub(super) fn check(&mut self, condition: IntCC, value: Value, constant: i64, otherwise: Block) {
        let holds = self.compare(condition, value, constant);
        self.continue_if(holds, otherwise);
    }

    /// Goes on where the comparison does not hold, and to `target` where it does.
    pub(super) fn leave_if(&mut self, condition: IntCC, value: Value, constant: i64, target: Block) {
        let holds = self.compare(condition, value, constant);
        self.branch_if(holds, target);
    }

    /// Goes on where the condition holds, and to `otherwise` where it does not.
    pub(super) fn continue_if(&mut self, condition: Value, otherwise: Block) {
        let next = self.next_block();
        self.ins().brif(condition, next, &[], otherwise, &[]);
        self.switch_to(next);
    }

    /// Goes on where the condition does not hold, and to `target` where it does.
    pub(super) fn branch_if(&mut self, condition: Value, target: Block) {
        let next = self.next_block();
        self.ins().brif(condition, target, &[], next, &[]);
        self.switch_to(next);
    }

    pub(super) fn jump(&mut self, target: Block, arguments: &[Value]) {
        let arguments: Vec<BlockArg> = arguments.iter().copied().map(BlockArg::Value).collect();
        self.ins().jump(target, &arguments);
    }

    /// A block that is seldom reached: its code is placed last.
    pub(super) fn cold_block(&mut self, parameters: &[Type]) -> Block {
        let block = self.block(parameters);
        self.builder.set_cold_block(block);
        block
    }

    pub(super) fn block(&mut self, parameters: &[Type]) -> Block {
        let block = self.builder.create_block();
        for &parameter in parameters {
            self.builder.append_block_param(block, parameter);
        }
        block
    }

    /// Goes on in a block with one parameter, and returns its value.
    pub(super) fn enter(&mut self, block: Block) -> Value {
        self.switch_to(block);
        match *self.builder.block_params(block) {
            [value] => value,
            _ => self.constant(WORD, 0),
        }
    }

    /// Calls a function of the C ABI and returns its result.
    pub(super) fn call(&mut self, code: *const (), arguments: &[Value], result: Type) -> Value {
        let address = self.address(code);
        self.call_at(address, arguments, result)
    }

    /// As [`call`](Self::call), for an address that is loaded.
    pub(super) fn call_at(&mut self, address: Value, arguments: &[Value], result: Type) -> Value {
        let call = self.call_indirect(address, arguments, Some(result));
        self.builder.func.dfg.first_result(call)
    }

    /// As [`call`](Self::call), for a function without a result.
    pub(super) fn call_void(&mut self, code: *const (), arguments: &[Value]) {
        let address = self.address(code);
        self.call_indirect(address, arguments, None);
    }

    fn call_indirect(&mut self, address: Value, arguments: &[Value], result: Option<Type>) -> Inst {
        let parameters: Vec<Type> =
            arguments.iter().map(|&argument| self.builder.func.dfg.value_type(argument)).collect();
        let signature = self.signature(&parameters, result);
        let signature = self.builder.import_signature(signature);
        // The call would have to preserve their registers.
        self.known_classes.clear();
        self.ins().call_indirect(signature, address, arguments)
    }

    /// Calls [`scan`](super::text::scan).
    pub(super) fn call_scan(&mut self, text: Value) -> Value {
        let slot = self.scratch.unwrap_or_else(|| self.stack(1));
        self.scratch = Some(slot);
        let result = self.stack_address(slot, 0);
        let [a, b, c, d] = self.held.map(|held| held.unwrap_or(text));
        let arguments = [a, b, c, d, text, result];
        let signature = self.signature(&[WORD; SCAN_HELD + 2], None);
        let signature = Signature { call_conv: CallConv::PreserveAll, ..signature };
        let signature = self.builder.import_signature(signature);
        let address = self.address(self.layout.scan);
        self.ins().call_indirect(signature, address, &arguments);
        self.load(types::I32, result, 0)
    }

    /// Adds a reference.
    pub(super) fn count_reference(&mut self, object: Value, counting: Counting) {
        match counting {
            Counting::Word => {
                let count = self.load(WORD, object, 0);
                let more = self.ins().iadd_imm_s(count, 1);
                self.store(more, object, 0);
            }
            Counting::UnlessImmortal => {
                let (join, beyond) = (self.block(&[]), self.cold_block(&[]));
                let lower = self.load(types::I32, object, 0);
                self.check(IntCC::NotEqual, lower, -1, join);
                // Halves of the word are loaded, and all of it stored: see `layout::new_reference`.
                let more = self.ins().iadd_imm_s(lower, 1);
                let upper = self.load(types::I32, object, 4);
                self.check(IntCC::Equal, upper, 0, beyond);
                let word = self.ins().uextend(WORD, more);
                self.store(word, object, 0);
                self.jump(join, &[]);
                self.switch_to(beyond);
                self.store(more, object, 0);
                self.jump(join, &[]);
                self.switch_to(join);
            }
            Counting::ByCall => {}
        }
    }

    /// Memory in the frame of the function, in words.
    pub(super) fn stack(&mut self, words: usize) -> StackSlot {
        let size = u32::try_from(words * WORD_BYTES as usize).unwrap_or(u32::MAX);
        self.builder.create_sized_stack_slot(StackSlotData::new(StackSlotKind::ExplicitSlot, size, 4))
    }

    /// Memory in the frame of the function, in words of zero. From the word `first` on, they hold references, which are released if
    /// an exception passes.
    pub(super) fn held_stack(&mut self, words: usize, first: usize) -> StackSlot {
        let slot = self.stack(words);
        let key = StackSlotKey::new(held_key(first, words - first));
        self.builder.func.sized_stack_slots[slot].key = Some(key);
        let zero = self.constant(WORD, 0);
        (0..words).for_each(|word| self.stack_store(zero, slot, word));
        slot
    }

    /// The address of a word of it.
    pub(super) fn stack_address(&mut self, slot: StackSlot, word: usize) -> Value {
        let offset = i32::try_from(word * WORD_BYTES as usize).unwrap_or(i32::MAX);
        self.ins().stack_addr(WORD, slot, offset)
    }

    /// Writes to a word of it.
    pub(super) fn stack_store(&mut self, value: Value, slot: StackSlot, word: usize) {
        let address = self.stack_address(slot, word);
        self.store(value, address, 0);
    }
}
