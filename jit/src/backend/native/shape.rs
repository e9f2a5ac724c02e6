//! Fast shapes: objects that are checked, loaded and stored in place.

use super::function::{Function, WORD, WORD_BYTES};
use super::memory::{Address, CallMemory, clif_type};
use crate::support::{FieldType, place_type};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, Type, Value, types};
use fmtunit_parser::plan::UnitConversion;
use fmtunit_parser::units::ParseShape;
use fmtunit_runtime::layout::{IntForm, Offsets};
use fmtunit_runtime::version;
use pyo3_ffi::{PyObject, PyTypeObject};
use std::ffi::c_ulong;

/// The result of a conversion by a fast shape.
pub(super) enum Converted {
    /// The output is stored.
    Stored,
    /// The output is stored if the outcome says so.
    WithOutcome(Value),
    /// There is no fast shape: the routine has to be called.
    Not,
}

/// The conversion of an object by the fast shape of a unit.
pub(super) struct FastConversion<'c, 'f> {
    pub(super) function: &'c mut Function<'f>,
    pub(super) offsets: Offsets,
    pub(super) memory: CallMemory<'c>,
    pub(super) object: Value,
    /// The place of the first input.
    pub(super) input: usize,
    /// The place of the first output.
    pub(super) output: usize,
    /// Text is stored with its length, as a view.
    view: bool,
    /// The block for objects of any other shape.
    pub(super) miss: Block,
}

/// Converts an object by the fast shape of the unit, and goes to `miss` with any other object.
pub(super) fn convert(
    function: &mut Function<'_>,
    memory: CallMemory<'_>,
    conversion: &UnitConversion,
    view: bool,
    object: Value,
    miss: Block,
) -> Converted {
    let unit = conversion.unit;
    let (Some(shape), Some(offsets)) = (unit.fast(), function.layout.offsets) else { return Converted::Not };
    let place = unit.stores().first().and_then(|&(_, place)| place_type(place));
    let (input, output) = (conversion.first, conversion.outputs().start);
    FastConversion { function, offsets, memory, object, input, output, view, miss }.run(shape, place)
}

impl FastConversion<'_, '_> {
    fn run(mut self, shape: ParseShape, place: Option<FieldType>) -> Converted {
        let (object, offsets) = (self.object, self.offsets);
        match shape {
            ParseShape::Any => self.store(0, object),
            ParseShape::Int | ParseShape::MaskedInt => {
                let Some(class) = place else { return Converted::Not };
                self.int(class, shape == ParseShape::MaskedInt);
            }
            ParseShape::Float => {
                self.exact(&raw const pyo3_ffi::PyFloat_Type);
                let number = self.function.load(types::F64, object, offsets.float_value);
                let number = match place {
                    Some(FieldType::F32) => self.function.ins().fdemote(types::F32, number),
                    _ => number,
                };
                self.store(0, number);
            }
            ParseShape::Complex => {
                self.exact(&raw const pyo3_ffi::PyComplex_Type);
                let Address { base, offset } = self.memory.output(self.function, self.output);
                for part in [0, 8] {
                    let number = self.function.load(types::F64, object, offsets.complex_value + part);
                    self.function.store(number, base, offset + part);
                }
            }
            ParseShape::Text => self.text(false),
            ParseShape::TextAndLength => self.text(true),
            ParseShape::OptionalText => self.text_or_none(false),
            ParseShape::OptionalTextAndLength => self.text_or_none(true),
            ParseShape::Character => {
                let (text, length) = self.function.ascii(offsets, object, self.miss);
                self.function.check(IntCC::Equal, length, 1, self.miss);
                let character = self.function.load(types::I8, text, 0);
                let character = self.function.ins().uextend(types::I32, character);
                self.store(0, character);
            }
            ParseShape::BytesAndLength => {
                self.exact(&raw const pyo3_ffi::PyBytes_Type);
                let data = self.function.offset(object, offsets.bytes_data);
                let length = self.function.load(WORD, object, offsets.bytes_length);
                self.store(0, data);
                self.store(1, length);
            }
            ParseShape::BytesBuffer | ParseShape::TextBuffer | ParseShape::WritableBuffer => {
                if !self.buffer(shape) {
                    return Converted::Not;
                }
            }
            ParseShape::EncodedText => return Converted::WithOutcome(self.encoded_copy()),
            ParseShape::Truth => {
                // SAFETY: only the addresses are taken, which are static.
                let (yes, no) = unsafe { (pyo3_ffi::Py_True(), pyo3_ffi::Py_False()) };
                let is_true = self.is_object(yes);
                let is_false = self.is_object(no);
                let is_bool = self.function.ins().bor(is_true, is_false);
                self.function.continue_if(is_bool, self.miss);
                let truth = self.function.ins().uextend(types::I32, is_true);
                self.store(0, truth);
            }
            ParseShape::BytesSubclass => self.flagged(pyo3_ffi::Py_TPFLAGS_BYTES_SUBCLASS),
            ParseShape::StrSubclass => self.flagged(pyo3_ffi::Py_TPFLAGS_UNICODE_SUBCLASS),
            ParseShape::ExactByteArray => {
                self.exact(&raw const pyo3_ffi::PyByteArray_Type);
                self.store(0, object);
            }
            ParseShape::Instance => {
                self.instance();
                self.store(0, object);
            }
        }
        Converted::Stored
    }

