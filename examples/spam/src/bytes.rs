//! `digest`: any object with a buffer, by `y*`.

use crate::method;
use crate::object::{Owned, reply};
use fmtunit::{build_value, parse};
use pyo3_ffi::{PyMethodDef, PyObject};

pub(crate) const DIGEST: PyMethodDef = method::one(
    c"digest",
    digest,
    c"digest($module, data, /)\n--\n\n\
      Return the Adler-32 checksum of the data.",
);

/// `digest(data)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn digest(_module: *mut PyObject, data: *mut PyObject) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments.
        let (data,) = unsafe { parse!(data, "y*:digest") }?;
        // SAFETY: this thread is attached and runs no Python code, so no other code writes to the memory.
        let checksum = adler32(unsafe { data.as_slice() });
        // SAFETY: attached.
        unsafe { Owned::new(build_value!("I", checksum)) }
    })
}

/// Returns the checksum of RFC 1950.
fn adler32(data: &[u8]) -> u32 {
    const MODULUS: u32 = 65521;
    let (a, b) = data.iter().fold((1, 0), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % MODULUS;
        (a, (b + a) % MODULUS)
    });
    b << 16 | a
}
