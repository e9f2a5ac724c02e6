//! The figures in the README, taken from the results of the benches.

use anyhow::{Context, Result, ensure};

/// The results, below the root of the repository.
pub(crate) const SOURCE: &str = "benches/RESULTS.md";

/// The lines of the README that enclose the figures.
const START: &str = "<!-- figures: written by `cargo xtask figures` -->\n";
const END: &str = "<!-- end of the figures -->\n";

/// The rows of the README: the table and the row of the results, and the name in the README.
const ROWS: [(&str, &str, &str); 10] = [
    ("parse", "`i`", "parse `i`"),
    ("parse", r"`s\|si`", r"parse `s\|si`"),
    ("parse", "`((ii)(ii))(ii)`", "parse `((ii)(ii))(ii)`"),
    ("parse", "`es`", "parse `es`"),
    ("tuple_and_keywords", r"`i\|sss (1 positional, 2 keywords)`", r"parse `i\|sss`, tuple and dict"),
    VECTOR,
    ("build", "`i (small)`", "build `i`"),
    ("build", "`(isi) (17, x, 23)`", "build `(isi)`"),
    ("build", "`{s:i,s:i}`", "build `{s:i,s:i}`"),
    ("call", "`si`", "call `si`"),
];

/// A row that is also compared with the function of Argument Clinic.
const VECTOR: (&str, &str, &str) =
    ("array_and_keywords", r"`i\|sss (1 positional, 2 keywords)`", r"parse `i\|sss`, vector and names");

/// The row of the means of those rows that all tables call their headline.
const MEANS: &str = "**geometric mean, headline**";

/// The columns of times.
const TIMES: [&str; 5] = ["stock", "by_hand", "interpret", "jit", "macro"];

/// Returns the README with the figures of the results.
pub(crate) fn replace(readme: &str, results: &str) -> Result<String> {
    let marked = || {
        let (before, rest) = readme.split_once(START)?;
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    };
    let (before, after) = marked().context("README.md has no lines that enclose the figures")?;
    Ok(format!("{before}{START}{}{END}{after}", figures(results)?))
}

/// Returns the figures of the first version of CPython in the results.
fn figures(results: &str) -> Result<String> {
    let section = results.split("\n## CPython ").nth(1).context("the results have no version of CPython")?;
    let version = section.lines().next().unwrap_or_default();
    let mut page = format!(
        "![time of a call on CPython {version}, relative to CPython's own function](benches/pictures/ratios-{version}.svg)\n\n\
         | ns for a call, CPython {version} | CPython | C by hand | interpret | jit | **macro** | times as fast |\n\
         |---|--:|--:|--:|--:|--:|--:|\n"
    );
    for (table, row, name) in ROWS {
        let row = ResultRow::find(section, table, row)?;
        let times = TIMES.iter().map(|column| row.get(column)).collect::<Result<Vec<_>>>()?;
        let [others @ .., compiled] = times.as_slice() else { continue };
        page += &format!(
            "| {name} | {} | **{compiled}** | {} |\n",
            others.join(" | "),
            row.ratio("stock/macro")?
        );
    }
    let [parse, build] = ["parse", "build"].map(|table| ResultRow::find(section, table, MEANS));
    let (parse, build) = (parse?, build?);
    page += &format!(
        "\nOver all headline rows, the macro is {} times as fast as CPython when it parses and {} times when it builds, \
         compiled formats {} and {} times. ",
        parse.ratio("stock/macro")?,
        build.ratio("stock/macro")?,
        parse.ratio("stock/jit")?,
        build.ratio("stock/jit")?
    );
    let (table, row, _) = VECTOR;
    let clinic = ResultRow::find(section, table, row)?.ratio("stock_fast/macro")?;
    page += &format!(
        "The row of a vector is {clinic} times as fast as the private function of Argument Clinic.\n"
    );
    Ok(page)
}

/// A row of a table of results.
struct ResultRow<'a> {
    columns: Vec<&'a str>,
    cells: Vec<&'a str>,
}