    /// Stores to an output.
    fn store(&mut self, output: usize, value: Value) {
        self.memory.store(self.function, self.output + output, value);
    }

    /// Goes on if the object's class is exactly this one.
    fn exact(&mut self, class: *const PyTypeObject) {
        self.function.exact(self.object, class, self.miss);
    }

    /// Stores an object whose class has a flag.
    fn flagged(&mut self, flag: c_ulong) {
        self.function.has_flag(self.object, flag, self.miss);
        self.store(0, self.object);
    }

    fn is_object(&mut self, which: *mut PyObject) -> Value {
        self.function.compare(IntCC::Equal, self.object, which.addr() as i64)
    }

    /// Stores the text of an exact, compact ASCII string: with its length in the next place, or without NUL.
    fn text(&mut self, with_length: bool) {
        let (text, length) = self.function.ascii(self.offsets, self.object, self.miss);
        if !with_length {
            self.function.check_no_nul(text, length, self.miss);
        }
        self.store_text(with_length, text, length);
    }

    /// Stores null for `None`, and text for any other object.
    fn text_or_none(&mut self, with_length: bool) {
        // SAFETY: only the address is taken, which is static.
        let is_none = self.is_object(unsafe { pyo3_ffi::Py_None() });
        let [none, other, join] = [(); 3].map(|()| self.function.block(&[]));
        self.function.ins().brif(is_none, none, &[], other, &[]);
        self.function.switch_to(none);
        let null = self.function.constant(WORD, 0);
        self.store_text(with_length, null, null);
        self.function.jump(join, &[]);
        self.function.switch_to(other);
        let known = self.function.known_classes.clone();
        self.text(with_length);
        self.function.known_classes = known;
        self.function.jump(join, &[]);
        self.function.switch_to(join);
    }

    fn store_text(&mut self, with_length: bool, text: Value, length: Value) {
        let Address { base, offset } = self.memory.output(self.function, self.output);
        self.function.store(text, base, offset);
        if with_length {
            self.store(1, length);
        } else if self.view {
            self.function.store(length, base, offset + WORD_BYTES);
        }
    }

    /// Stores the value of an exact int of one digit; a masked place takes the low bits of any number.
    fn int(&mut self, class: FieldType, masked: bool) {
        let wanted = clif_type(class);
        // In 32 bits, the digit is an operand in memory (measured on 3.13, `iii`: 3.5 ns in 64 bits, 3.2 so).
        let width = if wanted == WORD { WORD } else { types::I32 };
        let number = self.compact_int(width);
        if !masked || (version::WARNS_OF_LOST_BITS && class.size() < 4) {
            self.check_range(class, masked, number);
        }
        let narrow = if wanted == width { number } else { self.function.ins().ireduce(wanted, number) };
        self.store(0, narrow);
    }

