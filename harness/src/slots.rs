//! Memory for the outputs of a call, with canaries around and inside.

use fmtunit_parser::units::Place as Kind;
use fmtunit_runtime::place::types;

/// The byte that fills memory to which no call has written.
const CANARY: u8 = 0xA5;

/// How much of it there is for an output, and on either side.
const INSIDE: usize = 96;
const AROUND: usize = 32;

/// Memory for one output, of whatever type.
#[repr(C, align(16))]
pub struct Slot {
    before: [u8; AROUND],
    inside: [u8; INSIDE],
    after: [u8; AROUND],
}

impl Slot {
    pub fn new() -> Self {
        Self { before: [CANARY; AROUND], inside: [CANARY; INSIDE], after: [CANARY; AROUND] }
    }

    /// The address to store to.
    pub fn place(&mut self) -> *mut std::ffi::c_void {
        self.inside.as_mut_ptr().cast()
    }

    /// Puts a value there before the call.
    pub fn fill<T>(&mut self, value: T) {
        unsafe { self.inside.as_mut_ptr().cast::<T>().write(value) };
    }

    /// The present value, whether it has been written or not.
    pub fn read<T: Copy>(&self) -> T {
        unsafe { self.inside.as_ptr().cast::<T>().read() }
    }

    /// Has any of the first `size` bytes been written to?
    pub fn written(&self, size: usize) -> bool {
        self.inside[..size] != [CANARY; INSIDE][..size]
    }

    /// The first `size` bytes.
    pub fn bytes(&self, size: usize) -> &[u8] {
        &self.inside[..size]
    }

    /// Has nothing been written beyond `size` bytes, or before the first?
    pub fn intact_beyond(&self, size: usize) -> bool {
        // Whole arrays, for iterators are slow where nothing is optimised.
        let around = [CANARY; AROUND];
        self.before == around && self.after == around && self.inside[size..] == [CANARY; INSIDE][size..]
    }
}

macro_rules! define_size {
    ($(#[doc = $doc:literal] $name:ident: $type:ty;)*) => {
        /// How large the type of a place is; what our converter fills, for one of any type.
        pub fn size(kind: Kind) -> usize {
            match kind {
                Kind::Anything => size_of::<crate::converter::Target>(),
                $(Kind::$name => size_of::<types::$name>(),)*
            }
        }
    };
}
mod sizes {
    #![allow(unreachable_patterns, reason = "the row that has no size stands before all rows")]
    use super::{Kind, types};
    fmtunit_parser::for_each_place!(define_size);
}
pub use sizes::size;
