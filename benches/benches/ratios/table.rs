//! The report, as a table in Markdown.

use crate::rounds::Times;

type Ratio = fn(&Times) -> f64;

/// The columns of ratios.
const RATIOS: [(&str, Ratio); 4] = [
    ("stock/by_hand", |times| times.stock / times.by_hand),
    ("stock/interpret", |times| times.stock / times.interpret),
    ("stock/macro", |times| times.stock / times.compiled),
    ("by_hand/macro", |times| times.by_hand / times.compiled),
];

/// The head of the table.
pub(crate) fn head(family: &str) -> String {
    let ratios = RATIOS.map(|(name, _)| name).join(" | ");
    let rule = "--:|".repeat(4 + RATIOS.len());
    format!("| {family} | stock ns | by_hand | interpret | macro | {ratios} |\n|---|{rule}")
}

/// The line of a format.
pub(crate) fn line(name: &str, times: &Times) -> String {
    let Times { stock, by_hand, interpret, compiled } = times;
    let ratios = RATIOS.map(|(_, ratio)| format!("{:.2}", ratio(times))).join(" | ");
    // A bar would end the cell.
    let name = name.replace('|', "\\|");
    format!("| `{name}` | {stock:.1} | {by_hand:.1} | {interpret:.1} | {compiled:.1} | {ratios} |")
}

/// The line of geometric means.
pub(crate) fn means(name: &str, times: &[Times]) -> String {
    let mean = |ratio: Ratio| {
        let logarithms: f64 = times.iter().map(|times| ratio(times).ln()).sum();
        (logarithms / times.len() as f64).exp()
    };
    let ratios = RATIOS.map(|(_, ratio)| format!("**{:.2}**", mean(ratio))).join(" | ");
    format!("| **geometric mean, {name}** ({}) | | | | | {ratios} |", times.len())
}
