//! All formats that calls have come with.
//!
//! A call finds its format without a lock, in two steps: a hint by the addresses of the format and of the names, and what is
//! hinted at is compared with the caller's text, for memory is used again. Without a fitting hint, the contents are looked for.
//! Nothing is ever forgotten; beyond a bound, new formats are CPython's.

use crate::engine;
use crate::key::FormatKey;
use crate::known::KnownFormat;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

const HINT_BITS: u32 = 13;
static HINTS: [AtomicPtr<KnownFormat>; 1 << HINT_BITS] =
    [const { AtomicPtr::new(ptr::null_mut()) }; 1 << HINT_BITS];

const BITS: u32 = 15;
static FORMATS: [AtomicPtr<KnownFormat>; 1 << BITS] = [const { AtomicPtr::new(ptr::null_mut()) }; 1 << BITS];
static COUNT: AtomicUsize = AtomicUsize::new(0);
/// Three quarters: look-ups stay short.
const MOST: usize = 3 << (BITS - 2);

/// What the hint says, if it is right: all that most calls need. It may be right, and not answered, on a border of pages.
///
/// # Safety
/// *entry*.
#[inline(always)]
pub(crate) unsafe fn hinted(key: FormatKey) -> Option<&'static KnownFormat> {
    let known = hint(key).load(Ordering::Acquire);
    // SAFETY: entry; what is pointed to is never freed.
    unsafe { (!known.is_null() && (*known).is_on_page(key)).then(|| &*known) }
}

#[inline(always)]
fn hint(key: FormatKey) -> &'static AtomicPtr<KnownFormat> {
    // The place has as many bits as the table.
    &HINTS[key.place() >> (usize::BITS - HINT_BITS)]
}

/// What is known of the format; `None` while the engine is not ready, or if there are too many formats.
///
/// # Safety
/// *entry*, and *attached*, apart from a pending exception.
pub(crate) unsafe fn find(key: FormatKey) -> Option<&'static KnownFormat> {
    // SAFETY: entry, attached.
    unsafe {
        let known = hint(key).load(Ordering::Acquire);
        if !known.is_null() && (*known).is(key) {
            return Some(&*known);
        }
        let known = find_content(key)?;
        hint(key).store(ptr::from_ref(known).cast_mut(), Ordering::Release);
        Some(known)
    }
}

/// Looks for the contents; what is not there is made.
unsafe fn find_content(key: FormatKey) -> Option<&'static KnownFormat> {
    // SAFETY: attached.
    let compiler = unsafe { engine::compiler()? };
    // SAFETY: entry.
    let start = unsafe { key.content() } >> (usize::BITS - BITS);
    let mut new: *mut KnownFormat = ptr::null_mut();
    for step in 0..FORMATS.len() {
        let slot = &FORMATS[(start + step) % FORMATS.len()];
        let mut known = slot.load(Ordering::Acquire);
        if known.is_null() {
            if new.is_null() {
                if COUNT.fetch_add(1, Ordering::Relaxed) >= MOST {
                    COUNT.fetch_sub(1, Ordering::Relaxed);
                    return None;
                }
                // SAFETY: entry.
                new = Box::into_raw(Box::new(unsafe { KnownFormat::new(key, compiler) }));
            }
            match slot.compare_exchange(ptr::null_mut(), new, Ordering::AcqRel, Ordering::Acquire) {
                // SAFETY: it is never freed.
                Ok(_) => return Some(unsafe { &*new }),
                // Another thread was first; perhaps with the same format. Then ours is left unused.
                Err(other) => known = other,
            }
        }
        // SAFETY: entry; it is never freed.
        unsafe {
            if (*known).is(key) {
                return Some(&*known);
            }
        }
    }
    None
}
