//! The faults of formats, and how they are shown.

use crate::span::Span;
use crate::units::Versions;
use std::fmt;

/// All faults of one format, in order of position. Displays each with carets under the text at fault; its `Debug` form is
/// the same, for an error that `main` returns.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    source: String,
    names: Vec<String>,
    faults: Vec<Fault>,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind of fault.
    pub kind: FaultKind,
    /// The text at fault.
    pub span: Span,
    /// A suggestion, where there is one.
    pub help: Option<String>,
}

/// A kind of fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// No unit begins with this character.
    UnknownUnit,
    /// A blank or a comma in a parse format, which has no separators; or a newline in a build format.
    NotASeparator,
    /// A modifier (`#`, `*`, `!`, `&`) that the unit before it does not have.
    UnknownModifier,
    /// A unit that only exists with a modifier: `w`, `e`.
    MissingModifier,
    /// An opening bracket without its closing one.
    Unclosed,
    /// A closing bracket without an opening one, or of another kind.
    Unopened,
    /// `|` or `$` inside a group, or a second time.
    MisplacedMark,
    /// `$` before `|`.
    KeywordOnlyBeforeOptional,
    /// A mark that the function does not support: `$` without keywords, `|` for one object.
    UnsupportedMark,
    /// A dict with a key and no value.
    OddDict,
    /// Groups nested deeper than CPython goes.
    TooDeep,
    /// A NUL character, which would end the format in C.
    Nul,
    /// More or less than the one unit that `PyArg_Parse` is for.
    NotOneUnit,
    /// More units than a plan can number.
    TooLong,
    /// A unit beyond the last name.
    UnnamedUnit,
    /// A name beyond the last unit. This and the other kinds with a number are faults of that name.
    SurplusName(usize),
    /// An empty name after one that is not.
    NamelessAfterNamed(usize),
    /// An empty name for a unit after `$`.
    NamelessKeywordOnly(usize),
    /// A NUL character, which would end the name in C.
    NulInName(usize),
    /// No names for a function that takes keywords.
    NoNames,
    /// Names for a function that takes no keywords.
    NoKeywords,
    /// A marker in the caller's signature that is not the unit's, or is missing, or has no unit.
    OtherMarker(Option<String>),
    /// A field of a record, by its number and type, that does not fit the unit; none if no field is left for the unit.
    OtherField(Option<(usize, String)>),
    /// Fields of a record after the last unit, by their number.
    SurplusFields(usize),
    /// A column of a record by a name that no field has.
    UnknownField(String),
    /// A field of a record, by its number, that another unit stores to already.
    RepeatedField(usize),
    /// A part that the running version of CPython does not support.
    WrongVersion(Versions),
}

impl Error {
    /// An error of at least one fault, each with a span in `source`.
    pub fn new(source: impl Into<String>, faults: Vec<Fault>) -> Self {
        Self::with_names(source, [""; 0], faults)
    }

    /// An error of a format and the names of its parameters.
    pub fn with_names(
        source: impl Into<String>,
        names: impl IntoIterator<Item: Into<String>>,
        mut faults: Vec<Fault>,
    ) -> Self {
        debug_assert!(!faults.is_empty(), "an error without a fault");
        faults.sort_by_key(|fault| (fault.span.start, fault.name()));
        Self { source: source.into(), names: names.into_iter().map(Into::into).collect(), faults }
    }

    /// The faults, in order of position.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The format.
    pub fn source_text(&self) -> &str {
        &self.source
    }

    /// The names of the parameters; none where the function takes no keywords.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

impl Fault {
    /// A fault without help.
    pub fn new(kind: FaultKind, span: Span) -> Self {
        Self { kind, span, help: None }
    }

    /// Adds a suggestion.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Returns the index of the name at fault, if a name is at fault. The span is then that of its unit, or empty where
    /// the unit is missing.
    pub const fn name(&self) -> Option<usize> {
        match self.kind {
            FaultKind::SurplusName(index)
            | FaultKind::NamelessAfterNamed(index)
            | FaultKind::NamelessKeywordOnly(index)
            | FaultKind::NulInName(index) => Some(index),
            _ => None,
        }
    }

