//! Comparing known text with the text of C callers, whose length is unknown.

use std::ffi::{CStr, c_char};

/// The smallest page size. A page of memory is readable as a whole, or not at all.
const PAGE: usize = 4096;

/// Known text, which ends with NUL.
#[derive(Debug)]
pub(crate) struct KnownText {
    bytes: Box<[u8]>,
    /// The greatest offset on a page at which a text of this size ends on the same page. Negative if the text is longer
    /// than a page.
    latest: isize,
}

impl KnownText {
    /// Copies a text.
    pub(crate) fn new(text: &CStr) -> Self {
        let bytes: Box<[u8]> = text.to_bytes_with_nul().into();
        let latest = PAGE as isize - bytes.len() as isize;
        Self { bytes, latest }
    }

    /// Returns whether the caller's text is the same.
    ///
    /// # Safety
    /// The caller's text ends with NUL.
    pub(crate) unsafe fn is(&self, text: *const c_char) -> bool {
        // SAFETY: the text ends with NUL.
        unsafe { self.is_on_page(text) || self.is_byte_by_byte(text.cast()) }
    }

    /// Returns whether the caller's text is the same, and does not cross a page boundary.
    ///
    /// # Safety
    /// The caller's text ends with NUL.
    #[inline(always)]
    pub(crate) unsafe fn is_on_page(&self, text: *const c_char) -> bool {
        let (own, length, text) = (self.bytes.as_ptr(), self.bytes.len(), text.cast::<u8>());
        if (text.addr() % PAGE) as isize > self.latest {
            return false;
        }
        // SAFETY: reads lie within the known text, and on the page on which the caller's text begins.
        unsafe {
            match length {
                1 => *text == 0,
                2..=3 => same::<u16>(text, own, 0) && same::<u16>(text, own, length - 2),
                4..=7 => same::<u32>(text, own, 0) && same::<u32>(text, own, length - 4),
                _ => {
                    let last = length - 8;
                    let mut at = 0;
                    while at < last {
                        if !same::<u64>(text, own, at) {
                            return false;
                        }
                        at += 8;
                    }
                    same::<u64>(text, own, last)
                }
            }
        }
    }

    /// Compares byte by byte, up to the first difference.
    ///
    /// # Safety
    /// The caller's text ends with NUL.
    unsafe fn is_byte_by_byte(&self, text: *const u8) -> bool {
        // SAFETY: a byte is read only if those before it are the same, and so none of them was the NUL.
        self.bytes.iter().enumerate().all(|(at, byte)| unsafe { *text.add(at) == *byte })
    }

    /// Returns the text.
    pub(crate) fn as_c_str(&self) -> &CStr {
        CStr::from_bytes_with_nul(&self.bytes).unwrap_or_default()
    }
}

/// Returns whether the words at an offset are the same.
///
/// # Safety
/// Both words are readable.
#[inline(always)]
unsafe fn same<T: PartialEq>(one: *const u8, other: *const u8, offset: usize) -> bool {
    // SAFETY: as for the caller.
    unsafe { one.add(offset).cast::<T>().read_unaligned() == other.add(offset).cast::<T>().read_unaligned() }
}

#[cfg(test)]
mod tests {
    use super::KnownText;

    #[test]
    fn text_is_the_same_if_all_of_it_is() {
        let texts = [
            c"",
            c"i",
            c"ii",
            c"iii",
            c"i|ss",
            c"iiiiiii",
            c"iiiiiiii",
            c"iiiiiiiii",
            c"s#|O!:a_function_with_a_name",
        ];
        for one in texts {
            for other in texts {
                // SAFETY: both end with NUL.
                let is_same = unsafe { KnownText::new(one).is(other.as_ptr()) };
                assert_eq!(is_same, one == other, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn text_at_the_end_of_memory_is_read_up_to_its_nul() {
        // SAFETY: the text ends at the end of a readable page, which an unreadable one follows.
        unsafe {
            let size = 4096;
            let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
            let memory = libc::mmap(std::ptr::null_mut(), 2 * size, libc::PROT_NONE, flags, -1, 0);
            assert_ne!(memory, libc::MAP_FAILED);
            assert_eq!(libc::mprotect(memory, size, libc::PROT_READ | libc::PROT_WRITE), 0);
            let end = memory.cast::<u8>().add(size);
            let text = end.sub(3);
            text.copy_from(c"ii".as_ptr().cast(), 3);
            assert!(KnownText::new(c"ii").is(text.cast()));
            assert!(!KnownText::new(c"ii:function").is(text.cast()));
            assert!(!KnownText::new(c"iii").is(text.cast()));
            libc::munmap(memory, 2 * size);
        }
    }
}
