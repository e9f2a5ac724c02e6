//! The System V ABI of x86-64.

mod trampoline;

/// The words that have registers.
const REGISTERS: usize = 6;
/// The end of the saved general registers, of 8 bytes each. The floating-point registers follow.
const WORDS_END: u32 = 8 * REGISTERS as u32;
/// The end of the saved floating-point registers, eight of 16 bytes.
const DOUBLES_END: u32 = 176;

/// The registers that a trampoline for words has saved. Further arguments follow the padding and the return address.
#[derive(Debug)]
#[repr(C, align(16))]
pub struct WordsFrame {
    words: [usize; REGISTERS],
    padding: [usize; 2],
}

/// The registers that a trampoline for all kinds of values has saved.
#[derive(Debug)]
#[repr(C, align(16))]
pub struct ValuesFrame {
    words: [usize; REGISTERS],
    doubles: [[f64; 2]; 8],
    /// The number of floating-point registers in use, and the return address.
    rest: [usize; 2],
}

/// The variadic arguments of a call that have not been read yet.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct VaList {
    words: u32,
    doubles: u32,
    /// The arguments that did not fit into registers.
    pub(super) overflow: *const usize,
    saved: *const u8,
}

impl VaList {
    /// The number of words that have registers after the named arguments of any entry point.
    pub const FEWEST_WORDS: usize = 3;

    /// Creates the list of arguments that follow `named` ones.
    #[inline(always)]
    pub fn of_words(frame: *const WordsFrame, named: u32) -> Self {
        let overflow = frame.wrapping_add(1).cast();
        Self { words: 8 * named, doubles: DOUBLES_END, overflow, saved: frame.cast() }
    }

    /// Creates the list of arguments that follow `named` ones.
    #[inline(always)]
    pub fn of_values(frame: *const ValuesFrame, named: u32) -> Self {
        let overflow = frame.wrapping_add(1).cast();
        Self { words: 8 * named, doubles: WORDS_END, overflow, saved: frame.cast() }
    }

    /// Splits the list into parts that are passed in registers. The whole is passed in memory, to which callers of a cold
    /// function should not have to write it.
    #[inline(always)]
    pub fn parts(self) -> (u64, *const usize, *const u8) {
        (u64::from(self.words) << 32 | u64::from(self.doubles), self.overflow, self.saved)
    }

    /// The inverse of [`parts`](Self::parts).
    #[inline(always)]
    pub fn from_parts(offsets: u64, overflow: *const usize, saved: *const u8) -> Self {
        Self { words: (offsets >> 32) as u32, doubles: offsets as u32, overflow, saved }
    }

    /// Returns the number of words left in registers.
    #[inline(always)]
    pub(super) fn words_left(&self) -> usize {
        (WORDS_END.saturating_sub(self.words) / 8) as usize
    }

    /// Returns the address of the words left in registers.
    #[inline(always)]
    pub(super) fn saved_words(&self) -> *const usize {
        self.saved.wrapping_add(self.words as usize).cast()
    }

    /// Returns the address of the next word if it is in a register.
    #[inline(always)]
    pub(super) fn take_saved_word(&mut self) -> Option<*const usize> {
        let word = self.saved_words();
        let is_saved = self.words < WORDS_END;
        self.words += if is_saved { 8 } else { 0 };
        is_saved.then_some(word)
    }

    /// Returns the address of the next floating-point number if it is in a register.
    #[inline(always)]
    pub(super) fn take_saved_double(&mut self) -> Option<*const f64> {
        let double = self.saved.wrapping_add(self.doubles as usize).cast();
        let is_saved = self.doubles < DOUBLES_END;
        self.doubles += if is_saved { 16 } else { 0 };
        is_saved.then_some(double)
    }
}
