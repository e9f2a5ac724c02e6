//! The process that the library finds itself in.

pub(crate) mod bound;

use fmtunit_runtime::version::RUNNING;
use std::ffi::{CStr, c_char};
use std::mem;
use std::sync::OnceLock;

/// Is there a Python of the version that this was built for, and have all of our references to it been bound?
///
/// The preload library is loaded into every process. One that has no Python, or gets it later, is left alone.
pub(crate) fn is_served() -> bool {
    static IS_SERVED: OnceLock<bool> = OnceLock::new();
    *IS_SERVED.get_or_init(|| bound::all_are_bound() && version() == Some((RUNNING.0, RUNNING.1)))
}

/// The version of the Python of the process.
fn version() -> Option<(u8, u8)> {
    // SAFETY: the name ends with NUL; `Py_GetVersion` needs no thread state, and its text is static: "3.11.7 (main, …".
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
