//! Arguments, before they are objects.

use crate::formats::{ArgumentShape, once_in};
use arbitrary::{Result, Unstructured};
use fmtunit_parser::units::{ParseUnit, Place};

/// The lists of the zoo.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shelf {
    Numbers,
    Texts,
    Bytes,
    Objects,
    Sequences,
    /// Those that empty the lists and dicts of the call when they are asked for anything.
    Emptying,
}

impl Shelf {
    pub(crate) const ALL: [Self; 6] =
        [Self::Numbers, Self::Texts, Self::Bytes, Self::Objects, Self::Sequences, Self::Emptying];
    pub(crate) const NAMES: [&str; 6] = ["NUMBERS", "TEXTS", "BYTES", "OBJECTS", "SEQUENCES", "EMPTYING"];
}

/// The type of a group of objects.
#[derive(Clone, Copy, Debug)]
pub(crate) enum GroupClass {
    Tuple,
    List,
    TupleChild,
    ListChild,
    LyingTuple,
    Spread,
}

impl GroupClass {
    pub(crate) const ALL: [Self; 6] =
        [Self::Tuple, Self::List, Self::TupleChild, Self::ListChild, Self::LyingTuple, Self::Spread];
    pub(crate) const NAMES: [&str; 6] = ["tuple", "list", "TupleChild", "ListChild", "LyingTuple", "Spread"];
}

/// An argument, or an element of one.
#[derive(Debug)]
pub(crate) enum Item {
    Zoo(Shelf, u8),
    /// One of those in the zoo that the unit accepts.
    Accepted(ParseUnit, u8),
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    Array(Vec<u8>),
    Group(GroupClass, Vec<Item>),
}

impl Item {
    /// Something for a unit or a group, more or less.
    pub(crate) fn new(bytes: &mut Unstructured<'_>, shape: &ArgumentShape) -> Result<Self> {
        if once_in(bytes, 8)? {
            return Ok(Self::Zoo(*bytes.choose(&Shelf::ALL)?, bytes.arbitrary()?));
        }
        match shape {
            ArgumentShape::Unit(unit) => Self::fitting(bytes, *unit),
            ArgumentShape::Group(shapes) => {
                let mut items: Vec<_> =
                    shapes.iter().map(|shape| Self::new(bytes, shape)).collect::<Result<_>>()?;
                if once_in(bytes, 16)? {
                    items.pop();
                }
                let container =
                    if once_in(bytes, 3)? { *bytes.choose(&GroupClass::ALL)? } else { GroupClass::Tuple };
                Ok(Self::Group(container, items))
            }
        }
    }

    fn fitting(bytes: &mut Unstructured<'_>, unit: ParseUnit) -> Result<Self> {
        let stores_number = match unit.stores() {
            [(_, place), ..] => !matches!(
                place,
                Place::Text | Place::Wide | Place::Encoded | Place::Buffer | Place::Object | Place::Anything
            ),
            [] => false,
        };
        Ok(match (bytes.int_in_range(0..=7)?, stores_number) {
            (0 | 1, _) => Self::Accepted(unit, bytes.arbitrary()?),
            (2, true) => Self::Zoo(Shelf::Numbers, bytes.arbitrary()?),
            (2, false) => Self::Zoo(*bytes.choose(&[Shelf::Texts, Shelf::Bytes])?, bytes.arbitrary()?),
            (3..=5, true) => Self::Int(integer(bytes)?),
            (6, true) => Self::Float(bytes.arbitrary()?),
            (3 | 4, false) => Self::Text(characters(bytes)?),
            (5, false) => Self::Bytes(some(bytes)?),
            (6, false) => Self::Array(some(bytes)?),
            // One character, which some units want.
            _ if bytes.arbitrary()? => Self::Text(character(bytes.arbitrary()?).into()),
            _ => Self::Bytes(vec![bytes.arbitrary()?]),
        })
    }
}

/// An integer of any size, often one at the border of a type.
pub(crate) fn integer(bytes: &mut Unstructured<'_>) -> Result<i64> {
    const BITS: [u32; 10] = [7, 8, 15, 16, 30, 31, 32, 60, 62, 63];
    Ok(match bytes.int_in_range(0..=7)? {
        0 | 1 => bytes.arbitrary::<i8>()?.into(),
        2 => bytes.arbitrary()?,
        kind => {
            let border = 1_i64 << bytes.choose(&BITS)?;
            let border = if kind < 5 { border.wrapping_neg() } else { border };
            border.wrapping_add(bytes.int_in_range(-1..=1)?)
        }
    })
}

/// Some bytes: few, as a rule.
pub(crate) fn some(bytes: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let most = if once_in(bytes, 8)? { 80 } else { 12 };
    let count = bytes.int_in_range(0..=most)?.min(bytes.len());
    bytes.bytes(count).map(<[u8]>::to_vec)
}

fn characters(bytes: &mut Unstructured<'_>) -> Result<String> {
    Ok(some(bytes)?.into_iter().map(character).collect())
}

/// Characters of all widths; half of them are ASCII.
fn character(byte: u8) -> char {
    const WIDER: [char; 8] =
        ['\u{80}', '\u{e9}', '\u{ff}', '\u{100}', '\u{20ac}', '\u{ffff}', '\u{1f600}', '\u{10ffff}'];
    if byte.is_ascii() { byte.into() } else { WIDER[usize::from(byte) % WIDER.len()] }
}
