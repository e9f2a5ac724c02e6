//! Messages that CPython assembles in buffers of its own, with the same truncations.

#![allow(
    clippy::needless_borrow,
    clippy::useless_conversion,
    reason = "`TypeName` is a reference in most builds"
)]

use super::SequenceFault;
use super::format::push_number;
use crate::outcome::Expected;
use core::ffi::CStr;
use fmtunit_parser::ast::TrailerKind;
use fmtunit_parser::plan::{Entry, ItemId, ParsePlan};
use pyo3_ffi::{Py_ssize_t, PyObject, PyTypeObject};

/// The part of a message that does not name the item: `must be str, not int`.
pub(super) struct MessageText(Vec<u8>);

impl MessageText {
    /// Returns whether the mistake is in the format or the extension, not in the argument: the text is in parentheses then.
    pub(super) fn is_internal(&self) -> bool {
        self.0.starts_with(b"(")
    }
}

/// The lengths at which CPython cuts names and texts, in bytes.
const TYPE_NAME: usize = 50;
const FUNCTION_NAME: usize = 200;
const TEXT: usize = 256;
/// Elements are listed while the message is shorter than this.
const PATH: usize = 220;
/// The greatest number of elements that are listed.
const LEVELS: usize = 32;

/// Returns at most `limit` bytes of a C string.
fn cut(text: &CStr, limit: usize) -> &[u8] {
    let bytes = text.to_bytes();
    bytes.get(..limit).unwrap_or(bytes)
}

/// The name of a type: the type's own text, or a copy.
#[cfg(not(Py_LIMITED_API))]
type TypeName<'a> = &'a CStr;
#[cfg(Py_LIMITED_API)]
type TypeName<'a> = std::ffi::CString;

/// Returns the name of a type.
///
/// # Safety
/// *attached*; the type is alive, and outlives the name.
#[cfg(not(Py_LIMITED_API))]
pub(super) unsafe fn type_name<'a>(class: *mut PyTypeObject) -> TypeName<'a> {
    // SAFETY: every type has a name.
    unsafe { CStr::from_ptr((*class).tp_name) }
}

/// Returns the name of a type: without the layout of types, its `__name__`.
///
/// # Safety
/// *attached*; the type is alive.
#[cfg(Py_LIMITED_API)]
pub(super) unsafe fn type_name<'a>(class: *mut PyTypeObject) -> TypeName<'a> {
    // SAFETY: attached; the text is copied while its string is alive: a static type creates a new one.
    unsafe {
        let name = crate::unwind::PyObject_GetAttrString(class.cast(), c"__name__".as_ptr());
        let text = if name.is_null() {
            core::ptr::null()
        } else {
            pyo3_ffi::PyUnicode_AsUTF8AndSize(name, core::ptr::null_mut())
        };
        let copy = if text.is_null() {
            pyo3_ffi::PyErr_Clear();
            c"?"
        } else {
            CStr::from_ptr(text)
        };
        let copy = copy.to_owned();
        pyo3_ffi::Py_XDECREF(name);
        copy
    }
}

/// Returns the name that messages use for the type of an object.
///
/// # Safety
/// *attached*, *item*.
unsafe fn name_of_type_of<'a>(object: *mut PyObject) -> TypeName<'a> {
    // SAFETY: attached, item.
    unsafe {
        if object == pyo3_ffi::Py_None() {
            return c"None".into();
        }
        type_name(pyo3_ffi::Py_TYPE(object))
    }
}

/// Returns the text for an item that a conversion did not expect.
///
/// # Safety
/// *attached*, *item*; `class` is the type that the unit takes, where it takes one.
pub(super) unsafe fn mismatch(
    expected: Expected,
    item: *mut PyObject,
    class: *mut PyTypeObject,
) -> MessageText {
    // Since 3.14, text of another length has a message of its own.
    // SAFETY: attached, item.
    if let Some(text) = unsafe { wrong_length(expected, item) } {
        return text;
    }
    let class_name;
    let words: &[u8] = match expected {
        Expected::Int => b"int",
        Expected::ByteString => b"a byte string of length 1",
        Expected::Character => b"a unicode character",
        Expected::Str => b"str",
        Expected::StrOrNone => b"str or None",
        Expected::StrOrBytes => b"str, bytes or bytearray",
        Expected::NoNulBytes => b"encoded string without null bytes",
        Expected::ReadOnlyBytes => b"read-only bytes-like object",
        Expected::BytesLike => b"bytes-like object",
        Expected::WritableBytes => b"read-write bytes-like object",
        Expected::Contiguous => b"contiguous buffer",
        Expected::BytesObject => b"bytes",
        Expected::ByteArrayObject => b"bytearray",
        Expected::Instance => {
            // SAFETY: attached; the caller vouches for the class.
            class_name = unsafe { type_name(class) };
            cut(&class_name, TYPE_NAME)
        }
        Expected::Unspecified => b"(unspecified)",
        Expected::KnownUnit => b"(impossible<bad format char>)",
        Expected::EncodedPlace => b"(buffer is NULL)",
        Expected::LengthPlace => b"(buffer_len is NULL)",
    };
    if words.starts_with(b"(") {
        return MessageText(words.to_vec());
    }
    // SAFETY: attached, item.
    let actual = unsafe { name_of_type_of(item) };
    MessageText([b"must be ".as_slice(), words, b", not ", cut(&actual, TYPE_NAME)].concat())
}

