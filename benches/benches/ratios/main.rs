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

/// Times the formats of a family, and prints their table.
fn report<'a>(family: &str, rows: impl Iterator<Item = &'a Row>, rounds: usize) {
    let timed: Vec<_> = rows.map(|row| (row, Times::of(row.variants(), rounds))).collect();
    let all: Vec<_> = timed.iter().map(|(_, times)| times).collect();
    let headline: Vec<_> = timed.iter().filter(|(row, _)| row.headline).map(|(_, times)| times).collect();
    if all.is_empty() {
        return;
    }
    let table = Table::of(&all);
    println!("{}", table.head(family));
    for (row, times) in &timed {
        println!("{}", table.line(row.name, times));
    }
    for (name, times) in [("headline", headline), ("all", all)] {
        if !times.is_empty() {
            println!("{}", table.means(name, &times));
        }
    }
    println!();
}
