//! CPython's allocators, with a hook before them that counts what is asked for, refuses some of it, and knows what has not been
//! given back.
//!
//! All three domains are hooked. Objects come from `OBJ`, the blocks of `es` from `MEM`. From `RAW` come tables that CPython keeps
//! that objects refer to; a conversion may need one as well as the others. The hook forwards to the allocator that it has found, so
//! blocks from before it was set can be freed, and the checks of `PYTHONMALLOC=debug` go on.

use pyo3_ffi::{
    PyMem_GetAllocator, PyMem_SetAllocator,
    PyMemAllocatorDomain::{self, PYMEM_DOMAIN_MEM, PYMEM_DOMAIN_OBJ, PYMEM_DOMAIN_RAW},
    PyMemAllocatorEx,
};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::ffi::c_void;
use std::ops::Range;
use std::ptr::null_mut;

/// The allocations of this thread's call. Other threads are not counted.
struct Window {
    open: Cell<bool>,
    /// The number of blocks that have been asked for.
    asked: Cell<usize>,
    /// Which of them are refused.
    refused: RefCell<Range<usize>>,
    /// The blocks that were given in the window and are not given back.
    alive: RefCell<HashSet<usize>>,
}

thread_local! {
    static WINDOW: Window = Window {
        open: Cell::new(false),
        asked: Cell::new(0),
        refused: RefCell::new(0..0),
        alive: RefCell::default(),
    };
}

/// Sets the hook, for good.
pub(super) fn hook() {
    for domain in [PYMEM_DOMAIN_RAW, PYMEM_DOMAIN_MEM, PYMEM_DOMAIN_OBJ] {
        hook_domain(domain);
    }
}

fn hook_domain(domain: PyMemAllocatorDomain) {
    let nothing = PyMemAllocatorEx { ctx: null_mut(), malloc: None, calloc: None, realloc: None, free: None };
    let before = Box::leak(Box::new(nothing));
    // SAFETY: the interpreter runs, and this thread is attached to it. What is set forwards to what was set before.
    unsafe {
        PyMem_GetAllocator(domain, before);
        let mut hook = PyMemAllocatorEx {
            ctx: (&raw mut *before).cast(),
            malloc: Some(malloc),
            calloc: Some(calloc),
            realloc: Some(realloc),
            free: Some(free),
        };
        PyMem_SetAllocator(domain, &mut hook);
    }
}

/// From now on, the blocks with these numbers are refused in windows.
pub(super) fn refuse(blocks: Range<usize>) {
    WINDOW.with(|window| window.refused.replace(blocks));
}

/// Calls something in a window, whose blocks are counted from 0.
pub(super) fn window<T>(call: impl FnOnce() -> T) -> T {
    WINDOW.with(|window| {
        window.asked.set(0);
        window.open.set(true);
    });
    let result = call();
    WINDOW.with(|window| window.open.set(false));
    result
}

/// Calls something in no window, wherever the caller is.
pub(super) fn outside<T>(call: impl FnOnce() -> T) -> T {
    let open = WINDOW.with(|window| window.open.replace(false));
    let result = call();
    WINDOW.with(|window| window.open.set(open));
    result
}

/// The number of blocks that the last window asked for.
pub(super) fn asked() -> usize {
    WINDOW.with(|window| window.asked.get())
}

/// The number of blocks that windows were given and have not given back.
pub(super) fn alive() -> usize {
    WINDOW.with(|window| window.alive.borrow().len())
}

/// Forgets the blocks that windows were given.
pub(super) fn forget() {
    WINDOW.with(|window| window.alive.borrow_mut().clear());
}

impl Window {
    /// Counts a block that is asked for; is it refused?
    fn refuses(&self) -> bool {
        if !self.open.get() {
            return false;
        }
        let number = self.asked.replace(self.asked.get() + 1);
        self.refused.borrow().contains(&number)
    }

    fn given(&self, block: *mut c_void) -> *mut c_void {
        if self.open.get() && !block.is_null() {
            self.alive.borrow_mut().insert(block.addr());
        }
        block
    }

    /// Says whether a window was given the block.
    fn given_back(&self, block: *mut c_void) -> bool {
        self.alive.borrow_mut().remove(&block.addr())
    }
}

/// The allocator that the hook forwards to.
fn before<'a>(context: *mut c_void) -> &'a PyMemAllocatorEx {
    // SAFETY: it is what `hook_domain` has leaked.
    unsafe { &*context.cast::<PyMemAllocatorEx>() }
}

extern "C" fn malloc(context: *mut c_void, size: usize) -> *mut c_void {
    WINDOW.with(|window| {
        if window.refuses() {
            return null_mut();
        }
        let before = before(context);
        window.given(before.malloc.map_or(null_mut(), |malloc| malloc(before.ctx, size)))
    })
}

extern "C" fn calloc(context: *mut c_void, count: usize, size: usize) -> *mut c_void {
    WINDOW.with(|window| {
        if window.refuses() {
            return null_mut();
        }
        let before = before(context);
        window.given(before.calloc.map_or(null_mut(), |calloc| calloc(before.ctx, count, size)))
    })
}

extern "C" fn realloc(context: *mut c_void, block: *mut c_void, size: usize) -> *mut c_void {
    WINDOW.with(|window| {
        if window.refuses() {
            return null_mut();
        }
        let before = before(context);
        // It cannot be asked for after the call: another thread may have the address by then.
        let is_ours = window.given_back(block);
        let moved = before.realloc.map_or(null_mut(), |realloc| realloc(before.ctx, block, size));
        if is_ours {
            window.alive.borrow_mut().insert(if moved.is_null() { block.addr() } else { moved.addr() });
            return moved;
        }
        // What grows in the window without being made there is freed with its owner.
        if block.is_null() { window.given(moved) } else { moved }
    })
}

extern "C" fn free(context: *mut c_void, block: *mut c_void) {
    // A thread that ends may free after its window is gone.
    let _ = WINDOW.try_with(|window| window.given_back(block));
    let before = before(context);
    if let Some(free) = before.free {
        free(before.ctx, block);
    }
}
