//! The ABI of AArch64 on Linux.

mod trampoline;

/// The words that have registers.
const REGISTERS: usize = 8;

/// The registers that a trampoline for words has saved. Further arguments follow.
#[derive(Debug)]
#[repr(C, align(16))]
pub struct WordsFrame {
    words: [usize; REGISTERS],
    /// The frame pointer and the return address.
    rest: [usize; 2],
}

/// The registers that a trampoline for all kinds of values has saved.
#[derive(Debug)]
#[repr(C, align(16))]
pub struct ValuesFrame {
    words: [usize; REGISTERS],
    doubles: [[f64; 2]; 8],
    /// The frame pointer and the return address.
    rest: [usize; 2],
}

/// The variadic arguments of a call that have not been read yet.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct VaList {
    /// The arguments that did not fit into registers.
    pub(super) overflow: *const usize,
    /// The ends of the saved registers.
    words_end: *const u8,
    doubles_end: *const u8,
    /// The offsets of the next arguments from these ends: negative, unless all are read.
    words: i32,
    doubles: i32,
}

impl VaList {
    /// The number of words that have registers after the named arguments of any entry point.
    pub const FEWEST_WORDS: usize = 5;

    /// Creates the list of arguments that follow `named` ones.
    #[inline(always)]
    pub fn of_words(frame: *const WordsFrame, named: u32) -> Self {
        let words_end = frame.cast::<usize>().wrapping_add(REGISTERS).cast();
        let words = 8 * (named as i32 - REGISTERS as i32);
        let overflow = frame.wrapping_add(1).cast();
        Self { overflow, words_end, doubles_end: words_end, words, doubles: 0 }
    }

    /// Creates the list of arguments that follow `named` ones.
    #[inline(always)]
    pub fn of_values(frame: *const ValuesFrame, named: u32) -> Self {
        let list = Self::of_words(frame.cast(), named);
        let doubles_end = list.words_end.wrapping_add(size_of::<[[f64; 2]; 8]>());
        Self { overflow: frame.wrapping_add(1).cast(), doubles_end, doubles: -128, ..list }
    }

    /// Splits the list into parts that are passed in registers. The whole is passed in memory, to which callers of a cold
    /// function should not have to write it.
    ///
    /// The offsets fit into 16 bits. So does the distance of the ends into 32: both are in the frame of one function.
    #[inline(always)]
    pub fn parts(self) -> (u64, *const usize, *const u8) {
        let between = self.doubles_end.addr().wrapping_sub(self.words_end.addr());
        let offsets =
            (between as u64) << 32 | u64::from(self.words as u16) << 16 | u64::from(self.doubles as u16);
        (offsets, self.overflow, self.words_end)
    }

    /// The inverse of [`parts`](Self::parts).
    #[inline(always)]
    pub fn from_parts(offsets: u64, overflow: *const usize, words_end: *const u8) -> Self {
        let doubles_end = words_end.wrapping_offset((offsets as i64 >> 32) as isize);
        let [words, doubles] = [(offsets >> 16) as i16, offsets as i16].map(i32::from);
        Self { overflow, words_end, doubles_end, words, doubles }
    }

    /// Returns the number of words left in registers.
    #[inline(always)]
    pub(super) fn words_left(&self) -> usize {
        (-self.words.min(0) / 8) as usize
    }

    /// Returns the address of the words left in registers.
    #[inline(always)]
    pub(super) fn saved_words(&self) -> *const usize {
        self.words_end.wrapping_offset(self.words as isize).cast()
    }

    /// Returns the address of the next word if it is in a register.
    #[inline(always)]
    pub(super) fn take_saved_word(&mut self) -> Option<*const usize> {
        let word = self.saved_words();
        let is_saved = self.words < 0;
        self.words += if is_saved { 8 } else { 0 };
        is_saved.then_some(word)
    }

    /// Returns the address of the next floating-point number if it is in a register.
    #[inline(always)]
    pub(super) fn take_saved_double(&mut self) -> Option<*const f64> {
        let double = self.doubles_end.wrapping_offset(self.doubles as isize).cast();
        let is_saved = self.doubles < 0;
        self.doubles += if is_saved { 16 } else { 0 };
        is_saved.then_some(double)
    }
}