    /// Describes the fault in one line; `source` is the format.
    pub fn message(&self, source: &str) -> String {
        self.kind.message(source.get(self.span.clone()).unwrap_or_default())
    }
}

impl FaultKind {
    /// Describes the fault in one line; `text` is the text at fault.
    pub fn message(&self, text: &str) -> String {
        let is_nothing = text.is_empty();
        let text = text.escape_debug();
        match self {
            Self::UnknownUnit => format!("unknown format unit `{text}`"),
            Self::NotASeparator => format!("`{text}` is not a separator here"),
            Self::UnknownModifier => format!("unknown modifier `{text}`"),
            Self::MissingModifier => format!("`{text}` is only the beginning of a format unit"),
            Self::Unclosed => format!("unclosed `{text}`"),
            Self::Unopened => format!("unmatched `{text}`"),
            Self::MisplacedMark => format!("misplaced `{text}`"),
            Self::KeywordOnlyBeforeOptional => format!("`{text}` before `|`"),
            Self::UnsupportedMark => format!("`{text}` is not supported here"),
            Self::OddDict => "a key without a value in a dict".to_owned(),
            Self::TooDeep => "brackets are nested too deeply".to_owned(),
            Self::Nul => "NUL character in the format".to_owned(),
            Self::NotOneUnit => "more than one format unit for one object".to_owned(),
            Self::TooLong => "the format is too long".to_owned(),
            Self::UnnamedUnit => "more format units than names".to_owned(),
            Self::SurplusName(_) => "more names than format units".to_owned(),
            Self::NamelessAfterNamed(_) => "empty name after another name".to_owned(),
            Self::NamelessKeywordOnly(_) => "empty name after the `$`".to_owned(),
            Self::NulInName(_) => "NUL character in a name".to_owned(),
            Self::NoNames => "the names of the parameters are missing".to_owned(),
            Self::NoKeywords => "names of parameters are not supported here".to_owned(),
            Self::OtherMarker(None) => format!("the signature has nothing for `{text}`"),
            Self::OtherMarker(Some(given)) if is_nothing => {
                format!("the signature has `{given}` after the last unit")
            }
            Self::OtherMarker(Some(given)) => format!("the signature has `{given}` for `{text}`"),
            Self::OtherField(None) => format!("the record has no field left for `{text}`"),
            Self::OtherField(Some((number, class))) => {
                format!("field {number} is `{class}`, which does not fit `{text}`")
            }
            Self::SurplusFields(1) => "the record has 1 field more than the format takes".to_owned(),
            Self::SurplusFields(count) => format!("the record has {count} fields more than the format takes"),
            Self::UnknownField(name) => format!("the record has no field `{name}`"),
            Self::RepeatedField(number) => format!("field {number} is stored to twice"),
            Self::WrongVersion(versions) => format!("`{text}` {}", VersionLimits(*versions)),
        }
    }
}

/// The versions to use, for a range that excludes the running one.
struct VersionLimits(Versions);

impl fmt::Display for VersionLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.since, self.0.until) {
            (None, None) => f.write_str("works on every version of Python"),
            (Some(since), None) => write!(f, "needs Python {since} or later"),
            (None, Some(until)) => write!(f, "was removed after Python {until}"),
            (Some(since), Some(until)) => write!(f, "needs Python {since} to {until}"),
        }
    }
}

/// The number of faults that are shown. Each repeats the whole format, so the text would grow with the square of its
/// length.
const SHOWN: usize = 20;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().take(SHOWN).enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            self.write_block(f, fault)?;
        }
        match self.faults.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            1 => f.write_str("\nerror: 1 more fault"),
            more => write!(f, "\nerror: {more} more faults"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `main` prints `Error: ` before it.
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Error {}

impl Error {
    fn write_block(&self, f: &mut fmt::Formatter<'_>, fault: &Fault) -> fmt::Result {
        writeln!(f, "error: {}", fault.message(&self.source))?;
        match fault.name().filter(|&index| index < self.names.len()) {
            Some(index) => {
                Excerpt::of_format(&self.source, None).write(f)?;
                writeln!(f)?;
                Excerpt::of_names(&self.names, index).write(f)?;
            }
            None => Excerpt::of_format(&self.source, Some(&fault.span)).write(f)?,
        }
        match &fault.help {
            Some(help) => write!(f, "\n  = help: {help}"),
            None => Ok(()),
        }
    }
}

/// A line of source, and the columns in it to put carets under.
struct Excerpt {
    line: String,
    carets: Option<Span>,
}

impl Excerpt {
    fn of_format(source: &str, span: Option<&Span>) -> Self {
        let mut excerpt = Self { line: String::new(), carets: None };
        let (mut start, mut end) = (0, 0);
        for (at, character) in source.char_indices() {
            excerpt.push(character);
            if span.is_some_and(|span| at < span.start) {
                start = excerpt.line.len();
            }
            if span.is_some_and(|span| at < span.end) {
                end = excerpt.line.len();
            }
        }
        Self { carets: span.map(|_| start..end), ..excerpt }
    }

    fn of_names(names: &[String], at_fault: usize) -> Self {
        let mut excerpt = Self { line: "[".to_owned(), carets: None };
        for (index, name) in names.iter().enumerate() {
            if index > 0 {
                excerpt.line.push_str(", ");
            }
            let start = excerpt.line.len();
            excerpt.line.push('"');
            for character in name.chars() {
                if matches!(character, '"' | '\\') {
                    excerpt.line.push('\\');
                }
                excerpt.push(character);
            }
            excerpt.line.push('"');
            if index == at_fault {
                excerpt.carets = Some(start..excerpt.line.len());
            }
        }
        excerpt.line.push(']');
        excerpt
    }

    /// Appends a character, escaped unless it is printable ASCII: the width of a tab, an emoji or a combining accent
    /// depends on the terminal.
    fn push(&mut self, character: char) {
        if character == ' ' || character.is_ascii_graphic() {
            self.line.push(character);
        } else {
            self.line.extend(character.escape_default());
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  | {}", self.line)?;
        match &self.carets {
            Some(columns) => {
                write!(f, "\n  | {}{}", " ".repeat(columns.start), "^".repeat(columns.len().max(1)))
            }
            None => Ok(()),
        }
    }
}
