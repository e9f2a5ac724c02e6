//! Whether the dynamic linker has bound our references to CPython.
//!
//! The preload library refers to CPython weakly, so that processes without Python can load it, too. There, the references
//! are null. The relocations of the library list them.

use std::ffi::{CStr, c_char};
use std::mem::MaybeUninit;
use std::{ptr, slice};

/// The prefixes of CPython's symbols.
const PREFIXES: [&[u8]; 2] = [b"Py", b"_Py"];

/// Tags of the dynamic section.
const SYMBOLS: i64 = 6;
const STRINGS: i64 = 5;
const RELOCATIONS: i64 = 7;
const RELOCATIONS_SIZE: i64 = 8;
const CALLS: i64 = 23;
const CALLS_SIZE: i64 = 2;

/// The kinds of relocations that bind a symbol: an address in the data, a slot for a variable, a slot for a function.
const BINDING: [u64; 3] = if cfg!(target_arch = "aarch64") { [257, 1025, 1026] } else { [1, 6, 7] };

#[repr(C)]
struct Dynamic {
    tag: i64,
    value: usize,
}

#[repr(C)]
struct Relocation {
    offset: usize,
    info: u64,
    addend: i64,
}

unsafe extern "C" {
    /// The dynamic section of this library, created by the linker.
    #[link_name = "_DYNAMIC"]
    static DYNAMIC: Dynamic;
}

/// Returns the base address of this library.
pub(super) fn base() -> Option<usize> {
    base_of(ptr::addr_of!(DYNAMIC).cast())
}

/// Returns the base address of the library that contains an address.
pub(crate) fn base_of(address: *const libc::c_void) -> Option<usize> {
    let mut info = MaybeUninit::<libc::Dl_info>::uninit();
    // SAFETY: the function fills the struct unless it returns 0.
    unsafe {
        let is_known = libc::dladdr(address, info.as_mut_ptr()) != 0;
        is_known.then(|| info.assume_init().dli_fbase.addr())
    }
}

/// Returns whether all references to CPython are bound.
pub(super) fn all_are_bound() -> bool {
    let Some(base) = base() else { return false };
    // glibc has added the base already.
    let absolute = |value: usize| if value < base { base + value } else { value };
    let find = |wanted| {
        let mut entry = ptr::addr_of!(DYNAMIC);
        // SAFETY: the section ends with a tag of 0.
        unsafe {
            while (*entry).tag != 0 {
                if (*entry).tag == wanted {
                    return Some((*entry).value);
                }
                entry = entry.add(1);
            }
        }
        None
    };
    let (Some(symbols), Some(strings)) = (find(SYMBOLS), find(STRINGS)) else { return false };
    let (symbols, strings) = (absolute(symbols) as *const u32, absolute(strings) as *const c_char);
    [(RELOCATIONS, RELOCATIONS_SIZE), (CALLS, CALLS_SIZE)].into_iter().all(|(table, size)| {
        let (Some(table), Some(size)) = (find(table), find(size)) else { return true };
        // SAFETY: the addresses are those of the dynamic section; symbols have 24 bytes and begin with the offset of their
        // name.
        unsafe {
            let count = size / size_of::<Relocation>();
            slice::from_raw_parts(absolute(table) as *const Relocation, count).iter().all(|relocation| {
                let (symbol, kind) = ((relocation.info >> 32) as usize, relocation.info & 0xFFFF_FFFF);
                if symbol == 0 || !BINDING.contains(&kind) {
                    return true;
                }
                let name = CStr::from_ptr(strings.add(*symbols.add(6 * symbol) as usize)).to_bytes();
                let is_python = PREFIXES.iter().any(|prefix| name.starts_with(prefix));
                !is_python || *((base + relocation.offset) as *const usize) != 0
            })
        }
    })
}