    /// The value of an exact int of one digit, in 32 or 64 bits.
    fn compact_int(&mut self, width: Type) -> Value {
        let layout = self.offsets.int;
        self.exact(&raw const pyo3_ffi::PyLong_Type);
        let function = &mut *self.function;
        // The low bits of a word.
        let narrowed = |function: &mut Function<'_>, word| {
            if width == WORD { word } else { function.ins().ireduce(width, word) }
        };
        let size = function.load(WORD, self.object, layout.size);
        let sign = match layout.form {
            IntForm::Tagged => {
                function.check(IntCC::UnsignedLessThan, size, 2 << 3, self.miss);
                let size = narrowed(function, size);
                let sign = function.ins().band_imm_s(size, 3);
                let one = function.constant(width, 1);
                function.ins().isub(one, sign)
            }
            IntForm::SignedSize => {
                let above = function.ins().iadd_imm_s(size, 1);
                function.check(IntCC::UnsignedLessThanOrEqual, above, 2, self.miss);
                narrowed(function, size)
            }
        };
        let digit = function.load(types::I32, self.object, layout.digit);
        let digit = if width == WORD { function.ins().uextend(WORD, digit) } else { digit };
        function.ins().imul(sign, digit)
    }

    /// Goes on if a place of the type holds the number. A masked place holds the numbers of its signed and its unsigned
    /// type.
    fn check_range(&mut self, class: FieldType, masked: bool, number: Value) {
        let bits = class.size() * 8;
        // One digit has 30 bits.
        if bits >= 32 {
            return;
        }
        let is_unsigned = matches!(class, FieldType::U8 | FieldType::U16);
        let lowest = if is_unsigned && !masked { 0 } else { -(1i64 << (bits - 1)) };
        let highest = if is_unsigned { (1i64 << bits) - 1 } else { (1i64 << (bits - 1)) - 1 };
        let above = self.function.add(number, -lowest);
        self.function.check(IntCC::UnsignedLessThanOrEqual, above, highest - lowest, self.miss);
    }

    /// Goes on if the class that is the input is in the method resolution order of the object's.
    fn instance(&mut self) {
        let (offsets, miss) = (self.offsets, self.miss);
        let class = self.memory.input(self.function, self.input);
        let function = &mut *self.function;
        let (next, done) = (function.cold_block(&[WORD]), function.block(&[]));
        let found = function.class_of(self.object);
        let mro = function.load(WORD, found, offsets.class_mro);
        function.check(IntCC::NotEqual, mro, 0, miss);
        let count = function.load(WORD, mro, offsets.tuple_length);
        function.check(IntCC::NotEqual, count, 0, miss);
        // The first is usually the class itself.
        let items = function.offset(mro, offsets.tuple_items);
        let base = function.load(WORD, items, 0);
        let is_base = function.ins().icmp(IntCC::Equal, base, class);
        let words = [items].map(BlockArg::Value);
        function.ins().brif(is_base, done, &[], next, &words);

        let item = function.enter(next);
        let item = function.offset(item, WORD_BYTES);
        let size = function.ins().ishl_imm_u(count, i64::from(WORD_BYTES.trailing_zeros()));
        let end = function.ins().iadd(items, size);
        let is_end = function.ins().icmp(IntCC::Equal, item, end);
        function.branch_if(is_end, miss);
        let base = function.load(WORD, item, 0);
        let is_base = function.ins().icmp(IntCC::Equal, base, class);
        let words = [item].map(BlockArg::Value);
        function.ins().brif(is_base, done, &[], next, &words);

        function.switch_to(done);
    }
}
