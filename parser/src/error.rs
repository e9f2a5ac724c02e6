//! What is wrong with a format, and how it is shown.

use crate::span::Span;
use crate::units::Versions;
use std::fmt;

/// All faults of one format, in order of position. Displays each with a caret under the text at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    source: String,
    names: Vec<String>,
    faults: Vec<Fault>,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where, in bytes of the format.
    pub span: Span,
    /// What to write instead, where there is an idea.
    pub help: Option<String>,
}

/// What can be wrong with a format.
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
    /// A mark that the function does not know: `$` without keywords, `|` for one object.
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
    /// A unit behind as many as there are names.
    UnnamedUnit,
    /// A name behind as many as there are units. This and the other kinds with a number are faults of that name.
    SurplusName(usize),
    /// An empty name behind one that is not.
    NamelessBehindNamed(usize),
    /// An empty name for a unit behind `$`.
    NamelessKeywordOnly(usize),
    /// A NUL character, which would end the name in C.
    NulInName(usize),
    /// No names for a function that takes keywords.
    NoNames,
    /// Names for a function that takes no keywords.
    NoKeywords,
    /// Another type than the unit's in the signature that a caller gives, or none, or one without a unit.
    OtherMarker(Option<String>),
    /// Not valid for the running version of CPython.
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

    /// Adds what to write instead.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The index of the name that is at fault, if it is a name; the span is then that of its unit, or empty and where
    /// that is missing.
    pub const fn name(&self) -> Option<usize> {
        match self.kind {
            FaultKind::SurplusName(index)
            | FaultKind::NamelessBehindNamed(index)
            | FaultKind::NamelessKeywordOnly(index)
            | FaultKind::NulInName(index) => Some(index),
            _ => None,
        }
    }

    /// What is wrong, in one line; `source` is the format.
    pub fn message(&self, source: &str) -> String {
        self.kind.message(source.get(self.span.clone()).unwrap_or_default())
    }
}

impl FaultKind {
    /// What is wrong, in one line, given the text at fault.
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
            Self::NamelessBehindNamed(_) => "empty name behind another name".to_owned(),
            Self::NamelessKeywordOnly(_) => "empty name behind the `$`".to_owned(),
            Self::NulInName(_) => "NUL character in a name".to_owned(),
            Self::NoNames => "the names of the parameters are missing".to_owned(),
            Self::NoKeywords => "names of parameters are not supported here".to_owned(),
            Self::OtherMarker(None) => format!("the signature has nothing for `{text}`"),
            Self::OtherMarker(Some(given)) if is_nothing => {
                format!("the signature has `{given}` behind the last unit")
            }
            Self::OtherMarker(Some(given)) => format!("the signature has `{given}` for `{text}`"),
            Self::WrongVersion(versions) => format!("`{text}` {}", Limits(*versions)),
        }
    }
}

/// What a range of versions that lacks the running one asks for.
struct Limits(Versions);

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.since, self.0.until) {
            (None, None) => f.write_str("works on every version of Python"),
            (Some(since), None) => write!(f, "needs Python {since} or later"),
            (None, Some(until)) => write!(f, "was removed after Python {until}"),
            (Some(since), Some(until)) => write!(f, "needs Python {since} to {until}"),
        }
    }
}

/// How many faults are shown. Each shows the whole format, so a long one with nothing right in it would be shown in a
/// text as long as the square of its length.
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

    /// Shows a character in as many columns as bytes. Nobody knows how wide a terminal shows a tab, an emoji or a
    /// combining accent, so all but printable ASCII is escaped.
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
