//! Fast shapes: what is checked, loaded and stored in place.

use super::function::{Function, WORD, WORD_BYTES};
use super::memory::{Address, Memory, clif_type};
use super::{buffer, encoded, text};
use crate::support::{FieldType, place_type};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, Type, Value, types};
use fmtunit_parser::units::{ParseShape, ParseUnit};
use fmtunit_runtime::layout::{IntForm, Offsets};
use fmtunit_runtime::version;
use pyo3_ffi::{PyObject, PyTypeObject};
use std::ffi::c_ulong;

/// Goes on if the object's class is exactly this one.
pub(super) fn exact(
    function: &mut Function<'_>,
    object: Value,
    class: *const PyTypeObject,
    otherwise: Block,
) {
    let found = class_of(function, object);
    is_class(function, found, class, otherwise);
}

/// The class of an object.
pub(super) fn class_of(function: &mut Function<'_>, object: Value) -> Value {
    let offset = function.layout.offsets.map_or(0, |offsets| offsets.class);
    function.load(WORD, object, offset)
}

/// Goes on if the class that was found is this one.
pub(super) fn is_class(
    function: &mut Function<'_>,
    found: Value,
    class: *const PyTypeObject,
    otherwise: Block,
) {
    let address = function.class(class);
    let same = function.builder.ins().icmp(IntCC::Equal, found, address);
    function.continue_if(same, otherwise);
}

/// Goes on if this class is in the method resolution order of the object's.
fn instance(function: &mut Function<'_>, offsets: Offsets, object: Value, class: Value, otherwise: Block) {
    let (next, done) = (function.cold_block(&[WORD]), function.block(&[]));
    let found = class_of(function, object);
    let mro = function.load(WORD, found, offsets.class_mro);
    let is_ready = function.compare(IntCC::NotEqual, mro, 0);
    function.continue_if(is_ready, otherwise);
    let count = function.load(WORD, mro, offsets.tuple_length);
    let has_any = function.compare(IntCC::NotEqual, count, 0);
    function.continue_if(has_any, otherwise);
    // The first is the class itself, as a rule.
    let items = function.offset(mro, offsets.tuple_items);
    let base = function.load(WORD, items, 0);
    let is_base = function.builder.ins().icmp(IntCC::Equal, base, class);
    let words = [items].map(BlockArg::Value);
    function.builder.ins().brif(is_base, done, &[], next, &words);

    let item = function.enter(next);
    let item = function.offset(item, WORD_BYTES);
    let size = function.builder.ins().ishl_imm_u(count, i64::from(WORD_BYTES.trailing_zeros()));
    let end = function.builder.ins().iadd(items, size);
    let is_end = function.builder.ins().icmp(IntCC::Equal, item, end);
    function.branch_if(is_end, otherwise);
    let base = function.load(WORD, item, 0);
    let is_base = function.builder.ins().icmp(IntCC::Equal, base, class);
    let words = [item].map(BlockArg::Value);
    function.builder.ins().brif(is_base, done, &[], next, &words);

    function.builder.switch_to_block(done);
}

/// Goes on if the class of the object has one of these flags.
pub(super) fn has_flag(function: &mut Function<'_>, object: Value, flag: c_ulong, otherwise: Block) {
    let Some(offsets) = function.layout.offsets else { return };
    let class = class_of(function, object);
    let flags = function.load(WORD, class, offsets.class_flags);
    let set = function.builder.ins().band_imm_u(flags, flag as i64);
    let set = function.compare(IntCC::NotEqual, set, 0);
    function.continue_if(set, otherwise);
}

/// What a fast shape comes to.
pub(super) enum Converted {
    /// The result is stored.
    Stored,
    /// The result is stored if the outcome says so.
    WithOutcome(Value),
    /// There is no fast shape: the routine has to be called.
    Not,
}

