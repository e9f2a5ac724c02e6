//! Well-formed formats of random bytes.
//!
//! All that the running version accepts can come up. But compiling a format takes longer than a hundred calls: so most inputs
//! have one of a few thousand formats, which stay compiled.

use arbitrary::{Result, Unstructured};
use fmtunit_parser::ast::Bracket;
use fmtunit_parser::plan::Entry;
use fmtunit_parser::units::{BuildUnit, ParseUnit, Unit, Version};
use fmtunit_runtime::version::RUNNING;
use std::sync::LazyLock;

/// The shape of the arguments of a parse function.
#[derive(Debug)]
pub(crate) enum ArgumentShape {
    Unit(ParseUnit),
    Group(Vec<ArgumentShape>),
}

/// The longest format without groups.
const LONGEST: usize = 20;
/// The most units of a format with groups: CPython has room for so many cleanups, however deep they are.
const MOST_IN_GROUPS: usize = 8;
/// One level below the deepest that CPython goes.
const DEEPEST: usize = 28;
/// Separators between the units of a build format.
const SEPARATORS: [&str; 5] = [" ", ",", ", ", ":", "\t"];

/// The units of the running version.
static PARSE_UNITS: LazyLock<Vec<ParseUnit>> = LazyLock::new(running);
static BUILD_UNITS: LazyLock<Vec<BuildUnit>> = LazyLock::new(running);

/// Once in so many times; never, when all bytes are used up.
pub(crate) fn once_in(bytes: &mut Unstructured<'_>, times: u32) -> Result<bool> {
    Ok(!bytes.ratio(times - 1, times)?)
}

fn running<U: Unit>() -> Vec<U> {
    U::ALL.iter().copied().filter(|unit| unit.versions().contain(RUNNING)).collect()
}

/// The units of a format: often two only, so that many of a kind come together, more than there are registers.
fn alphabet<U: Unit>(bytes: &mut Unstructured<'_>, all: &[U]) -> Result<Vec<U>> {
    if once_in(bytes, 4)? { Ok(vec![*bytes.choose(all)?, *bytes.choose(all)?]) } else { Ok(all.to_vec()) }
}

/// The format of a parse function.
pub(crate) struct RandomParseFormat {
    pub(crate) text: String,
    pub(crate) shapes: Vec<ArgumentShape>,
    /// The number of parameters that may be given by position.
    pub(crate) positional: usize,
    alphabet: Vec<ParseUnit>,
}

impl RandomParseFormat {
    pub(crate) fn new(bytes: &mut Unstructured<'_>, entry: Entry) -> Result<Self> {
        let is_flat = once_in(bytes, 8)?;
        let most = if is_flat { LONGEST } else { MOST_IN_GROUPS };
        let count = if entry == Entry::Object { 1 } else { bytes.int_in_range(0..=most)? };
        // A mark stands before the unit of its number; after the last one, it is left out.
        let mut mark = |is_known: bool, first: usize| {
            let is_there = is_known && once_in(bytes, 2)?;
            if is_there { bytes.int_in_range(first..=count) } else { Ok(count) }
        };
        let optional = mark(entry != Entry::Object, 0)?;
        let is_optional = optional < count;
        let positional = mark(entry.takes_keywords(), if is_optional { optional } else { 0 })?;
        let mut format = Self {
            text: String::new(),
            shapes: Vec::new(),
            positional,
            alphabet: alphabet(bytes, &PARSE_UNITS)?,
        };
        let mut room = if is_flat { 0 } else { MOST_IN_GROUPS - count };
        for index in 0..count {
            format.text.push_str(if index == optional { "|" } else { "" });
            format.text.push_str(if index == positional { "$" } else { "" });
            let shape = format.shape(bytes, &mut room, 0)?;
            format.shapes.push(shape);
        }
        format.text.push_str(bytes.choose(&["", "", ":name", ";the message", ":", ";", ":näme"])?);
        Ok(format)
    }

