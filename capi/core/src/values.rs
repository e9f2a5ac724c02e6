//! Reading the values of the build family. C passes `char` and `short` as `int`, and `float` as `double`.

use crate::abi::VaList;
use fmtunit_parser::units::ValueKind as Type;
use fmtunit_runtime::value::{Text, Value};
use std::mem::MaybeUninit;

/// The way in which C passes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Passed {
    /// An integer or a pointer. The upper half of a word that holds an `int` is not used.
    Word,
    /// A floating-point number.
    Double,
    /// Two words.
    Pair,
}

impl Passed {
    /// Returns the way in which values of a type are passed.
    pub(crate) fn new(value: Type) -> Self {
        match value {
            Type::Double => Self::Double,
            _ if value.count() == 2 => Self::Pair,
            _ => Self::Word,
        }
    }
}

/// The way in which C passes the values of a call.
#[derive(Debug)]
pub(crate) struct Passing {
    values: Box<[Passed]>,
    /// Whether all values are words, and no more than fit into registers.
    are_in_registers: bool,
}

impl Passing {
    /// Creates the passing of values of these types.
    pub(crate) fn new(types: &[Type]) -> Self {
        let values: Box<[_]> = types.iter().map(|&value| Passed::new(value)).collect();
        let are_words = values.iter().all(|value| *value == Passed::Word);
        Self { are_in_registers: are_words && values.len() <= VaList::FEWEST_WORDS, values }
    }

    /// Returns whether there are no more than [`FEW`] values.
    #[inline(always)]
    pub(crate) fn are_few(&self) -> bool {
        self.values.len() <= FEW
    }
}

/// The bits of a [`Value`]: the first field, and the second if there is one.
type Words = [MaybeUninit<usize>; 2];
const _: () = assert!(size_of::<Value>() == size_of::<Words>());

/// The second word of a single value: the length of text that a NUL ends. Other values have no second field.
const NO_LENGTH: usize = Text::UP_TO_NUL as usize;

/// The number of values up to which no memory is allocated.
const FEW: usize = 16;

/// Reads up to [`FEW`] values, and calls with them.
///
/// # Safety
/// *entry*: the list has these values, and there are no more than [`FEW`].
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

/// Reads any number of values, and calls with them.
///
/// # Safety
/// *entry*: the list has these values.
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

/// Reads the values of a list, which is passed in [parts](VaList::parts).
///
/// # Safety
/// *entry*: the list has these values; the array has room for them.
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
        // SAFETY: entry; the array has room.
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
