//! The process that has loaded the library.

pub(crate) mod bound;

use fmtunit_runtime::version::RUNNING;
use std::ffi::{CStr, c_char};
use std::mem;
use std::sync::OnceLock;

/// Returns whether the process has a Python of our version, and all our references to it are bound.
///
/// The preload library is loaded into every process. If that has no Python, or loads it later, all calls are forwarded.
pub(crate) fn is_served() -> bool {
    static IS_SERVED: OnceLock<bool> = OnceLock::new();
    *IS_SERVED.get_or_init(|| bound::all_are_bound() && version() == Some((RUNNING.0, RUNNING.1)))
}

/// Returns the version of the Python in the process.
fn version() -> Option<(u8, u8)> {
    // SAFETY: the name ends with NUL; `Py_GetVersion` needs no thread state, and returns static text: "3.11.7 (main, …".
    let text = unsafe {
        let function = libc::dlsym(libc::RTLD_DEFAULT, c"Py_GetVersion".as_ptr());
        if function.is_null() {
            return None;
        }
        let function = mem::transmute::<*mut libc::c_void, unsafe extern "C" fn() -> *const c_char>(function);
        CStr::from_ptr(function())
    };
    let mut parts = text.to_str().ok()?.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??))
}
