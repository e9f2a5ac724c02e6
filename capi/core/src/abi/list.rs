//! The `va_list` of the x86-64 System V ABI.

use fmtunit_runtime::place::Place;
use std::mem::MaybeUninit;
use std::ptr;

/// The end of the saved general registers, six of 8 bytes. The floating-point registers follow.
const WORDS_END: u32 = 48;
/// The end of the saved floating-point registers, eight of 16 bytes.
const DOUBLES_END: u32 = 176;

/// The registers that a trampoline for words has saved. Further arguments follow the padding and the return address.
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
    overflow: *const usize,
    saved: *const u8,
}

impl VaList {
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

    /// The number of words that have registers after the named arguments of any entry point.
    pub const FEWEST_WORDS: usize = 3;

    /// Returns whether the next [`FEWEST_WORDS`](Self::FEWEST_WORDS) words are in registers.
    #[inline(always)]
    pub fn is_in_registers(&self) -> bool {
        self.words <= WORDS_END - 8 * Self::FEWEST_WORDS as u32
    }

    /// Returns the word after the next `index` ones.
    ///
    /// # Safety
    /// *entry*: there is such an argument, in a register.
    #[inline(always)]
    pub unsafe fn saved_word(&self, index: usize) -> usize {
        // SAFETY: entry: the argument is in the register.
        unsafe { *self.saved.add(self.words as usize).cast::<usize>().add(index) }
    }

    /// Reads the next argument, an integer or a pointer.
    ///
    /// # Safety
    /// *entry*: there is such an argument.
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

    /// Reads the next argument, a `double`.
    ///
    /// # Safety
    /// *entry*: there is such an argument.
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

    /// Calls with an array of the next `count` arguments, all of them pointers. They are copied only if they are not
    /// contiguous.
    ///
    /// # Safety
    /// *entry*: there are `count` pointers.
    #[inline(always)]
    pub unsafe fn with_places<T>(&self, count: usize, call: impl FnOnce(*mut Place) -> T) -> T {
        let end = self.words as usize + 8 * count;
        if end <= WORDS_END as usize {
            return call(self.saved.wrapping_add(self.words as usize).cast_mut().cast());
        }
        if self.words >= WORDS_END {
            return call(self.overflow.cast_mut().cast());
        }
        // SAFETY: entry: there are `count` pointers.
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
