//! Keys by which formats are looked up.

use crate::text::KnownText;
use fmtunit_runtime::version::HAS_PARSER_FLAG;
use std::ffi::{CStr, c_char, c_int};
use std::ptr;

/// The use of a format: the kind of its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum CallKind {
    /// Parses a tuple.
    Tuple,
    /// Parses one object.
    Object,
    /// Parses an array.
    Array,
    /// Parses a tuple and a dict.
    TupleAndKeywords,
    /// Parses an array and a tuple of keywords.
    ArrayAndKeywords,
    /// Builds a value.
    Build,
    /// Calls with built arguments.
    Call,
}

/// A format and the names of its parameters, as the caller passes them, and their use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormatKey {
    /// The use of the format.
    pub(crate) kind: CallKind,
    /// Whether lengths of text are of type `int`.
    pub(crate) is_legacy: bool,
    /// The format.
    pub(crate) format: *const c_char,
    /// The names, up to a null pointer; null for formats without names.
    pub(crate) names: *const *const c_char,
}

impl FormatKey {
    /// Creates the key of a format without names.
    #[inline(always)]
    pub(crate) fn plain(kind: CallKind, is_legacy: bool, format: *const c_char) -> Self {
        Self { kind, is_legacy, format, names: ptr::null() }
    }

    /// Returns the use of the format as a number.
    #[inline(always)]
    pub(crate) fn tag(&self) -> u8 {
        self.kind as u8 * 2 + u8::from(self.is_legacy)
    }

    /// Returns a hash of the addresses. It only gives a hint: memory is reused for other formats.
    #[inline(always)]
    pub(crate) fn address_hash(&self) -> usize {
        let tag = usize::from(self.tag());
        (self.format.addr() ^ self.names.addr().rotate_left(20) ^ (tag << 50))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    /// Returns the names.
    ///
    /// # Safety
    /// *entry*.
    pub(crate) unsafe fn names<'a>(self) -> impl Iterator<Item = &'a CStr> {
        let mut next = self.names;
        std::iter::from_fn(move || {
            if next.is_null() {
                return None;
            }
            // SAFETY: entry: the list ends with a null pointer, which is not passed, and names end with NUL.
            unsafe {
                let name = *next;
                if name.is_null() {
                    return None;
                }
                next = next.add(1);
                Some(CStr::from_ptr(name))
            }
        })
    }

    /// Returns a hash of the contents.
    ///
    /// # Safety
    /// *entry*.
    pub(crate) unsafe fn content_hash(self) -> usize {
        let mut hash = usize::from(self.tag());
        let mut add = |text: &CStr| {
            for byte in text.to_bytes_with_nul() {
                hash = (hash.rotate_left(5) ^ usize::from(*byte)).wrapping_mul(0x517C_C1B7_2722_0A95);
            }
        };
        // SAFETY: entry.
        unsafe {
            add(CStr::from_ptr(self.format));
            self.names().for_each(add);
        }
        hash
    }

    /// Returns whether the caller's names equal these, by `is_same`.
    ///
    /// # Safety
    /// *entry*; `is_same` returns `false` for names that differ.
    #[inline(always)]
    pub(crate) unsafe fn has_names(
        self,
        known: &[KnownText],
        is_same: impl Fn(&KnownText, *const c_char) -> bool,
    ) -> bool {
        if self.names.is_null() {
            return true;
        }
        // SAFETY: entry: reading stops at the null pointer, or at the first name that differs.
        unsafe {
            for (index, text) in known.iter().enumerate() {
                let name = *self.names.add(index);
                if name.is_null() || !is_same(text, name) {
                    return false;
                }
            }
            (*self.names.add(known.len())).is_null()
        }
    }
}

/// `_PyArg_Parser`: the format and the names of a private function. Further fields are not read.
#[derive(Debug)]
#[repr(C)]
pub struct ParserStruct {
    flag: [c_int; HAS_PARSER_FLAG as usize],
    format: *const c_char,
    names: *const *const c_char,
}

impl ParserStruct {
    /// Returns the key of the format, or `None` if pointers are null, for CPython to refuse.
    ///
    /// # Safety
    /// *entry*: the struct is null or valid.
    #[inline(always)]
    pub(crate) unsafe fn key(parser: *const Self, kind: CallKind, is_legacy: bool) -> Option<FormatKey> {
        // SAFETY: entry.
        unsafe {
            if parser.is_null() || (*parser).format.is_null() || (*parser).names.is_null() {
                return None;
            }
            Some(FormatKey { kind, is_legacy, format: (*parser).format, names: (*parser).names })
        }
    }
}
