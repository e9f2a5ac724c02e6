//! The types of fields of a record, and the C arguments that each can stand for.
//!
//! The tables of the parser say which Rust types a unit stores and takes. This file lists only how those types are laid out
//! in memory.

use fmtunit_parser::units::{BuildUnit, Place, ValueKind};
use fmtunit_runtime::complex::Py_complex;
use fmtunit_runtime::value::{Conversion, SizedBytes, Text, WideLen};
use pyo3_ffi::{Py_buffer, Py_ssize_t, PyObject, PyTypeObject};
use std::ffi::{
    c_char, c_double, c_float, c_int, c_long, c_longlong, c_short, c_uchar, c_uint, c_ulong, c_ulonglong,
    c_ushort, c_void,
};
use std::fmt;

/// The type of a field, as it is in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldType {
    /// `bool`, for building only.
    Bool,
    /// A signed integer of 8 bits.
    I8,
    /// An unsigned integer of 8 bits.
    U8,
    /// A signed integer of 16 bits.
    I16,
    /// An unsigned integer of 16 bits.
    U16,
    /// A signed integer of 32 bits.
    I32,
    /// An unsigned integer of 32 bits.
    U32,
    /// A signed integer of 64 bits.
    I64,
    /// An unsigned integer of 64 bits.
    U64,
    /// `float`.
    F32,
    /// `double`.
    F64,
    /// `Py_complex`.
    Complex,
    /// `Py_complex *`, for building only.
    ComplexPointer,
    /// `char *`: text that ends with NUL, or with its length in the next field.
    Text,
    /// `wchar_t *`.
    Wide,
    /// `Py_buffer`.
    Buffer,
    /// `PyObject *`.
    Object,
    /// `PyTypeObject *`.
    Class,
    /// A converter for parsing: `int (*)(PyObject *, void *)`.
    Converter,
    /// A converter for building: `PyObject *(*)(void *)`.
    Maker,
    /// `void *`.
    Pointer,
    /// Text that is no field, but is held by the layout: a literal column. `offset` is its index.
    #[doc(hidden)]
    Literal,
    /// The name of a column that no field has, as a literal.
    #[doc(hidden)]
    Unknown,
}

/// The promotion of a field to the C argument that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Promotion {
    /// Passed unchanged.
    None,
    /// A wider integer with the same sign.
    Signed,
    /// A wider integer, filled with zeros.
    Unsigned,
    /// A `double`.
    Float,
    /// Passed by its address.
    Address,
}

impl FieldType {
    /// Returns the size in bytes.
    pub const fn size(self) -> usize {
        match self {
            Self::Bool | Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::F64 => 8,
            Self::Complex => size_of::<Py_complex>(),
            Self::Buffer => size_of::<Py_buffer>(),
            // All others are pointers.
            _ => size_of::<*const c_void>(),
        }
    }

    /// Returns the alignment in bytes.
    pub const fn alignment(self) -> usize {
        match self {
            Self::Complex => align_of::<Py_complex>(),
            Self::Buffer => align_of::<Py_buffer>(),
            Self::I64 | Self::U64 => align_of::<u64>(),
            Self::F64 => align_of::<f64>(),
            other => other.size(),
        }
    }

    /// Returns how C promotes a field that is passed as a variadic argument.
    pub(crate) const fn promotion(self) -> Promotion {
        match self {
            Self::Bool | Self::U8 | Self::U16 => Promotion::Unsigned,
            Self::I8 | Self::I16 => Promotion::Signed,
            Self::F32 => Promotion::Float,
            Self::Complex | Self::Buffer | Self::Literal => Promotion::Address,
            _ => Promotion::None,
        }
    }

    const fn integer(size: usize, signed: bool) -> Self {
        match (size, signed) {
            (1, true) => Self::I8,
            (1, false) => Self::U8,
            (2, true) => Self::I16,
            (2, false) => Self::U16,
            (4, true) => Self::I32,
            (4, false) => Self::U32,
            (_, true) => Self::I64,
            (_, false) => Self::U64,
        }
    }

    /// Returns the fields that can stand for each C argument of a build unit. The first type of a list is that of the argument; fields
    /// of the others are promoted to it, as C promotes variadic arguments.
    pub const fn accepted_by(unit: BuildUnit) -> &'static [&'static [Self]] {
        arguments(unit.takes())
    }

    /// May the place of a parse unit, of this type, be such a field?
    pub(crate) fn serves(self, place: Place) -> bool {
        match place {
            // `char` is signed here and unsigned there.
            Place::Char => matches!(self, Self::I8 | Self::U8),
            // A converter alone knows what it fills.
            _ => place_type(place).is_none_or(|wanted| wanted == self),
        }
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Bool => "bool",
            Self::I8 => "i8",
            Self::U8 => "u8",
            Self::I16 => "i16",
            Self::U16 => "u16",
            Self::I32 => "i32",
            Self::U32 => "u32",
            Self::I64 => "i64",
            Self::U64 => "u64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::Complex => "Py_complex",
            Self::ComplexPointer => "*const Py_complex",
            Self::Text => "*const c_char",
            Self::Wide => "*const wchar_t",
            Self::Buffer => "Py_buffer",
            Self::Object => "*mut PyObject",
            Self::Class => "*mut PyTypeObject",
            Self::Converter => "extern \"C\" fn(*mut PyObject, *mut c_void) -> c_int",
            Self::Maker => "extern \"C\" fn(*mut c_void) -> *mut PyObject",
            Self::Pointer => "*mut c_void",
            Self::Literal => "a literal",
            Self::Unknown => "no field",
        };
        f.write_str(name)
    }
}

