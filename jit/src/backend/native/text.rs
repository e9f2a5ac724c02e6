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
/// The last eight bytes of a short text begin before it, in the header of the object; those bytes count as non-zero.
fn check_no_nul(function: &mut Function<'_>, text: Value, length: Value, miss: Block) {
    let (longer, checked) = (function.cold_block(&[]), function.block(&[WORD]));
    let is_short = function.compare(IntCC::UnsignedLessThan, length, 8);
    function.continue_if(is_short, longer);
    let end = function.builder.ins().iadd(text, length);
    let word = function.load_unaligned(WORD, end, -8);
    let bits = function.builder.ins().ishl_imm_u(length, 3);
    let ones = function.constant(WORD, -1);
    let before = function.builder.ins().ushr(ones, bits);
    let word = function.builder.ins().bor(word, before);
    let found = zeros(function, word);
    function.jump(checked, &[found]);

    function.builder.switch_to_block(longer);
    let is_usual = function.compare(IntCC::UnsignedLessThanOrEqual, length, LONG);
    function.continue_if(is_usual, miss);
    function.stay_cold();
    let found = function.call_scan(text);
    function.jump(checked, &[found]);

    let found = function.enter(checked);
    let found = function.compare(IntCC::NotEqual, found, 0);
    function.branch_if(found, miss);
}

/// What [`scan`] takes besides the parameters of the function that calls it.
pub(super) const SCAN_PARAMETERS: usize = 2;

/// The function that all formats of a compiler call for text of eight bytes or more: it stores whether a byte is zero.
///
/// It saves all registers that it uses, and takes what its caller has in the registers for arguments as arguments, without
/// using it: so nothing has to be saved or moved for a call that is seldom made. Behind those come the text, and where to
/// store the answer, which is not zero if a byte is.
pub(super) fn scan(function: &mut Function<'_>, offsets: Offsets, callers: usize) {
    let parameters = function.begin(&vec![WORD; callers + SCAN_PARAMETERS], None);
    let Some(&[text, result]) = parameters.last_chunk() else { return };
    let length = function.load(WORD, text, offsets.text_length - offsets.text_data);
    let end = function.builder.ins().iadd(text, length);
    let (vectors, words, found) = (function.block(&[]), function.block(&[]), function.block(&[WORD]));
    let has_vector = function.compare(IntCC::UnsignedGreaterThanOrEqual, length, VECTOR_BYTES);
    function.builder.ins().brif(has_vector, vectors, &[], words, &[]);

    // Fewer than sixteen bytes are two words, which overlap.
    function.builder.switch_to_block(words);
    let first = function.load_unaligned(WORD, text, 0);
    let last = function.load_unaligned(WORD, end, -8);
    let (first, last) = (zeros(function, first), zeros(function, last));
    let either = function.builder.ins().bor(first, last);
    function.jump(found, &[either]);

    // More are vectors, the last two of which overlap.
    function.builder.switch_to_block(vectors);
    let last = function.builder.ins().iadd_imm_s(end, -VECTOR_BYTES);
    let (head, tail) = (function.block(&[WORD]), function.block(&[]));
    function.jump(head, &[text]);
    let at = function.enter(head);
    let follows = function.builder.ins().icmp(IntCC::UnsignedLessThan, at, last);
    function.continue_if(follows, tail);
    let zero = vector_zeros(function, at);
    let next = function.builder.ins().iadd_imm_s(at, VECTOR_BYTES);
    let arguments = [BlockArg::Value(zero), BlockArg::Value(next)];
    function.builder.ins().brif(zero, found, &arguments[..1], head, &arguments[1..]);
    function.builder.switch_to_block(tail);
    let zero = vector_zeros(function, last);
    function.jump(found, &[zero]);

    let zero = function.enter(found);
    function.store(zero, result, 0);
    function.builder.ins().return_(&[]);
}

const VECTOR_BYTES: i64 = 16;

/// Not zero if one of sixteen bytes is.
fn vector_zeros(function: &mut Function<'_>, at: Value) -> Value {
    let bytes = function.load_unaligned(types::I8X16, at, 0);
    let zero = function.constant(types::I8, 0);
    let zeros = function.builder.ins().splat(types::I8X16, zero);
    let zeros = function.builder.ins().icmp(IntCC::Equal, bytes, zeros);
    let zeros = function.builder.ins().vhigh_bits(types::I32, zeros);
    function.builder.ins().uextend(WORD, zeros)
}

/// Not zero if a byte of the word is.
fn zeros(function: &mut Function<'_>, word: Value) -> Value {
    let ones = function.constant(WORD, 0x0101_0101_0101_0101);
    let less = function.builder.ins().isub(word, ones);
    let zeros = function.builder.ins().band_not(less, word);
    let high = function.constant(WORD, 0x8080_8080_8080_8080_u64 as i64);
    function.builder.ins().band(zeros, high)
}