    /// A unit, or a group of units of which there may be `room` more.
    fn shape(
        &mut self,
        bytes: &mut Unstructured<'_>,
        room: &mut usize,
        depth: usize,
    ) -> Result<ArgumentShape> {
        if *room == 0 || depth == DEEPEST || !once_in(bytes, 5)? {
            let unit = *bytes.choose(&self.alphabet)?;
            self.text.push_str(unit.spelling());
            return Ok(ArgumentShape::Unit(unit));
        }
        // A group of one has the place that its unit would have.
        let count = bytes.int_in_range(0..=(*room).min(3))?;
        *room -= if count == 1 { 0 } else { count };
        self.text.push('(');
        let shapes = (0..count).map(|_| self.shape(bytes, room, depth + 1)).collect::<Result<_>>()?;
        self.text.push(')');
        Ok(ArgumentShape::Group(shapes))
    }
}

/// A format of `Py_BuildValue`.
pub(crate) struct RandomBuildFormat {
    pub(crate) text: String,
    pub(crate) units: Vec<BuildUnit>,
    alphabet: Vec<BuildUnit>,
}

impl RandomBuildFormat {
    pub(crate) fn new(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let mut format =
            Self { text: String::new(), units: Vec::new(), alphabet: alphabet(bytes, &BUILD_UNITS)? };
        let mut room = LONGEST;
        let count = bytes.int_in_range(0..=12)?;
        format.members(bytes, count, &mut room, 0)?;
        Ok(format)
    }

    /// So many units and groups, and what separates them. There may be `room` more in the groups.
    fn members(
        &mut self,
        bytes: &mut Unstructured<'_>,
        count: usize,
        room: &mut usize,
        depth: usize,
    ) -> Result<()> {
        for index in 0..count {
            if index > 0 && once_in(bytes, 4)? {
                self.text.push_str(bytes.choose(&SEPARATORS)?);
            }
            self.member(bytes, room, depth)?;
        }
        // Since 3.13 they may follow the last one.
        if count > 0 && RUNNING >= Version(3, 13) && once_in(bytes, 16)? {
            self.text.push_str(bytes.choose(&SEPARATORS)?);
        }
        Ok(())
    }

    fn member(&mut self, bytes: &mut Unstructured<'_>, room: &mut usize, depth: usize) -> Result<()> {
        if depth == DEEPEST || !once_in(bytes, 4)? {
            let unit = *bytes.choose(&self.alphabet)?;
            self.text.push_str(unit.spelling());
            self.units.push(unit);
            return Ok(());
        }
        let bracket = *bytes.choose(&Bracket::ALL)?;
        let (open, close) = bracket.characters();
        let count = bytes.int_in_range(0..=(*room).min(4))?;
        // A dict has keys and values.
        let count = if bracket == Bracket::Dict { count / 2 * 2 } else { count };
        *room -= count;
        self.text.push(open);
        self.members(bytes, count, room, depth + 1)?;
        self.text.push(close);
        Ok(())
    }
}

/// Which formats come up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formats {
    /// Some thousands, which do not depend on the target: nothing has to be compiled for most inputs.
    Known,
    /// In one of sixteen inputs any format, and else one of those.
    All,
}

/// The number of known formats.
const KNOWN: u16 = 4_000;

impl Formats {
    /// Calls `make` with the bytes, or with those of a known format.
    pub(crate) fn choose<T>(
        self,
        bytes: &mut Unstructured<'_>,
        make: impl FnOnce(&mut Unstructured<'_>) -> Result<T>,
    ) -> Result<T> {
        if self == Self::All && once_in(bytes, 16)? {
            return make(bytes);
        }
        make(&mut Unstructured::new(&expand(bytes.int_in_range(0..=KNOWN - 1)?)))
    }
}

/// Bytes that look random: the same for the same seed.
fn expand(seed: u16) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64 ^ u64::from(seed);
    let mut next = || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 56
    };
    (0..256 + 16).map(|_| next() as u8).skip(16).collect()
}
