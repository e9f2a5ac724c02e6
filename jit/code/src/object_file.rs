//! Images of machine code are object files in memory. By GDB's JIT interface, debuggers read names and frames from them.

use crate::lock::ForkLock;
use std::ptr::{self, NonNull};

/// The size of the header of a file, and of that of a section.
pub(crate) const HEADER: usize = 64;
/// The x86-64 and the AArch64 architecture.
const MACHINE: u16 = if cfg!(target_arch = "aarch64") { 183 } else { 62 };
/// The names of the sections, each at an offset that [`sections`] states; those of functions follow.
pub(crate) const NAMES: &[u8] = b"\0.text\0.eh_frame\0.symtab\0.strtab\0";

/// A section: its name, type and flags, its range in the file, and the size of its entries, which refer to another section.
type Section = (u32, u32, u64, [usize; 2], [u32; 2], u64);

/// Appends the symbol of a function.
pub(crate) fn add_symbol(symbols: &mut Vec<u8>, name: usize, function: [usize; 2]) {
    symbols.extend((name as u32).to_le_bytes());
    // A global function in the first section.
    symbols.extend([0x12, 0, 1, 0]);
    symbols.extend(function.map(|word| (word as u64).to_le_bytes()).concat());
}

/// Completes a file that begins with room for a header: `ranges` are those of code, unwind table, symbols and names. Returns the
/// offsets of words to which the address of the file must be added.
pub(crate) fn complete(file: &mut Vec<u8>, [code, table, symbols, names]: [[usize; 2]; 4]) -> [usize; 2] {
    let sections: [Section; 5] = [
        (0, 0, 0, [0; 2], [0; 2], 0),
        (1, 1, 6, code, [0; 2], 0),
        (7, 1, 2, table, [0; 2], 0),
        (17, 2, 0, symbols, [4, 1], 24),
        (25, 3, 0, names, [0; 2], 0),
    ];
    file.resize(file.len().next_multiple_of(8), 0);
    let headers = file.len();
    for (name, kind, flags, [start, end], links, entry) in sections {
        // Sections in memory have an address.
        let address = if flags > 0 { start } else { 0 };
        file.extend([name, kind].map(u32::to_le_bytes).concat());
        let words = [flags, address as u64, start as u64, (end - start) as u64];
        file.extend(words.map(u64::to_le_bytes).concat());
        file.extend(links.map(u32::to_le_bytes).concat());
        file.extend([8, entry].map(u64::to_le_bytes).concat());
    }
    let mut header = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x01\0".to_vec();
    header.extend(MACHINE.to_le_bytes());
    header.extend(1_u32.to_le_bytes());
    header.extend([0, 0, headers as u64].map(u64::to_le_bytes).concat());
    let sizes = [0, 0, HEADER as u16, 0, 0, HEADER as u16, sections.len() as u16, 4];
    header.extend(sizes.map(u16::to_le_bytes).concat());
    file.splice(..HEADER, header);
    [1, 2].map(|section| headers + section * HEADER + 16)
}

/// An entry in GDB's list of object files.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct ListEntry {
    next: *mut ListEntry,
    previous: *mut ListEntry,
    file: NonNull<u8>,
    size: u64,
}

#[repr(C)]
struct Descriptor {
    version: u32,
    action: u32,
    relevant: *mut ListEntry,
    first: *mut ListEntry,
}

// GDB finds both by name in each library. They are not exported, and merge with those of other compilers in a library.
#[cfg(target_os = "linux")]
std::arch::global_asm!(
    ".pushsection .text.__jit_debug_register_code,\"ax\",%progbits",
    ".weak __jit_debug_register_code",
    ".hidden __jit_debug_register_code",
    ".type __jit_debug_register_code,%function",
    "__jit_debug_register_code:",
    "ret",
    ".size __jit_debug_register_code, . - __jit_debug_register_code",
    ".popsection",
    ".pushsection .data.__jit_debug_descriptor,\"aw\",%progbits",
    ".balign 8",
    ".weak __jit_debug_descriptor",
    ".hidden __jit_debug_descriptor",
    ".type __jit_debug_descriptor,%object",
    "__jit_debug_descriptor:",
    ".long 1, 0",
    ".quad 0, 0",
    ".size __jit_debug_descriptor, . - __jit_debug_descriptor",
    ".popsection",
);
#[cfg(target_os = "linux")]
unsafe extern "C" {
    fn __jit_debug_register_code();
    static mut __jit_debug_descriptor: Descriptor;
}

#[cfg(not(target_os = "linux"))]
static mut __jit_debug_descriptor: Descriptor =
    Descriptor { version: 1, action: 0, relevant: ptr::null_mut(), first: ptr::null_mut() };
#[cfg(not(target_os = "linux"))]
unsafe extern "C" fn __jit_debug_register_code() {}

static LIST: ForkLock<()> = ForkLock::new(());

impl ListEntry {
    /// Adds a file to the list.
    pub(crate) fn add(file: NonNull<u8>, size: usize) -> NonNull<Self> {
        let entry = Self { next: ptr::null_mut(), previous: ptr::null_mut(), file, size: size as u64 };
        let entry = NonNull::from(Box::leak(Box::new(entry)));
        let _lock = LIST.lock();
        // SAFETY: the lock protects the list, whose entries are alive.
        unsafe {
            let descriptor = &raw mut __jit_debug_descriptor;
            (*entry.as_ptr()).next = (*descriptor).first;
            if let Some(next) = (*descriptor).first.as_mut() {
                next.previous = entry.as_ptr();
            }
            ((*descriptor).first, (*descriptor).relevant, (*descriptor).action) =
                (entry.as_ptr(), entry.as_ptr(), 1);
            __jit_debug_register_code();
        }
        entry
    }

    /// Removes a file from the list.
    ///
    /// # Safety
    /// The entry has been added, and is not used afterwards.
    pub(crate) unsafe fn remove(entry: NonNull<Self>) {
        let _lock = LIST.lock();
        // SAFETY: the lock protects the list, whose entries are alive.
        unsafe {
            let descriptor = &raw mut __jit_debug_descriptor;
            let Self { next, previous, .. } = *entry.as_ptr();
            match previous.as_mut() {
                Some(previous) => previous.next = next,
                None => (*descriptor).first = next,
            }
            if let Some(next) = next.as_mut() {
                next.previous = previous;
            }
            ((*descriptor).relevant, (*descriptor).action) = (entry.as_ptr(), 2);
            __jit_debug_register_code();
            drop(Box::from_raw(entry.as_ptr()));
        }
    }
}
