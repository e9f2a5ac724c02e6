//! The result of a conversion.

/// The result of one conversion: a small integer, so that compiled code can test it in a register.
///
/// CPython separates "the exception is set" from "a message is to be formatted"; so do [`RAISED`](Self::RAISED) and
/// [`mismatch`](Self::mismatch). The message depends on where the item stands, which only the plan knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
#[must_use]
pub struct Outcome(u32);

impl Outcome {
    /// The result is stored.
    pub const STORED: Self = Self(0);
    /// The result is stored, and has to be undone if a later conversion fails.
    pub const KEPT: Self = Self(1);
    /// An exception is set.
    pub const RAISED: Self = Self(2);
    /// Nothing has been done: the item has no [fast path](crate::parse::fast).
    pub const MISSED: Self = Self(3);

    const FIRST_MISMATCH: u32 = 4;

    /// The item is not what the unit expects; no exception is set yet.
    #[inline(always)]
    pub const fn mismatch(expected: Expected) -> Self {
        Self(Self::FIRST_MISMATCH + expected as u32)
    }

    /// Returns whether the result is stored.
    #[inline(always)]
    pub const fn is_stored(self) -> bool {
        self.0 <= Self::KEPT.0
    }

    /// The number that compiled code compares.
    #[inline(always)]
    pub const fn code(self) -> u32 {
        self.0
    }

    /// Returns what the unit expected, for a mismatch.
    pub fn expected(self) -> Option<Expected> {
        let index = self.0.checked_sub(Self::FIRST_MISMATCH)?;
        Expected::ALL.get(index as usize).copied()
    }
}

macro_rules! expected {
    ($($(#[doc = $doc:literal])+ $name:ident,)*) => {
        /// The kind of item that a unit expected instead of the one it got. The words are in [`failure`](crate::failure).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        pub enum Expected {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Expected {
            const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

expected! {
    /// An `int`.
    Int,
    /// A `bytes` or `bytearray` of length 1.
    ByteString,
    /// A `str` of length 1.
    Character,
    /// A `str`.
    Str,
    /// A `str` or `None`.
    StrOrNone,
    /// A `str`, `bytes` or `bytearray`.
    StrOrBytes,
    /// An encoded text without NUL bytes.
    NoNulBytes,
    /// An object whose buffer needs no release.
    ReadOnlyBytes,
    /// An object with the buffer interface; its exporter refused without an exception.
    BytesLike,
    /// An object with a writable buffer.
    WritableBytes,
    /// A C-contiguous buffer.
    Contiguous,
    /// A `bytes` object.
    BytesObject,
    /// A `bytearray` object.
    ByteArrayObject,
    /// An instance of the type that the unit takes.
    Instance,
    /// Unknown: a converter refused without an exception.
    Unspecified,
    /// A unit that the running version supports.
    KnownUnit,
    /// A place for the encoded text, not NULL.
    EncodedPlace,
    /// A place for the length of the encoded text, not NULL.
    LengthPlace,
}
