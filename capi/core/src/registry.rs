//! The registry of known formats: two hash tables, read and written without a lock.
//!
//! The first table is indexed by the addresses of the format and the names. It only gives a hint: memory is reused, so the
//! known text is compared with the caller's. The second is indexed by contents. Nothing is removed from it. When it is
//! full, calls with new formats are forwarded to CPython.

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
/// The second table is full at three quarters, so that look-ups stay short.
const MOST: usize = 3 << (BITS - 2);

/// Looks up a format by address, which suffices for most calls. A format that crosses a page boundary is not found.
///
/// # Safety
/// *entry*.
#[inline(always)]
pub(crate) unsafe fn hinted(key: FormatKey) -> Option<&'static KnownFormat> {
    let known = hint(key).load(Ordering::Acquire);
    // SAFETY: entry; known formats are never freed.
    unsafe { (!known.is_null() && (*known).is_on_page(key)).then(|| &*known) }
}

/// Returns the slot of the first table for a key.
#[inline(always)]
fn hint(key: FormatKey) -> &'static AtomicPtr<KnownFormat> {
    // The shift leaves as many bits as the index has.
    &HINTS[key.address_hash() >> (usize::BITS - HINT_BITS)]
}

/// Returns the known format, and creates it if it is new. Returns `None` if there is no compiler, or the registry is full.
///
/// # Safety
/// *entry*, and *attached*, except that an exception may be set.
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

/// Looks up a format by its contents, and adds it if it is new.
unsafe fn find_content(key: FormatKey) -> Option<&'static KnownFormat> {
    // SAFETY: attached.
    let compiler = unsafe { engine::compiler()? };
    // SAFETY: entry.
    let start = unsafe { key.content_hash() } >> (usize::BITS - BITS);
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
                // SAFETY: known formats are never freed.
                Ok(_) => return Some(unsafe { &*new }),
                // Another thread was faster, perhaps with the same format. Then ours stays unused.
                Err(other) => known = other,
            }
        }
        // SAFETY: entry; known formats are never freed.
        unsafe {
            if (*known).is(key) {
                return Some(&*known);
            }
        }
    }
    None
}
