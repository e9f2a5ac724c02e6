//! A format as it was written: a tree of units, groups and marks, each with its place in the source.

use crate::error::{Error, Fault, FaultKind};
use crate::span::Span;
use crate::units::{BuildUnit, ParseUnit, Unit, Version, Versions};

/// A format string of one dialect. Made by [`Format::parse`]; prints back to its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format<U> {
    /// The units, groups and marks, in order.
    pub nodes: Vec<Node<U>>,
    /// The function name or the message after them.
    pub trailer: Option<Trailer>,
    /// The text of the format.
    pub source: String,
}

/// A format of `PyArg_ParseTuple` and its family.
pub type ParseFormat = Format<ParseUnit>;

/// A format of `Py_BuildValue` and its family.
pub type BuildFormat = Format<BuildUnit>;

/// One node of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node<U> {
    /// The kind of node.
    pub kind: NodeKind<U>,
    /// The text of the node.
    pub span: Span,
}

impl<U> Node<U> {
    /// Is it a unit or a group, which stand for an object each?
    pub const fn is_member(&self) -> bool {
        matches!(self.kind, NodeKind::Unit(_) | NodeKind::Group(..))
    }
}

/// The kind of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind<U> {
    /// A format unit.
    Unit(U),
    /// Nodes between brackets. Parse formats have round ones only.
    Group(Bracket, Vec<Node<U>>),
    /// `|`: what follows is optional (parse formats).
    Optional,
    /// `$`: what follows is keyword-only (parse formats).
    KeywordOnly,
    /// Blanks, tabs, commas and colons between units (build formats).
    Separator {
        /// The characters.
        text: String,
        /// Nothing but separators stands between it and the closing bracket, or the end of a format of several units.
        /// CPython accepts such a separator since 3.13.
        trailing: bool,
    },
}

/// The brackets of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bracket {
    /// `(…)`: a tuple; in a parse format, a sequence.
    Tuple,
    /// `[…]`: a list.
    List,
    /// `{…}`: a dict.
    Dict,
}

impl Bracket {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Tuple, Self::List, Self::Dict];

    /// The opening and the closing character.
    pub const fn characters(self) -> (char, char) {
        match self {
            Self::Tuple => ('(', ')'),
            Self::List => ('[', ']'),
            Self::Dict => ('{', '}'),
        }
    }
}

/// The end of a parse format: the name of the function, or a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trailer {
    /// Is it a name or a message?
    pub kind: TrailerKind,
    /// The text after the mark.
    pub text: String,
    /// The mark and the text.
    pub span: Span,
}

/// The mark that begins the trailer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrailerKind {
    /// `:`: the name of the function, for error messages.
    Name,
    /// `;`: the message that replaces the standard one.
    Message,
}

impl TrailerKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Name, Self::Message];

    /// The mark.
    pub const fn character(self) -> char {
        match self {
            Self::Name => ':',
            Self::Message => ';',
        }
    }
}

/// A part of a format that only some versions of CPython accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The text that needs them.
    pub span: Span,
    /// The versions that accept it.
    pub versions: Versions,
    /// A replacement that the other versions accept, where one is known.
    pub help: Option<&'static str>,
}

impl<U: Unit> Format<U> {
    /// Returns the parts that limit the versions on which the format is valid.
    pub fn requirements(&self) -> Vec<Requirement> {
        let mut found = Vec::new();
        collect_requirements(&self.nodes, &mut found);
        found
    }

    /// Is the format valid on this version of CPython?
    ///
    /// # Errors
    /// The parts that the version does not accept.
    pub fn check(&self, version: Version) -> Result<(), Error> {
        let unmet = self.requirements().into_iter().filter(|found| !found.versions.contain(version));
        let faults: Vec<_> = unmet.map(|found| found.fault()).collect();
        if faults.is_empty() { Ok(()) } else { Err(Error::new(self.source.as_str(), faults)) }
    }
}

impl Requirement {
    /// Returns the fault on a version that does not accept the part.
    pub fn fault(&self) -> Fault {
        Fault {
            kind: FaultKind::WrongVersion(self.versions),
            span: self.span.clone(),
            help: self.help.map(str::to_owned),
        }
    }
}

/// Separators before a closing bracket, or at the end of several units: bpo-40309.
const TRAILING_SEPARATORS: Versions = Versions { since: Some(Version(3, 13)), until: None };

fn collect_requirements<U: Unit>(nodes: &[Node<U>], found: &mut Vec<Requirement>) {
    for node in nodes {
        match &node.kind {
            NodeKind::Unit(unit) if unit.versions() != Versions::ALL => {
                found.push(Requirement { span: node.span.clone(), versions: unit.versions(), help: None })
            }
            NodeKind::Separator { trailing: true, .. } => found.push(trailing_separator(node)),
            NodeKind::Group(_, inner) => collect_requirements(inner, found),
            NodeKind::Unit(_)
            | NodeKind::Optional
            | NodeKind::KeywordOnly
            | NodeKind::Separator { trailing: false, .. } => {}
        }
    }
}

fn trailing_separator<U>(node: &Node<U>) -> Requirement {
    Requirement {
        span: node.span.clone(),
        versions: TRAILING_SEPARATORS,
        help: Some("leave out what separates nothing from the end"),
    }
}

impl ParseFormat {
    /// The empty place where one more unit would stand.
    pub(crate) fn end(&self) -> Span {
        let end = self.trailer.as_ref().map_or(self.source.len(), |trailer| trailer.span.start);
        end..end
    }

    /// Parses a format of the `PyArg_Parse` family.
    ///
    /// # Errors
    /// All faults of a malformed format, together. CPython reads a format lazily and lets some of them pass; here a
    /// malformed format is never called.
    pub fn parse(source: &str) -> Result<Self, Error> {
        crate::grammar::parse_format(source)
    }
}

impl BuildFormat {
    /// Parses a format of the `Py_BuildValue` family.
    ///
    /// # Errors
    /// All faults of a malformed format, together.
    pub fn parse(source: &str) -> Result<Self, Error> {
        crate::grammar::build_format(source)
    }

    /// Returns the parts that limit the versions on which the format is valid for a call. Unlike `Py_BuildValue`,
    /// `PyObject_CallFunction` reads on after a single unit.
    pub fn call_requirements(&self) -> Vec<Requirement> {
        let mut found = self.requirements();
        let has_units = self.nodes.iter().any(Node::is_member);
        if let Some(last @ Node { kind: NodeKind::Separator { trailing: false, .. }, .. }) = self.nodes.last()
            && has_units
        {
            found.push(trailing_separator(last));
        }
        found
    }
}
