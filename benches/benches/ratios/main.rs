//! The speed relative to CPython's own functions: the variants of each format in interleaved rounds.
//!
//! ```text
//! cargo bench --bench ratios -- [--rounds N] [--processes N] [--svg FILE] [FILTER]
//! ```

mod picture;
mod processes;
mod rounds;
mod table;

use fmtunit_benches::options::Options;
use fmtunit_benches::{Row, python};
use picture::Picture;
use processes::Samples;
use rounds::Times;
use table::Table;

fn main() {
    let options = Options::from_command_line();
    if options.list {
        for (family, rows) in options.chosen() {
            rows.iter().for_each(|row| println!("{}/{}: benchmark", family.name, row.name));
        }
    } else if options.samples {
        println!("CPython {}", python::start());
        for (family, rows) in options.chosen() {
            for row in rows {
                processes::print(family.name, row.name, &Times::of(row.variants(), options.rounds()));
            }
        }
    } else {
        let samples = (options.processes() > 1).then(|| Samples::take(&options));
        let version = samples
            .as_ref()
            .map_or_else(|| format!("CPython {}", python::start()), |(version, _)| version.clone());
        println!("{version}\n");
        let mut picture = Picture::new(&version);
        for (family, rows) in options.chosen() {
            let times = |row: &Row| match &samples {
                Some((_, samples)) => samples.times(family.name, row.name),
                None => Some(Times::of(row.variants(), options.rounds())),
            };
            let timed = rows.into_iter().filter_map(|row| Some((row, times(row)?)));
            let timed: Vec<_> = timed.collect();
            report(family.name, &timed);
            picture.add(family.name, timed);
        }
        if let Some(file) = options.svg.as_ref().filter(|_| !picture.is_empty()) {
            python::must(picture.draw(file));
        }
    }
}

/// How much a row counts in a mean.
type Weight = fn(&Row) -> f64;

/// Prints the table of a family.
fn report(family: &str, timed: &[(&Row, Times)]) {
    if timed.is_empty() {
        return;
    }
    let table = Table::of(timed.iter().map(|(_, times)| times));
    println!("{}", table.head(family));
    for (row, times) in timed {
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
