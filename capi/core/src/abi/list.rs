//! `va_list`, as the x86-64 System V ABI has it.

use fmtunit_runtime::place::Place;
use std::mem::MaybeUninit;
use std::ptr;

/// Where the saved floating-point registers begin, behind six general ones.
const WORDS_END: u32 = 48;
/// Where they end: eight of 16 bytes.
const DOUBLES_END: u32 = 176;

/// The registers that a trampoline for words has saved; behind its padding and the return address stand further arguments.
#[derive(Debug)]
#[repr(C, align(16))]
pub struct WordsFrame {
    words: [usize; 6],
    padding: [usize; 2],
}

/// The registers that a trampoline for all kinds of values has saved.
#[derive(Debug)]
#[repr(C, align(16))]
pub struct ValuesFrame {
    words: [usize; 6],
    doubles: [[f64; 2]; 8],
    /// How many of them are used, and the return address.
    rest: [usize; 2],
}

/// The variable arguments of a call that have not been read yet.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct VaList {
    words: u32,
    doubles: u32,
    /// Arguments that did not fit into registers.
    overflow: *const usize,
    saved: *const u8,
}

impl VaList {
    /// The arguments behind the first `named` ones.
    #[inline(always)]
    pub fn of_words(frame: *const WordsFrame, named: u32) -> Self {
        let overflow = frame.wrapping_add(1).cast();
        Self { words: 8 * named, doubles: DOUBLES_END, overflow, saved: frame.cast() }
    }

    /// The arguments behind the first `named` ones.
    #[inline(always)]
    pub fn of_values(frame: *const ValuesFrame, named: u32) -> Self {
        let overflow = frame.wrapping_add(1).cast();
        Self { words: 8 * named, doubles: WORDS_END, overflow, saved: frame.cast() }
    }

    /// The list in parts, which C and Rust pass in registers, unlike the whole: a function that is seldom called should not have
    /// its caller put the list into memory.
    #[inline(always)]
    pub fn parts(self) -> (u64, *const usize, *const u8) {
        (u64::from(self.words) << 32 | u64::from(self.doubles), self.overflow, self.saved)
    }

    /// The inverse of [`parts`](Self::parts).
    #[inline(always)]
    pub fn from_parts(offsets: u64, overflow: *const usize, saved: *const u8) -> Self {
        Self { words: (offsets >> 32) as u32, doubles: offsets as u32, overflow, saved }
    }

    /// So many words have registers behind any named arguments.
    pub const FEWEST_WORDS: usize = 3;

    /// Have the next [`FEWEST_WORDS`](Self::FEWEST_WORDS) words registers?
    #[inline(always)]
    pub fn is_in_registers(&self) -> bool {
        self.words <= WORDS_END - 8 * Self::FEWEST_WORDS as u32
    }

    /// The next word but so many, which has a register.
    ///
    /// # Safety
    /// *entry*: there is one.
    #[inline(always)]
    pub unsafe fn saved_word(&self, index: usize) -> usize {
        // SAFETY: entry: the argument is in the register.
        unsafe { *self.saved.add(self.words as usize).cast::<usize>().add(index) }
    }

    /// The next argument, an integer or a pointer.
    ///
    /// # Safety
    /// *entry*: there is one.
    #[inline(always)]
    pub unsafe fn word(&mut self) -> usize {
        // SAFETY: entry: the argument is in the register or on the stack.
        unsafe {
            if self.words < WORDS_END {
                let word = self.saved.add(self.words as usize).cast::<usize>();
                self.words += 8;
                return *word;
            }
            self.overflowing()
        }
    }

    /// The next argument, a `double`.
    ///
    /// # Safety
    /// *entry*: there is one.
    #[inline(always)]
    pub unsafe fn double(&mut self) -> f64 {
        // SAFETY: entry: the argument is in the register or on the stack.
        unsafe {
            if self.doubles < DOUBLES_END {
                let double = self.saved.add(self.doubles as usize).cast::<f64>();
                self.doubles += 16;
                return *double;
            }
            f64::from_bits(self.overflowing() as u64)
        }
    }

    #[inline(always)]
    unsafe fn overflowing(&mut self) -> usize {
        // SAFETY: entry: the argument is on the stack.
        unsafe {
            let word = *self.overflow;
            self.overflow = self.overflow.add(1);
            word
        }
    }

    /// Calls with the next `count` arguments, all of them pointers, as an array: where they stand, if they stand together.
    ///
    /// # Safety
    /// *entry*: there are as many.
    #[inline(always)]
    pub unsafe fn with_places<T>(&self, count: usize, call: impl FnOnce(*mut Place) -> T) -> T {
        let end = self.words as usize + 8 * count;
        if end <= WORDS_END as usize {
            return call(self.saved.wrapping_add(self.words as usize).cast_mut().cast());
        }
        if self.words >= WORDS_END {
            return call(self.overflow.cast_mut().cast());
        }
        // SAFETY: entry: there are as many.
        unsafe { self.with_copies(count, call) }
    }

    #[inline(always)]
    unsafe fn with_copies<T>(&self, count: usize, call: impl FnOnce(*mut Place) -> T) -> T {
        const FEW: usize = 16;
        let mut few = [const { MaybeUninit::<Place>::uninit() }; FEW];
        let mut many = Vec::new();
        let array: *mut Place = if count <= FEW {
            few.as_mut_ptr().cast()
        } else {
            many.resize(count, ptr::null_mut());
            many.as_mut_ptr()
        };
        let in_registers = ((WORDS_END - self.words) / 8) as usize;
        // SAFETY: entry: the arguments are there, in registers and on the stack, and the array has room for them.
        unsafe {
            let saved = self.saved.add(self.words as usize).cast::<Place>();
            for index in 0..in_registers {
                array.add(index).write(*saved.add(index));
            }
            for index in in_registers..count {
                array.add(index).write(*self.overflow.cast::<Place>().add(index - in_registers));
            }
        }
        call(array)
    }
}
