//! Text that is copied unchanged, because UTF-8 is asked for.

use super::function::{Function, WORD, WORD_BYTES};
use super::memory::Address;
use super::shape::FastConversion;
use super::text;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};
use fmtunit_runtime::parse::{UTF_8, store_copy};

/// No page of memory is smaller.
const PAGE: i64 = 4096;

impl FastConversion<'_, '_> {
    /// Stores a new block with the text of an exact, compact ASCII `str` without NUL, if UTF-8 is asked for. Returns the
    /// outcome; goes to `miss` in any other case.
    pub(super) fn encoded_copy(&mut self) -> Value {
        let miss = self.miss;
        let encoding = self.memory.input(self.function, self.input);
        check_utf8(self.function, encoding, miss);
        let Address { base, offset } = self.memory.output(self.function, self.output);
        if self.memory.record.is_none() {
            self.function.check(IntCC::NotEqual, base, 0, miss);
        }
        let (text, length) = self.function.ascii(self.offsets, self.object, miss);
        self.function.check_no_nul(text, length, miss);
        let place = self.function.offset(base, offset);
        self.function.call(store_copy as *const (), &[text, length, place], types::I32)
    }
}

/// Goes on if the encoding is the default one, or UTF-8 by its usual name.
///
/// The name is compared as one word, unless that would reach into another page, which may be unmapped (measured on 3.11,
/// `es`: 10.7 ns with the routine, which compares it byte by byte, 9.6 so).
fn check_utf8(function: &mut Function<'_>, encoding: Value, miss: Block) {
    let name = UTF_8.to_bytes_with_nul();
    let (named, utf8) = (function.block(&[]), function.block(&[]));
    function.ins().brif(encoding, named, &[], utf8, &[]);
    function.switch_to(named);
    let within = function.ins().band_imm_u(encoding, PAGE - 1);
    let last = PAGE - i64::from(WORD_BYTES);
    function.check(IntCC::UnsignedLessThanOrEqual, within, last, miss);
    let found = function.load_unaligned(WORD, encoding, 0);
    let surplus = 64 - 8 * name.len() as i64;
    let found = function.ins().ishl_imm_u(found, surplus);
    function.check(IntCC::Equal, found, text::word(name) << surplus, miss);
    function.jump(utf8, &[]);
    function.switch_to(utf8);
}
