//! A call of `Py_BuildValue`, made of bytes.

use crate::formats::{Formats, RandomBuildFormat, once_in};
use crate::items::{integer, some};
use crate::session::Session;
use arbitrary::{Result, Unstructured};
use fmtunit_parser::units::{BuildUnit, ValueKind as Kind};
use fmtunit_runtime::value::{Conversion, SizedBytes, Text, Value, WideLen};
use harness::build::{GivenValues, Manner};
use harness::converter;
use harness::owned::Owned;
use libc::wchar_t;
use pyo3_ffi::Py_ssize_t;
use std::ffi::c_char;
use std::ptr::{null, null_mut};

/// A call: its format, and all that it is given.
#[derive(Debug)]
pub(super) struct FuzzedBuild {
    pub(super) format: String,
    given: Vec<FuzzedValue>,
    /// One of the ways of compiling.
    pub(super) way: usize,
    pub(super) manner: Manner,
}

/// The value for a unit. All text ends with NUL, which its length does not count.
#[derive(Debug)]
pub(super) enum FuzzedValue {
    Integer(i64),
    Double(f64),
    /// The real and the imaginary part, as `Py_complex` has them.
    Complex([f64; 2]),
    Text(Option<Vec<u8>>, Py_ssize_t),
    Wide(Option<Vec<wchar_t>>, Py_ssize_t),
    /// Null, or what a maker makes.
    Object(Option<u8>),
    Conversion(u8),
}

impl FuzzedBuild {
    pub(super) fn new(mut bytes: Unstructured<'_>, formats: Formats) -> Result<Self> {
        let bytes = &mut bytes;
        let format = formats.choose(bytes, RandomBuildFormat::new)?;
        let given =
            format.units.iter().map(|unit| FuzzedValue::new(bytes, *unit)).collect::<Result<Vec<_>>>()?;
        // No Python code is to run while an exception is set.
        let converts = format.units.iter().any(|unit| unit.takes() == Kind::Conversion);
        Ok(Self {
            format: format.text,
            given,
            way: usize::from(once_in(bytes, 4)?),
            manner: Manner { pending: !converts && once_in(bytes, 8)?, last_reference: once_in(bytes, 2)? },
        })
    }

    /// The values for the units, with objects that are made anew.
    pub(super) fn values(&self, session: &Session, units: &[BuildUnit]) -> GivenValues {
        let (mut values, mut objects) = (Vec::new(), Vec::new());
        for (&unit, given) in units.iter().zip(&self.given) {
            let object = given.object(session);
            values.push(given.value(unit, object.as_ref()));
            objects.extend(object.map(|object| (unit, object)));
        }
        GivenValues::of(values, objects)
    }
}

impl FuzzedValue {
    fn new(bytes: &mut Unstructured<'_>, unit: BuildUnit) -> Result<Self> {
        Ok(match unit.takes() {
            Kind::Double => Self::Double(bytes.arbitrary()?),
            Kind::Complex => Self::Complex(bytes.arbitrary()?),
            Kind::Text | Kind::Bytes => {
                let mut text = some(bytes)?;
                let length = length(bytes, text.len())?;
                text.push(0);
                Self::Text((!once_in(bytes, 8)?).then_some(text), length)
            }
            Kind::Wide | Kind::WideLen => {
                let mut text: Vec<_> = some(bytes)?.into_iter().map(wide).collect();
                let length = length(bytes, text.len())?;
                text.push(0);
                Self::Wide((!once_in(bytes, 8)?).then_some(text), length)
            }
            Kind::Object => Self::Object(if once_in(bytes, 8)? { None } else { Some(bytes.arbitrary()?) }),
            Kind::Conversion => Self::Conversion(bytes.arbitrary()?),
            _ => Self::Integer(integer(bytes)?),
        })
    }

    /// The object that the unit is given, made anew.
    fn object(&self, session: &Session) -> Option<Owned> {
        match self {
            Self::Object(Some(number)) => Some(session.zoo.build(*number)),
            Self::Conversion(number) => Some(session.zoo.convert(*number)),
            _ => None,
        }
    }

    fn value(&self, unit: BuildUnit, object: Option<&Owned>) -> Value {
        fn data<T>(text: &Option<Vec<T>>) -> *const T {
            text.as_ref().map_or(null(), Vec::as_ptr)
        }
        let object = object.map_or(null_mut(), Owned::get);
        match (self, unit.takes()) {
            (Self::Integer(value), Kind::Int) => Value { Int: *value as _ },
            (Self::Integer(value), Kind::UInt) => Value { UInt: *value as _ },
            (Self::Integer(value), Kind::Long) => Value { Long: *value as _ },
            (Self::Integer(value), Kind::ULong) => Value { ULong: *value as _ },
            (Self::Integer(value), Kind::LongLong) => Value { LongLong: *value as _ },
            (Self::Integer(value), Kind::ULongLong) => Value { ULongLong: *value as _ },
            (Self::Integer(value), Kind::SSize) => Value { SSize: *value as _ },
            (Self::Double(value), _) => Value { Double: *value },
            (Self::Complex(value), _) => Value { Complex: value.as_ptr().cast() },
            (Self::Text(text, _), Kind::Text) => {
                Value { Text: Text { data: data(text).cast(), length: Text::UP_TO_NUL } }
            }
            (Self::Text(text, length), _) => {
                Value { Bytes: SizedBytes { data: data(text).cast::<c_char>(), length: *length } }
            }
            (Self::Wide(text, _), Kind::Wide) => Value { Wide: data(text) },
            (Self::Wide(text, length), _) => Value { WideLen: WideLen { data: data(text), length: *length } },
            (Self::Object(_), _) => Value { Object: object },
            (Self::Conversion(_), _) => {
                Value { Conversion: Conversion { convert: converter::build, argument: object.cast() } }
            }
            (given, kind) => panic!("{given:?} cannot be given as {kind:?}"),
        }
    }
}

/// No more than there are, or up to the NUL.
fn length(bytes: &mut Unstructured<'_>, most: usize) -> Result<Py_ssize_t> {
    let length = bytes.int_in_range(0..=most)? as Py_ssize_t;
    Ok(if once_in(bytes, 4)? { -1 - length } else { length })
}

/// Wide characters, some of which are none.
fn wide(byte: u8) -> wchar_t {
    const WIDER: [wchar_t; 8] = [0xe9, 0x20ac, 0xffff, 0x1_f600, 0xd800, 0xdc00, 0x11_0000, -1];
    match byte {
        0..=0xdf => byte.into(),
        _ => WIDER[usize::from(byte) % WIDER.len()],
    }
}

/// The format that the bytes stand for.
pub(crate) fn format(bytes: &mut Unstructured<'_>) -> Result<String> {
    RandomBuildFormat::new(bytes).map(|format| format.text)
}
