//! The grammar: from the text of a format to its tree, or to all of its faults.
//!
//! [`token`] splits the text, [`tree`] nests the groups, [`help`] suggests what was meant. Nothing here recurses, so no
//! input can exhaust the stack. The depth of a tree is limited, so functions that recurse over one cannot either.

mod help;
mod token;
mod tree;

use crate::ast::{Bracket, BuildFormat, Format, NodeKind, ParseFormat, Trailer, TrailerKind};
use crate::error::{Error, Fault, FaultKind};
use crate::span::Span;
use crate::units::{BuildUnit, ParseUnit, Unit};
use nom::{IResult, Parser, branch::alt};
use token::Token;
use tree::Tree;

/// Parses a format of the parse family.
pub(crate) fn parse_format(source: &str) -> Result<ParseFormat, Error> {
    FormatReader::read(source)
}

/// Parses a format of the build family.
pub(crate) fn build_format(source: &str) -> Result<BuildFormat, Error> {
    FormatReader::read(source)
}

/// The differences between the two grammars.
trait Dialect: Unit {
    /// The other dialect, which may have a unit that this one lacks.
    type Other: Dialect;
    /// The brackets that make groups.
    const BRACKETS: &'static [Bracket];
    /// The greatest depth of groups.
    const MAX_DEPTH: usize;
    /// The separators of units, in words.
    const SEPARATORS: &'static str;
    /// Splits off the first token. Fails at the end of the text only.
    fn token(input: &str) -> IResult<&str, Token<'_, Self>>;
}

impl Dialect for ParseUnit {
    type Other = BuildUnit;
    const BRACKETS: &'static [Bracket] = &[Bracket::Tuple];
    /// From 30 on, CPython aborts the process.
    const MAX_DEPTH: usize = 29;
    const SEPARATORS: &'static str = "parse formats have no separators";
    fn token(input: &str) -> IResult<&str, Token<'_, Self>> {
        use token::{bracket, mark, not_separators, nul, trailer, unit_or_unknown};
        alt((bracket, mark, trailer, nul, not_separators, unit_or_unknown)).parse(input)
    }
}

impl Dialect for BuildUnit {
    type Other = ParseUnit;
    const BRACKETS: &'static [Bracket] = &Bracket::ALL;
    /// CPython has no limit but the stack.
    const MAX_DEPTH: usize = 200;
    const SEPARATORS: &'static str = "separators are blanks, tabs, commas and colons";
    fn token(input: &str) -> IResult<&str, Token<'_, Self>> {
        use token::{bracket, not_separators, nul, separators, unit_or_unknown};
        alt((bracket, separators, nul, not_separators, unit_or_unknown)).parse(input)
    }
}

/// The greatest number of nodes in a format: a plan numbers them in 16 bits.
const MAX_NODES: usize = u16::MAX as usize;

/// A format while it is being read.
struct FormatReader<U> {
    tree: Tree<U>,
    faults: Vec<Fault>,
    optional: Option<Span>,
    keyword_only: Option<Span>,
    trailer: Option<Trailer>,
}

impl<U: Dialect> FormatReader<U> {
    fn read(source: &str) -> Result<Format<U>, Error> {
        let mut reader =
            Self { tree: Tree::new(), faults: Vec::new(), optional: None, keyword_only: None, trailer: None };
        let mut input = source;
        while let Ok((rest, token)) = U::token(input) {
            let span = source.len() - input.len()..source.len() - rest.len();
            reader.take(token, span.clone());
            if reader.tree.len() > MAX_NODES {
                reader.fault(
                    FaultKind::TooLong,
                    span,
                    format!("at most {MAX_NODES} units, groups and marks"),
                );
                return Err(Error::new(source, reader.faults));
            }
            input = rest;
        }
        let end = reader.trailer.as_ref().map(|trailer| trailer.kind.character());
        let nodes = reader.tree.finish(end, &mut reader.faults);
        if reader.faults.is_empty() {
            Ok(Format { nodes, trailer: reader.trailer, source: source.to_owned() })
        } else {
            Err(Error::new(source, reader.faults))
        }
    }

