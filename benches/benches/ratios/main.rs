//! How many times faster than CPython's own functions: the variants of each format in interleaved rounds.
//!
//! ```text
//! cargo bench --bench ratios -- [--rounds N] [FILTER]
//! ```

mod options;
mod rounds;
mod table;

use fmtunit_benches::{Row, build, parse, python};
use options::Options;
use rounds::Times;

fn main() {
    let options = Options::from_command_line();
    if !options.list {
        println!("CPython {}\n", python::start());
    }
    for (family, rows) in [("parse", parse::ROWS), ("build", build::ROWS)] {
        let rows = rows.iter().filter(|row| options.wants(family, row.name));
        if options.list {
            rows.for_each(|row| println!("{family}/{}: benchmark", row.name));
        } else {
            report(family, rows, options.rounds);
        }
    }
}

/// Times the formats of a family, and prints their table.
fn report<'a>(family: &str, rows: impl Iterator<Item = &'a Row>, rounds: usize) {
    let (mut headline, mut all) = (Vec::new(), Vec::new());
    for row in rows {
        if all.is_empty() {
            println!("{}", table::head(family));
        }
        let times = Times::of(row.variants(), rounds);
        println!("{}", table::line(row.name, &times));
        if row.headline {
            headline.push(times);
        }
        all.push(times);
    }
    for (name, times) in [("headline", &headline), ("all", &all)] {
        if !times.is_empty() {
            println!("{}", table::means(name, times));
        }
    }
    println!();
}
