//! A call of the parse family, made of bytes.

use crate::formats::{Formats, RandomParseFormat, once_in};
use crate::items::Item;
use crate::session::Session;
use crate::zoo::Zoo;
use arbitrary::{Result, Unstructured};
use fmtunit_parser::plan::Entry;
use harness::owned::Owned;
use harness::python::text;
use pyo3_ffi as ffi;
use std::ffi::CStr;

/// Names of parameters.
const NAMES: [&str; 10] =
    ["a", "flag", "number", "text", "longer_name", "keyword", "key", "key2", "na\u{ef}ve", "Text"];
/// Keywords that no parameter has, and one that each positional-only parameter has.
const STRANGERS: [&str; 5] = ["", "b", "txet", "\u{20ac}", "longer_nam"];
const ENCODINGS: [Option<&CStr>; 8] = [
    None,
    Some(c"utf-8"),
    Some(c"latin-1"),
    Some(c"ascii"),
    Some(c"utf-16-le"),
    Some(c"UTF8"),
    Some(c"utf-7"),
    Some(c"no-such-encoding"),
];
/// Sizes of the buffers that a caller has for encoded text.
const ROOMS: [usize; 6] = [0, 1, 2, 6, 100, 3000];

/// The key of a format.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FormatKey {
    pub(crate) entry: Entry,
    pub(crate) format: String,
    /// The names of the parameters, for an entry point with keywords.
    pub(crate) names: Vec<&'static str>,
}

/// A call: its format, and all that it is given.
#[derive(Debug)]
pub(super) struct FuzzedParse {
    pub(super) key: FormatKey,
    positional: Vec<Item>,
    keywords: Option<Vec<(Keyword, Item)>>,
    pub(super) inputs: FuzzedInputs,
    /// One of the ways of compiling.
    pub(super) way: usize,
    /// Each engine has arguments of its own, which some of them may change.
    pub(super) is_fresh: bool,
}