/// Converts an object by the fast shape of the unit, and goes to `miss` if it has another one.
pub(super) fn parse(
    function: &mut Function<'_>,
    memory: Memory<'_>,
    unit: ParseUnit,
    first: usize,
    view: bool,
    object: Value,
    miss: Block,
) -> Converted {
    let (Some(shape), Some(offsets)) = (unit.fast(), function.layout.offsets) else { return Converted::Not };
    let output = first + unit.takes().len();
    let place = unit.stores().first().and_then(|&(_, place)| place_type(place));
    match shape {
        ParseShape::Any => store(function, memory, output, object),
        ParseShape::Int | ParseShape::MaskedInt => {
            let Some(class) = place else { return Converted::Not };
            let wanted = clif_type(class);
            // In 32 bits, the digit is an operand in memory (measured on 3.13, `iii`: 3.5 ns in 64 bits, 3.2 so).
            let width = if wanted == WORD { WORD } else { types::I32 };
            let number = compact_int(function, offsets, object, width, miss);
            if shape == ParseShape::Int || (version::WARNS_OF_LOST_BITS && class.size() < 4) {
                check_range(function, class, shape == ParseShape::MaskedInt, number, miss);
            }
            let narrow =
                if wanted == width { number } else { function.builder.ins().ireduce(wanted, number) };
            store(function, memory, output, narrow);
        }
        ParseShape::Float => {
            exact(function, object, &raw const pyo3_ffi::PyFloat_Type, miss);
            let number = function.load(types::F64, object, offsets.float_value);
            let number = match place {
                Some(FieldType::F32) => function.builder.ins().fdemote(types::F32, number),
                _ => number,
            };
            store(function, memory, output, number);
        }
        ParseShape::Complex => {
            exact(function, object, &raw const pyo3_ffi::PyComplex_Type, miss);
            let Address { base, offset } = memory.output(function, output);
            for part in [0, 8] {
                let number = function.load(types::F64, object, offsets.complex_value + part);
                function.store(number, base, offset + part);
            }
        }
        ParseShape::Text => text::without_nul(function, offsets, memory, output, view, object, miss),
        ParseShape::TextAndLength => text::with_length(function, offsets, memory, output, object, miss),
        ParseShape::OptionalText => or_none(function, memory, output, view, object, |function| {
            text::without_nul(function, offsets, memory, output, view, object, miss);
        }),
        ParseShape::OptionalTextAndLength => {
            // The length has a place of its own.
            let length = |function: &mut Function<'_>| {
                text::with_length(function, offsets, memory, output, object, miss);
            };
            or_none_with_length(function, memory, output, object, length);
        }
        ParseShape::Character => {
            let (text, length) = text::ascii(function, offsets, object, miss);
            let is_one = function.compare(IntCC::Equal, length, 1);
            function.continue_if(is_one, miss);
            let character = function.load(types::I8, text, 0);
            let character = function.builder.ins().uextend(types::I32, character);
            store(function, memory, output, character);
        }
        ParseShape::BytesAndLength => {
            exact(function, object, &raw const pyo3_ffi::PyBytes_Type, miss);
            let data = function.offset(object, offsets.bytes_data);
            let length = function.load(WORD, object, offsets.bytes_length);
            store(function, memory, output, data);
            store(function, memory, output + 1, length);
        }
        ParseShape::BytesBuffer | ParseShape::TextBuffer | ParseShape::WritableBuffer => {
            if !buffer::view(function, offsets, memory, output, shape, object, miss) {
                return Converted::Not;
            }
        }
        ParseShape::EncodedText => {
            let outcome = encoded::copy(function, offsets, memory, first, object, miss);
            return outcome.map_or(Converted::Not, Converted::WithOutcome);
        }
        ParseShape::Truth => {
            let (yes, no) = singletons();
            let is_true = is_object(function, object, yes);
            let is_false = is_object(function, object, no);
            let is_bool = function.builder.ins().bor(is_true, is_false);
            function.continue_if(is_bool, miss);
            let truth = function.builder.ins().uextend(types::I32, is_true);
            store(function, memory, output, truth);
        }
        ParseShape::BytesSubclass => {
            has_flag(function, object, pyo3_ffi::Py_TPFLAGS_BYTES_SUBCLASS, miss);
            store(function, memory, output, object);
        }
        ParseShape::StrSubclass => {
            has_flag(function, object, pyo3_ffi::Py_TPFLAGS_UNICODE_SUBCLASS, miss);
            store(function, memory, output, object);
        }
        ParseShape::ExactByteArray => {
            exact(function, object, &raw const pyo3_ffi::PyByteArray_Type, miss);
            store(function, memory, output, object);
        }
        ParseShape::Instance => {
            let class = memory.input(function, first);
            instance(function, offsets, object, class, miss);
            store(function, memory, output, object);
        }
    }
    Converted::Stored
}

/// Stores to a place.
pub(super) fn store(function: &mut Function<'_>, memory: Memory<'_>, place: usize, value: Value) {
    let Address { base, offset } = memory.output(function, place);
    function.store(value, base, offset);
}

