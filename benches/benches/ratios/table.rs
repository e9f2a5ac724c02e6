//! The report, as a table in Markdown.

use crate::rounds::Times;

/// The columns of times.
const VARIANTS: [&str; 10] = [
    "stock",
    "stock_fast",
    "by_hand",
    "by_identity",
    "header",
    "interpret",
    "interpret_record",
    "jit",
    "jit_record",
    "macro",
];

/// The columns of ratios.
const RATIOS: [(&str, &str); 12] = [
    ("stock", "by_hand"),
    ("stock", "header"),
    ("stock", "interpret"),
    ("stock", "interpret_record"),
    ("stock", "jit"),
    ("stock", "macro"),
    ("jit", "macro"),
    ("jit_record", "macro"),
    ("stock_fast", "macro"),
    ("by_hand", "macro"),
    ("header", "by_hand"),
    ("macro", "by_identity"),
];

/// A table: the columns that some row has an entry for.
pub(crate) struct Table {
    variants: Vec<&'static str>,
    ratios: Vec<(&'static str, &'static str)>,
}

impl Table {
    /// The table of some rows.
    pub(crate) fn of<'a>(rows: impl Iterator<Item = &'a Times> + Clone) -> Self {
        let is_given = |variant: &&str| rows.clone().any(|times| times.get(variant).is_some());
        let variants: Vec<_> = VARIANTS.into_iter().filter(is_given).collect();
        let ratios = RATIOS.into_iter().filter(|(a, b)| is_given(a) && is_given(b)).collect();
        Self { variants, ratios }
    }

    /// The head of the table.
    pub(crate) fn head(&self, family: &str) -> String {
        let variants = self.variants.join(" | ");
        let ratios = self.ratios.iter().map(|(a, b)| format!("{a}/{b}")).collect::<Vec<_>>().join(" | ");
        let rule = "--:|".repeat(self.variants.len() + self.ratios.len());
        format!("| {family}, ns | {variants} | {ratios} |\n|---|{rule}")
    }

    /// The line of a format.
    pub(crate) fn line(&self, name: &str, times: &Times) -> String {
        let cells = self.variants.iter().map(|variant| cell(times.get(variant), |time| format!("{time:.1}")));
        let ratios = self.ratios.iter().map(|(a, b)| cell(times.ratio(a, b), |ratio| format!("{ratio:.2}")));
        // A bar would end the cell.
        let name = name.replace('|', "\\|");
        format!("| `{name}` | {} |", cells.chain(ratios).collect::<Vec<_>>().join(" | "))
    }

    /// The line of geometric means of weighted rows, each over the rows that have both variants: how many is said where it is
    /// not all.
    pub(crate) fn means(&self, name: &str, times: &[(f64, &Times)]) -> String {
        let ratios = self.ratios.iter().map(|(a, b)| {
            let mut weights = 0.0;
            let mut logarithms = 0.0;
            let mut rows = 0;
            for (weight, times) in times {
                if let Some(ratio) = times.ratio(a, b) {
                    weights += weight;
                    logarithms += weight * ratio.ln();
                    rows += 1;
                }
            }
            cell((rows > 0).then(|| (logarithms / weights).exp()), |mean| {
                let of = if rows < times.len() { format!(" ({rows})") } else { String::new() };
                format!("**{mean:.2}**{of}")
            })
        });
        let empty = self.variants.iter().map(|_| String::new());
        let cells: Vec<_> = empty.chain(ratios).collect();
        format!("| **geometric mean, {name}** ({}) | {} |", times.len(), cells.join(" | "))
    }
}

/// A cell, empty where there is no number.
fn cell(number: Option<f64>, show: impl Fn(f64) -> String) -> String {
    number.map_or_else(String::new, show)
}
