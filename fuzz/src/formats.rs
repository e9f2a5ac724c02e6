//! Formats and arguments, made of random bytes.

use arbitrary::{Arbitrary, Result, Unstructured};
use fmtunit_parser::plan::Entry;
use fmtunit_parser::units::{ParseUnit, Unit};
use fmtunit_runtime::version::RUNNING;

/// A format of the parse family, and what it is given.
#[derive(Debug)]
pub struct Call {
    /// The format.
    pub format: String,
    /// Where the arguments come from.
    pub entry: Entry,
    /// The names of the parameters, for entry points with keywords.
    pub names: Vec<&'static str>,
    /// The arguments.
    pub arguments: Vec<Item>,
    /// Those that are given by name: the name, and the argument.
    pub keywords: Vec<(&'static str, Item)>,
}

/// An argument, or an element of one.
#[derive(Debug)]
pub enum Item {
    /// An object, by its number.
    Object(u8),
    /// A tuple.
    Tuple(Vec<Item>),
    /// A list.
    List(Vec<Item>),
}

/// Names that parameters have, and keywords that none has.
const NAMES: [&str; 8] = ["a", "flag", "number", "text", "longer_name", "keyword", "key", "key2"];
const STRANGERS: [&str; 3] = ["", "b", "na\u{ef}ve"];

impl Arbitrary<'_> for Call {
    fn arbitrary(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let entries = [
            Entry::Tuple,
            Entry::Object,
            Entry::Array,
            Entry::TupleAndKeywords,
            Entry::ArrayAndKeywords,
        ];
        let entry = *bytes.choose(&entries)?;
        let count = bytes.int_in_range(0..=6_usize)?;
        let mut format = String::new();
        let (mut arguments, mut optional, mut keyword_only) = (Vec::new(), false, false);
        for _ in 0..count {
            if !optional && bytes.ratio(1, 5)? {
                optional = true;
                format.push('|');
            }
            if entry.takes_keywords() && !keyword_only && bytes.ratio(1, 8)? {
                keyword_only = true;
                format.push('$');
            }
            arguments.push(node(bytes, &mut format, 0)?);
        }
        format.push_str(bytes.choose(&["", "", ":name", ";message"])?);
        let mut names: Vec<_> = NAMES.into_iter().take(count).collect();
        if !keyword_only && bytes.ratio(1, 4)? {
            let positional_only = bytes.int_in_range(0..=count)?;
            names.iter_mut().take(positional_only).for_each(|name| *name = "");
        }
        let mut keywords = Vec::new();
        if entry.takes_keywords() {
            let positional = bytes.int_in_range(0..=count)?;
            for (index, item) in arguments.drain(positional.min(count)..).enumerate() {
                let own = names.get(positional + index).copied().unwrap_or_default();
                let name = if bytes.ratio(1, 12)? { *bytes.choose(&STRANGERS)? } else { own };
                if !bytes.ratio(1, 8)? {
                    keywords.push((name, item));
                }
            }
            if bytes.ratio(1, 4)? {
                keywords.reverse();
            }
        } else if bytes.ratio(1, 10)? {
            arguments.pop();
        }
        Ok(Self { format, entry, names, arguments, keywords })
    }
}

/// A unit or a group, and something that may fit it.
fn node(bytes: &mut Unstructured<'_>, format: &mut String, depth: usize) -> Result<Item> {
    if depth < 3 && bytes.ratio(1, 6)? {
        format.push('(');
        let count = bytes.int_in_range(0..=3)?;
        let items = (0..count).map(|_| node(bytes, format, depth + 1)).collect::<Result<Vec<_>>>()?;
        format.push(')');
        return Ok(match bytes.int_in_range(0..=4)? {
            0 => Item::List(items),
            1 => Item::Object(bytes.arbitrary()?),
            _ => Item::Tuple(items),
        });
    }
    let units: Vec<_> =
        ParseUnit::ALL.iter().copied().filter(|unit| unit.versions().contain(RUNNING)).collect();
    format.push_str(bytes.choose(&units)?.spelling());
    Ok(Item::Object(bytes.arbitrary()?))
}
