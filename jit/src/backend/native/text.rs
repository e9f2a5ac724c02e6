//! Text: exact, compact ASCII strings.

use super::function::{Function, WORD};
use super::memory::{Address, Memory};
use super::shape::{exact, store};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, Value, types};
use fmtunit_runtime::layout::Offsets;

/// Longer text is left to the routine, which has wider vectors.
const LONG: i64 = 512;

/// The text of an exact, compact ASCII string and its length.
pub(super) fn ascii(
    function: &mut Function<'_>,
    offsets: Offsets,
    object: Value,
    miss: Block,
) -> (Value, Value) {
    exact(function, object, &raw const pyo3_ffi::PyUnicode_Type, miss);
    compact_ascii(function, offsets, object, miss)
}

/// As [`ascii`], for an exact string.
pub(super) fn compact_ascii(
    function: &mut Function<'_>,
    offsets: Offsets,
    object: Value,
    miss: Block,
) -> (Value, Value) {
    let mask = i64::from(offsets.compact_ascii);
    let state = function.load(types::I32, object, offsets.text_state);
    let state = function.builder.ins().band_imm_s(state, mask);
    let is_ascii = function.compare(IntCC::Equal, state, mask);
    function.continue_if(is_ascii, miss);
    let length = function.load(WORD, object, offsets.text_length);
    (function.offset(object, offsets.text_data), length)
}

/// Stores the text and its length.
pub(super) fn with_length(
    function: &mut Function<'_>,
    offsets: Offsets,
    memory: Memory<'_>,
    output: usize,
    object: Value,
    miss: Block,
) {
    let (text, length) = ascii(function, offsets, object, miss);
    store(function, memory, output, text);
    store(function, memory, output + 1, length);
}

/// Stores the text, and for a view its length behind it, if it has no NUL.
pub(super) fn without_nul(
    function: &mut Function<'_>,
    offsets: Offsets,
    memory: Memory<'_>,
    output: usize,
    view: bool,
    object: Value,
    miss: Block,
) {
    let (text, length) = ascii(function, offsets, object, miss);
    check_no_nul(function, text, length, miss);
    let Address { base, offset } = memory.output(function, output);
    function.store(text, base, offset);
    if view {
        function.store(length, base, offset + 8);
    }
}

/// Goes on if no byte of the text is zero.
///
/// The last bytes of a short text are loaded with what stands before it, which is in the header of the object: that is
/// shifted out of the bits that tell which bytes are zero.
pub(super) fn check_no_nul(function: &mut Function<'_>, text: Value, length: Value, miss: Block) {
    let (longer, looked) = (function.cold_block(&[]), function.block(&[types::I32]));
    let is_short = function.compare(IntCC::UnsignedLessThanOrEqual, length, VECTOR_BYTES);
    function.continue_if(is_short, longer);
    let end = function.builder.ins().iadd(text, length);
    let zeros = vector_zeros(function, end, -VECTOR_BYTES as i32);
    let zeros = function.builder.ins().ishl(zeros, length);
    let zeros = function.builder.ins().band_imm_u(zeros, -1 << VECTOR_BYTES);
    function.jump(looked, &[zeros]);

    function.builder.switch_to_block(longer);
    let zeros = function.call_scan(text);
    function.jump(looked, &[zeros]);

    let zeros = function.enter(looked);
    function.branch_if(zeros, miss);
}

/// Up to eight bytes as a number.
pub(super) fn word(bytes: &[u8]) -> i64 {
    bytes.iter().rev().fold(0, |word, &byte| word << 8 | i64::from(byte))
}

/// The function that all formats of a compiler call for text that is longer than a vector: it stores whether a byte is
/// zero, or the text is too long to be looked at here.
///
/// It saves all registers that it uses, and takes what its caller has in the registers for arguments as arguments, without
/// using it: so nothing has to be saved or moved for a call that is seldom made. Behind those come the text, and where to
/// store the answer, which is not zero if a byte is.
pub(super) fn scan(function: &mut Function<'_>, offsets: Offsets) {
    let parameters = function.begin(&[WORD; SCAN_HELD + 2], None);
    let Some(&[text, result]) = parameters.last_chunk() else { return };
    let length = function.load(WORD, text, offsets.text_length - offsets.text_data);
    let end = function.builder.ins().iadd(text, length);
    let last = function.builder.ins().iadd_imm_s(end, -VECTOR_BYTES);
    let (head, found) = (function.block(&[WORD]), function.block(&[types::I32]));
    let is_usual = function.compare(IntCC::UnsignedLessThanOrEqual, length, LONG);
    let one = function.constant(types::I32, 1);
    let arguments = [text, one].map(BlockArg::Value);
    function.builder.ins().brif(is_usual, head, &arguments[..1], found, &arguments[1..]);

    // The last two vectors overlap.
    let at = function.enter(head);
    let zeros = vector_zeros(function, at, 0);
    let next = function.builder.ins().iadd_imm_s(at, VECTOR_BYTES);
    let next = function.builder.ins().umin(next, last);
    let is_last = function.builder.ins().icmp(IntCC::Equal, at, last);
    let is_last = function.builder.ins().uextend(types::I32, is_last);
    let ends = function.builder.ins().bor(zeros, is_last);
    let arguments = [zeros, next].map(BlockArg::Value);
    function.builder.ins().brif(ends, found, &arguments[..1], head, &arguments[1..]);

    let answer = function.enter(found);
    function.store(answer, result, 0);
    function.builder.ins().return_(&[]);
}

/// How many values its caller may have in the registers for arguments.
pub(super) const SCAN_HELD: usize = 4;

/// So many bytes are looked at at once.
const VECTOR_BYTES: i64 = 16;

/// A bit for each of sixteen bytes: is it zero?
fn vector_zeros(function: &mut Function<'_>, base: Value, offset: i32) -> Value {
    let bytes = function.load_unaligned(types::I8X16, base, offset);
    let zero = function.constant(types::I8, 0);
    let zeros = function.builder.ins().splat(types::I8X16, zero);
    let zeros = function.builder.ins().icmp(IntCC::Equal, bytes, zeros);
    function.builder.ins().vhigh_bits(types::I32, zeros)
}
