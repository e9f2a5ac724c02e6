//! Text: exact, compact ASCII strings.

use super::function::{Function, SCAN_HELD, WORD};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, Value, types};
use fmtunit_runtime::layout::Offsets;

/// Longer text is left to the routine, which has wider vectors.
const LONG: i64 = 512;

/// The number of bytes that are looked at together.
const VECTOR_BYTES: i64 = 16;

impl Function<'_> {
    /// The text of an exact, compact ASCII string and its length.
    pub(super) fn ascii(&mut self, offsets: Offsets, object: Value, miss: Block) -> (Value, Value) {
        self.exact(object, &raw const pyo3_ffi::PyUnicode_Type, miss);
        self.compact_ascii(offsets, object, miss)
    }

    /// As [`ascii`](Self::ascii), for an exact string.
    pub(super) fn compact_ascii(&mut self, offsets: Offsets, object: Value, miss: Block) -> (Value, Value) {
        let mask = i64::from(offsets.compact_ascii);
        let state = self.load(types::I32, object, offsets.text_state);
        let state = self.ins().band_imm_s(state, mask);
        self.check(IntCC::Equal, state, mask, miss);
        let length = self.load(WORD, object, offsets.text_length);
        (self.offset(object, offsets.text_data), length)
    }

    /// Goes on if no byte of the text is zero.
    ///
    /// The last bytes of a short text are loaded together with what precedes it, which is in the header of the object. Those
    /// are shifted out of the bits that tell which bytes are zero.
    pub(super) fn check_no_nul(&mut self, text: Value, length: Value, miss: Block) {
        let (longer, looked) = (self.cold_block(&[]), self.block(&[types::I32]));
        self.check(IntCC::UnsignedLessThanOrEqual, length, VECTOR_BYTES, longer);
        let end = self.ins().iadd(text, length);
        let zeros = self.vector_zeros(end, -VECTOR_BYTES as i32);
        let zeros = self.ins().ishl(zeros, length);
        let zeros = self.ins().band_imm_u(zeros, -1 << VECTOR_BYTES);
        self.jump(looked, &[zeros]);

        self.switch_to(longer);
        let zeros = self.call_scan(text);
        self.jump(looked, &[zeros]);

        let zeros = self.enter(looked);
        self.branch_if(zeros, miss);
    }

    /// A bit for each byte of a vector: is it zero?
    fn vector_zeros(&mut self, base: Value, offset: i32) -> Value {
        let bytes = self.load_unaligned(types::I8X16, base, offset);
        let zero = self.constant(types::I8, 0);
        let zeros = self.ins().splat(types::I8X16, zero);
        let zeros = self.ins().icmp(IntCC::Equal, bytes, zeros);
        self.ins().vhigh_bits(types::I32, zeros)
    }
}

/// Up to eight bytes as a number.
pub(super) fn word(bytes: &[u8]) -> i64 {
    bytes.iter().rev().fold(0, |word, &byte| word << 8 | i64::from(byte))
}

/// Writes the function that all formats of a compiler call for text that is longer than a vector. It stores whether a byte
/// is zero, or the text is too long to be looked at here.
///
/// It saves all registers that it uses. Its first parameters are those that its caller holds in the argument registers; it
/// ignores them, so that the rare call moves and saves nothing. Then come the text, and where to store the answer, which is
/// not zero if a byte is.
///
/// Where layouts are unknown, it does nothing and is not called.
pub(super) fn scan(function: &mut Function<'_>, offsets: Option<Offsets>) {
    let parameters = function.begin(&[WORD; SCAN_HELD + 2], None);
    let (Some(&[text, result]), Some(offsets)) = (parameters.last_chunk(), offsets) else {
        function.ins().return_(&[]);
        return;
    };
    let length = function.load(WORD, text, offsets.text_length - offsets.text_data);
    let end = function.ins().iadd(text, length);
    let last = function.ins().iadd_imm_s(end, -VECTOR_BYTES);
    let (head, found) = (function.block(&[WORD]), function.block(&[types::I32]));
    let is_usual = function.compare(IntCC::UnsignedLessThanOrEqual, length, LONG);
    let one = function.constant(types::I32, 1);
    let arguments = [text, one].map(BlockArg::Value);
    function.ins().brif(is_usual, head, &arguments[..1], found, &arguments[1..]);

    // The last two vectors overlap.
    let at = function.enter(head);
    let zeros = function.vector_zeros(at, 0);
    let next = function.ins().iadd_imm_s(at, VECTOR_BYTES);
    let next = function.ins().umin(next, last);
    let is_last = function.ins().icmp(IntCC::Equal, at, last);
    let is_last = function.ins().uextend(types::I32, is_last);
    let ends = function.ins().bor(zeros, is_last);
    let arguments = [zeros, next].map(BlockArg::Value);
    function.ins().brif(ends, found, &arguments[..1], head, &arguments[1..]);

    let answer = function.enter(found);
    function.store(answer, result, 0);
    function.ins().return_(&[]);
}
