//! Files: optional arguments, a method call, and a converter that owns memory.

use crate::converter::{Convert, converter};
use crate::error::{raise, raise_io};
use crate::method;
use crate::object::{Owned, reply};
use fmtunit::{Raised, build_value, call_method, parse, parse_array, parse_tuple};
use pyo3_ffi::{self as ffi, Py_ssize_t, PyMethodDef, PyObject};
use std::path::PathBuf;
use std::{fs, ptr};

pub(crate) const OPEN: PyMethodDef = method::tuple(
    c"open_",
    open,
    c"open_($module, file, mode='r', bufsize=0, /)\n--\n\n\
      Open a file, as open() does. A buffer size of 0 leaves the choice to Python.",
);

/// `open_(file, mode='r', bufsize=0)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn open(_module: *mut PyObject, args: *mut PyObject) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments.
        let (file, mode, bufsize) = unsafe { parse_tuple!(args, "s|si:open_") }?;
        let bufsize = bufsize.filter(|&size| size != 0).unwrap_or(-1);
        // SAFETY: attached.
        let io = unsafe { Owned::new(ffi::PyImport_ImportModule(c"io".as_ptr())) }?;
        // SAFETY: attached; the module is alive.
        unsafe { Owned::new(call_method!(io.as_ptr(), "open", "ssi", file, mode.unwrap_or(c"r"), bufsize)) }
    })
}

pub(crate) const FILE_SIZE: PyMethodDef = method::array(
    c"file_size",
    file_size,
    c"file_size($module, path, unit=1, /)\n--\n\n\
      Return the size of a file, in bytes or in whole units of so many bytes.",
);

/// `file_size(path, unit=1)`
///
/// # Safety
/// The [contract of an entry point](crate).
unsafe extern "C" fn file_size(
    _module: *mut PyObject,
    args: *mut *mut PyObject,
    nargs: Py_ssize_t,
) -> *mut PyObject {
    reply(|| {
        // SAFETY: attached, arguments; the converter fits what it fills.
        let (path, unit) = unsafe { parse_array!(args, nargs, "O&|n:file_size", converter::<PathBuf>) }?;
        let unit = u64::try_from(unit.unwrap_or(1)).unwrap_or(0);
        // SAFETY: attached.
        let file = fs::metadata(&path).map_err(|error| unsafe { raise_io(&error, &path) })?;
        // SAFETY: attached.
        let size = file
            .len()
            .checked_div(unit)
            .ok_or_else(|| unsafe { raise(ffi::PyExc_ValueError, "the unit must be positive") })?;
        // SAFETY: attached.
        unsafe { Owned::new(build_value!("K", size)) }
    })
}

/// A path: a `str`, `bytes`, or an object with a method `__fspath__`.
impl Convert for PathBuf {
    unsafe fn convert(object: *mut PyObject) -> Result<Self, Raised> {
        let mut decoded: *mut PyObject = ptr::null_mut();
        // SAFETY: attached; the object is alive. If this fails, it raises and leaves `decoded` null.
        let decoded = unsafe {
            ffi::PyUnicode_FSDecoder(object, (&raw mut decoded).cast());
            Owned::new(decoded)
        }?;
        let text = decoded.as_ptr();
        // SAFETY: attached; the text is alive.
        let (path,) = unsafe { parse!(text, "s") }?;
        Ok(Self::from(path.to_string_lossy().into_owned()))
    }
}
