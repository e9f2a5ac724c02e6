//! The reasons for which the preload library leaves a format to CPython.

use super::stats::Delegated;
use crate::pythons::Version;
use fmtunit_parser::ast::{BuildFormat, Format, Node, NodeKind, ParseFormat};
use fmtunit_parser::units::{self, ParseUnit, Place, Unit, ValueKind};

/// Formats that are well-formed, but that the tests use with wrong names of keywords.
const WITH_NAMES: [(&str, &str); 11] = [
    ("|O", "with two names; or with one that is no UTF-8"),
    ("|OO", "with one name; or with an empty name after another, or a name that is not UTF-8"),
    ("|$O", "with an empty name"),
    ("O|OO", "with an empty name after another"),
    ("O|$OO", "with an empty name after `$`"),
    ("O", "with a name that is not UTF-8"),
    ("O|O", "with a name that is not UTF-8"),
    (":i", "with two names, and no unit"),
    (";i", "with two names, and no unit"),
    ("|:i", "with two names, and no unit"),
    ("|;i", "with two names, and no unit"),
];

/// The text that stands for a null pointer.
const NO_FORMAT: &str = "NULL";

/// A part of the name of each function that takes names.
const KEYWORDS: &str = "Keywords";

/// Returns the reason for which a version leaves a format to CPython, if there is one.
pub(super) fn reason(version: Version, Delegated { function, format }: &Delegated) -> Option<&'static str> {
    if format == NO_FORMAT {
        return Some("no format");
    }
    let has_names = function.contains(KEYWORDS);
    if let Some((_, reason)) = WITH_NAMES.iter().find(|(listed, _)| has_names && listed == format) {
        return Some(reason);
    }
    let is_built = ["Build", "Call"].iter().any(|word| function.contains(word));
    // Before 3.13, a function of this name takes lengths of type `int`.
    let is_legacy = !function.ends_with("_SizeT") && version < Version::WITHOUT_SHORT_LENGTHS;
    if is_built {
        with_format(version, BuildFormat::parse(format).ok(), is_legacy, |unit| {
            matches!(unit.takes(), ValueKind::Bytes | ValueKind::WideLen)
        })
    } else {
        with_format(version, ParseFormat::parse(format).ok(), is_legacy, |unit: ParseUnit| {
            unit.stores().len() > 1 && unit.stores().iter().any(|(_, place)| *place == Place::SSize)
        })
        .or_else(|| marks(function, format))
    }
}

fn with_format<U: Unit>(
    version: Version,
    format: Option<Format<U>>,
    is_legacy: bool,
    has_length: impl Fn(U) -> bool + Copy,
) -> Option<&'static str> {
    let Some(format) = format else { return Some("it is malformed") };
    if format.check(units::Version::from(version)).is_err() {
        return Some("the version does not support it");
    }
    (is_legacy && any_unit(&format.nodes, has_length)).then_some("its lengths are of type `int`")
}

fn any_unit<U: Unit>(nodes: &[Node<U>], is_wanted: impl Fn(U) -> bool + Copy) -> bool {
    nodes.iter().any(|node| match &node.kind {
        NodeKind::Unit(unit) => is_wanted(*unit),
        NodeKind::Group(_, nodes) => any_unit(nodes, is_wanted),
        _ => false,
    })
}

/// Checks the marks: only functions with keywords take `$`, and each mark occurs once, in order.
fn marks(function: &str, format: &str) -> Option<&'static str> {
    let text = format.split([':', ';']).next()?;
    let has_keywords = function.contains(KEYWORDS);
    let (optional, keyword_only) = (text.matches('|').count(), text.matches('$').count());
    let is_out_of_order = text.find('$') < text.find('|') && keyword_only > 0;
    let is_wrong =
        if has_keywords { optional > 1 || keyword_only > 1 || is_out_of_order } else { keyword_only > 0 };
    is_wrong.then_some("its marks are not for this function")
}