    fn take(&mut self, token: Token<'_, U>, span: Span) {
        match token {
            Token::Unit(unit, modifiers) => {
                let end = span.end - modifiers.len();
                self.tree.push(NodeKind::Unit(unit), span.start..end);
                if !modifiers.is_empty() {
                    self.fault(
                        FaultKind::UnknownModifier,
                        end..span.end,
                        help::spellings::<U>(unit.spelling()),
                    );
                }
            }
            Token::Incomplete(letter, modifiers) => {
                let help = help::spellings::<U>(letter);
                if modifiers.is_empty() {
                    self.fault(FaultKind::MissingModifier, span, help);
                } else {
                    self.fault(FaultKind::UnknownModifier, span.end - modifiers.len()..span.end, help);
                }
            }
            Token::Unknown(text) => self.fault(FaultKind::UnknownUnit, span, help::unknown::<U>(text)),
            Token::Open(bracket) => self.open(bracket, span),
            Token::Close(bracket) => self.tree.close(bracket, span, &mut self.faults),
            Token::Optional => self.optional(span),
            Token::KeywordOnly => self.keyword_only(span),
            Token::Separators(text) => {
                self.tree.push(NodeKind::Separator { text: text.to_owned(), trailing: false }, span);
            }
            Token::NotSeparators => self.fault(FaultKind::NotASeparator, span, U::SEPARATORS.to_owned()),
            Token::Trailer(kind, text) => self.trailer(kind, text, span),
            Token::Nul => self.nul(span),
        }
    }

    fn open(&mut self, bracket: Bracket, span: Span) {
        let known = U::BRACKETS.contains(&bracket);
        if !known {
            let help = format!("groups in {} formats have round brackets", U::DIALECT);
            self.fault(FaultKind::UnknownUnit, span.clone(), help);
        }
        if self.tree.depth() == U::MAX_DEPTH {
            self.fault(FaultKind::TooDeep, span.clone(), format!("at most {} levels", U::MAX_DEPTH));
        }
        self.tree.open(bracket, span, U::MAX_DEPTH, known, self.faults.len());
    }

    fn optional(&mut self, span: Span) {
        if self.misplaced(self.optional.is_some(), &span) {
            return;
        }
        if let Some(earlier) = self.keyword_only.clone() {
            self.fault(
                FaultKind::KeywordOnlyBeforeOptional,
                earlier,
                "the optional part begins first".to_owned(),
            );
        }
        self.tree.push(NodeKind::Optional, span.clone());
        self.optional = Some(span);
    }

    fn keyword_only(&mut self, span: Span) {
        if self.misplaced(self.keyword_only.is_some(), &span) {
            return;
        }
        self.tree.push(NodeKind::KeywordOnly, span.clone());
        self.keyword_only = Some(span);
    }

    fn misplaced(&mut self, seen: bool, span: &Span) -> bool {
        let help = match (self.tree.depth(), seen) {
            (0, false) => return false,
            (0, true) => "it has been there before",
            (_, _) => "it cannot stand inside brackets",
        };
        self.fault(FaultKind::MisplacedMark, span.clone(), help.to_owned());
        true
    }

    fn trailer(&mut self, kind: TrailerKind, text: &str, span: Span) {
        let start = span.end - text.len();
        for (at, nul) in text.match_indices('\0') {
            self.nul(start + at..start + at + nul.len());
        }
        self.trailer = Some(Trailer { kind, text: text.to_owned(), span });
    }

    fn nul(&mut self, span: Span) {
        self.fault(FaultKind::Nul, span, "C would see the end of the format here".to_owned());
    }

    fn fault(&mut self, kind: FaultKind, span: Span, help: impl Into<Option<String>>) {
        self.faults.push(Fault { kind, span, help: help.into() });
    }
}
