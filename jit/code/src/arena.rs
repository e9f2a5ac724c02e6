//! Memory for machine code: first written, then executed, never both.
//!
//! Pages are taken in order from reserved address space, written, and made executable. A page that a thread may be
//! executing never becomes writable again; its unused rest is lost. The arena unmaps everything when it is dropped.
//! Mappings are private: after `fork`, each process has its own.

use crate::image::Image;
use crate::object_file::ListEntry;
use std::io;
use std::ptr::{self, NonNull};

/// The size of the first reservation. Later ones double, up to [`LARGEST`].
const FIRST: usize = 64 << 10;
const LARGEST: usize = 4 << 20;

/// Whether the unwinder is that of GCC, which registers whole tables. Others register single entries.
const IS_GNU: bool = cfg!(all(target_os = "linux", target_env = "gnu"));

unsafe extern "C" {
    fn __register_frame(table: *const u8);
    fn __deregister_frame(table: *const u8);
}

/// Memory for machine code.
#[derive(Debug, Default)]
pub struct Arena {
    chunks: Vec<Chunk>,
}

/// A range of reserved address space, the first part of which holds code.
#[derive(Debug)]
struct Chunk {
    base: NonNull<u8>,
    len: usize,
    used: usize,
    /// The unwind tables in it that the unwinder knows of, and the entries for debuggers.
    registered: Vec<(NonNull<u8>, NonNull<ListEntry>)>,
}

// SAFETY: a chunk owns its mapping, which does not belong to a thread.
unsafe impl Send for Chunk {}

impl Arena {
    /// Copies an image into memory, makes it executable, and registers its unwind table and its names. Returns its address.
    ///
    /// # Errors
    /// The system refuses memory, or refuses to make it executable.
    pub fn publish(&mut self, image: &Image) -> io::Result<NonNull<u8>> {
        let size = image.bytes.len().next_multiple_of(page_size());
        let chunk = self.chunk_with(size)?;
        // SAFETY: the range is within the reservation, after all pages in use.
        unsafe {
            let start = chunk.base.add(chunk.used);
            protect(start, size, libc::PROT_READ | libc::PROT_WRITE)?;
            ptr::copy_nonoverlapping(image.bytes.as_ptr(), start.as_ptr(), image.bytes.len());
            for offset in image.relocated {
                let word = start.add(offset).cast::<usize>();
                word.write_unaligned(word.read_unaligned() + start.as_ptr().addr());
            }
            #[cfg(target_arch = "aarch64")]
            synchronise(start, size);
            protect(start, size, libc::PROT_READ | libc::PROT_EXEC)?;
            chunk.used += size;
            if IS_GNU {
                let table = start.add(image.table);
                __register_frame(table.as_ptr());
                chunk.registered.push((table, ListEntry::add(start, image.bytes.len())));
            }
            Ok(start)
        }
    }

    /// Returns the memory in use: whole pages, in bytes.
    pub fn mapped(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.used).sum()
    }

    /// Returns the last chunk if it has room for `size` bytes, or a new one.
    fn chunk_with(&mut self, size: usize) -> io::Result<&mut Chunk> {
        let has_room = self.chunks.last().is_some_and(|chunk| chunk.len - chunk.used >= size);
        if !has_room {
            let usual = self.chunks.last().map_or(FIRST, |chunk| (chunk.len * 2).min(LARGEST));
            self.chunks.push(Chunk::reserve(usual.max(size))?);
        }
        self.chunks.last_mut().ok_or_else(|| io::Error::from(io::ErrorKind::OutOfMemory))
    }
}

impl Chunk {
    fn reserve(len: usize) -> io::Result<Self> {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a new, private mapping at an address of the system's choice.
        let base = unsafe { libc::mmap(ptr::null_mut(), len, libc::PROT_NONE, flags, -1, 0) };
        if base == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let base = NonNull::new(base.cast()).ok_or_else(|| io::Error::from(io::ErrorKind::OutOfMemory))?;
        Ok(Self { base, len, used: 0, registered: Vec::new() })
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        // SAFETY: the mapping and its tables are this chunk's; the arena is dropped when no code in it can be called any more.
        unsafe {
            for (table, entry) in self.registered.drain(..) {
                __deregister_frame(table.as_ptr());
                ListEntry::remove(entry);
            }
            libc::munmap(self.base.as_ptr().cast(), self.len);
        }
    }
}

/// Changes the protection of a range.
///
/// # Safety
/// The range is whole pages of a mapping of ours, and no thread executes it.
unsafe fn protect(start: NonNull<u8>, size: usize, protection: libc::c_int) -> io::Result<()> {
    // SAFETY: the caller vouches for the range.
    let status = unsafe { libc::mprotect(start.as_ptr().cast(), size, protection) };
    if status == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Makes written instructions visible to instruction fetch, which x86-64 does by itself.
///
/// # Safety
/// The range is mapped.
#[cfg(target_arch = "aarch64")]
unsafe fn synchronise(start: NonNull<u8>, size: usize) {
    // SAFETY: the caller vouches for the range; Linux and macOS allow these instructions.
    unsafe {
        // No cache has shorter lines.
        let lines = || (0..size).step_by(16).map(|offset| start.add(offset).as_ptr());
        lines().for_each(|line| std::arch::asm!("dc cvau, {}", in(reg) line));
        std::arch::asm!("dsb ish");
        lines().for_each(|line| std::arch::asm!("ic ivau, {}", in(reg) line));
        std::arch::asm!("dsb ish", "isb");
        // Other threads discard what they have fetched: `MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE`, which is registered first.
        // Kernels before 4.16 refuse.
        #[cfg(target_os = "linux")]
        let _ = [1 << 6, 1 << 5].map(|command| libc::syscall(libc::SYS_membarrier, command, 0, 0));
    }
}

fn page_size() -> usize {
    // SAFETY: no pointer is passed.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(size).unwrap_or(4096)
}
