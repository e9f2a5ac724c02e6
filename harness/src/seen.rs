//! The contents of the places of a call when it has returned.

use crate::observation::Watched;
use crate::owned::repr;
use crate::slots::{Slot, size};
use fmtunit_parser::units::{ParseUnit, Place as Kind};
use fmtunit_runtime::place::types;
use pyo3_ffi::{self as ffi, Py_buffer, Py_ssize_t, PyObject};
use std::ffi::{CStr, c_long, c_ulong};

/// One output.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// Nothing was stored.
    Unwritten,
    /// A number, as its bytes.
    Number(Vec<u8>),
    Null,
    /// Text that the argument owns.
    Text {
        at: usize,
        bytes: Vec<u8>,
    },
    /// Text whose length is not where its NUL is.
    WrongLength {
        known: usize,
        counted: usize,
    },
    /// A pointer into an argument that may have died: not to be followed.
    Borrowed,
    /// Encoded text in a block of its own.
    Block(Vec<u8>),
    /// The caller's buffer, and what is in all of it.
    Room(Vec<u8>),
    /// A block that has been freed.
    Freed,
    /// One of the objects that can be reached from the arguments, by its number.
    Object(usize),
    /// Another object.
    Elsewhere,
    View(Box<View>),
}

/// A `Py_buffer`.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The address, and the bytes if the view is open.
    pub at: usize,
    pub bytes: Option<Vec<u8>>,
    pub object: Box<Seen>,
    pub length: Py_ssize_t,
    pub item_size: Py_ssize_t,
    pub readonly: i32,
    pub dimensions: i32,
    /// Which pointers are null: format, shape, strides, suboffsets, internal.
    pub nulls: [bool; 5],
}

impl Seen {
    /// Forgets addresses, which differ where each engine has arguments of its own.
    pub fn forget_address(&mut self) {
        match self {
            Self::Text { at, .. } => *at = 0,
            Self::View(view) => {
                view.at = 0;
                view.object.forget_address();
            }
            _ => {}
        }
    }

    /// The value as the data files have it.
    pub fn show(&self, kind: Kind, watched: &Watched) -> String {
        match self {
            Self::Unwritten => "UNSET".to_owned(),
            Self::Number(bytes) => show_number(kind, bytes),
            Self::Null => "NULL".to_owned(),
            Self::Text { bytes, .. } | Self::Block(bytes) => show_bytes(bytes),
            Self::Room(bytes) => format!("room {}", show_bytes(bytes)),
            Self::WrongLength { known, counted } => format!("text of {counted} bytes called {known}"),
            Self::Borrowed => "borrowed".to_owned(),
            Self::Freed => "freed".to_owned(),
            Self::Object(position) => repr(watched.object(*position)),
            Self::Elsewhere => "elsewhere".to_owned(),
            Self::View(view) => match &view.bytes {
                Some(bytes) => format!("view {}", show_bytes(bytes)),
                None => "closed view".to_owned(),
            },
        }
    }
}

fn show_bytes(bytes: &[u8]) -> String {
    format!("b'{}'", bytes.escape_ascii())
}

fn show_number(kind: Kind, bytes: &[u8]) -> String {
    fn read<T: Copy>(bytes: &[u8]) -> T {
        assert_eq!(bytes.len(), size_of::<T>());
        unsafe { bytes.as_ptr().cast::<T>().read_unaligned() }
    }
    match kind {
        Kind::UChar => read::<u8>(bytes).to_string(),
        Kind::Char => format!("{:?}", char::from(read::<u8>(bytes))),
        Kind::Short => read::<i16>(bytes).to_string(),
        Kind::UShort => read::<u16>(bytes).to_string(),
        Kind::Int => read::<i32>(bytes).to_string(),
        Kind::UInt => read::<u32>(bytes).to_string(),
        Kind::Long => read::<c_long>(bytes).to_string(),
        Kind::ULong => read::<c_ulong>(bytes).to_string(),
        Kind::LongLong => read::<i64>(bytes).to_string(),
        Kind::ULongLong => read::<u64>(bytes).to_string(),
        Kind::SSize => read::<isize>(bytes).to_string(),
        Kind::Float => format!("{:?}", read::<f32>(bytes)),
        Kind::Double => format!("{:?}", read::<f64>(bytes)),
        Kind::Complex => {
            let number = read::<types::Complex>(bytes);
            format!("{:?}+{:?}j", number.real, number.imag)
        }
        Kind::Anything => "converted".to_owned(),
        _ => format!("{bytes:?}"),
    }
}

/// How the outputs of a unit are to be read.
pub struct Reading<'a> {
    pub watched: &'a Watched,
    /// Did the call succeed?
    pub success: bool,
    /// Is the item kept alive by the arguments?
    pub stable: bool,
    /// The buffer that the caller provided for encoded text.
    pub room: Option<&'a [u8]>,
}

