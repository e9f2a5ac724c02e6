//! A reference that is released when dropped.

use pyo3_ffi::{self as ffi, PyObject};

/// A reference to an object, used by the thread that holds the GIL.
#[derive(Debug)]
pub struct Owned(*mut PyObject);

impl Owned {
    /// Takes a reference over.
    pub fn new(object: *mut PyObject) -> Self {
        Self::checked(object, "an object could not be made")
    }

    /// Takes a reference over; if it is null, prints the exception and fails.
    pub fn checked(object: *mut PyObject, doing: &str) -> Self {
        if object.is_null() {
            unsafe { ffi::PyErr_Print() };
            panic!("{doing}");
        }
        Self(object)
    }

    /// A new reference.
    pub fn borrowed(object: *mut PyObject) -> Self {
        unsafe { ffi::Py_INCREF(object) };
        Self(object)
    }

    /// The object.
    pub fn get(&self) -> *mut PyObject {
        self.0
    }

    /// A `str` as Rust text.
    pub fn to_text(&self) -> String {
        let text = lossy(self.0);
        text.unwrap_or_else(|| "<no str>".to_owned())
    }

    /// An `int` as Rust integer.
    pub fn to_int(&self) -> i64 {
        unsafe { ffi::PyLong_AsLongLong(self.0) }
    }

    /// The representation, or what there is instead.
    pub fn repr(&self) -> String {
        repr(self.0)
    }

    /// The elements of a tuple, borrowed.
    pub fn elements(&self) -> Vec<*mut PyObject> {
        unsafe {
            assert!(ffi::PyTuple_Check(self.0) != 0, "{} is no tuple", self.repr());
            (0..ffi::PyTuple_Size(self.0)).map(|index| ffi::PyTuple_GetItem(self.0, index)).collect()
        }
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        unsafe { ffi::Py_DECREF(self.0) };
    }
}

/// A new tuple of these objects.
pub fn tuple(objects: impl IntoIterator<Item = *mut PyObject>) -> Owned {
    let objects: Vec<_> = objects.into_iter().collect();
    unsafe {
        let tuple = Owned::new(ffi::PyTuple_New(objects.len() as ffi::Py_ssize_t));
        for (index, object) in objects.into_iter().enumerate() {
            ffi::Py_INCREF(object);
            ffi::PyTuple_SetItem(tuple.get(), index as ffi::Py_ssize_t, object);
        }
        tuple
    }
}

/// The text of a `str`, surrogates escaped.
fn lossy(object: *mut PyObject) -> Option<String> {
    unsafe {
        let bytes = ffi::PyUnicode_AsEncodedString(object, c"utf-8".as_ptr(), c"backslashreplace".as_ptr());
        if bytes.is_null() {
            ffi::PyErr_Clear();
            return None;
        }
        let bytes = Owned(bytes);
        let data = ffi::PyBytes_AsString(bytes.0).cast::<u8>();
        let data = std::slice::from_raw_parts(data, ffi::PyBytes_Size(bytes.0) as usize);
        Some(String::from_utf8_lossy(data).into_owned())
    }
}

/// The representation of an object, or what there is instead.
pub fn repr(object: *mut PyObject) -> String {
    stringify(object, ffi::PyObject_Repr)
}

/// The text of an object, or what there is instead.
pub fn to_str(object: *mut PyObject) -> String {
    stringify(object, ffi::PyObject_Str)
}

fn stringify(object: *mut PyObject, how: unsafe extern "C" fn(*mut PyObject) -> *mut PyObject) -> String {
    if object.is_null() {
        return "NULL".to_owned();
    }
    unsafe {
        let text = how(object);
        if text.is_null() {
            ffi::PyErr_Clear();
            return format!("<a {} that raises>", type_name(object));
        }
        Owned(text).to_text()
    }
}

/// The name of the object's type.
#[cfg(not(Py_LIMITED_API))]
pub fn type_name(object: *mut PyObject) -> String {
    unsafe { std::ffi::CStr::from_ptr((*ffi::Py_TYPE(object)).tp_name) }.to_string_lossy().into_owned()
}

/// The name of the object's type, whose fields the limited API hides.
#[cfg(Py_LIMITED_API)]
pub fn type_name(object: *mut PyObject) -> String {
    unsafe { Owned(ffi::PyType_GetName(ffi::Py_TYPE(object))) }.to_text()
}
