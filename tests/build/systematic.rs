//! Formats made from the tables: every unit where a unit can stand.

use crate::collect::Wanted;
use fmtunit_parser::plan::Entry;
use fmtunit_parser::units::{BuildUnit, ParseUnit, Unit};

/// Parse formats, `{}` standing for the unit.
const TUPLE: [&str; 8] = ["{}", "|{}", "{}:name", "{};message", "({})", "{}i", "(i({})O)", "|({}s)p"];

/// Formats for one object.
const OBJECT: [&str; 3] = ["{}:name", "({})", "(O({}i));message"];

/// Formats for an array.
const ARRAY: [&str; 2] = ["|{}:f", "O|{}s"];

/// Formats with the names of their parameters.
const NAMED: [(&str, &[&str]); 5] = [
    ("|{}:f", &["first"]),
    ("O|{}s:f", &["first", "second", "third"]),
    ("O|$({})i", &["", "two", "caf\u{e9}"]),
    ("{}i;message", &["", ""]),
    ("|$O{}", &["x", "y"]),
];

/// Build formats.
const BUILD: [&str; 7] = ["{}", "({})", "[{},{}]", "{i:{}}", "i{}", "N({}N)", "{{}:N,s:{}}"];

/// Every unit in every pattern.
pub(crate) fn parse() -> Vec<Wanted> {
    let mut formats = Vec::new();
    for unit in ParseUnit::ALL {
        let fill = |pattern: &&str| pattern.replace("{}", unit.spelling());
        formats.extend(TUPLE.iter().map(fill).map(|format| (format, Entry::Tuple, Vec::new())));
        formats.extend(OBJECT.iter().map(fill).map(|format| (format, Entry::Object, Vec::new())));
        formats.extend(ARRAY.iter().map(fill).map(|format| (format, Entry::Array, Vec::new())));
        for (pattern, names) in NAMED {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            formats.push((fill(&pattern), Entry::TupleAndKeywords, names.clone()));
            // The array differs in how its names are matched, not in what is converted.
            if names.len() == 3 {
                formats.push((fill(&pattern), Entry::ArrayAndKeywords, names));
            }
        }
    }
    // Two units that may have to be undone, and a later one that may fail.
    let kept = || ParseUnit::ALL.iter().filter(|unit| unit.cleanup().is_some());
    for (first, second) in kept().flat_map(|first| kept().map(move |second| (first, second))) {
        formats.push((format!("{}{}|i", first.spelling(), second.spelling()), Entry::Tuple, Vec::new()));
    }
    formats
}

/// Every unit in every pattern.
pub(crate) fn build() -> Vec<String> {
    let units = BuildUnit::ALL.iter();
    units.flat_map(|unit| BUILD.iter().map(|pattern| pattern.replace("{}", unit.spelling()))).collect()
}