/// Returns the text for text or bytes whose length is not 1, in the words of 3.14.
///
/// # Safety
/// *attached*, *item*.
unsafe fn wrong_length(expected: Expected, item: *mut PyObject) -> Option<MessageText> {
    if cfg!(not(Py_3_14)) {
        return None;
    }
    // SAFETY: attached, item.
    let text = unsafe {
        match expected {
            Expected::ByteString if pyo3_ffi::PyBytes_Check(item) != 0 => format!(
                "must be a byte string of length 1, not a bytes object of length {}",
                pyo3_ffi::PyBytes_Size(item)
            ),
            Expected::ByteString if pyo3_ffi::PyByteArray_Check(item) != 0 => format!(
                "must be a byte string of length 1, not a bytearray object of length {}",
                pyo3_ffi::PyByteArray_Size(item)
            ),
            Expected::Character if pyo3_ffi::PyUnicode_Check(item) != 0 => format!(
                "must be a unicode character, not a string of length {}",
                pyo3_ffi::PyUnicode_GetLength(item)
            ),
            _ => return None,
        }
    };
    Some(MessageText(text.into_bytes()))
}

/// Returns the text for a nested sequence that does not fit; `None` where an exception is set.
///
/// # Safety
/// *attached*, *item*.
pub(super) unsafe fn sequence(
    fault: SequenceFault,
    len: Py_ssize_t,
    item: *mut PyObject,
) -> Option<MessageText> {
    let (what, length): (&str, _) = match fault {
        SequenceFault::NotASequence => ("sequence", None),
        SequenceFault::NotATuple => ("tuple", None),
        SequenceFault::Length { actual, wants_tuple } => {
            (if wants_tuple { "tuple" } else { "sequence" }, Some(actual))
        }
        SequenceFault::NotRetrievable => return Some(MessageText(b"is not retrievable".to_vec())),
        SequenceFault::NoUnit => return Some(MessageText(b"(impossible<bad format char>)".to_vec())),
        SequenceFault::Raised => return None,
    };
    let mut text = b"must be ".to_vec();
    match length {
        // A length is -1 where the object cannot tell it.
        Some(actual) => text.extend_from_slice(format!("{what} of length {len}, not {actual}").as_bytes()),
        None => {
            push_number(&mut text, len.cast_unsigned());
            for part in ["-item ", what, ", not "] {
                text.extend_from_slice(part.as_bytes());
            }
            // SAFETY: attached, item.
            text.extend_from_slice(cut(&unsafe { name_of_type_of(item) }, TYPE_NAME));
        }
    }
    Some(MessageText(text))
}

/// Returns the whole message: function, argument, elements, text. A NUL ends it.
pub(super) fn about_item(plan: &ParsePlan, id: ItemId, element: Option<usize>, text: MessageText) -> Vec<u8> {
    let mut message = Vec::with_capacity(2 * TEXT);
    if let Some((TrailerKind::Name, name)) = &plan.site.trailer {
        message.extend_from_slice(cut(name, FUNCTION_NAME));
        message.extend_from_slice(b"() ");
    }
    message.extend_from_slice(b"argument");

    let mut path = path(plan, id).into_iter().chain(element);
    let argument = match plan.site.entry {
        Entry::Tuple | Entry::Array | Entry::TupleAndKeywords | Entry::ArrayAndKeywords => path.next(),
        // The one object has no number; where an element is at fault, that is given as the argument's.
        Entry::Object => path.nth(1),
    };
    if let Some(index) = argument {
        message.push(b' ');
        push_number(&mut message, index + 1);
        for index in path.take(LEVELS) {
            if message.len() >= PATH {
                break;
            }
            message.extend_from_slice(b", item ");
            push_number(&mut message, index);
        }
    }
    message.push(b' ');
    message.extend_from_slice(text.0.get(..TEXT).unwrap_or(&text.0));
    // Names and texts come from C strings; should one have a NUL all the same, it ends the message, as in C.
    message.push(0);
    message
}

/// Returns the indices that lead to an item, from the argument inward.
fn path(plan: &ParsePlan, id: ItemId) -> Vec<usize> {
    let mut path = Vec::new();
    let mut next = Some(id);
    while let Some(item) = next.and_then(|id| plan.items.get(usize::from(id))) {
        path.push(usize::from(item.index));
        next = item.parent;
    }
    path.reverse();
    path
}