/// The value of an exact int of one digit, in 32 or 64 bits.
fn compact_int(
    function: &mut Function<'_>,
    offsets: Offsets,
    object: Value,
    width: Type,
    miss: Block,
) -> Value {
    exact(function, object, &raw const pyo3_ffi::PyLong_Type, miss);
    let size = function.load(WORD, object, offsets.int.size);
    let sign = match offsets.int.form {
        IntForm::Tagged => {
            let one_digit = function.compare(IntCC::UnsignedLessThan, size, 2 << 3);
            function.continue_if(one_digit, miss);
            let size = narrowed(function, width, size);
            let sign = function.builder.ins().band_imm_s(size, 3);
            let one = function.constant(width, 1);
            function.builder.ins().isub(one, sign)
        }
        IntForm::SignedSize => {
            let above = function.builder.ins().iadd_imm_s(size, 1);
            let one_digit = function.compare(IntCC::UnsignedLessThanOrEqual, above, 2);
            function.continue_if(one_digit, miss);
            narrowed(function, width, size)
        }
    };
    let digit = function.load(types::I32, object, offsets.int.digit);
    let digit = if width == WORD { function.builder.ins().uextend(WORD, digit) } else { digit };
    function.builder.ins().imul(sign, digit)
}

/// The low bits of a word.
fn narrowed(function: &mut Function<'_>, width: Type, word: Value) -> Value {
    if width == WORD { word } else { function.builder.ins().ireduce(width, word) }
}

/// Goes on if a place of the type holds the number. A place that takes the low bits of any number holds those of its
/// signed and its unsigned type.
fn check_range(function: &mut Function<'_>, class: FieldType, masked: bool, number: Value, miss: Block) {
    let bits = class.size() * 8;
    // One digit has 30 bits.
    if bits >= 32 {
        return;
    }
    let is_unsigned = matches!(class, FieldType::U8 | FieldType::U16);
    let lowest = if is_unsigned && !masked { 0 } else { -(1i64 << (bits - 1)) };
    let highest = if is_unsigned { (1i64 << bits) - 1 } else { (1i64 << (bits - 1)) - 1 };
    let above = if lowest == 0 { number } else { function.builder.ins().iadd_imm_s(number, -lowest) };
    let fits = function.compare(IntCC::UnsignedLessThanOrEqual, above, highest - lowest);
    function.continue_if(fits, miss);
}

/// Stores a null pointer for `None` (and, for a view, no length); goes on with anything else.
fn or_none<'f>(
    function: &mut Function<'f>,
    memory: Memory<'_>,
    output: usize,
    view: bool,
    object: Value,
    otherwise: impl FnOnce(&mut Function<'f>),
) {
    choose(
        function,
        object,
        |function| {
            let null = function.constant(WORD, 0);
            let Address { base, offset } = memory.output(function, output);
            function.store(null, base, offset);
            if view {
                function.store(null, base, offset + 8);
            }
        },
        otherwise,
    );
}

/// Stores a null pointer and no length for `None`; goes on with anything else.
fn or_none_with_length<'f>(
    function: &mut Function<'f>,
    memory: Memory<'_>,
    output: usize,
    object: Value,
    otherwise: impl FnOnce(&mut Function<'f>),
) {
    choose(
        function,
        object,
        |function| {
            let null = function.constant(WORD, 0);
            store(function, memory, output, null);
            store(function, memory, output + 1, null);
        },
        otherwise,
    );
}

/// One way for `None`, another for anything else.
fn choose<'f>(
    function: &mut Function<'f>,
    object: Value,
    for_none: impl FnOnce(&mut Function<'f>),
    otherwise: impl FnOnce(&mut Function<'f>),
) {
    // SAFETY: only the address is taken, which is static.
    let none = unsafe { pyo3_ffi::Py_None() };
    let is_none = is_object(function, object, none);
    let (none, other, join) = (function.block(&[]), function.block(&[]), function.block(&[]));
    function.builder.ins().brif(is_none, none, &[], other, &[]);
    function.builder.switch_to_block(none);
    for_none(function);
    function.jump(join, &[]);
    function.builder.switch_to_block(other);
    let known = function.known_classes.clone();
    otherwise(function);
    function.known_classes = known;
    function.jump(join, &[]);
    function.builder.switch_to_block(join);
}

fn is_object(function: &mut Function<'_>, object: Value, which: *mut PyObject) -> Value {
    function.compare(IntCC::Equal, object, which.addr() as i64)
}

fn singletons() -> (*mut PyObject, *mut PyObject) {
    // SAFETY: only the addresses are taken, which are static.
    unsafe { (pyo3_ffi::Py_True(), pyo3_ffi::Py_False()) }
}
