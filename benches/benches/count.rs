//! Calls for callgrind to count the instructions of: `cargo xtask budgets` runs this under valgrind, and reads its output.
//!
//! For each time that [`counted`] is called, a line with family, format and variant is printed, separated by tabs. It is
//! called [`TIMES`] for each variant that has a budget.

use fmtunit_benches::options::Options;
use fmtunit_benches::{Variant, python};

/// The variants that have a budget; the others are not ours to make faster.
const ENGINES: [&str; 5] = ["interpret", "interpret_record", "jit", "jit_record", "macro"];

/// How often a variant is counted, with another state of the heap each time: the least count holds. Where an object is the
/// last of its pool, CPython's allocator links the pool anew in each call, and where that is depends on the names of
/// folders and on the environment.
const TIMES: usize = 3;

/// The number of calls that are counted.
const CALLS: u64 = 100;

fn main() {
    let options = Options::from_command_line();
    if options.list {
        return;
    }
    println!("{}", python::start());
    println!("{CALLS}");
    for (family, rows) in options.chosen() {
        for row in rows {
            for variant in row.variants() {
                if ENGINES.contains(&variant.name) {
                    // The first calls find addresses and fill caches.
                    variant.time(CALLS);
                    for _ in 0..TIMES {
                        println!("{}\t{}\t{}", family.name, row.name, variant.name);
                        counted(&variant);
                        python::fill_pools();
                    }
                }
            }
        }
    }
}

/// Makes the calls that are counted. Callgrind knows this function by its name.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn counted(variant: &Variant) {
    variant.run(CALLS);
}
