//! Keys of dicts, for machine code: nearly every call of a format gives the same, and an object of it is made once.
//!
//! A place in a format keeps the first key that it is given, for good; another key is made anew for each call. Equal keys of
//! the same unit are one object, in all formats. (Measured on 3.11, a dict of two keys with eight characters: 91 ns with new
//! ones, 59 with these.)

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

/// So many different keys are kept in a process: they are never released, as a program is not known to be done with them.
const MOST_KEYS: usize = 4096;
/// No longer key is kept, in bytes.
const LONGEST_KEY: usize = 64;

/// All keys that are kept, by the code that makes them and their text.
static KEYS: ForkLock<BTreeMap<(usize, &'static CStr), &'static Key>> = ForkLock::new(BTreeMap::new());

/// A key that is kept.
#[derive(Debug)]
struct Key {
    text: &'static CStr,
    length: usize,
    object: build::CachedKey,
}

impl Key {
    /// What the object is made of: not the memory of a call, for it is kept for all others.
    fn value(&self) -> Value {
        Value { Text: Text { data: self.text.as_ptr(), length: self.length.cast_signed() } }
    }

    /// Is this the key that the text says?
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

/// What machine code calls at a place: a new reference to the key that the value is, or null with an exception.
///
/// The thunk of a unit is such code, too: it looks at its first argument only.
type KeyCode = unsafe extern "C" fn(*const Value, *const KeyPlace, BuildThunk) -> *mut PyObject;

/// A place of a format where a key is given.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct KeyPlace {
    /// [`first`] until a call has given a key; then [`again`], or the thunk of the unit if that key is not kept.
    code: AtomicPtr<c_void>,
    /// Null until the code is [`again`].
    key: AtomicPtr<Key>,
}

impl KeyPlace {
    pub(crate) fn new() -> Self {
        Self { code: AtomicPtr::new(first as KeyCode as *mut c_void), key: AtomicPtr::new(null_mut()) }
    }
}

/// The key of this text, if it is one to keep: not if it is too long, or there are too many; and what is shorter than two
/// characters the interpreter keeps itself.
fn kept(bytes: &[u8], make: BuildThunk) -> Option<&'static Key> {
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
    let key = Box::leak(Box::new(Key { text, length: bytes.len(), object: build::CachedKey::new() }));
    keys.insert((make, text), key);
    Some(key)
}

/// The first key at a place: decides whether it is kept. What is no text does not.
///
/// # Safety
/// *attached*, *values*; the thunk is that of a unit that takes text, and the same in each call with the
/// place.
unsafe extern "C" fn first(value: *const Value, place: *const KeyPlace, make: BuildThunk) -> *mut PyObject {
    // SAFETY: attached, values; the caller vouches for the place.
    unsafe {
        let text = (*value).Text;
        let bytes = match text.length {
            _ if text.data.is_null() => None,
            Text::UP_TO_NUL => Some(CStr::from_ptr(text.data).to_bytes()),
            // The routine knows what to say of a NUL inside.
            length if length < 0 => None,
            length => Some(slice::from_raw_parts(text.data.cast(), length.cast_unsigned())),
        };
        if let Some(bytes) = bytes {
            let code = match kept(bytes, make) {
                Some(key) => {
                    (*place).key.store(ptr::from_ref(key).cast_mut(), Ordering::Release);
                    again as KeyCode as *mut c_void
                }
                None => make as *mut c_void,
            };
            (*place).code.store(code, Ordering::Release);
        }
        make(value, ptr::null())
    }
}

/// Another key at a place that keeps one.
///
/// # Safety
/// As [`first`], which has run.
unsafe extern "C" fn again(value: *const Value, place: *const KeyPlace, make: BuildThunk) -> *mut PyObject {
    // SAFETY: attached, values; keys are never released.
    unsafe {
        match (*place).key.load(Ordering::Acquire).as_ref() {
            Some(key) if key.is((*value).Text) => key.object.get(|| make(&key.value(), ptr::null())),
            _ => make(value, ptr::null()),
        }
    }
}
