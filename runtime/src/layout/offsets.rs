//! Where fast shapes stand, as numbers: for compiled code, which reads them without the functions beside this file.

/// The offsets and marks by which compiled code knows and reads a fast shape. Offsets are in bytes from the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the member of CPython that its name says")]
pub struct Offsets {
    pub class: i32,
    pub class_flags: i32,
    pub class_mro: i32,
    pub int: IntOffsets,
    pub float_value: i32,
    pub complex_value: i32,
    pub text_length: i32,
    pub text_state: i32,
    /// The bits of the state that a compact ASCII string has set.
    pub compact_ascii: u32,
    pub text_data: i32,
    pub bytes_length: i32,
    pub bytes_data: i32,
    pub byte_array_length: i32,
    pub byte_array_start: i32,
    pub byte_array_exports: i32,
    pub tuple_length: i32,
    pub tuple_items: i32,
    pub list_items: i32,
    pub counting: Counting,
}

/// How an `int` keeps its size, its sign and its first digit of 30 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntOffsets {
    /// The word with size and sign.
    pub size: i32,
    /// The first digit.
    pub digit: i32,
    /// What the word means.
    pub form: IntForm,
}

/// What the word with size and sign of an `int` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntForm {
    /// Until 3.11: the number of digits, with the sign of the value.
    SignedSize,
    /// Since 3.12: the lowest two bits are 1 minus the sign, and the number of digits begins at the fourth bit.
    Tagged,
}

/// How a new reference is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Until 3.11: one more in the 64-bit word at the beginning of the object.
    Word,
    /// 3.12 and 3.13: one more in the lower half of the word, unless all its bits are set: such an object is immortal.
    UnlessImmortal,
    /// In a way that is left to CPython's own code.
    ByCall,
}

/// The row of small ints.
#[derive(Clone, Copy, Debug)]
pub struct SmallInts {
    /// The object for 0.
    pub zero: *const u8,
    /// The size of an object.
    pub size: usize,
    /// The first value.
    pub first: i64,
    /// The last value.
    pub last: i64,
    /// References are not counted.
    pub immortal: bool,
}
