//! Suggestions for mistyped units, all from the tables.

use super::Dialect;
use crate::units::{LIKELY_MISTAKES, Unit, beginning_with, is_modifier, longest};

/// The spellings with the letter that `text` begins with.
pub(super) fn spellings<U: Dialect>(text: &str) -> Option<String> {
    let all: Vec<_> = beginning_with::<U>(text.chars().next()?).map(|unit| quoted(unit.spelling())).collect();
    match all.split_last()? {
        (only, []) => Some(format!("there is only {only}")),
        (last, others) => Some(format!("there are {} and {last}", others.join(", "))),
    }
}

/// Returns a suggestion for a text that no unit begins with.
pub(super) fn unknown<U: Dialect>(text: &str) -> Option<String> {
    let first = text.chars().next()?;
    if is_modifier(first) {
        return Some(format!("{} directly follows the unit that it modifies", quoted(text)));
    }
    if matches!(first, '|' | '$') {
        return Some(format!("{} is a mark of {} formats", quoted(text), U::Other::DIALECT));
    }
    elsewhere::<U>(text, first).or_else(|| likely::<U>(text)).or_else(|| other_case::<U>(first))
}

/// The unit of the other dialect.
fn elsewhere<U: Dialect>(text: &str, first: char) -> Option<String> {
    let unit = longest::<U::Other>(text).or_else(|| beginning_with::<U::Other>(first).next())?;
    Some(format!("{} is a unit of {} formats", quoted(unit.spelling()), U::Other::DIALECT))
}

/// The unit that another mini-language spells this way.
fn likely<U: Dialect>(text: &str) -> Option<String> {
    let (_, meant) = LIKELY_MISTAKES.iter().find(|(mistaken, _)| text.starts_with(mistaken))?;
    longest::<U>(meant).map(suggestion)
}

/// The unit with the same letter in the other case.
fn other_case<U: Dialect>(first: char) -> Option<String> {
    let other =
        if first.is_ascii_uppercase() { first.to_ascii_lowercase() } else { first.to_ascii_uppercase() };
    beginning_with::<U>(other).next().map(suggestion)
}

fn suggestion<U: Unit>(unit: U) -> String {
    let types = unit.c_types().join(", ").replace('`', "");
    format!("did you mean {} ({types})?", quoted(unit.spelling()))
}

fn quoted(text: &str) -> String {
    format!("`{text}`")
}