/// A Rust type that a field of a record can have.
///
/// # Safety
/// A value of the type is in memory what the field type says; and unless that is `bool` or a function, any bytes of its size
/// are a value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of a field of a record",
    label = "no format unit stores or takes this",
    note = "a field is what C passes: a number, `Py_complex`, `Py_buffer`, `*const c_char`, `*mut PyObject`, …",
    note = "a field that the format does not use is marked with `#[record(skip)]`"
)]
pub unsafe trait Field {
    /// The field type.
    const TYPE: FieldType;
}

macro_rules! fields {
    ($($type:ty => $field:expr;)*) => {$(
        // SAFETY: the type is of this size and kind.
        unsafe impl Field for $type {
            const TYPE: FieldType = $field;
        }
    )*};
}

fields! {
    bool => FieldType::Bool;
    i8 => FieldType::I8;
    u8 => FieldType::U8;
    i16 => FieldType::I16;
    u16 => FieldType::U16;
    i32 => FieldType::I32;
    u32 => FieldType::U32;
    i64 => FieldType::I64;
    u64 => FieldType::U64;
    isize => FieldType::integer(size_of::<isize>(), true);
    usize => FieldType::integer(size_of::<usize>(), false);
    f32 => FieldType::F32;
    f64 => FieldType::F64;
    Py_complex => FieldType::Complex;
    *const Py_complex => FieldType::ComplexPointer;
    *mut Py_complex => FieldType::ComplexPointer;
    // The platform decides whether `char` is signed.
    *const i8 => FieldType::Text;
    *mut i8 => FieldType::Text;
    *const u8 => FieldType::Text;
    *mut u8 => FieldType::Text;
    // The same holds for `wchar_t`.
    *const u16 => FieldType::Wide;
    *mut u16 => FieldType::Wide;
    *const i32 => FieldType::Wide;
    *mut i32 => FieldType::Wide;
    *const u32 => FieldType::Wide;
    *mut u32 => FieldType::Wide;
    Py_buffer => FieldType::Buffer;
    *mut PyObject => FieldType::Object;
    *mut PyTypeObject => FieldType::Class;
    *mut c_void => FieldType::Pointer;
}

// SAFETY: a function is its address, whatever the pointer that it is given points to.
unsafe impl<T> Field for unsafe extern "C" fn(*mut PyObject, *mut T) -> c_int {
    const TYPE: FieldType = FieldType::Converter;
}

// SAFETY: as above.
unsafe impl<T> Field for unsafe extern "C" fn(*mut T) -> *mut PyObject {
    const TYPE: FieldType = FieldType::Maker;
}

/// A type of the table of values: the C arguments that it is made of, and the fields that can stand for each.
///
/// The first field type of each list is that of the argument itself; fields of the others are promoted to it, as C
/// promotes variadic arguments.
trait Member {
    const ARGUMENTS: &'static [&'static [FieldType]];
    /// The word that follows them.
    const FILL: Option<Py_ssize_t> = None;
}

macro_rules! members {
    ($($type:ty => [$([$($field:expr),*]),*] $(, $fill:expr)?;)*) => {$(
        impl Member for $type {
            const ARGUMENTS: &'static [&'static [FieldType]] = &[$(&[$($field),*]),*];
            $(const FILL: Option<Py_ssize_t> = Some($fill);)?
        }
    )*};
}

const LENGTH: FieldType = <Py_ssize_t as Field>::TYPE;

members! {
    i32 => [[FieldType::I32, FieldType::I16, FieldType::U16, FieldType::I8, FieldType::U8, FieldType::Bool]];
    u32 => [[FieldType::U32, FieldType::U16, FieldType::U8, FieldType::Bool]];
    i64 => [[FieldType::I64]];
    u64 => [[FieldType::U64]];
    isize => [[LENGTH]];
    f64 => [[FieldType::F64, FieldType::F32]];
    *const Py_complex => [[FieldType::ComplexPointer, FieldType::Complex]];
    Text => [[FieldType::Text]], Text::UP_TO_NUL;
    SizedBytes => [[FieldType::Text], [LENGTH]];
    *const libc::wchar_t => [[FieldType::Wide]];
    WideLen => [[FieldType::Wide], [LENGTH]];
    *mut PyObject => [[FieldType::Object]];
    Conversion => [[FieldType::Maker], [FieldType::Pointer]];
}

macro_rules! define_members {
    ($(#[doc = $doc:literal] $name:ident from $count:literal: $type:ty;)*) => {
        /// Returns the fields that can stand for each C argument of a value.
        pub(crate) const fn arguments(value: ValueKind) -> &'static [&'static [FieldType]] {
            match value { $(ValueKind::$name => <$type as Member>::ARGUMENTS,)* }
        }

        /// Returns the word that follows the C arguments of a value.
        pub(crate) const fn fill(value: ValueKind) -> Option<Py_ssize_t> {
            match value { $(ValueKind::$name => <$type as Member>::FILL,)* }
        }
    };
}
fmtunit_parser::for_each_value!(define_members);

macro_rules! define_places {
    ($(#[doc = $doc:literal] $name:ident: $type:ty;)*) => {
        /// Returns the type of a place's memory: of the input itself, or of the target of the output. `None` for the target of
        /// a converter.
        pub(crate) const fn place_type(place: Place) -> Option<FieldType> {
            match place { $(Place::$name => define_places!(@unless_void $name $type),)* }
        }
    };
    (@unless_void Anything $type:ty) => { None };
    (@unless_void $name:ident $type:ty) => { Some(<$type as Field>::TYPE) };
}

use libc::wchar_t;
fmtunit_parser::for_each_place!(define_places);
