//! How many times faster than CPython's own functions: the variants of each format in interleaved rounds.
//!
//! ```text
//! cargo bench --bench ratios -- [--rounds N] [FILTER]
//! ```

mod rounds;
mod table;

use fmtunit_benches::options::Options;
use fmtunit_benches::{FAMILIES, Row, python};
use rounds::Times;
use table::Table;

fn main() {
    let options = Options::from_command_line();
    if !options.list {
        println!("CPython {}\n", python::start());
    }
    for family in FAMILIES {
        let rows = family.rows.iter().filter(|row| options.wants(family.name, row.name));
        if options.list {
            rows.for_each(|row| println!("{}/{}: benchmark", family.name, row.name));
        } else {
            report(family.name, rows, options.rounds);
        }
    }
}

/// How much a row counts in a mean.
type Weight = fn(&Row) -> f64;

/// Times the formats of a family, and prints their table.
fn report<'a>(family: &str, rows: impl Iterator<Item = &'a Row>, rounds: usize) {
    let timed: Vec<_> = rows.map(|row| (row, Times::of(row.variants(), rounds))).collect();
    let all: Vec<_> = timed.iter().map(|(_, times)| times).collect();
    if all.is_empty() {
        return;
    }
    let table = Table::of(&all);
    println!("{}", table.head(family));
    for (row, times) in &timed {
        println!("{}", table.line(row.name, times));
    }
    let means: [(&str, Weight); 3] = [
        ("headline", |row| f64::from(u8::from(row.headline))),
        ("all", |_| 1.0),
        ("weighted by call sites", |row| f64::from(row.sites)),
    ];
    for (name, weight) in means {
        let weighted = timed.iter().map(|(row, times)| (weight(row), times));
        let weighted: Vec<_> = weighted.filter(|&(weight, _)| weight > 0.0).collect();
        if !weighted.is_empty() {
            println!("{}", table.means(name, &weighted));
        }
    }
    println!();
}
