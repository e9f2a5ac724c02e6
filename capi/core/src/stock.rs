//! The addresses of CPython's own functions.

use crate::entries::StockFunction;
use crate::process::bound;
use std::ffi::{CStr, c_void};
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

static STOCK: [AtomicPtr<c_void>; StockFunction::ALL.len()] =
    [const { AtomicPtr::new(ptr::null_mut()) }; StockFunction::ALL.len()];

/// Returns CPython's function for an entry point, or `None` if the running version has none.
#[inline]
pub fn find(entry: StockFunction) -> Option<*const c_void> {
    let known = STOCK[entry as usize].load(Ordering::Relaxed);
    if !known.is_null() {
        return Some(known);
    }
    let found = look_up(entry.name())?;
    STOCK[entry as usize].store(found, Ordering::Relaxed);
    Some(found)
}

/// Returns the function to forward calls of an entry point to: CPython's, or one that fails if it has none.
pub fn address(entry: StockFunction) -> *const c_void {
    find(entry).unwrap_or(absent as extern "C" fn() -> usize as *const c_void)
}

/// Stands for functions that the running version does not have. Extensions for that version do not refer to them.
extern "C" fn absent() -> usize {
    0
}

#[cold]
fn look_up(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: the name ends with NUL.
    let next = unsafe { libc::dlsym(libc::RTLD_NEXT, name.as_ptr()) };
    // SAFETY: as above.
    let anywhere = || unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    foreign(next).or_else(|| foreign(anywhere())).or_else(|| look_up_in_libraries(name))
}

/// Returns the address, unless it is null or in this library.
fn foreign(address: *mut c_void) -> Option<*mut c_void> {
    (!address.is_null() && bound::base_of(address) != bound::base_of(absent as *const c_void))
        .then_some(address)
}

/// Searches all libraries: a program may have loaded libpython with `RTLD_LOCAL`.
fn look_up_in_libraries(name: &CStr) -> Option<*mut c_void> {
    struct Search<'a> {
        name: &'a CStr,
        found: Option<*mut c_void>,
    }

    unsafe extern "C" fn look(info: *mut libc::dl_phdr_info, _size: usize, search: *mut c_void) -> i32 {
        // SAFETY: `search` is the pointer given below, and `info` is valid; the names end with NUL.
        unsafe {
            let search = &mut *search.cast::<Search<'_>>();
            let library = libc::dlopen((*info).dlpi_name, libc::RTLD_LAZY | libc::RTLD_NOLOAD);
            if library.is_null() {
                return 0;
            }
            search.found = foreign(libc::dlsym(library, search.name.as_ptr()));
            // The library stays loaded: this drops only the reference of `dlopen`.
            libc::dlclose(library);
            search.found.is_some().into()
        }
    }

    let mut search = Search { name, found: None };
    // SAFETY: the search outlives the call.
    unsafe { libc::dl_iterate_phdr(Some(look), ptr::from_mut(&mut search).cast()) };
    search.found
}
