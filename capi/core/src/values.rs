//! Values to build from, read as C passes them: `char`, `short` and `float` come as `int` and `double`.

use crate::abi::VaList;
use fmtunit_parser::units::Value as Type;
use fmtunit_runtime::value::{Text, Value};
use std::mem::MaybeUninit;

/// How a value is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Passed {
    /// As an integer or a pointer. Of an `int`, the word has more bits than are read.
    Word,
    /// As a floating-point number.
    Double,
    /// As two words.
    Pair,
}

impl Passed {
    /// How a value of the type is passed.
    pub(crate) fn new(value: Type) -> Self {
        match value {
            Type::Double => Self::Double,
            _ if value.count() == 2 => Self::Pair,
            _ => Self::Word,
        }
    }
}

/// How the values of a call are passed.
#[derive(Debug)]
pub(crate) struct Passing {
    values: Box<[Passed]>,
    /// No more words than there are registers, and nothing else.
    are_in_registers: bool,
}

impl Passing {
    /// How values of these types are passed.
    pub(crate) fn new(types: &[Type]) -> Self {
        let values: Box<[_]> = types.iter().map(|&value| Passed::new(value)).collect();
        let are_words = values.iter().all(|value| *value == Passed::Word);
        Self { are_in_registers: are_words && values.len() <= VaList::FEWEST_WORDS, values }
    }

    /// Are they few?
    #[inline(always)]
    pub(crate) fn are_few(&self) -> bool {
        self.values.len() <= FEW
    }
}

/// A value, by its bits: its first member is at the beginning, and the second, if there is one, behind a word.
type Words = [MaybeUninit<usize>; 2];
const _: () = assert!(size_of::<Value>() == size_of::<Words>());

/// Text has a length, though C does not give it.
const NO_LENGTH: usize = Text::UP_TO_NUL as usize;

/// As many values need no allocation.
const FEW: usize = 16;

/// Calls with the values of a call, which are few.
///
/// # Safety
/// *entry*: the arguments are passed so, and there are no more than [`FEW`].
#[inline(always)]
pub(crate) unsafe fn with_few_values<T>(
    passing: &Passing,
    list: VaList,
    call: impl FnOnce(*const Value) -> T,
) -> T {
    let mut few = [const { [MaybeUninit::uninit(); 2] }; FEW];
    // SAFETY: entry; the array has room.
    unsafe {
        if passing.are_in_registers && list.is_in_registers() {
            let values = few.iter_mut().take(VaList::FEWEST_WORDS.min(passing.values.len()));
            for (index, value) in values.enumerate() {
                *value = [list.saved_word(index), NO_LENGTH].map(MaybeUninit::new);
            }
        } else {
            let (offsets, overflow, saved) = list.parts();
            read(&passing.values, offsets, overflow, saved, few.as_mut_ptr());
        }
    }
    call(few.as_ptr().cast())
}

/// Calls with the values of a call.
///
/// # Safety
/// *entry*: the arguments are passed so.
pub(crate) unsafe fn with_values<T>(
    passing: &Passing,
    list: VaList,
    call: impl FnOnce(*const Value) -> T,
) -> T {
    let mut many = vec![[MaybeUninit::uninit(); 2]; passing.values.len()];
    // SAFETY: entry; the array has room.
    unsafe {
        let (offsets, overflow, saved) = list.parts();
        read(&passing.values, offsets, overflow, saved, many.as_mut_ptr());
    }
    call(many.as_ptr().cast())
}

/// Reads the values of a list, which comes in parts.
#[inline(never)]
unsafe fn read(
    passed: &[Passed],
    offsets: u64,
    overflow: *const usize,
    saved: *const u8,
    values: *mut Words,
) {
    let mut list = VaList::from_parts(offsets, overflow, saved);
    for (index, passed) in passed.iter().enumerate() {
        // SAFETY: entry; there is room.
        unsafe {
            let value = match passed {
                Passed::Word => [list.word(), NO_LENGTH],
                Passed::Double => [list.double().to_bits() as usize, NO_LENGTH],
                Passed::Pair => [list.word(), list.word()],
            };
            values.add(index).write(value.map(MaybeUninit::new));
        }
    }
}
