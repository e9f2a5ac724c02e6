//! The `va_list` of the ABI, and reading it.

use super::VaList;
use fmtunit_runtime::place::Place;
use std::mem::MaybeUninit;
use std::ptr;

impl VaList {
    /// Returns whether the next [`FEWEST_WORDS`](Self::FEWEST_WORDS) words are in registers.
    #[inline(always)]
    pub fn is_in_registers(&self) -> bool {
        self.words_left() >= Self::FEWEST_WORDS
    }

    /// Returns the word after the next `index` ones.
    ///
    /// # Safety
    /// *entry*: there is such an argument, in a register.
    #[inline(always)]
    pub unsafe fn saved_word(&self, index: usize) -> usize {
        // SAFETY: entry: the argument is in the register.
        unsafe { *self.saved_words().add(index) }
    }

    /// Reads the next argument, an integer or a pointer.
    ///
    /// # Safety
    /// *entry*: there is such an argument.
    #[inline(always)]
    pub unsafe fn word(&mut self) -> usize {
        // SAFETY: entry: the argument is in the register or on the stack.
        unsafe {
            match self.take_saved_word() {
                Some(word) => *word,
                None => self.overflowing(),
            }
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
            match self.take_saved_double() {
                Some(double) => *double,
                None => f64::from_bits(self.overflowing() as u64),
            }
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
        if count <= self.words_left() {
            return call(self.saved_words().cast_mut().cast());
        }
        if self.words_left() == 0 {
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
        let in_registers = self.words_left();
        // SAFETY: entry: the arguments are there, in registers and on the stack, and the array has room for them.
        unsafe {
            let saved = self.saved_words().cast::<Place>();
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
