//! Views of memory that an object owns, filled in place as `PyBuffer_FillInfo` fills them for a simple request.

use super::function::{Function, WORD};
use super::memory::Address;
use super::shape::FastConversion;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};
use fmtunit_parser::units::ParseShape;
use fmtunit_runtime::layout::{Counting, Offsets};
use pyo3_ffi::Py_buffer;
use std::mem::offset_of;

/// The class of an object that owns memory.
#[derive(Clone, Copy)]
enum Owner {
    Text,
    Bytes,
    ByteArray,
}

/// Returns the owners that views of a shape accept.
fn owners(shape: ParseShape) -> &'static [Owner] {
    match shape {
        ParseShape::TextBuffer => &[Owner::Text, Owner::Bytes, Owner::ByteArray],
        ParseShape::BytesBuffer => &[Owner::Bytes, Owner::ByteArray],
        ParseShape::WritableBuffer => &[Owner::ByteArray],
        _ => &[],
    }
}

impl FastConversion<'_, '_> {
    /// Fills a view of the object if its class is one of the owners of the shape, and goes to `miss` if not. Returns whether
    /// it can: it has to count a reference.
    pub(super) fn buffer(&mut self, shape: ParseShape) -> bool {
        let (object, offsets, miss) = (self.object, self.offsets, self.miss);
        let function = &mut *self.function;
        if offsets.counting == Counting::ByCall {
            return false;
        }
        let filled = function.block(&[WORD, WORD, WORD]);
        let class = function.class_of(object);
        // Classes known in one branch are not known in another.
        let known = function.known_classes.clone();
        for &owner in owners(shape) {
            let other = function.block(&[]);
            function.is_class(class, owner.class(), other);
            let (data, length) = owner.memory(function, offsets, object, miss);
            let flags = function.constant(WORD, owner.flags());
            function.jump(filled, &[data, length, flags]);
            function.known_classes.clone_from(&known);
            function.switch_to(other);
        }
        function.jump(miss, &[]);

        function.switch_to(filled);
        let &[data, length, flags] = function.builder.block_params(filled) else { return true };
        function.count_reference(object, offsets.counting);
        let Address { base, offset } = self.memory.output(function, self.output);
        let one = function.constant(WORD, 1);
        let [owner_and_data, length_and_size] = [[data, object], [length, one]].map(|[low, high]| {
            let pair = function.ins().scalar_to_vector(types::I64X2, low);
            function.ins().insertlane(pair, high, 1)
        });
        let flags = function.ins().scalar_to_vector(types::I64X2, flags);
        let null = function.constant(WORD, 0);
        let nothing = function.ins().splat(types::I64X2, null);
        let members = [owner_and_data, length_and_size, flags, nothing, nothing];
        for ([member, _], pair) in PAIRS.into_iter().zip(members) {
            function.store_unaligned(pair, base, offset + member as i32);
        }
        true
    }
}

/// The members of a view, two at a time; `ndim` shares a word with `readonly`. Code that moves the view loads as much at
/// once; after two smaller stores it would wait for both to reach the cache (measured on 3.11, a function that returns the
/// length of a view: 15.0 ns with ten stores, 9.4 so).
const PAIRS: [[usize; 2]; 5] = [
    [offset_of!(Py_buffer, buf), offset_of!(Py_buffer, obj)],
    [offset_of!(Py_buffer, len), offset_of!(Py_buffer, itemsize)],
    [offset_of!(Py_buffer, readonly), offset_of!(Py_buffer, format)],
    [offset_of!(Py_buffer, shape), offset_of!(Py_buffer, strides)],
    [offset_of!(Py_buffer, suboffsets), offset_of!(Py_buffer, internal)],
];

const _: () = {
    assert!(offset_of!(Py_buffer, ndim) == offset_of!(Py_buffer, readonly) + 4);
    let mut index = 0;
    while index < PAIRS.len() {
        let [low, high] = PAIRS[index];
        assert!(high == low + 8);
        index += 1;
    }
};

impl Owner {
    fn class(self) -> *const pyo3_ffi::PyTypeObject {
        match self {
            Self::Text => &raw const pyo3_ffi::PyUnicode_Type,
            Self::Bytes => &raw const pyo3_ffi::PyBytes_Type,
            Self::ByteArray => &raw const pyo3_ffi::PyByteArray_Type,
        }
    }

    /// The memory and its length. That of a `bytearray` is exported, so that it cannot be resized.
    fn memory(
        self,
        function: &mut Function<'_>,
        offsets: Offsets,
        object: Value,
        miss: Block,
    ) -> (Value, Value) {
        match self {
            Self::Text => function.compact_ascii(offsets, object, miss),
            Self::Bytes => {
                let length = function.load(WORD, object, offsets.bytes_length);
                (function.offset(object, offsets.bytes_data), length)
            }
            Self::ByteArray => {
                let length = function.load(WORD, object, offsets.byte_array_length);
                function.check(IntCC::NotEqual, length, 0, miss);
                let exports = function.load(WORD, object, offsets.byte_array_exports);
                let exports = function.ins().iadd_imm_s(exports, 1);
                function.store(exports, object, offsets.byte_array_exports);
                (function.load(WORD, object, offsets.byte_array_start), length)
            }
        }
    }

    /// The word of `readonly` and `ndim`.
    fn flags(self) -> i64 {
        let is_readonly = match self {
            Self::Text | Self::Bytes => 1,
            Self::ByteArray => 0,
        };
        1 << 32 | is_readonly
    }
}