impl Reading<'_> {
    /// The outputs of one unit. What the caller has to release is released.
    pub fn unit(&self, unit: ParseUnit, slots: &mut [&mut Slot]) -> Vec<Seen> {
        for (slot, (_, kind)) in slots.iter().zip(unit.stores()) {
            assert!(slot.intact_beyond(size(*kind)), "`{unit:?}` has written beyond its place");
        }
        let ([(_, kind), ..], [first, rest @ ..]) = (unit.stores(), slots) else { return Vec::new() };
        let length = rest.first().map(|length| &**length);
        let seen = match kind {
            kind if !first.written(size(*kind)) => Seen::Unwritten,
            Kind::Text => self.text(first.read(), length),
            Kind::Wide => match first.read::<types::Wide>() {
                text if text.is_null() => Seen::Null,
                _ if !self.stable => Seen::Borrowed,
                text => wide_of(text, length.map(Slot::read)),
            },
            Kind::Encoded => self.encoded(first.read(), length),
            Kind::Buffer => self.buffer(first),
            Kind::Object => object_of(first.read(), self.watched),
            kind => number(first, *kind),
        };
        [seen].into_iter().chain(length.map(|length| number(length, Kind::SSize))).collect()
    }

    fn text(&self, text: types::Text, length: Option<&Slot>) -> Seen {
        match length {
            _ if text.is_null() => Seen::Null,
            _ if !self.stable => Seen::Borrowed,
            Some(length) if length.written(size(Kind::SSize)) => text_of(text, Some(length.read())),
            Some(_) => Seen::Text { at: text.addr(), bytes: Vec::new() },
            None => text_of(text, None),
        }
    }

    fn encoded(&self, text: types::Encoded, length: Option<&Slot>) -> Seen {
        if text.is_null() {
            // With a length the pointer is read before: null stands there from the beginning.
            return if length.is_some() { Seen::Unwritten } else { Seen::Null };
        }
        if let Some(room) = self.room.filter(|room| room.as_ptr().addr() == text.addr()) {
            return Seen::Room(room.to_vec());
        }
        if !self.success {
            return Seen::Freed;
        }
        let Seen::Text { bytes, .. } = text_of(text, length.map(Slot::read)) else { return Seen::Null };
        unsafe { ffi::PyMem_Free(text.cast()) };
        Seen::Block(bytes)
    }

    fn buffer(&self, slot: &mut Slot) -> Seen {
        // Where it lies: some exporters point into it.
        let view = unsafe { &mut *slot.place().cast::<Py_buffer>() };
        let seen = view_of(view, self.success, self.stable, self.watched);
        if self.success {
            unsafe { ffi::PyBuffer_Release(view) };
        }
        seen
    }
}

fn number(slot: &Slot, kind: Kind) -> Seen {
    let size = size(kind);
    if slot.written(size) { Seen::Number(slot.bytes(size).to_vec()) } else { Seen::Unwritten }
}

/// Text of a length, or up to a NUL.
pub fn text_of(text: *const std::ffi::c_char, length: Option<Py_ssize_t>) -> Seen {
    let bytes = match length {
        _ if text.is_null() => return Seen::Null,
        Some(length) => unsafe { std::slice::from_raw_parts(text.cast(), length as usize) },
        None => unsafe { CStr::from_ptr(text) }.to_bytes(),
    };
    Seen::Text { at: text.addr(), bytes: bytes.to_vec() }
}

/// Wide characters of a length, or up to a NUL.
pub fn wide_of(text: types::Wide, length: Option<Py_ssize_t>) -> Seen {
    let mut bytes = Vec::new();
    let mut at = 0;
    loop {
        let character = unsafe { text.add(at).read() };
        if length.map_or(character == 0, |length| at as Py_ssize_t == length) {
            return Seen::Text { at: text.addr(), bytes };
        }
        bytes.extend(character.to_ne_bytes());
        at += 1;
    }
}

/// An object by its number.
pub fn object_of(object: *mut PyObject, watched: &Watched) -> Seen {
    if object.is_null() {
        return Seen::Null;
    }
    watched.position(object).map_or(Seen::Elsewhere, Seen::Object)
}

/// A view; its bytes are only read if it is open, and its address only counts if its object is the same for all engines.
pub fn view_of(view: &Py_buffer, open: bool, stable: bool, watched: &Watched) -> Seen {
    let bytes = if !open {
        None
    } else if view.len == 0 || view.buf.is_null() {
        Some(Vec::new())
    } else {
        Some(unsafe { std::slice::from_raw_parts(view.buf.cast(), view.len as usize) }.to_vec())
    };
    Seen::View(Box::new(View {
        at: if stable { view.buf.addr() } else { 0 },
        bytes,
        object: Box::new(object_of(view.obj, watched)),
        length: view.len,
        item_size: view.itemsize,
        readonly: view.readonly,
        dimensions: view.ndim,
        nulls: [
            view.format.is_null(),
            view.shape.is_null(),
            view.strides.is_null(),
            view.suboffsets.is_null(),
            view.internal.is_null(),
        ],
    }))
}
