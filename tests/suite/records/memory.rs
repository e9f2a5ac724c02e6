//! The memory of a record.

use fmtunit_jit::{FieldLayout, FieldType, RecordLayout};
use harness::random::Random;
use std::ffi::c_void;

/// The byte that fills the gaps between the fields.
const CANARY: u8 = 0xA5;
/// An alignment that suits all types.
const ALIGNMENT: usize = 16;

/// Where the fields of a record are.
pub(super) struct RecordShape {
    fields: Vec<FieldLayout>,
    size: usize,
}

impl RecordShape {
    /// Fields of these types, in any order, with gaps between them.
    pub(super) fn random(classes: &[FieldType], random: &mut Random) -> Self {
        let mut order: Vec<usize> = (0..classes.len()).collect();
        random.shuffle(&mut order);
        let mut fields: Vec<_> = classes.iter().map(|&class| FieldLayout { offset: 0, class }).collect();
        let mut end = 0;
        for index in order {
            let class = classes[index];
            let start = (end + random.below(20)).next_multiple_of(class.alignment());
            fields[index].offset = start as u32;
            end = start + class.size();
        }
        Self { fields, size: (end + random.below(20)).next_multiple_of(ALIGNMENT) }
    }

    pub(super) fn layout(&self) -> RecordLayout {
        RecordLayout::new(self.fields.as_slice(), self.size, ALIGNMENT).unwrap()
    }

    pub(super) fn class(&self, field: usize) -> FieldType {
        self.fields[field].class
    }

    /// A record that nothing has been written to.
    pub(super) fn memory(&self) -> RecordMemory<'_> {
        let words = vec![u128::from_ne_bytes([CANARY; ALIGNMENT]); self.size / ALIGNMENT + 1];
        RecordMemory { shape: self, words }
    }
}

/// A record.
pub(super) struct RecordMemory<'a> {
    shape: &'a RecordShape,
    words: Vec<u128>,
}

impl RecordMemory<'_> {
    pub(super) fn address(&mut self) -> *mut c_void {
        self.words.as_mut_ptr().cast()
    }

    fn field(&mut self, field: usize, size: usize) -> *mut u8 {
        assert!(size <= self.shape.class(field).size());
        self.address().cast::<u8>().wrapping_add(self.shape.fields[field].offset as usize)
    }

    /// Writes a field.
    pub(super) fn write<T>(&mut self, field: usize, value: T) {
        unsafe { self.field(field, size_of::<T>()).cast::<T>().write(value) };
    }

    /// Writes the first bytes of a field.
    pub(super) unsafe fn copy_from(&mut self, field: usize, from: *const u8, size: usize) {
        unsafe { self.field(field, size).copy_from_nonoverlapping(from, size) };
    }

    /// Reads the first bytes of a field.
    pub(super) unsafe fn copy_to(&mut self, field: usize, to: *mut u8, size: usize) {
        unsafe { to.copy_from_nonoverlapping(self.field(field, size), size) };
    }

    /// Everything, to be compared.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.words.iter().flat_map(|word| word.to_ne_bytes()).collect()
    }

    /// Is there nothing between the fields?
    pub(super) fn gaps_are_intact(&self) -> bool {
        let mut bytes = self.bytes();
        for field in &self.shape.fields {
            let start = field.offset as usize;
            bytes[start..start + field.class.size()].fill(CANARY);
        }
        bytes.iter().all(|&byte| byte == CANARY)
    }
}
