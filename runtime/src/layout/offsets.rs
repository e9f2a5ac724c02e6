//! The layouts as data. Compiled code reads fast shapes with these offsets instead of calling the functions of `known`.

/// The offsets and marks by which compiled code recognises and reads fast shapes. Offsets are in bytes from the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each field is named after the member of CPython's struct")]
pub struct Offsets {
    pub class: i32,
    pub class_flags: i32,
    pub class_mro: i32,
    pub int: IntOffsets,
    pub float_value: i32,
    pub complex_value: i32,
    pub text_length: i32,
    pub text_state: i32,
    /// The bits that are set in the state of a compact ASCII string.
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

/// The layout of an `int`: its size, its sign and its first digit of 30 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntOffsets {
    /// The word that holds size and sign.
    pub size: i32,
    /// The first digit.
    pub digit: i32,
    /// The meaning of that word.
    pub form: IntForm,
}

/// The meaning of the word that holds the size and sign of an `int`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntForm {
    /// Until 3.11: the number of digits, with the sign of the value.
    SignedSize,
    /// Since 3.12: the lowest two bits are 1 minus the sign, and the number of digits begins at bit 3.
    Tagged,
}

/// The way to count a new reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Until 3.11: increment the 64-bit word at the beginning of the object.
    Word,
    /// 3.12 and 3.13: increment the lower half of the word, unless all its bits are set, which marks an immortal object.
    UnlessImmortal,
    /// Other builds: call a function of CPython.
    ByCall,
}

/// CPython's array of small ints.
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
    /// The objects are immortal: their references are not counted.
    pub immortal: bool,
}
