//! The words of a format.

use super::Dialect;
use crate::ast::{Bracket, TrailerKind};
use crate::units::{Unit, beginning_with, is_modifier, longest};
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::{anychar, char};
use nom::combinator::{fail, map, map_opt, recognize, rest, value, verify};
use nom::{IResult, Parser, branch::alt};

/// A word of a format. A mistake is a word too; it ends where the next word begins.
#[derive(Clone, Copy)]
pub(super) enum Token<'s, U> {
    /// A unit, and the modifiers after it that it does not have.
    Unit(U, &'s str),
    /// A letter that begins units but is none, and the modifiers after it.
    Incomplete(&'s str, &'s str),
    /// Anything else.
    Unknown(&'s str),
    Open(Bracket),
    Close(Bracket),
    Optional,
    KeywordOnly,
    Separators(&'s str),
    /// Characters that look like separators and are none.
    NotSeparators,
    /// The mark, and the text from there to the end.
    Trailer(TrailerKind, &'s str),
    Nul,
}

type Lexed<'s, U> = IResult<&'s str, Token<'s, U>>;

pub(super) fn bracket<U: Dialect>(input: &str) -> Lexed<'_, U> {
    let which = |found| {
        Bracket::ALL.into_iter().find_map(|bracket| match bracket.characters() {
            (open, _) if open == found => Some(Token::Open(bracket)),
            (_, close) if close == found => Some(Token::Close(bracket)),
            _ => None,
        })
    };
    map_opt(anychar, which).parse(input)
}

pub(super) fn mark<U: Dialect>(input: &str) -> Lexed<'_, U> {
    alt((value(Token::Optional, char('|')), value(Token::KeywordOnly, char('$')))).parse(input)
}

pub(super) fn trailer<U: Dialect>(input: &str) -> Lexed<'_, U> {
    let kind = map_opt(anychar, |found| TrailerKind::ALL.into_iter().find(|kind| kind.character() == found));
    map((kind, rest), |(kind, text)| Token::Trailer(kind, text)).parse(input)
}

pub(super) fn nul<U: Dialect>(input: &str) -> Lexed<'_, U> {
    value(Token::Nul, char('\0')).parse(input)
}

pub(super) fn separators<U: Dialect>(input: &str) -> Lexed<'_, U> {
    map(take_while1(|found| matches!(found, ' ' | '\t' | ',' | ':')), Token::Separators).parse(input)
}

/// Comes after the true separators.
pub(super) fn not_separators<U: Dialect>(input: &str) -> Lexed<'_, U> {
    let similar = |found: char| found.is_ascii_whitespace() || matches!(found, ',' | ';');
    value(Token::NotSeparators, take_while1(similar)).parse(input)
}

/// Comes last, since it takes anything.
pub(super) fn unit_or_unknown<U: Dialect>(input: &str) -> Lexed<'_, U> {
    alt((
        map((spelled::<U>, modifiers), |(unit, modifiers)| Token::Unit(unit, modifiers)),
        map((incomplete::<U>, modifiers), |(letter, modifiers)| Token::Incomplete(letter, modifiers)),
        // A unit of the other dialect is one mistake, however long its spelling is.
        map(recognize(spelled::<U::Other>), Token::Unknown),
        map(recognize((anychar, modifiers)), Token::Unknown),
    ))
    .parse(input)
}

/// A unit, by its longest spelling.
fn spelled<U: Unit>(input: &str) -> IResult<&str, U> {
    match longest::<U>(input) {
        Some(unit) => value(unit, tag(unit.spelling())).parse(input),
        None => fail().parse(input),
    }
}

fn incomplete<U: Unit>(input: &str) -> IResult<&str, &str> {
    recognize(verify(anychar, |&letter| beginning_with::<U>(letter).next().is_some())).parse(input)
}

fn modifiers(input: &str) -> IResult<&str, &str> {
    take_while(is_modifier).parse(input)
}