/// A keyword.
#[derive(Debug)]
enum Keyword {
    Name(&'static str),
    /// An instance of a subclass of `str`.
    Child(&'static str),
    /// An object that is no keyword.
    Number(u8),
}

/// The inputs of a call, in addition to its arguments. There may be more units than these are.
#[derive(Debug)]
pub(super) struct FuzzedInputs {
    classes: [u8; 2],
    encodings: [Option<&'static CStr>; 2],
    /// The size of the buffers for `es#` and `et#`; none, if the call is to allocate them.
    room: Option<usize>,
}

impl FuzzedInputs {
    /// The inputs as the harness takes them.
    pub(super) fn given(&self, zoo: &Zoo) -> harness::parse::Inputs {
        harness::parse::Inputs {
            classes: self.classes.iter().map(|number| zoo.class(*number)).collect(),
            encodings: self.encodings.iter().map(|name| name.map(CStr::to_owned)).collect(),
            room: self.room,
        }
    }
}

impl FuzzedParse {
    pub(super) fn new(mut bytes: Unstructured<'_>, entries: &[Entry], formats: Formats) -> Result<Self> {
        let bytes = &mut bytes;
        let (key, format) = formats.choose(bytes, |bytes| key(bytes, entries))?;
        let mut items =
            format.shapes.iter().map(|shape| Item::new(bytes, shape)).collect::<Result<Vec<_>>>()?;
        let mut keywords = None;
        if key.entry.takes_keywords() {
            let given = bytes.int_in_range(0..=items.len())?;
            // As a rule, no more than may be.
            let given = if once_in(bytes, 8)? { given } else { given.min(format.positional) };
            keywords = named(bytes, &key, items.split_off(given), given)?;
        } else if key.entry != Entry::Object && once_in(bytes, 2)? {
            let given = bytes.int_in_range(0..=items.len())?;
            items.truncate(given);
        } else if key.entry != Entry::Object && once_in(bytes, 12)? {
            items.push(Item::Int(1));
        }
        let inputs = FuzzedInputs {
            classes: bytes.arbitrary()?,
            encodings: [*bytes.choose(&ENCODINGS)?, *bytes.choose(&ENCODINGS)?],
            room: if once_in(bytes, 3)? { Some(*bytes.choose(&ROOMS)?) } else { None },
        };
        let way = usize::from(once_in(bytes, 4)?);
        Ok(Self { key, positional: items, keywords, inputs, way, is_fresh: once_in(bytes, 2)? })
    }

    /// The arguments as one object: the form that [`Source`] takes.
    ///
    /// [`Source`]: harness::source::Source
    pub(super) fn arguments(&self, session: &Session) -> Owned {
        let zoo = &session.zoo;
        let arguments = match self.key.entry {
            Entry::Object => zoo.make(&self.positional[0]),
            Entry::Tuple | Entry::Array => zoo.tuple(&self.positional),
            Entry::TupleAndKeywords | Entry::ArrayAndKeywords => {
                let (positional, dict) = (zoo.tuple(&self.positional), self.dict(session));
                // SAFETY: attached; there are two objects.
                Owned::new(unsafe { ffi::PyTuple_Pack(2, positional.get(), dict.get()) })
            }
        };
        if !self.is_fresh {
            zoo.reset();
        }
        arguments
    }

    /// The keyword arguments, or `None`.
    fn dict(&self, session: &Session) -> Owned {
        // SAFETY: attached; the dict is new. A key that is there already is given its last value.
        unsafe {
            let Some(pairs) = &self.keywords else { return Owned::borrowed(ffi::Py_None()) };
            let dict = Owned::new(ffi::PyDict_New());
            for (keyword, item) in pairs {
                let (key, value) = (keyword.make(session), session.zoo.make(item));
                ffi::PyDict_SetItem(dict.get(), key.get(), value.get());
            }
            session.zoo.endanger(&dict);
            dict
        }
    }
}

/// Arguments by name, for most of the parameters that none is given by position; null, if there are none.
fn named(
    bytes: &mut Unstructured<'_>,
    key: &FormatKey,
    items: Vec<Item>,
    given: usize,
) -> Result<Option<Vec<(Keyword, Item)>>> {
    let mut pairs = Vec::new();
    for (item, name) in items.into_iter().zip(&key.names[given..]) {
        if !once_in(bytes, 12)? {
            pairs.push((keyword(bytes, key.entry, name)?, item));
        }
    }
    if once_in(bytes, 4)? {
        pairs.reverse();
    }
    if once_in(bytes, 12)? && !key.names.is_empty() {
        // Perhaps by position and by name.
        let name = *bytes.choose(&key.names)?;
        pairs.push((keyword(bytes, key.entry, name)?, Item::Int(1)));
    }
    Ok((!pairs.is_empty() || once_in(bytes, 2)?).then_some(pairs))
}

fn keyword(bytes: &mut Unstructured<'_>, entry: Entry, name: &'static str) -> Result<Keyword> {
    Ok(match bytes.int_in_range(0..=31)? {
        29 => Keyword::Child(name),
        30 => Keyword::Name(bytes.choose(&STRANGERS)?),
        // Python sees to it that an array has none of these.
        31 if entry == Entry::TupleAndKeywords => Keyword::Number(bytes.arbitrary()?),
        _ => Keyword::Name(name),
    })
}

impl Keyword {
    fn make(&self, session: &Session) -> Owned {
        match self {
            Self::Name(name) => Owned::new(text(name)),
            // SAFETY: attached; a subclass of `str` is called with a `str`.
            Self::Child(name) => unsafe {
                let (class, name) = (session.python.name("StrChild"), Owned::new(text(name)));
                Owned::new(ffi::PyObject_CallOneArg(class.get(), name.get()))
            },
            // SAFETY: attached.
            Self::Number(number) => Owned::new(unsafe { ffi::PyLong_FromLong((*number).into()) }),
        }
    }
}

/// The entry point, the format and the names that the bytes stand for.
pub(crate) fn key(bytes: &mut Unstructured<'_>, entries: &[Entry]) -> Result<(FormatKey, RandomParseFormat)> {
    let entry = *bytes.choose(entries)?;
    let format = RandomParseFormat::new(bytes, entry)?;
    let mut names = Vec::new();
    if entry.takes_keywords() {
        let nameless = if once_in(bytes, 4)? { bytes.int_in_range(0..=format.positional)? } else { 0 };
        let mut next: usize = bytes.arbitrary::<u8>()?.into();
        for index in 0..format.shapes.len() {
            // Beyond the last name, and sometimes before, two parameters have the same.
            next += usize::from(!once_in(bytes, 32)?);
            names.push(if index < nameless { "" } else { NAMES[next % NAMES.len()] });
        }
    }
    Ok((FormatKey { entry, format: format.text.clone(), names }, format))
}
