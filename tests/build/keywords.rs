//! Formats with the names of their parameters: marks and units of all kinds, names of all kinds.

use crate::collect::Wanted;
use fmtunit_parser::plan::Entry;

/// Formats of up to six parameters.
const FORMATS: [&str; 26] = [
    "O",
    "|i:f",
    "OO",
    "O|O:name",
    "|Os;message",
    "O$O",
    "i|$i",
    "$ss:f",
    "|$zp",
    "O|O$O:f",
    "i|ss",
    "OO|O$s:f",
    "s*es|O&i:f",
    "O!O&$w*",
    "(ii)|(s(i))p",
    "|(ii)s$(O)",
    "s#|z#y#;mes:sage",
    "d|f$Dn:f",
    "b|hIk$LK",
    "iiii",
    "|ssss:f",
    "i|i$ii",
    "OOO|OO",
    "|O&O&s*y*i",
    "y*O&et#es#|i:f",
    "ii|ss$pO:f",
];

/// Lists of names, of which a format takes as many as it needs.
const NAMES: [[&str; 6]; 6] = [
    ["a", "b", "c", "d", "e", "f"],
    // Each is the beginning of the next one; of seven to nine, of fifteen to seventeen bytes.
    ["pre", "prefix_", "prefix_8", "prefix__9", "prefix__9and15_", "prefix__9and15_7n"],
    // They differ after the eighth byte, or after the sixteenth.
    ["argument_a", "argument_b", "argument", "a_rather_long_one", "a_rather_long_two", "a_rather_long_"],
    ["caf\u{e9}", "\u{20ac}uro", "\u{e9}", "plain", "na\u{ef}ve_and_rather_long", "\u{1f600}"],
    ["", "b", "First", "first", "FIRST", "frist"],
    ["", "", "x", "y", "self", "end"],
];

/// Formats with names of their own.
const OTHERS: [(&str, &[&str]); 18] = [
    ("", &[]),
    (":f", &[]),
    ("|", &[]),
    ("$:f", &[]),
    ("i", &[""]),
    ("|i:f", &[""]),
    ("ii|i:f", &["", "", ""]),
    // Of equal names the first counts.
    ("|OO", &["a", "a"]),
    ("i|ii:f", &["a", "b", "a"]),
    ("|OO$O", &["", "same", "same"]),
    ("|(OO)O:f", &["\u{e9}", "\u{e9}"]),
    // More parameters than the engine has room for without an allocation.
    (
        "OOOOOOOOOOOOOOOO|iiii:f",
        &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"],
    ),
    (
        "|OOOOOOOO$OOOOOOOOO",
        &[
            "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1", "b2", "b3", "b4", "b5", "b6", "b7",
            "b8",
        ],
    ),
    ("s|si:open", &["file", "mode", "buffering"]),
    ("O|s*O&$np:f", &["target", "source", "convert", "length", "force"]),
    ("|y*y*y*y*i", &["a", "b", "c", "d", "e"]),
    ("O|(((i)s)O)s:f", &["o", "nested", "s"]),
    (
        "|i:a_function_with_a_name_that_is_longer_than_it_should_be",
        &["parameter_with_a_name_that_is_long_too"],
    ),
];

/// All of them, for a dict and for an array.
pub(crate) fn wanted() -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let mut add = |format: &str, names: &[&str]| {
        for entry in [Entry::TupleAndKeywords, Entry::ArrayAndKeywords] {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            wanted.push((format.to_owned(), entry, names));
        }
    };
    for format in FORMATS {
        let parameters = parameters(format);
        for names in NAMES {
            // What does not go together (a keyword-only parameter without a name) is left out later.
            add(format, &names[..parameters]);
        }
    }
    for (format, names) in OTHERS {
        add(format, names);
    }
    wanted
}

/// The number of parameters of a format.
fn parameters(format: &str) -> usize {
    let tree = fmtunit_parser::ast::ParseFormat::parse(format);
    tree.map_or(0, |tree| tree.nodes.iter().filter(|node| node.is_member()).count())
}
