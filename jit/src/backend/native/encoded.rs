//! Text that is copied as it is, for UTF-8 is asked for.

use super::function::{Function, WORD, WORD_BYTES};
use super::memory::{Address, Memory};
use super::text;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};
use fmtunit_runtime::layout::Offsets;
use fmtunit_runtime::parse::{UTF_8, store_copy};

/// No page of memory is smaller.
const PAGE: i64 = 4096;

/// Stores a new block with the text of an exact, compact ASCII `str` without NUL, if UTF-8 is asked for: the outcome. With
/// anything else it goes to `miss`.
pub(super) fn copy(
    function: &mut Function<'_>,
    offsets: Offsets,
    memory: Memory<'_>,
    first: usize,
    object: Value,
    miss: Block,
) -> Option<Value> {
    let encoding = memory.input(function, first);
    check_utf8(function, encoding, miss);
    let Address { base, offset } = memory.output(function, first + 1);
    if memory.record.is_none() {
        let is_given = function.compare(IntCC::NotEqual, base, 0);
        function.continue_if(is_given, miss);
    }
    let (text, length) = text::ascii(function, offsets, object, miss);
    text::check_no_nul(function, text, length, miss);
    let place = function.offset(base, offset);
    let code = store_copy as *const ();
    function.call(code.cast(), &[text, length, place], Some(types::I32))
}

/// Goes on if the encoding is the default one, or UTF-8 by its usual name.
///
/// The name is looked at as one word, where that does not reach into another page: what is behind the name may not be there
/// (measured on 3.11, `es`: 10.7 ns with the routine, which looks at it byte by byte, 9.6 so).
fn check_utf8(function: &mut Function<'_>, encoding: Value, miss: Block) {
    let name = UTF_8.to_bytes_with_nul();
    let (named, utf8) = (function.block(&[]), function.block(&[]));
    function.builder.ins().brif(encoding, named, &[], utf8, &[]);
    function.builder.switch_to_block(named);
    let within = function.builder.ins().band_imm_u(encoding, PAGE - 1);
    let last = PAGE - i64::from(WORD_BYTES);
    let is_in_page = function.compare(IntCC::UnsignedLessThanOrEqual, within, last);
    function.continue_if(is_in_page, miss);
    let found = function.load_unaligned(WORD, encoding, 0);
    let behind = 64 - 8 * name.len() as i64;
    let found = function.builder.ins().ishl_imm_u(found, behind);
    let is_utf8 = function.compare(IntCC::Equal, found, text::word(name) << behind);
    function.continue_if(is_utf8, miss);
    function.jump(utf8, &[]);
    function.builder.switch_to_block(utf8);
}
