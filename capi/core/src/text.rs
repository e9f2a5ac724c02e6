//! KnownText of C callers, compared with what is known.

use std::ffi::{CStr, c_char};

/// A page of memory is readable as a whole, or not at all; none is smaller.
const PAGE: usize = 4096;

/// KnownText that ends with NUL, to compare with.
#[derive(Debug)]
pub(crate) struct KnownText {
    bytes: Box<[u8]>,
    /// Up to where on a page as many bytes can begin that end there; negative if none can.
    latest: isize,
}

impl KnownText {
    /// A copy.
    pub(crate) fn new(text: &CStr) -> Self {
        let bytes: Box<[u8]> = text.to_bytes_with_nul().into();
        let latest = PAGE as isize - bytes.len() as isize;
        Self { bytes, latest }
    }

    /// Is the caller's text the same?
    ///
    /// # Safety
    /// It ends with NUL.
    pub(crate) unsafe fn is(&self, text: *const c_char) -> bool {
        // SAFETY: the text ends with NUL.
        unsafe { self.is_on_page(text) || self.is_byte_by_byte(text.cast()) }
    }

    /// Is the caller's text the same, and on one page of memory?
    ///
    /// # Safety
    /// It ends with NUL.
    #[inline(always)]
    pub(crate) unsafe fn is_on_page(&self, text: *const c_char) -> bool {
        let (own, length, text) = (self.bytes.as_ptr(), self.bytes.len(), text.cast::<u8>());
        if (text.addr() % PAGE) as isize > self.latest {
            return false;
        }
        // SAFETY: what is read lies within both texts if they are the same, and otherwise on the page where the caller's begins.
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
    unsafe fn is_byte_by_byte(&self, text: *const u8) -> bool {
        // SAFETY: a byte is only read if those before it are the same, and none of them is the last.
        self.bytes.iter().enumerate().all(|(at, byte)| unsafe { *text.add(at) == *byte })
    }

    pub(crate) fn as_c_str(&self) -> &CStr {
        CStr::from_bytes_with_nul(&self.bytes).unwrap_or_default()
    }
}

/// Are the words at an offset the same?
///
/// # Safety
/// Both can be read.
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
        // SAFETY: a page of its own, and none behind it.
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
