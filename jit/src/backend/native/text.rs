//! Text: exact, compact ASCII strings.

use super::function::{Function, WORD};
use super::memory::{Address, Memory};
use super::shape::{exact, store};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};
use fmtunit_runtime::layout::Offsets;

/// Longer text is left to the routine, whose vector code is faster than words of eight bytes.
const LONG: i64 = 64;

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

/// Goes on if no byte of the text is zero: eight at a time. The last eight begin before a short text, in the header of
/// the object; those bytes count as non-zero.
fn check_no_nul(function: &mut Function<'_>, text: Value, length: Value, miss: Block) {
    let (short, words, last) = (function.block(&[]), function.block(&[WORD]), function.block(&[WORD]));
    let end = function.builder.ins().iadd(text, length);
    let is_short = function.compare(IntCC::UnsignedLessThan, length, 8);
    let long = function.block(&[]);
    function.builder.ins().brif(is_short, short, &[], long, &[]);

    function.builder.switch_to_block(short);
    let word = function.load_unaligned(WORD, end, -8);
    let bits = function.builder.ins().ishl_imm_u(length, 3);
    let ones = function.constant(WORD, -1);
    let before = function.builder.ins().ushr(ones, bits);
    let word = function.builder.ins().bor(word, before);
    function.jump(last, &[word]);

    function.builder.switch_to_block(long);
    let is_long = function.compare(IntCC::UnsignedGreaterThan, length, LONG);
    function.branch_if(is_long, miss);
    function.jump(words, &[text]);

    // A word at `at`, as long as another follows it.
    let at = function.enter(words);
    let next = function.builder.ins().iadd_imm_s(at, 8);
    let follows = function.builder.ins().icmp(IntCC::UnsignedLessThan, next, end);
    let (more, final_word) = (function.block(&[]), function.block(&[]));
    function.builder.ins().brif(follows, more, &[], final_word, &[]);
    function.builder.switch_to_block(more);
    let word = function.load_unaligned(WORD, at, 0);
    continue_without_zero(function, word, miss);
    function.jump(words, &[next]);

    function.builder.switch_to_block(final_word);
    let word = function.load_unaligned(WORD, end, -8);
    function.jump(last, &[word]);

    let word = function.enter(last);
    continue_without_zero(function, word, miss);
}

/// Goes on if no byte of the word is zero.
fn continue_without_zero(function: &mut Function<'_>, word: Value, miss: Block) {
    let ones = function.constant(WORD, 0x0101_0101_0101_0101);
    let less = function.builder.ins().isub(word, ones);
    let zeros = function.builder.ins().band_not(less, word);
    let high = function.constant(WORD, 0x8080_8080_8080_8080_u64 as i64);
    let zeros = function.builder.ins().band(zeros, high);
    let found = function.compare(IntCC::NotEqual, zeros, 0);
    function.branch_if(found, miss);
}
