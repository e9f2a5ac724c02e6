//! Kept keys of dicts, for machine code: most formats get the same key in every call, and its object is made once.
//!
//! A key place keeps the first key it is given, permanently; any other key is made anew in each call. Equal keys of the same
//! unit are one object in all formats (measured on 3.11, a dict of two keys with eight characters: 91 ns with new keys, 59
//! with kept ones).

use crate::support::ForkLock;
use fmtunit_runtime::build;
use fmtunit_runtime::thunks::BuildThunk;
use fmtunit_runtime::value::{Text, Value};
use pyo3_ffi::PyObject;
use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_void};
use std::ptr::{self, null_mut};
use std::slice;
use std::sync::atomic::{AtomicPtr, Ordering};

/// The greatest number of keys that a process keeps: none is ever released, because it may be needed again at any time.
const MOST_KEYS: usize = 4096;
/// The length of the longest key that is kept, in bytes.
const LONGEST_KEY: usize = 64;

/// All kept keys, by the code that makes them and their text.
static KEYS: ForkLock<BTreeMap<(usize, &'static CStr), &'static KeptKey>> = ForkLock::new(BTreeMap::new());

/// A key that is kept.
#[derive(Debug)]
struct KeptKey {
    text: &'static CStr,
    length: usize,
    object: build::CachedKey,
}

impl KeptKey {
    /// Returns the value that the object is made of. It does not point into the memory of a call, which ends earlier.
    fn value(&self) -> Value {
        Value { Text: Text { data: self.text.as_ptr(), length: self.length.cast_signed() } }
    }

    /// Is the text that of this key?
    ///
    /// # Safety
    /// *values*.
    #[inline(always)]
    unsafe fn is(&self, text: Text) -> bool {
        if text.data.is_null() {
            return false;
        }
        // SAFETY: values: up to a NUL, or of this length.
        unsafe {
            match text.length {
                Text::UP_TO_NUL => libc::strcmp(text.data, self.text.as_ptr()) == 0,
                length => {
                    length.cast_unsigned() == self.length
                        && libc::memcmp(text.data.cast(), self.text.as_ptr().cast(), self.length) == 0
                }
            }
        }
    }
}

/// The code at a key place: returns a new reference to the key for a value, or null with an exception.
///
/// The thunk of a unit is such code, too: it ignores all arguments but the first.
type KeyCode = unsafe extern "C-unwind" fn(*const Value, *const KeyPlace, BuildThunk) -> *mut PyObject;

/// A place in a format where a key is given. Machine code calls the code in its first word.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct KeyPlace {
    /// [`keep_first`] until a call gives a key; then [`reuse_kept`], or the thunk of the unit if that key is not kept.
    code: AtomicPtr<c_void>,
    /// Null until the code is [`reuse_kept`].
    key: AtomicPtr<KeptKey>,
}

impl KeyPlace {
    pub(crate) fn new() -> Self {
        Self { code: AtomicPtr::new(keep_first as KeyCode as *mut c_void), key: AtomicPtr::new(null_mut()) }
    }
}

/// Returns the kept key of a text; none if the text is too long or there are too many keys, or for a text shorter than two
/// characters, which the interpreter keeps itself.
fn kept_key(bytes: &[u8], make: BuildThunk) -> Option<&'static KeptKey> {
    if !(2..=LONGEST_KEY).contains(&bytes.len()) {
        return None;
    }
    let text = CString::new(bytes).ok()?;
    let mut keys = KEYS.lock();
    let make = make as usize;
    if let Some(key) = keys.get(&(make, text.as_c_str())) {
        return Some(key);
    }
    if keys.len() == MOST_KEYS {
        return None;
    }
    let text: &'static CStr = Box::leak(text.into_boxed_c_str());
    let key = Box::leak(Box::new(KeptKey { text, length: bytes.len(), object: build::CachedKey::new() }));
    keys.insert((make, text), key);
    Some(key)
}

/// Makes the key of the first call that gives text, and decides whether it is kept.
///
/// # Safety
/// *attached*, *values*; the thunk is that of a unit that takes text, and the same in each call with the
/// place.
unsafe extern "C-unwind" fn keep_first(
    value: *const Value,
    place: *const KeyPlace,
    make: BuildThunk,
) -> *mut PyObject {
    // SAFETY: attached, values; the caller vouches for the place.
    unsafe {
        let text = (*value).Text;
        let bytes = match text.length {
            _ if text.data.is_null() => None,
            Text::UP_TO_NUL => Some(CStr::from_ptr(text.data).to_bytes()),
            // The routine raises for a NUL inside.
            length if length < 0 => None,
            length => Some(slice::from_raw_parts(text.data.cast(), length.cast_unsigned())),
        };
        if let Some(bytes) = bytes {
            let code = match kept_key(bytes, make) {
                Some(key) => {
                    (*place).key.store(ptr::from_ref(key).cast_mut(), Ordering::Release);
                    reuse_kept as KeyCode as *mut c_void
                }
                None => make as *mut c_void,
            };
            (*place).code.store(code, Ordering::Release);
        }
        make(value, ptr::null())
    }
}

/// Returns the kept key if the value is the same text, or makes another.
///
/// # Safety
/// As [`keep_first`], which has run.
unsafe extern "C-unwind" fn reuse_kept(
    value: *const Value,
    place: *const KeyPlace,
    make: BuildThunk,
) -> *mut PyObject {
    // SAFETY: attached, values; keys are never released.
    unsafe {
        match (*place).key.load(Ordering::Acquire).as_ref() {
            Some(key) if key.is((*value).Text) => key.object.get(|| make(&key.value(), ptr::null())),
            _ => make(value, ptr::null()),
        }
    }
}