impl<'a> ResultRow<'a> {
    /// Finds a row, by the title of its table and its own.
    fn find(section: &'a str, table: &str, name: &str) -> Result<Self> {
        let title = format!("{table}, ns");
        let mut lines = section.lines().skip_while(|line| cells(line).first() != Some(&title.as_str()));
        let columns =
            lines.next().map(cells).with_context(|| format!("the results have no table {table}"))?;
        let mut rows = lines.take_while(|line| line.starts_with('|')).map(cells);
        let is_named = |cells: &Vec<&str>| cells.first().is_some_and(|cell| cell.starts_with(name));
        let cells = rows.find(is_named).with_context(|| format!("the table {table} has no row {name}"))?;
        Ok(Self { columns, cells })
    }

    /// Returns the number in a column.
    fn get(&self, column: &str) -> Result<&'a str> {
        let at = self.columns.iter().position(|name| *name == column);
        let cell = at.and_then(|at| self.cells.get(at)).map(|cell| cell.trim_matches('*'));
        cell.filter(|cell| !cell.is_empty()).with_context(|| format!("{} has no {column}", self.cells[0]))
    }

    /// Returns the ratio in a column, with one decimal.
    fn ratio(&self, column: &str) -> Result<String> {
        let ratio: f64 = self.get(column)?.parse().context("a ratio is no number")?;
        ensure!(ratio.is_finite(), "a ratio is no number");
        Ok(format!("{ratio:.1}"))
    }
}

/// Splits a line of a table. A bar in a cell has a backslash before it, and no blanks around it.
fn cells(line: &str) -> Vec<&str> {
    let inner = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |")).unwrap_or_default();
    inner.split(" | ").collect()
}

#[cfg(test)]
mod tests {
    use super::{END, ROWS, START, replace};
    use std::fmt::Write;

    /// Returns results in which each row has the times 1 to 5, and the ratios 2.04, 3.06 and 4.08.
    fn results() -> String {
        let mut page = "# Results\n\n## CPython 3.11.7\n".to_owned();
        for table in ["parse", "tuple_and_keywords", "array_and_keywords", "build", "call"] {
            let _ = writeln!(
                page,
                "\n| {table}, ns | stock | by_hand | by_identity | interpret | jit | macro | stock/jit | stock/macro | \
                 stock_fast/macro |\n|---|--:|"
            );
            for (_, row, _) in ROWS.iter().filter(|(of, _, _)| *of == table) {
                let _ = writeln!(page, "| {row} | 1.0 | 2.0 |  | 3.0 | 4.0 | 5.0 | 2.04 | 3.06 | 4.08 |");
            }
            page +=
                "| **geometric mean, headline** (1) |  |  |  |  |  |  | **2.04** | **3.06** | **4.08** |\n";
        }
        page + "\n## CPython 3.13.0\n"
    }

    #[test]
    fn the_readme_gets_the_figures_of_the_first_version() -> anyhow::Result<()> {
        let readme = format!("before\n{START}old\n{END}after\n");
        let page = replace(&readme, &results())?;
        assert!(page.starts_with(&format!("before\n{START}![time of a call on CPython 3.11.7,")));
        assert!(page.ends_with(&format!("{END}after\n")));
        assert!(page.contains(r"| parse `s\|si` | 1.0 | 2.0 | 3.0 | 4.0 | **5.0** | 3.1 |"), "{page}");
        assert!(page.contains("3.1 times as fast as CPython when it parses and 3.1 times when it builds"));
        assert!(page.contains("compiled formats 2.0 and 2.0 times."));
        assert!(page.contains("4.1 times as fast as the private function of Argument Clinic"));
        assert_eq!(replace(&page, &results())?, page);
        Ok(())
    }

    #[test]
    fn a_row_that_is_not_in_the_results_is_an_error() {
        let readme = format!("{START}{END}");
        let error = replace(&readme, &results().replace("`{s:i,s:i}`", "`{s:i}`"));
        assert!(error.is_err_and(|error| error.to_string() == "the table build has no row `{s:i,s:i}`"));
        assert!(replace("no lines", &results()).is_err());
    }
}
