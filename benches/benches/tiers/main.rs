//! The cost of calls 1 to N of a format that is known at run time only, compilation included, beside CPython's own
//! functions.
//!
//! ```text
//! cargo bench --bench tiers -- [--rounds N] [--svg FILE] [FILTER]
//! ```
//!
//! Every round begins with a new compiler, whose handle was not called yet, and has a ratio: 1.00 is as long as stock takes.
//! The medians of all rounds are printed. Making the handle is not in it; that is timed by the bench `compile`.

mod picture;

use fmtunit_benches::options::Options;
use fmtunit_benches::{Row, Variant, median, python, tier};
use std::time::Duration;

/// The numbers of calls.
const CALLS: [u64; 15] = [
    100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 20_000, 30_000, 50_000, 75_000, 100_000, 150_000,
    250_000,
];

fn main() {
    let options = Options::from_command_line();
    if options.list {
        return;
    }
    let version = python::start();
    println!("CPython {version}\n");
    let head: Vec<_> = CALLS.iter().map(u64::to_string).collect();
    println!("| tiered/stock, calls 1 to | {} | worst |", head.join(" | "));
    println!("|---|{}", "--:|".repeat(CALLS.len() + 1));
    let mut worst: f64 = 0.0;
    let mut drawn = Vec::new();
    for (family, rows) in options.chosen() {
        for row in rows {
            let curve = curve(row, options.rounds().min(21));
            let highest = curve.iter().copied().fold(0.0, f64::max);
            let cells: Vec<_> = curve.iter().map(|ratio| format!("{ratio:.2}")).collect();
            let name = format!("{} {}", family.name, row.name.replace('|', "\\|"));
            println!("| `{name}` | {} | {highest:.2} |", cells.join(" | "));
            worst = worst.max(highest);
            // More curves could not be told apart.
            if row.headline && family.name == "parse" {
                let points = CALLS.iter().map(|&calls| calls as f64).zip(curve);
                drawn.push((row.name.to_owned(), points.collect()));
            }
        }
    }
    if let Some(file) = options.svg.as_ref().filter(|_| !drawn.is_empty()) {
        python::must(picture::draw(file, &version, &drawn));
    }
    println!("\nworst: {worst:.3}");
}

/// The time of the calls up to each number, divided by stock's.
fn curve(row: &Row, rounds: usize) -> [f64; CALLS.len()] {
    let prepared = || (row.prepare)(&[tier::from_the_start()]);
    let others = prepared();
    row.check(&others);
    let mut times: Vec<(Sums, Sums)> = Vec::new();
    for round in 0..rounds {
        let variants = prepared();
        let sums_of = |name| {
            // The code is in the caches, as where other formats have just been called. Who is second would find them full of the
            // first's (measured: 100 to 300 µs for the first call, in one round out of ten).
            find(&others, name).run(1);
            sums(find(&variants, name))
        };
        // The turns change: who is second may find a faster clock.
        let pair = if round % 2 == 0 {
            let stock = sums_of("stock");
            (stock, sums_of("tiered"))
        } else {
            let tiered = sums_of("tiered");
            (sums_of("stock"), tiered)
        };
        times.push(pair);
    }
    let ratio = |index: usize| {
        let ratios = times.iter().map(|(stock, tiered)| tiered[index].div_duration_f64(stock[index]));
        median(ratios, f64::total_cmp).unwrap_or(f64::NAN)
    };
    std::array::from_fn(ratio)
}

/// How long the calls up to each number take.
type Sums = [Duration; CALLS.len()];

fn sums(variant: &Variant) -> Sums {
    let (mut done, mut sum) = (0, Duration::ZERO);
    CALLS.map(|calls| {
        sum += variant.time(calls - done);
        done = calls;
        sum
    })
}

fn find<'a>(variants: &'a [Variant], name: &str) -> &'a Variant {
    match variants.iter().find(|variant| variant.name == name) {
        Some(variant) => variant,
        None => python::fail(name),
    }
}
